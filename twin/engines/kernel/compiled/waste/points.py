"""Waste points as a whole: what stands there at the start, and which event is what.

Lives here: the bins as they are placed, the first events, and the table of kinds. Not here: what
happens at an event.
"""

from __future__ import annotations

from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.watch import (
    FALSE_AT,
    FALSES,
    FIRST_SHIFT,
    STOP_SHIFT,
    WATCH_SITE_WIDTH,
)
from twin.engines.kernel.compiled.memory import (
    BAGS,
    BAGS_AT,
    BIN_POINT,
    BIN_WIDTH,
    CAPACITY,
    FIRST_BIN,
    FIRST_OF,
    FIRST_POINT,
    LEVEL,
    NONE,
    PHASE,
    PLANNED,
    POINT_SITE,
    POINT_WIDTH,
    PROGRESS,
    RECORDS,
    REPLAYED,
    REPORT_EVERY,
    ROOM,
    SERVICE,
    SERVICE_WIDTH,
    SHELVING,
    SITE_WIDTH,
    STOP_OF,
    Memory,
)
from twin.engines.kernel.compiled.waste.agenda import enter
from twin.engines.kernel.compiled.waste.bins import record_bin
from twin.engines.kernel.compiled.waste.drop_offs import arrive_at_neighbour, clear, drop_off
from twin.engines.kernel.compiled.waste.reports import report
from twin.engines.kernel.compiled.waste.rounds import set_out, sets_out_ms
from twin.engines.kernel.compiled.waste.trucks import (
    empty_point,
    has_visit,
    next_visit,
    round_ms,
    stop_of,
    truck_of,
)
from twin.engines.kernel.compiled.waste.watch import (
    begin_shift,
    find_absent,
    see_falsely,
    shift_ms,
    watch_of,
)
from twin.eventlog.order import key_entity, key_kind, key_site
from twin.eventlog.record import WIDTH


def happen_at_point(m: Memory, now: int, key: int) -> None:
    """The first event of the agenda."""
    kind, site, entity = key_kind(key), key_site(key), key_entity(key)
    if kind == kinds.DROP_OFF:
        drop_off(m, now, site, entity)
    elif kind == kinds.REPORT:
        report(m, now, site, entity)
    elif kind == kinds.CLEARING:
        clear(m, now, site, entity)
    elif kind == kinds.TRUCK:
        empty_point(m, now, site, entity)
    elif kind == kinds.NEIGHBOUR:
        arrive_at_neighbour(m, now, site, entity)
    elif kind == kinds.SHIFT:
        begin_shift(m, now, site, entity)
    elif kind == kinds.ABSENCE:
        find_absent(m, now, site, entity)
    elif kind == kinds.SIGHT:
        see_falsely(m, now, site, entity)
    elif kind == kinds.ROUND:
        set_out(m, now, entity)


def place_bins(m: Memory) -> bool:
    """Write the bins that stand there, enter the first events; False: log full."""
    bins = m.waste.bins
    while BIN_WIDTH * m.state[PROGRESS] < len(bins):
        if WIDTH * (m.state[RECORDS] + m.state[ROOM]) > len(m.log):
            return False
        number = m.state[PROGRESS]
        row = BIN_WIDTH * number
        site = m.waste.points[bins[row + BIN_POINT] + POINT_SITE]
        position = number - m.waste.sites[SITE_WIDTH * site + FIRST_BIN]
        record_bin(
            m, m.rules.begin_ms, kinds.BIN, site, number, position, 0, 0, bins[row + CAPACITY]
        )
        m.state[PROGRESS] += 1
    enter_first(m)
    m.state[PHASE] = SHELVING
    m.state[PROGRESS] = 0
    return True


def enter_first(m: Memory) -> None:
    """First drop-offs, reports and rounds."""
    waste = m.waste
    for site in range(len(waste.sites) // SITE_WIDTH):
        if waste.sites[SITE_WIDTH * site + BAGS] > 0:
            drop_ms = waste.drop_ms[waste.sites[SITE_WIDTH * site + BAGS_AT]]
            enter(m, drop_ms, kinds.DROP_OFF, site, 0)
    for point in range(0, len(waste.points), POINT_WIDTH):
        site = waste.points[point + POINT_SITE]
        if waste.points[point + REPORT_EVERY] > 0:
            first = waste.points[point + FIRST_OF] - waste.sites[SITE_WIDTH * site + FIRST_BIN]
            every_ms = waste.points[point + REPORT_EVERY]
            report_ms = (m.rules.begin_ms // every_ms + 1) * every_ms
            enter(m, report_ms, kinds.REPORT, site, first)
        for service in range(0, len(waste.services), SERVICE_WIDTH):
            if serves(m, point, service):
                enter_truck(m, site, point, service)
    if m.rules.watches == 1:
        enter_first_looks(m)
    if m.rules.rounds == 1:
        enter_first_rounds(m)


def enter_truck(m: Memory, site: int, point: int, service: int) -> None:
    """The first round, or the first visit that the trace knows of; none of one to be called."""
    truck, stop = truck_of(m, site, point, service), stop_of(m, point, service)
    if m.waste.services[service + LEVEL] == NONE:
        enter(m, round_ms(m, m.rules.begin_ms - 1, point, service), kinds.TRUCK, site, truck)
    elif m.waste.services[service + REPLAYED] == 1 and has_visit(m, stop):
        enter(m, next_visit(m, stop), kinds.TRUCK, site, truck)


def enter_first_rounds(m: Memory) -> None:
    """First planned round of each service that has any point here."""
    for service in range(0, len(m.waste.services), SERVICE_WIDTH):
        if m.waste.services[service + PLANNED] == 1 and has_point(m, service):
            first_ms = sets_out_ms(m, m.rules.begin_ms - 1, service)
            enter(m, first_ms, kinds.ROUND, 0, service // SERVICE_WIDTH)


def has_point(m: Memory, service: int) -> bool:
    """Whether a service empties a bin anywhere in the group."""
    count = 0
    for point in range(0, len(m.waste.points), POINT_WIDTH):
        count += serves(m, point, service)
    return count > 0


def enter_first_looks(m: Memory) -> None:
    """First shifts of supervisors and first false sightings of cameras."""
    watch = m.watch
    for point in range(0, len(m.waste.points), POINT_WIDTH):
        row = watch_of(point)
        if watch.points[row + FIRST_SHIFT] < watch.points[row + STOP_SHIFT]:
            site = m.waste.points[point + POINT_SITE]
            own = point // POINT_WIDTH - m.waste.sites[SITE_WIDTH * site + FIRST_POINT]
            enter(m, shift_ms(m, NONE, point), kinds.SHIFT, site, own)
    for row in range(0, len(watch.sites), WATCH_SITE_WIDTH):
        if watch.sites[row + FALSES] > 0:
            first_ms = watch.false_ms[watch.sites[row + FALSE_AT]]
            enter(m, first_ms, kinds.SIGHT, row // WATCH_SITE_WIDTH, 0)


def serves(m: Memory, point: int, service: int) -> bool:
    """Whether a service empties a bin at a point."""
    bins, points = m.waste.bins, m.waste.points
    for number in range(points[point + FIRST_OF], points[point + STOP_OF]):
        if bins[BIN_WIDTH * number + SERVICE] == service:
            return True
    return False
