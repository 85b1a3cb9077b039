"""Recipients at the desks of counters; what stands there at the start; which event is what.

Lives here: the queue and the desks, the first records and events, the table of kinds. Not here:
couriers (`compiled.counter.calls`).
"""

from __future__ import annotations

from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.counters import (
    COUNTER_SITE,
    COUNTER_WIDTH,
    DESKS_BUSY,
    FIRST_NUMBER,
    FIRST_WAITING,
    KEPT_AT,
    KEPT_CAME,
    KEPT_COUNTER,
    KEPT_HANDED,
    KEPT_NEXT,
    KEPT_WIDTH,
    LAST_WAITING,
    LOCKER_SERVICE_AT,
    SERVICE_SITE_WIDTH,
    SHELF_PLACES,
    STAFF,
    WAITING,
)
from twin.engines.kernel.compiled.counter.calls import (
    call,
    collect_from_floor,
    hand_in,
    leave,
    ring,
    schedule_call,
)
from twin.engines.kernel.compiled.counter.shelves import (
    direct_row,
    enter_as,
    give_out,
    kept_row,
    number_of,
    of_site,
    record_counter,
    record_kept,
)
from twin.engines.kernel.compiled.memory import (
    NONE,
    PHASE,
    PROGRESS,
    RECORDS,
    ROOM,
    RUNNING,
    Memory,
)
from twin.engines.kernel.compiled.waste.agenda import strike
from twin.eventlog.order import key_entity, key_kind, key_ordinal, key_site
from twin.eventlog.record import WIDTH


def happen_at_counter(m: Memory, now: int, key: int) -> None:
    """The first event of the agenda, one of a counter, door or lobby."""
    kind, site, entity = key_kind(key), key_site(key), key_entity(key)
    if kind == kinds.CUSTOMER:
        come(m, now, site, entity)
    elif kind == kinds.COUNTER_COLLECTION:
        collect(m, now, site, entity)
    elif kind == kinds.HAND_IN:
        hand_in(m, now, site, entity, key_ordinal(key))
    elif kind == kinds.CALL:
        call(m, now, site, entity, key_ordinal(key))
    elif kind == kinds.DOOR:
        ring(m, now, site, entity)
    elif kind == kinds.FLOOR:
        leave(m, now, site, entity)
    elif kind == kinds.FLOOR_COLLECTION:
        collect_from_floor(m, now, site, entity)
    elif kind == kinds.COUNTER_TAKE_BACK:
        take_back_from_counter(m, now, site, entity)


def place_counters(m: Memory) -> bool:
    """Write the counters that stand there, enter the first calls; False: log full."""
    counters = m.counter.counters
    while COUNTER_WIDTH * m.state[PROGRESS] < len(counters):
        if WIDTH * (m.state[RECORDS] + m.state[ROOM]) > len(m.log):
            return False
        row = COUNTER_WIDTH * m.state[PROGRESS]
        record_counter(
            m, 0, kinds.SHELVES, counters[row + COUNTER_SITE], number_of(m, row),
            counters[row + STAFF], row, 0, counters[row + SHELF_PLACES],
        )  # fmt: skip
        m.state[PROGRESS] += 1
    for site in range(len(m.counter.sites) // SERVICE_SITE_WIDTH):
        schedule_call(m, site, 0)
    m.state[PHASE] = RUNNING
    return True


def come(m: Memory, now: int, site: int, number: int) -> None:
    """A recipient comes: to a free desk, or into the queue."""
    strike(m)
    counters, kept = m.counter.counters, m.counter.kept
    parcel = kept_row(m, site, number)
    counter = kept[parcel + KEPT_COUNTER]
    kept[parcel + KEPT_CAME] = now
    if counters[counter + DESKS_BUSY] < counters[counter + STAFF]:
        counters[counter + DESKS_BUSY] += 1
        serve_at_desk(m, now, site, number)
        return
    kept[parcel + KEPT_NEXT] = NONE
    if counters[counter + WAITING] == 0:
        counters[counter + FIRST_WAITING] = parcel
    else:
        kept[counters[counter + LAST_WAITING] + KEPT_NEXT] = parcel
    counters[counter + LAST_WAITING] = parcel
    counters[counter + WAITING] += 1


def serve_at_desk(m: Memory, now: int, site: int, number: int) -> None:
    """A recipient is served."""
    wait_ms = now - m.counter.kept[kept_row(m, site, number) + KEPT_CAME]
    record_kept(m, now, kinds.COUNTER_SERVICE, site, number, 0, wait_ms)
    enter_as(m, now + desk_ms(m, site, number), kinds.COUNTER_COLLECTION, site, number, 0)


def desk_ms(m: Memory, site: int, number: int) -> int:
    """Time at the desk of a parcel's recipient."""
    if number >= of_site(m, site, FIRST_NUMBER):
        direct_ms: int = m.counter.service_ms[direct_row(m, site, number)]
        return direct_ms
    first = of_site(m, site, LOCKER_SERVICE_AT)
    if first == NONE:
        return 0
    locker_ms: int = m.counter.locker_service_ms[first + number]
    return locker_ms


def collect(m: Memory, now: int, site: int, number: int) -> None:
    """A recipient leaves with his parcel; the next one is served."""
    strike(m)
    counters, kept = m.counter.counters, m.counter.kept
    parcel = kept_row(m, site, number)
    counter = kept[parcel + KEPT_COUNTER]
    found = give_out(m, parcel)
    since_ms = now - kept[parcel + KEPT_HANDED]
    record_kept(m, now, kinds.COUNTER_COLLECTION, site, number, found, since_ms)
    if counters[counter + WAITING] == 0:
        counters[counter + DESKS_BUSY] -= 1
        return
    following = counters[counter + FIRST_WAITING]
    counters[counter + FIRST_WAITING] = kept[following + KEPT_NEXT]
    counters[counter + WAITING] -= 1
    serve_at_desk(m, now, site, following // KEPT_WIDTH - of_site(m, site, KEPT_AT))


def take_back_from_counter(m: Memory, now: int, site: int, number: int) -> None:
    """The courier takes an old parcel back."""
    strike(m)
    parcel = kept_row(m, site, number)
    found = give_out(m, parcel)
    since_ms = now - m.counter.kept[parcel + KEPT_HANDED]
    record_kept(m, now, kinds.COUNTER_TAKE_BACK, site, number, found, since_ms)
