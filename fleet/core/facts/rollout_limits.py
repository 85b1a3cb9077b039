"""Times and bounds of rollouts, each with its reason.

Lives here: named constants alone. Not here: the arithmetic (`fleet.policy.rollouts`).
"""

from __future__ import annotations

BAD_PPM, MISS_PPM = 50_000, 30_000
"""A firmware that fails on one device in twenty is to be found by the canary, but for 3 %."""

GOOD_PPM, ALARM_PPM = 2_000, 50_000
"""One that fails on two in a thousand (devices do break) is to pass it, but for 5 %."""

ERROR_PPM, ERROR_ALARM_PPM = 10_000, 10_000
"""After the canary: as many failures as a firmware that fails on one in a hundred would show once
in a hundred times; assumed."""

CANARY_MOST = 500
"""The largest canary that is drawn: partitions name so many ranks. Assumed."""

SUCCESS_PERMILLE = 950
"""Of a wave, before the next begins: some devices are away for days. Assumed."""

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS

SOAK_MS = 2 * HOUR_MS
"""What does not fail at once fails within hours of work; assumed."""

PER_SITE = 3
"""Devices of a site that are updated at once: the others go on serving. Assumed."""

BATTERY_PERMILLE = 300
"""A load and two starts must not empty a battery; assumed."""

DEADLINE_MS = 24 * HOUR_MS
"""An update that is not finished by then has failed: slow radios need hours. Assumed."""

PATIENCE_MS = 48 * HOUR_MS
"""How long a wave waits for a device whose turn it is and that is not fit: two nights, so that also
under a nightly window it is looked at in two of them. Who is away for days is reached by the next
rollout. Assumed."""

TRIES = 3
"""Orders to a device whose update was interrupted, or that could not load it. Assumed."""

EXPIRES_MS = HOUR_MS
"""How long a device may take to answer an order."""

LOOK_MS = 30_000
"""How often a part looks whose turn it is."""

NOT_FIT_MS = 5 * MINUTE_MS
"""A device that may not be updated now is looked at again, or asked again, then; so often, too, a
partition says whom a canary may still draw."""

PARTS_KEPT, ROLLOUTS_KEPT, HISTORY_KEPT = 8, 50, 200
"""Ended parts with their devices, ended rollouts, lines of a history that are kept."""

RANKS = 2**32
"""Ranks of devices in a draw are below."""

NAME_CHARACTERS = 48
"""Of a rollout's name: commands are named after it."""
