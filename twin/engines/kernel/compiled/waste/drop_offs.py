"""Bags: residents drop them off or walk on with them, cleaners clear those on the floor.

Lives here: drop-offs and clearings. How a bag is brought is one number: the point within the site,
and 2 bits each of abnormal and habit, one of badly sorted. Not here: what a bin does with a bag
(`compiled.waste.bins`).
"""

from __future__ import annotations

from fleet.policy.watch import point_shown
from scenarios.behaviour.drop_off import CARELESS, bin_for_landed, choose_bin, is_open
from scenarios.behaviour.supervision import BULKY, SPOILS
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.sensors import BRIDGED, SENSOR_BIN_WIDTH
from twin.engines.kernel.compiled.columns.watch import LOCK_AT, WALK
from twin.engines.kernel.compiled.memory import (
    BAGS,
    BAGS_AT,
    FIRST_OF,
    FIRST_POINT,
    FIRST_WINDOW,
    NONE,
    POINT_WIDTH,
    SITE_WIDTH,
    STOP_OF,
    STOP_WINDOW,
    Memory,
)
from twin.engines.kernel.compiled.waste.agenda import enter, put_off, strike
from twin.engines.kernel.compiled.waste.bins import put_in, record_waste
from twin.engines.kernel.compiled.waste.lids import touch
from twin.engines.kernel.compiled.waste.watch import (
    is_supervised,
    point_row,
    see_abnormal,
    see_landed,
    watch_of,
    watched_flag,
)


def drop_off(m: Memory, now: int, site: int, number: int) -> None:
    """A resident comes with a bag: into a bin, on the floor, or on to the point shown."""
    waste = m.waste
    bag = waste.sites[SITE_WIDTH * site + BAGS_AT] + number
    if number + 1 < waste.sites[SITE_WIDTH * site + BAGS]:
        put_off(m, waste.drop_ms[bag + 1], kinds.DROP_OFF, site, number + 1)
    else:
        strike(m)
    brought = bring_to(m, now, site, bag, int(waste.point[bag]))
    position = chosen(m, now, site, bag, brought)
    if position < 0 and m.rules.watches == 1 and walks_on(m, now, site, number, bag, brought):
        return
    leave(m, now, site, number, bag, brought, position)


def arrive_at_neighbour(m: Memory, now: int, site: int, number: int) -> None:
    """The resident reaches the point shown, and walks no further."""
    strike(m)
    bag = m.waste.sites[SITE_WIDTH * site + BAGS_AT] + number
    brought = bring_to(m, now, site, bag, m.watch.bags[bag])
    leave(m, now, site, number, bag, brought, chosen(m, now, site, bag, brought))


def bring_to(m: Memory, now: int, site: int, bag: int, own: int) -> int:
    """How a bag is brought to the site's point `own`, where a supervisor is or is not."""
    mixed, habit, abnormal = int(m.waste.mixed[bag]), int(m.waste.habit[bag]), 0
    if m.rules.watches == 1:
        abnormal = int(m.watch.abnormal[bag])
        if is_supervised(m, now, point_row(m, site, own)) == 1:
            mixed, habit = int(m.watch.present_mixed[bag]), int(m.watch.present_habit[bag])
            abnormal = int(m.watch.present_abnormal[bag])
    return (own << 5) | (abnormal << 3) | (habit << 1) | mixed


def mixed_of(brought: int) -> int:
    """1 where the bag is badly sorted."""
    return brought & 1


def habit_of(brought: int) -> int:
    """What the resident does at a full bin."""
    return (brought >> 1) & 3


def abnormal_of(brought: int) -> int:
    """0, BULKY or SPOILS."""
    return (brought >> 3) & 3


def point_of(m: Memory, site: int, brought: int) -> int:
    """Row of the point to which a bag was brought."""
    return POINT_WIDTH * (int(m.waste.sites[SITE_WIDTH * site + FIRST_POINT]) + (brought >> 5))


def chosen(m: Memory, now: int, site: int, bag: int, brought: int) -> int:
    """Bin for the bag, counted through the group, -1 the floor."""
    if abnormal_of(brought) == BULKY:
        return NONE
    waste = m.waste
    point = point_of(m, site, brought)
    first, stop = waste.points[point + FIRST_WINDOW], waste.points[point + STOP_WINDOW]
    opened = is_open(now, waste.opens_ms[first:stop], waste.closes_ms[first:stop], stop - first)
    return choose_bin(
        waste.room_g, waste.heap_g, waste.stream_of, waste.always_open, m.watch.locked,
        waste.points[point + FIRST_OF], waste.points[point + STOP_OF], int(waste.stream[bag]),
        waste.mass_g[bag], opened, habit_of(brought),
    )  # fmt: skip


def walks_on(m: Memory, now: int, site: int, number: int, bag: int, brought: int) -> bool:
    """Whether the resident is shown another point and goes there."""
    watch = m.watch
    point = point_of(m, site, brought)
    row = watch_of(point)
    if watch.points[row + LOCK_AT] == NONE or habit_of(brought) == CARELESS:
        return False
    if abnormal_of(brought) == BULKY or watch.complies[bag] == 0:
        return False
    stream = int(m.waste.stream[bag])
    first = m.waste.sites[SITE_WIDTH * site + FIRST_POINT]
    shown = point_shown(
        watch.locked, m.waste.stream_of, watch.first_bin, first, points_of(m, site),
        point // POINT_WIDTH, stream,
    )  # fmt: skip
    if shown < 0:
        return False
    watch.bags[bag] = shown - first
    record_waste(
        m, now, kinds.POINTED, site, number, mixed_of(brought), point, 0, stream, 0,
        m.waste.household[bag], shown - first,
    )  # fmt: skip
    enter(m, now + watch.points[row + WALK], kinds.NEIGHBOUR, site, number)
    return True


def points_of(m: Memory, site: int) -> int:
    """Number of a site's waste points."""
    following = SITE_WIDTH * (site + 1)
    stop: int = len(m.waste.points) // POINT_WIDTH
    if following < len(m.waste.sites):
        stop = m.waste.sites[following + FIRST_POINT]
    points: int = stop - m.waste.sites[SITE_WIDTH * site + FIRST_POINT]
    return points


def leave(
    m: Memory, now: int, site: int, number: int, bag: int, brought: int, position: int
) -> None:
    """The bag goes into a bin, or is left on the floor until a cleaner comes."""
    waste = m.waste
    mass_g = waste.mass_g[bag]
    if position >= 0:
        if m.rules.wears == 1 and m.sensors.drop_bridges[bag] == 1:
            m.sensors.bins[SENSOR_BIN_WIDTH * position + BRIDGED] = 1
        bring_in(m, now, kinds.DROP_OFF, site, number, brought, position, mass_g)
        if abnormal_of(brought) == 0:
            return
    point, stream, household = (
        point_of(m, site, brought),
        int(waste.stream[bag]),
        waste.household[bag],
    )
    watched = watched_flag(m, point)
    if position < 0:
        record_waste(
            m, now, kinds.LANDED, site, number, mixed_of(brought) + watched, point, 0, stream, 0,
            household, mass_g,
        )  # fmt: skip
        if m.rules.watches == 1:
            m.watch.bags[bag] = brought
        enter(m, now + waste.landed_ms[bag], kinds.CLEARING, site, number)
        see_landed(m, now, site, point, stream, number, bag)
    if abnormal_of(brought) != 0:
        if abnormal_of(brought) == BULKY:
            watched += 1
        record_waste(
            m, now, kinds.ABNORMAL, site, number, watched, point, 0, stream, 0, household, mass_g
        )
        see_abnormal(m, now, site, point, stream, number, bag)


def clear(m: Memory, now: int, site: int, number: int) -> None:
    """A cleaner puts a landed bag into a bin, over the brim if need be (or takes it away)."""
    strike(m)
    waste = m.waste
    bag = waste.sites[SITE_WIDTH * site + BAGS_AT] + number
    brought = (int(waste.point[bag]) << 5) | int(waste.mixed[bag])
    if m.rules.watches == 1:
        brought = m.watch.bags[bag]
    point, stream = point_of(m, site, brought), int(waste.stream[bag])
    position = NONE
    if abnormal_of(brought) != BULKY:
        position = bin_for_landed(
            waste.room_g, waste.stream_of, waste.points[point + FIRST_OF],
            waste.points[point + STOP_OF], stream,
        )  # fmt: skip
    landed_ms = waste.landed_ms[bag]
    if position < 0:
        record_waste(
            m, now, kinds.CLEARING, site, number, mixed_of(brought), point, 0, stream, 0,
            waste.household[bag], landed_ms,
        )  # fmt: skip
        return
    bring_in(m, now, kinds.CLEARING, site, number, brought, position, landed_ms)


def bring_in(
    m: Memory, now: int, kind: int, site: int, number: int, brought: int, position: int, value: int
) -> None:
    """The bag goes into a bin, which it may spoil, and whose lid it may lock."""
    if abnormal_of(brought) == SPOILS:
        m.watch.spoilt[position] = 1
    put_in(m, now, kind, site, number, position, mixed_of(brought), value)
    touch(m, now, site, position)
