"""Bags: residents drop them off, cleaners clear those on the floor.

Lives here: drop-offs and clearings. Not here: what a bin does with a bag (`compiled.waste.bins`).
"""

from __future__ import annotations

from scenarios.behaviour.drop_off import bin_for_landed, choose_bin, is_open
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.memory import (
    BAGS,
    BAGS_AT,
    FIRST_OF,
    FIRST_POINT,
    FIRST_WINDOW,
    POINT_WIDTH,
    SITE_WIDTH,
    STOP_OF,
    STOP_WINDOW,
    Memory,
)
from twin.engines.kernel.compiled.waste.agenda import enter, put_off, strike
from twin.engines.kernel.compiled.waste.bins import put_in, record_waste


def point_of(m: Memory, site: int, bag: int) -> int:
    """Row of the point where a bag is dropped off."""
    first: int = m.waste.sites[SITE_WIDTH * site + FIRST_POINT]
    return POINT_WIDTH * (first + int(m.waste.point[bag]))


def drop_off(m: Memory, now: int, site: int, number: int) -> None:
    """A resident comes with a bag: it goes into a bin, or is left on the floor."""
    waste = m.waste
    bag = waste.sites[SITE_WIDTH * site + BAGS_AT] + number
    if number + 1 < waste.sites[SITE_WIDTH * site + BAGS]:
        put_off(m, waste.drop_ms[bag + 1], kinds.DROP_OFF, site, number + 1)
    else:
        strike(m)
    point, stream, mass_g = point_of(m, site, bag), int(waste.stream[bag]), waste.mass_g[bag]
    first, stop = waste.points[point + FIRST_WINDOW], waste.points[point + STOP_WINDOW]
    opened = is_open(now, waste.opens_ms[first:stop], waste.closes_ms[first:stop], stop - first)
    position = choose_bin(
        waste.room_g, waste.heap_g, waste.stream_of, waste.always_open,
        waste.points[point + FIRST_OF], waste.points[point + STOP_OF], stream, mass_g, opened,
        int(waste.habit[bag]),
    )  # fmt: skip
    mixed = int(waste.mixed[bag])
    if position >= 0:
        put_in(m, now, kinds.DROP_OFF, site, number, position, mixed, mass_g)
        return
    household = waste.household[bag]
    record_waste(
        m, now, kinds.LANDED, site, number, mixed, point, 0, stream, 0, household, mass_g
    )  # fmt: skip
    enter(m, now + waste.landed_ms[bag], kinds.CLEARING, site, number)


def clear(m: Memory, now: int, site: int, number: int) -> None:
    """A cleaner puts a landed bag into a bin, over the brim if need be (or takes it away)."""
    strike(m)
    waste = m.waste
    bag = waste.sites[SITE_WIDTH * site + BAGS_AT] + number
    point, stream = point_of(m, site, bag), int(waste.stream[bag])
    position = bin_for_landed(
        waste.room_g, waste.stream_of, waste.points[point + FIRST_OF],
        waste.points[point + STOP_OF], stream,
    )  # fmt: skip
    landed_ms, mixed = waste.landed_ms[bag], int(waste.mixed[bag])
    if position < 0:
        household = waste.household[bag]
        record_waste(
            m, now, kinds.CLEARING, site, number, mixed, point, 0, stream, 0, household, landed_ms
        )
        return
    put_in(m, now, kinds.CLEARING, site, number, position, mixed, landed_ms)
