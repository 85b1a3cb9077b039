"""When bins are emptied: fixed rounds, and trucks called by reported fill.

Lives here: kernel-safe functions of integers; times in ms, −1 = none. Not here: what a sensor reads
(`devices.physics`), where trucks drive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_MS = 86_400_000
WEEK_DAYS = 7


def next_round_ms(
    after_ms: int,
    first_weekday: int,
    weekdays: Sequence[int],
    clocks_ms: Sequence[int],
    clocks: int,
) -> int:
    """First round later than `after_ms`; −1 where there is none in a week.

    Rounds set out on days with `weekdays[weekday]` = 1 (Monday 0; day 0 is `first_weekday`) at each
    of the ascending times of day `clocks_ms`.
    """
    day = after_ms // DAY_MS
    for ahead in range(WEEK_DAYS + 1):
        if weekdays[(day + ahead + first_weekday) % WEEK_DAYS]:
            for number in range(clocks):
                time_ms = (day + ahead) * DAY_MS + clocks_ms[number]
                if time_ms > after_ms:
                    return time_ms
    return -1


def is_alarm(reported_permille: int, level_permille: int) -> int:
    """1 where a report calls for an emptying."""
    return 1 if reported_permille >= level_permille else 0


def is_current(measured_ms: int, emptied_ms: int) -> int:
    """1 where a report that comes late still speaks of what is in the bin."""
    return 1 if measured_ms >= emptied_ms else 0


def is_too_old(now_ms: int, emptied_ms: int, age_limit_ms: int) -> int:
    """1 where what is in the bin has lain too long (−1: no limit)."""
    return 1 if 0 <= age_limit_ms <= now_ms - emptied_ms else 0


def truck_due_ms(called_ms: int, lead_ms: int) -> int:
    """When a truck that is called arrives."""
    return called_ms + lead_ms


def trips(volume_ml: int, truck_ml: int, compaction_permille: int) -> int:
    """Trips that a truck with room for `truck_ml` of pressed waste needs, at least one.

    It presses what it takes to 1000 / `compaction_permille` of the volume in the bins.
    """
    pressed_ml = volume_ml * 1_000 // compaction_permille
    return max(1, (pressed_ml + truck_ml - 1) // truck_ml)
