"""When supervisors come to a waste point, and what residents do while one is there.

Lives here: kernel-safe functions of integers; times in ms, −1 = none. Not here: draws, cameras
(`fleet.policy.watch`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_MS = 86_400_000
WEEK_DAYS = 7

BULKY = 1
"""An abnormal drop-off that fits into no bin."""
SPOILS = 2
"""An abnormal drop-off that spoils the bin it goes into."""


def next_shift(
    after_ms: int, first_weekday: int, weekdays: Sequence[int], from_ms: Sequence[int], shifts: int
) -> int:
    """Number of the first shift that begins later than `after_ms`, −1 where none does in a week.

    Shift k of day d (day 0 is `first_weekday`, Monday 0) has the number d × `shifts` + k; it begins
    at the time of day `from_ms[k]` on days with `weekdays[7 × k + weekday]` = 1.
    """
    day = after_ms // DAY_MS
    for ahead in range(WEEK_DAYS + 1):
        best = -1
        for shift in range(shifts):
            begins_ms = (day + ahead) * DAY_MS + from_ms[shift]
            if (
                weekdays[WEEK_DAYS * shift + (day + ahead + first_weekday) % WEEK_DAYS]
                and begins_ms > after_ms
                and (best < 0 or from_ms[shift] < from_ms[best])
            ):
                best = shift
        if best >= 0:
            return (day + ahead) * shifts + best
    return -1


def begins_at_ms(number: int, from_ms: Sequence[int], shifts: int) -> int:
    """When the shift of that number begins."""
    return number // shifts * DAY_MS + from_ms[number % shifts]


def is_there(now_ms: int, until_ms: int) -> int:
    """1 while a supervisor is at the point, who stays until `until_ms` (0: nobody came yet)."""
    return 1 if now_ms < until_ms else 0
