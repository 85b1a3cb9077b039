"""Counters as they stand, and the records about them, doors and lobbies.

Lives here: rows of counters and parcels, what is put down and taken away, records. Not here: when
anything happens.
"""

from __future__ import annotations

from scenarios.behaviour.opening import open_from_ms
from twin.engines.kernel.compiled.columns.counters import (
    COUNTER_NUMBER,
    COUNTER_PLACE,
    COUNTER_WIDTH,
    DIRECT_AT,
    FIRST_COUNTER,
    FIRST_NUMBER,
    FIRST_OPEN,
    FRIDGE_PLACES,
    IN_FRIDGE,
    KEPT_AT,
    KEPT_ATTRIBUTES,
    KEPT_COUNTER,
    KEPT_FRIDGE,
    KEPT_WIDTH,
    SERVICE_SITE_WIDTH,
    SHELF_PLACES,
    STANDING,
    STOP_OPEN,
    WAITING,
)
from twin.engines.kernel.compiled.memory import Memory
from twin.engines.kernel.compiled.records import write
from twin.engines.kernel.compiled.waste.agenda import insert
from twin.eventlog.order import pack_key
from twin.eventlog.record import NO_PLACE, pack_free, pack_place
from twin.world.counter import desks as flags


def enter_as(m: Memory, time_ms: int, kind: int, site: int, entity: int, ordinal: int) -> None:
    """An event to come with an ordinal; beyond the horizon nothing happens."""
    if time_ms < m.rules.horizon_ms:
        insert(m, time_ms, pack_key(kind, site, entity, ordinal))


def of_site(m: Memory, site: int, column: int) -> int:
    """A column of a site's row."""
    value: int = m.counter.sites[SERVICE_SITE_WIDTH * site + column]
    return value


def kept_row(m: Memory, site: int, number: int) -> int:
    """Row of `kept` of a parcel."""
    return KEPT_WIDTH * (of_site(m, site, KEPT_AT) + number)


def direct_row(m: Memory, site: int, number: int) -> int:
    """Index of a parcel that passes no locker in the arrays of traces."""
    return of_site(m, site, DIRECT_AT) + number - of_site(m, site, FIRST_NUMBER)


def counter_row(m: Memory, site: int, number: int) -> int:
    """Row of a site's counter."""
    return COUNTER_WIDTH * (of_site(m, site, FIRST_COUNTER) + number)


def opens_at(m: Memory, counter: int, time_ms: int) -> int:
    """First time from `time_ms` on at which a counter is open."""
    first, stop = m.counter.counters[counter + FIRST_OPEN], m.counter.counters[counter + STOP_OPEN]
    return open_from_ms(
        time_ms, m.rules.first_weekday, m.counter.opens_ms[first:stop],
        m.counter.closes_ms[first:stop], stop - first,
    )  # fmt: skip


def take_in(m: Memory, parcel: int) -> int:
    """A parcel is put down; returns the flags of what became of it."""
    counters, kept = m.counter.counters, m.counter.kept
    counter = kept[parcel + KEPT_COUNTER]
    chilled = (kept[parcel + KEPT_ATTRIBUTES] >> 16) & 0xF > 0
    kept[parcel + KEPT_FRIDGE] = 0
    if chilled and counters[counter + IN_FRIDGE] < counters[counter + FRIDGE_PLACES]:
        counters[counter + IN_FRIDGE] += 1
        kept[parcel + KEPT_FRIDGE] = 1
        return flags.IN_FRIDGE
    counters[counter + STANDING] += 1
    found = 0
    if counters[counter + STANDING] > counters[counter + SHELF_PLACES]:
        found += flags.ON_FLOOR
    if chilled:
        found += flags.UNCHILLED
    return found


def give_out(m: Memory, parcel: int) -> int:
    """A parcel is taken away; one from the floor moves up. Returns flags."""
    counters, kept = m.counter.counters, m.counter.kept
    counter = kept[parcel + KEPT_COUNTER]
    if kept[parcel + KEPT_FRIDGE] == 1:
        counters[counter + IN_FRIDGE] -= 1
        return flags.IN_FRIDGE
    counters[counter + STANDING] -= 1
    if counters[counter + STANDING] >= counters[counter + SHELF_PLACES]:
        return flags.ON_FLOOR
    return 0


def record_kept(
    m: Memory, now: int, kind: int, site: int, number: int, ordinal: int, value: int
) -> None:
    """A record about a parcel at a counter."""
    parcel = kept_row(m, site, number)
    record_counter(
        m, now, kind, site, number, ordinal, m.counter.kept[parcel + KEPT_COUNTER],
        m.counter.kept[parcel + KEPT_ATTRIBUTES], value,
    )  # fmt: skip


def record_counter(
    m: Memory, now: int, kind: int, site: int, entity: int, ordinal: int, counter: int,
    attributes: int, value: int,
) -> None:  # fmt: skip
    """A record about a counter, given by its row."""
    counters = m.counter.counters
    write(
        m, site, now, kind, entity, ordinal, pack_place(counters[counter + COUNTER_PLACE], 0),
        attributes, pack_free(counters[counter + STANDING], counters[counter + WAITING]), value,
    )  # fmt: skip


def record_elsewhere(
    m: Memory, now: int, kind: int, site: int, entity: int, ordinal: int, attributes: int,
    value: int,
) -> None:  # fmt: skip
    """A record about a door or a lobby."""
    place = pack_place(NO_PLACE, 0)
    write(m, site, now, kind, entity, ordinal, place, attributes, 0, value)


def number_of(m: Memory, counter: int) -> int:
    """A counter's number within its site."""
    value: int = m.counter.counters[counter + COUNTER_NUMBER]
    return value
