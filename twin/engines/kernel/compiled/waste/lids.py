"""Lids of bins that overflow alarm linkage locks, and the deodorisers that run meanwhile.

Lives here: locking and opening, and the records of both. Not here: who finds a lid locked
(`compiled.waste.drop_offs`).
"""

from __future__ import annotations

from fleet.policy.watch import is_to_lock
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.watch import (
    BY_CONTACT,
    DEODORISES,
    LOCK_AT,
    LOCKED_BINS,
    WATCH_POINT_WIDTH,
)
from twin.engines.kernel.compiled.memory import (
    BIN_POINT,
    BIN_WIDTH,
    FIRST_BIN,
    NONE,
    POINT_WIDTH,
    SITE_WIDTH,
    Memory,
)
from twin.engines.kernel.compiled.waste.bins import fill_of, record_bin


def watch_row(m: Memory, number: int) -> int:
    """Row of `watch.points` of a bin, which counts through the group."""
    row: int = m.waste.bins[BIN_WIDTH * number + BIN_POINT] // POINT_WIDTH * WATCH_POINT_WIDTH
    return row


def touch(m: Memory, now: int, site: int, number: int) -> None:
    """A bag went in: a contact under the lid may lock it."""
    if m.rules.watches == 0:
        return
    point = watch_row(m, number)
    if m.watch.points[point + LOCK_AT] != NONE and m.watch.points[point + BY_CONTACT] == 1:
        lock(m, now, site, number, fill_of(m, number))


def hear(m: Memory, now: int, site: int, number: int, reported: int) -> None:
    """A report came in: it may lock the lid."""
    if m.rules.watches == 0:
        return
    point = watch_row(m, number)
    if m.watch.points[point + LOCK_AT] != NONE and m.watch.points[point + BY_CONTACT] == 0:
        lock(m, now, site, number, reported)


def lock(m: Memory, now: int, site: int, number: int, fill: int) -> None:
    """A lid is locked where it is not yet, and where it is to be."""
    watch = m.watch
    point = watch_row(m, number)
    if watch.locked[number] == 1 or is_to_lock(fill, watch.points[point + LOCK_AT]) == 0:
        return
    starts = 0
    if watch.points[point + LOCKED_BINS] == 0:
        starts = watch.points[point + DEODORISES]
    watch.points[point + LOCKED_BINS] += 1
    watch.locked[number] = 1
    watch.locked_since[number] = now
    position = number - m.waste.sites[SITE_WIDTH * site + FIRST_BIN]
    record_bin(m, now, kinds.LOCK, site, number, position, starts, 0, fill)


def open_lid(m: Memory, now: int, site: int, number: int) -> None:
    """The bin was emptied."""
    watch = m.watch
    if watch.locked[number] == 0:
        return
    point = watch_row(m, number)
    watch.locked[number] = 0
    watch.points[point + LOCKED_BINS] -= 1
    stops = 0
    if watch.points[point + LOCKED_BINS] == 0:
        stops = watch.points[point + DEODORISES]
    position = number - m.waste.sites[SITE_WIDTH * site + FIRST_BIN]
    locked_ms = now - watch.locked_since[number]
    record_bin(m, now, kinds.UNLOCK, site, number, position, stops, 0, locked_ms)
