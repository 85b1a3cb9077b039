"""Levels at which colours change: those at which the manager raises alarms.

Lives here: the one place where walls read the rules of alarms. Not here: colours. A site may have
rules of its own; a wall shows those that hold everywhere else.
"""

from __future__ import annotations

from fleet.core.alarms.rules import DEFAULTS

OVERFLOW = DEFAULTS["overflow"].raise_at / 1000
OVERFLOW_OVER = DEFAULTS["overflow"].clear_at / 1000
EXCURSION_C = DEFAULTS["excursion"].raise_at / 1000
EXCURSION_OVER_C = DEFAULTS["excursion"].clear_at / 1000
BATTERY = DEFAULTS["battery"].raise_at / 1000
BATTERY_OVER = DEFAULTS["battery"].clear_at / 1000
