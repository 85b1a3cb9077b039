"""When people come to a place with opening hours.

Lives here: kernel-safe functions of windows of the week. Not here: the windows
(`scenarios.counters`), draws.

A place is open from `opens_ms[i]` to `closes_ms[i]` (i < `windows`, at least one), times of the
week from Monday's midnight, ascending. `first_weekday` is the weekday of day 0 (Monday 0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_MS = 86_400_000
WEEK_MS = 604_800_000


def open_from_ms(
    time_ms: int,
    first_weekday: int,
    opens_ms: Sequence[int],
    closes_ms: Sequence[int],
    windows: int,
) -> int:
    """First time at or after `time_ms` at which the place is open."""
    clock_ms = (time_ms + first_weekday * DAY_MS) % WEEK_MS
    for window in range(windows):
        if clock_ms < closes_ms[window]:
            return time_ms + max(opens_ms[window] - clock_ms, 0)
    return time_ms + opens_ms[0] + WEEK_MS - clock_ms


def come_when_open_ms(
    time_ms: int,
    first_weekday: int,
    opens_ms: Sequence[int],
    closes_ms: Sequence[int],
    windows: int,
) -> int:
    """When a person comes who would like to come at `time_ms`: then, if the place is open.

    Else in the next window, as far into it as `time_ms` is into the time for which the place is
    closed: who is thwarted at night comes spread over the next day, not in a crowd at the door.
    """
    clock_ms = (time_ms + first_weekday * DAY_MS) % WEEK_MS
    closed_ms = closes_ms[windows - 1] - WEEK_MS
    for window in range(windows):
        opened_ms = opens_ms[window]
        if clock_ms < closes_ms[window]:
            if clock_ms >= opened_ms:
                return time_ms
            into_ms = (
                (clock_ms - closed_ms) * (closes_ms[window] - opened_ms) // (opened_ms - closed_ms)
            )
            return time_ms - clock_ms + opened_ms + into_ms
        closed_ms = closes_ms[window]
    opened_ms = opens_ms[0] + WEEK_MS
    into_ms = (clock_ms - closed_ms) * (closes_ms[0] - opens_ms[0]) // (opened_ms - closed_ms)
    return time_ms - clock_ms + opened_ms + into_ms
