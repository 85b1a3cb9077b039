"""Levels at which colours change: those at which the manager raises alarms.

Lives here: the one place where walls read the fleet's limits. Not here: colours.
"""

from __future__ import annotations

from fleet.core import limits

OVERFLOW = limits.OVERFLOW_PERMILLE / 1000
OVERFLOW_OVER = limits.OVERFLOW_CLEAR_PERMILLE / 1000
EXCURSION_C = limits.EXCURSION_MC / 1000
EXCURSION_OVER_C = limits.EXCURSION_CLEAR_MC / 1000
