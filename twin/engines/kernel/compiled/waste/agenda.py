"""The queue of events beside parcels: a binary heap of times and packed keys.

Lives here: putting events on the agenda and off it. It is short: the next drop-off of a site, the
next report of a point, a truck for each point and service, the bags on the floor; and what changes
next in each cold cell (an entry that no longer holds stays until its time). The last entry
is one at the horizon, so the first always exists. Not here: what an event does.
"""

from __future__ import annotations

from twin.engines.kernel.compiled.calendar import earlier
from twin.engines.kernel.compiled.memory import AGENDA_WIDTH, MOST_ENTERED, ON_AGENDA, Memory
from twin.eventlog.order import pack_key


def has_entry(m: Memory) -> bool:
    """Whether all fit that one event enters."""
    entries: int = m.state[ON_AGENDA] + m.state[MOST_ENTERED]
    return AGENDA_WIDTH * entries <= len(m.waste.agenda)


def enter(m: Memory, time_ms: int, kind: int, site: int, entity: int) -> None:
    """An event to come; beyond the horizon nothing happens."""
    if time_ms < m.rules.horizon_ms:
        insert(m, time_ms, pack_key(kind, site, entity, 0))


def insert(m: Memory, time_ms: int, key: int) -> None:
    """Put an entry where it belongs."""
    agenda = m.waste.agenda
    hole = m.state[ON_AGENDA]
    m.state[ON_AGENDA] = hole + 1
    while hole > 0:
        above = (hole - 1) >> 1
        if earlier(agenda[2 * above], agenda[2 * above + 1], time_ms, key):
            break
        agenda[2 * hole] = agenda[2 * above]
        agenda[2 * hole + 1] = agenda[2 * above + 1]
        hole = above
    agenda[2 * hole] = time_ms
    agenda[2 * hole + 1] = key


def put_off(m: Memory, time_ms: int, kind: int, site: int, entity: int) -> None:
    """The event that happens, the first one, gives way to its successor."""
    if time_ms < m.rules.horizon_ms:
        replace_first(m, time_ms, pack_key(kind, site, entity, 0))
    else:
        strike(m)


def strike(m: Memory) -> None:
    """The event that happens, the first one, has no successor."""
    last = m.state[ON_AGENDA] - 1
    m.state[ON_AGENDA] = last
    replace_first(m, m.waste.agenda[2 * last], m.waste.agenda[2 * last + 1])


def replace_first(m: Memory, time_ms: int, key: int) -> None:
    """Another entry in place of the first, let down to where it belongs."""
    agenda = m.waste.agenda
    count = m.state[ON_AGENDA]
    hole = 0
    child = 1
    while child < count:
        other = child + 1
        if other < count and earlier(
            agenda[2 * other], agenda[2 * other + 1], agenda[2 * child], agenda[2 * child + 1]
        ):
            child = other
        if not earlier(agenda[2 * child], agenda[2 * child + 1], time_ms, key):
            break
        agenda[2 * hole] = agenda[2 * child]
        agenda[2 * hole + 1] = agenda[2 * child + 1]
        hole = child
        child = 2 * hole + 1
    agenda[2 * hole] = time_ms
    agenda[2 * hole + 1] = key
