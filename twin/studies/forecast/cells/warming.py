"""The course of one cell through many futures, to the first time that its product is too warm.

Lives here: plain functions of integers, compiled like the kernel's; they import no numba. Not here:
physics, when power comes and goes (`cuts`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, MutableSequence, Sequence
from functools import cache
from typing import Any

from devices.physics.cold_cell import (
    ABOVE,
    AIR_MJ,
    AIR_UC,
    AMBIENT,
    CELL_WIDTH,
    COOLING,
    COUPLING,
    FILLED,
    LAST,
    LIMIT,
    LOWER,
    MIN_REST,
    OFF,
    PRODUCT_UC,
    START,
    UPPER,
    WALL,
    advance,
    next_ms,
    settle,
)
from devices.physics.heat import PER_MS, UK_PER_MW_UW
from scenarios.days import HOUR_MS
from twin.engines.kernel.build import compile_entries, name_of
from twin.studies.forecast.folding import NEVER_MS


def first_warm(
    cell: Sequence[int], ambient_uc: Sequence[int], first: Sequence[int], change_ms: Sequence[int],
    change: Sequence[int], now: int, until: int, safe: int, table: MutableSequence[int],
    found: MutableSequence[int],
) -> int:  # fmt: skip
    """Write into `found`, future by future, when the product is first above its limit, from `now`
    until `until`; NEVER_MS where it is not. `table`: room for a row. Returns 0.

    `cell` is the row from which all futures begin, at its LAST ≤ now; an empty one gets a product
    as warm as products come at `now`. `ambient_uc[h]` in hour h of the calendar; rows `first[f]` …
    `first[f + 1] − 1` of `change_ms`, ascending, say by how many the reasons not to cool change.
    `safe` 1: where it is cooled and no warmer than its thermostat has it, the product stays good
    (`stays_good`), and a future may end there.
    """
    for future in range(len(found)):
        for column in range(CELL_WIDTH):
            table[column] = cell[column]
        found[future] = walk(
            table, ambient_uc, change_ms, change, first[future], first[future + 1], now, until, safe
        )
    return 0


def walk(
    table: MutableSequence[int], ambient_uc: Sequence[int], change_ms: Sequence[int],
    change: Sequence[int], at: int, stop: int, now: int, until: int,
    safe: int,
) -> int:  # fmt: skip
    """One future of the cell in `table`, of which it leaves nothing."""
    time = table[LAST]
    while True:
        while at < stop and change_ms[at] <= time:
            table[OFF] += change[at]
            at += 1
        table[AMBIENT] = ambient_uc[time // HOUR_MS]
        if time >= now and table[FILLED] == 0:
            table[FILLED] = 1
            table[PRODUCT_UC] = table[START]
        settle(table, 0, time)
        if time >= now and table[ABOVE] == 1:
            return time
        if time >= until:
            return NEVER_MS
        if (
            safe == 1 and time >= now and at >= stop
            and table[OFF] == 0 and table[AIR_UC] <= table[UPPER]
        ):  # fmt: skip
            return NEVER_MS
        due = min(until, (time // HOUR_MS + 1) * HOUR_MS)
        if time < now:
            due = min(due, now)
        if at < stop:
            due = min(due, change_ms[at])
        time = next_ms(table, 0, time, due)
        advance(table, 0, time)


def stays_good(cell: Sequence[int], ambient_uc: int) -> bool:
    """Whether a product that is not too warm stays so in a cell that is cooled, its air no warmer
    than UPPER, its door shut, up to an ambient temperature: a bound, True only where it is sure.

    While the product is at LIMIT at most, the unit must outweigh all heat that comes in at LOWER,
    so that the air falls whenever it runs; and in a rest that began just before UPPER the air must
    stay below LIMIT, though wall and product draw it on (`devices.physics.heat`).
    """
    limit, upper, lower = cell[LIMIT], cell[UPPER], cell[LOWER]
    wall, coupling = cell[WALL], cell[COUPLING]
    comes_in = wall * (ambient_uc - lower) + coupling * (limit - lower)
    if cell[COOLING] * UK_PER_MW_UW <= max(0, comes_in):
        return False
    settled = (wall * ambient_uc + coupling * limit) / (wall + coupling)
    rate = (wall + coupling) / cell[AIR_MJ] * PER_MS
    highest = settled + (upper - settled) * math.exp(-rate * cell[MIN_REST])
    return max(highest, upper) < limit


@cache
def compiled() -> Callable[..., Any]:
    """`first_warm` over int64 arrays, compiled or from the cache."""
    return compile_entries([first_warm])[name_of(first_warm)]
