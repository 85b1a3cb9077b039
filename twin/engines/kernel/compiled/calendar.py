"""The queue of events: a calendar of short sorted lists, and a heap for crowds.

Lives here: putting events in, taking the smallest (time, key) out. Buckets are 2^SHIFT ms wide and
form a ring; their lists are sorted by time, so events of a later lap stand at the end. Where an
event would have to walk past CROWDED others, as when everybody comes at six, it goes to the heap
`crowd`. The visits of a group of one site ascend anyway: the next waits in slot 0, with the horizon
for its time when there is none.
Not here: what an event does.
"""

from __future__ import annotations

from twin.engines.kernel.compiled.memory import (
    IN_CROWD,
    KEY,
    MASK,
    NEXT,
    NONE,
    OPEN_BUCKET,
    SHIFT,
    TIME,
    Memory,
)
from twin.eventlog.order import pack_key

CROWDED = 16
"""Steps along a list after which a heap is cheaper: log2 of what lies in some hundred banks."""


def at(m: Memory, time_ms: int, kind: int, site: int, entity: int, ordinal: int, slot: int) -> None:
    """Let the event of `slot` come at `time_ms`, unless the run is over by then."""
    if time_ms < m.rules.horizon_ms:
        insert(m, time_ms, pack_key(kind, site, entity, ordinal), slot)


def earlier(time_ms: int, key: int, other_ms: int, other_key: int) -> bool:
    """Whether the first of two events comes before the second."""
    return time_ms < other_ms or (time_ms == other_ms and key < other_key)


def insert(m: Memory, time_ms: int, key: int, slot: int) -> None:
    """Put an event into its bucket, or into the crowd."""
    slots = m.slots
    slots[slot + TIME] = time_ms
    slots[slot + KEY] = key
    bucket = (time_ms >> m.state[SHIFT]) & m.state[MASK]
    before = NONE
    following = m.buckets[bucket]
    steps = 0
    while following != NONE:
        if earlier(time_ms, key, slots[following + TIME], slots[following + KEY]):
            break
        if steps == CROWDED:
            join_crowd(m, time_ms, key, slot)
            return
        steps += 1
        before = following
        following = slots[following + NEXT]
    slots[slot + NEXT] = following
    if before == NONE:
        m.buckets[bucket] = slot
    else:
        slots[before + NEXT] = slot


def take_first(m: Memory, time_ms: int, key: int) -> int:
    """Take the slot whose event comes first out of the queue; NONE when none is before (time, key).

    `time_ms` is at most the horizon.
    """
    slots = m.slots
    first = NONE
    if m.rules.sites == 1 and comes_before(m, 0, time_ms, key):
        time_ms, key, first = slots[TIME], slots[KEY], 0
    crowded = False
    if m.state[IN_CROWD] > 0 and comes_before(m, m.crowd[0], time_ms, key):
        first = m.crowd[0]
        time_ms, key = slots[first + TIME], slots[first + KEY]
        crowded = True
    slot = open_bucket_until(m, time_ms)
    if slot != NONE and comes_before(m, slot, time_ms, key):
        m.buckets[m.state[OPEN_BUCKET] & m.state[MASK]] = slots[slot + NEXT]
        return slot
    if crowded:
        leave_crowd(m)
    return first


def open_bucket_until(m: Memory, time_ms: int) -> int:
    """Open buckets up to that of `time_ms` until one has an event of this lap; NONE: none has."""
    shift, mask = m.state[SHIFT], m.state[MASK]
    bucket, last = m.state[OPEN_BUCKET], time_ms >> shift
    found = NONE
    while True:
        slot = m.buckets[bucket & mask]
        if slot != NONE and m.slots[slot + TIME] >> shift == bucket:
            found = slot
            break
        if bucket >= last:
            break
        bucket += 1
    m.state[OPEN_BUCKET] = bucket
    return found


def comes_before(m: Memory, slot: int, time_ms: int, key: int) -> bool:
    """Whether the event of a slot comes before another."""
    return earlier(m.slots[slot + TIME], m.slots[slot + KEY], time_ms, key)


def join_crowd(m: Memory, time_ms: int, key: int, slot: int) -> None:
    """Put an event into the heap."""
    crowd = m.crowd
    hole = m.state[IN_CROWD]
    m.state[IN_CROWD] = hole + 1
    while hole > 0:
        above = (hole - 1) >> 1
        if comes_before(m, crowd[above], time_ms, key):
            break
        crowd[hole] = crowd[above]
        hole = above
    crowd[hole] = slot


def leave_crowd(m: Memory) -> None:
    """Remove the first event from the heap."""
    slots, crowd = m.slots, m.crowd
    last = m.state[IN_CROWD] - 1
    m.state[IN_CROWD] = last
    slot = crowd[last]
    time_ms, key = slots[slot + TIME], slots[slot + KEY]
    hole = 0
    child = 1
    while child < last:
        other = child + 1
        if other < last:
            rival = crowd[child]
            if comes_before(m, crowd[other], slots[rival + TIME], slots[rival + KEY]):
                child = other
        if not comes_before(m, crowd[child], time_ms, key):
            break
        crowd[hole] = crowd[child]
        hole = child
        child = 2 * hole + 1
    crowd[hole] = slot
