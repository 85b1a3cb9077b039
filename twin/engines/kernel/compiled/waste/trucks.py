"""Trucks: called ones and rounds, and the emptying of a point.

Lives here: when a truck comes, what it empties and drives. Not here: reports, routes
(`twin.world.waste.routes`).
"""

from __future__ import annotations

from fleet.policy.collection import trips, truck_due_ms
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.sensors import BRIDGED, SENSOR_BIN_WIDTH
from twin.engines.kernel.compiled.memory import (
    ALARMED,
    BIN_NUMBER,
    BIN_WIDTH,
    CALLED,
    FIRST_BIN,
    FIRST_OF,
    FIRST_POINT,
    HOME_METRES,
    LAST_TRUCK,
    LEAD,
    LEVEL,
    NEXT_TRUCK,
    NONE,
    OFFSET,
    PLANNED,
    POINT_WIDTH,
    REACHED,
    REPLAYED,
    SERVICE,
    SERVICE_STREAM,
    SERVICE_WIDTH,
    SITE_WIDTH,
    STOP_METRES,
    STOP_OF,
    STOP_WIDTH,
    TRUCK_COMPACTION,
    TRUCK_ML,
    VOLUME,
    Memory,
)
from twin.engines.kernel.compiled.waste.agenda import enter, put_off, strike
from twin.engines.kernel.compiled.waste.bins import above_ml, empty_bin, fill_of, record_waste
from twin.engines.kernel.compiled.waste.lids import open_lid
from twin.engines.kernel.compiled.waste.rounds import hear_emptied, sets_out_ms
from twin.world.waste import trucks as found
from twin.world.waste.plan import SERVICE_BITS


def truck_of(m: Memory, site: int, point: int, service: int) -> int:
    """Entity of the truck of a service at a point; both are given by their rows."""
    own = point // POINT_WIDTH - m.waste.sites[SITE_WIDTH * site + FIRST_POINT]
    truck: int = (own << SERVICE_BITS) | (service // SERVICE_WIDTH)
    return truck


def stop_of(m: Memory, point: int, service: int) -> int:
    """Row of `stops` of a point and a service."""
    return STOP_WIDTH * (point // POINT_WIDTH * m.rules.services + service // SERVICE_WIDTH)


def call(m: Memory, now: int, site: int, point: int, service: int) -> None:
    """Call a truck to a point, unless one is on its way."""
    stop = stop_of(m, point, service)
    if m.waste.stops[stop + CALLED] == 1:
        return
    m.waste.stops[stop + CALLED] = 1
    truck = truck_of(m, site, point, service)
    due_ms = truck_due_ms(now, m.waste.services[service + LEAD])
    stream = m.waste.services[service + SERVICE_STREAM]
    record_waste(m, now, kinds.DISPATCH, site, truck, 0, point, 0, stream, 0, 0, due_ms)
    enter(m, due_ms, kinds.TRUCK, site, truck)


def round_ms(m: Memory, now: int, point: int, service: int) -> int:
    """When the next fixed round after `now` reaches a point."""
    offset_ms: int = m.waste.stops[stop_of(m, point, service) + OFFSET]
    return sets_out_ms(m, now - offset_ms, service) + offset_ms


def has_visit(m: Memory, stop: int) -> bool:
    """Whether the trace knows of one more visit of a replayed service."""
    return m.waste.stops[stop + NEXT_TRUCK] < m.waste.stops[stop + LAST_TRUCK]  # type: ignore[no-any-return]


def next_visit(m: Memory, stop: int) -> int:
    """Its time; the one after it is the next from now on."""
    row = m.waste.stops[stop + NEXT_TRUCK]
    m.waste.stops[stop + NEXT_TRUCK] = row + 1
    return m.waste.truck_ms[row]  # type: ignore[no-any-return]


def empty_point(m: Memory, now: int, site: int, truck: int) -> None:
    """A truck empties all bins of its streams at a point."""
    waste = m.waste
    own = waste.sites[SITE_WIDTH * site + FIRST_POINT] + (truck >> SERVICE_BITS)
    point, service = POINT_WIDTH * own, SERVICE_WIDTH * (truck & ((1 << SERVICE_BITS) - 1))
    stop = stop_of(m, point, service)
    first, last = waste.points[point + FIRST_OF], waste.points[point + STOP_OF]
    in_bins_ml = 0
    for number in range(first, last):
        if waste.bins[BIN_WIDTH * number + SERVICE] == service:
            in_bins_ml += waste.bins[BIN_WIDTH * number + VOLUME]
    made = trips(
        in_bins_ml, waste.services[service + TRUCK_ML], waste.services[service + TRUCK_COMPACTION]
    )
    metres = made * waste.stops[stop + HOME_METRES]
    if waste.services[service + LEVEL] == NONE or waste.services[service + PLANNED] == 1:
        metres += waste.stops[stop + STOP_METRES] - waste.stops[stop + HOME_METRES]
    stream = waste.services[service + SERVICE_STREAM]
    record_waste(m, now, kinds.TRUCK, site, truck, made, point, 0, stream, 0, 0, metres)
    for number in range(first, last):
        if waste.bins[BIN_WIDTH * number + SERVICE] == service:
            empty(m, now, site, point, number)
    waste.stops[stop + CALLED] = 0
    if waste.services[service + LEVEL] == NONE:
        put_off(m, round_ms(m, now, point, service), kinds.TRUCK, site, truck)
    elif waste.services[service + REPLAYED] == 1 and has_visit(m, stop):
        put_off(m, next_visit(m, stop), kinds.TRUCK, site, truck)
    else:
        strike(m)


def empty(m: Memory, now: int, site: int, point: int, number: int) -> None:
    """A bin is emptied; how it was found stands in the record."""
    row = BIN_WIDTH * number
    bins = m.waste.bins
    flags = 0
    if fill_of(m, number) < m.rules.nearly_empty_permille:
        flags += found.NEARLY_EMPTY
    if above_ml(m, number) > 0:
        flags += found.HEAPED
    if bins[row + REACHED] >= 0:
        flags += found.REACHED
    if bins[row + ALARMED] == 1:
        flags += found.ALARMED
    if m.watch.spoilt[number] == 1:
        flags += found.SPOILT
        m.watch.spoilt[number] = 0
    if m.rules.wears == 1:
        m.sensors.bins[SENSOR_BIN_WIDTH * number + BRIDGED] = 0
    in_bin_ml = bins[row + VOLUME]
    if m.rules.rounds == 1:
        hear_emptied(m, now, number)
    mass_g = empty_bin(m, now, number)
    position = number - m.waste.sites[SITE_WIDTH * site + FIRST_BIN]
    record_waste(
        m, now, kinds.EMPTYING, site, position, flags, point, bins[row + BIN_NUMBER],
        m.waste.stream_of[number], in_bin_ml, 0, mass_g,
    )  # fmt: skip
    open_lid(m, now, site, number)
