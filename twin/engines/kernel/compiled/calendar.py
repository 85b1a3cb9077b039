"""The queue of events: a calendar of buckets, and a heap for the bucket that is open.

Lives here: putting events in, taking the smallest (time, key) out. Buckets are 2^SHIFT ms wide and
form a ring; an event of a later lap waits in its bucket. When a bucket opens, its events of this
lap move to the heap `due`; events that fall due within the open bucket go straight there.
Not here: what an event does.
"""

from __future__ import annotations

from twin.engines.kernel.compiled.memory import (
    DUE,
    DUE_KEY,
    DUE_SLOT,
    DUE_TIME,
    KEY,
    MASK,
    NEXT,
    NONE,
    OPEN_BUCKET,
    SHIFT,
    TIME,
    WAITING,
    Memory,
)
from twin.eventlog.order import pack_key


def at(m: Memory, time_ms: int, kind: int, site: int, entity: int, ordinal: int, slot: int) -> None:
    """Let the event of `slot` come at `time_ms`, unless the run is over by then."""
    if time_ms < m.rules.horizon_ms:
        insert(m, time_ms, pack_key(kind, site, entity, ordinal), slot)


def insert(m: Memory, time_ms: int, key: int, slot: int) -> None:
    """Put an event in."""
    bucket = time_ms >> m.state[SHIFT]
    if bucket <= m.state[OPEN_BUCKET]:
        push(m, time_ms, key, slot)
    else:
        head = bucket & m.state[MASK]
        m.slots[slot, TIME] = time_ms
        m.slots[slot, KEY] = key
        m.slots[slot, NEXT] = m.buckets[head]
        m.buckets[head] = slot
        m.state[WAITING] += 1


def earlier(time_ms: int, key: int, other_ms: int, other_key: int) -> bool:
    """Whether the first of two events comes before the second."""
    return time_ms < other_ms or (time_ms == other_ms and key < other_key)


def push(m: Memory, time_ms: int, key: int, slot: int) -> None:
    """Put an event into the heap of what is due."""
    due = m.due
    hole = m.state[DUE]
    m.state[DUE] = hole + 1
    while hole > 0:
        above = (hole - 1) >> 1
        if not earlier(time_ms, key, due[above, DUE_TIME], due[above, DUE_KEY]):
            break
        due[hole, DUE_TIME] = due[above, DUE_TIME]
        due[hole, DUE_KEY] = due[above, DUE_KEY]
        due[hole, DUE_SLOT] = due[above, DUE_SLOT]
        hole = above
    due[hole, DUE_TIME] = time_ms
    due[hole, DUE_KEY] = key
    due[hole, DUE_SLOT] = slot


def pop(m: Memory) -> None:
    """Remove the first event from the heap of what is due."""
    due = m.due
    last = m.state[DUE] - 1
    m.state[DUE] = last
    if last == 0:
        return
    time_ms, key, slot = due[last, DUE_TIME], due[last, DUE_KEY], due[last, DUE_SLOT]
    hole = 0
    child = 1
    while child < last:
        other = child + 1
        if other < last and earlier(
            due[other, DUE_TIME], due[other, DUE_KEY], due[child, DUE_TIME], due[child, DUE_KEY]
        ):
            child = other
        if not earlier(due[child, DUE_TIME], due[child, DUE_KEY], time_ms, key):
            break
        due[hole, DUE_TIME] = due[child, DUE_TIME]
        due[hole, DUE_KEY] = due[child, DUE_KEY]
        due[hole, DUE_SLOT] = due[child, DUE_SLOT]
        hole = child
        child = 2 * hole + 1
    due[hole, DUE_TIME] = time_ms
    due[hole, DUE_KEY] = key
    due[hole, DUE_SLOT] = slot


def open_next_bucket(m: Memory) -> bool:
    """Open buckets until something is due; False when no event is left."""
    shift = m.state[SHIFT]
    mask = m.state[MASK]
    bucket = m.state[OPEN_BUCKET]
    while m.state[DUE] == 0:
        if m.state[WAITING] == 0:
            return False
        bucket += 1
        head = bucket & mask
        slot = m.buckets[head]
        if slot == NONE:
            continue
        later = NONE
        while slot != NONE:
            following = m.slots[slot, NEXT]
            if m.slots[slot, TIME] >> shift == bucket:
                push(m, m.slots[slot, TIME], m.slots[slot, KEY], slot)
                m.state[WAITING] -= 1
            else:
                m.slots[slot, NEXT] = later
                later = slot
            slot = following
        m.buckets[head] = later
    m.state[OPEN_BUCKET] = bucket
    return True
