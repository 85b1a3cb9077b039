"""Clocks of devices that jump: times that cannot stand where they stand.

Lives here: finding them by order and by distance, and local time of day. Not here: reading times
(`scenarios.logs.times`).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from bisect import bisect_right

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs.times import EPOCH, MILLISECOND

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SORTED_SHARE = 0.98
"""Share of rows not before the one above from which a file counts as written in order of time."""
JUMP_MS = HOUR_MS
"""A row that much out of order is a clock that jumped; less is two writers at one file."""
APART_MS = 60 * DAY_MS
"""Rows apart by that much from all others are a clock that was never set, if they are few."""
FEW_SHARE = 0.01
"""Of the rows at most so many may stand apart: else the log has a pause."""


def out_of_order(times_ms: I64) -> Flags:
    """Rows of a file in order of time whose own time is more than JUMP_MS out of that order.

    The longest run of rows that never goes back is kept (patience sorting, Fredman 1975), and what
    is within JUMP_MS of it. None in a file that is in no order of time (SORTED_SHARE).
    """
    count = len(times_ms)
    found = np.zeros(count, dtype=bool)
    if count < 3 or (np.diff(times_ms) >= 0).mean() < SORTED_SHARE:
        return found
    kept = _longest_ascending(times_ms)
    places = np.flatnonzero(kept)
    before = np.maximum(np.searchsorted(places, np.arange(count), side="right") - 1, 0)
    after = np.minimum(np.searchsorted(places, np.arange(count)), len(places) - 1)
    low, high = times_ms[places[before]], times_ms[places[after]]
    first, last = np.minimum(low, high) - JUMP_MS, np.maximum(low, high) + JUMP_MS
    is_before, is_after = np.arange(count) < places[0], np.arange(count) > places[-1]
    out: Flags = ~kept & (((times_ms < first) & ~is_before) | ((times_ms > last) & ~is_after))
    return out


def _longest_ascending(times_ms: I64) -> Flags:
    """Members of a longest subsequence that never goes back."""
    tails: list[int] = []
    at: list[int] = []
    previous = np.full(len(times_ms), -1, dtype=np.int64)
    for row, time_ms in enumerate(times_ms.tolist()):
        place = bisect_right(tails, time_ms)
        if place == len(tails):
            tails.append(time_ms)
            at.append(row)
        else:
            tails[place] = time_ms
            at[place] = row
        previous[row] = at[place - 1] if place else -1
    kept = np.zeros(len(times_ms), dtype=bool)
    row = at[-1]
    while row >= 0:
        kept[row] = True
        row = int(previous[row])
    return kept


def far_apart(times_ms: I64) -> Flags:
    """Rows more than APART_MS from the bulk of a log, where they are FEW_SHARE at most."""
    found = np.zeros(len(times_ms), dtype=bool)
    if len(times_ms) < 2:
        return found
    order = np.argsort(times_ms, kind="stable")
    part = np.concatenate([[0], np.cumsum(np.diff(times_ms[order]) > APART_MS)])
    bulk = int(np.bincount(part).argmax())
    found[order[part != bulk]] = True
    return found if found.mean() <= FEW_SHARE else np.zeros(len(times_ms), dtype=bool)


def local_ms(times_ms: I64, zone: zoneinfo.ZoneInfo) -> I64:
    """What local clocks show: ms since 1970-01-01 as if the zone had no offset."""
    hours, place = np.unique(times_ms // HOUR_MS, return_inverse=True)
    offsets = np.array([_offset_ms(hour, zone) for hour in hours.tolist()], dtype=np.int64)
    return times_ms + offsets[place]


def _offset_ms(hour: int, zone: zoneinfo.ZoneInfo) -> int:
    time = (EPOCH + dt.timedelta(hours=hour)).astimezone(zone)
    return (time.utcoffset() or dt.timedelta()) // MILLISECOND


def step_ms(times_ms: I64) -> int:
    """The step of the times of a log: the largest of 1 ms, 1 s, 1 min, 1 h that divides all."""
    steps = (HOUR_MS, 60_000, 1_000)
    return next((step for step in steps if not (times_ms % step).any()), 1)
