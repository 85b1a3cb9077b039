"""The course of one cell through many futures, to the first time that its product is too warm.

Lives here: plain functions of integers, compiled like the kernel's; they import no numba. Not here:
physics, when power comes and goes (`cuts`).
"""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence
from functools import cache
from typing import Any

from devices.physics.cold_cell import (
    ABOVE,
    AMBIENT,
    CELL_WIDTH,
    FILLED,
    LAST,
    OFF,
    PRODUCT_UC,
    START,
    advance,
    next_ms,
    settle,
)
from scenarios.days import HOUR_MS
from twin.engines.kernel.build import compile_entries, name_of
from twin.studies.forecast.folding import NEVER_MS


def first_warm(
    cell: Sequence[int], ambient_uc: Sequence[int], first: Sequence[int], change_ms: Sequence[int],
    change: Sequence[int], now: int, until: int, table: MutableSequence[int],
    found: MutableSequence[int],
) -> int:  # fmt: skip
    """Write into `found`, future by future, when the product is first above its limit, from `now`
    until `until`; NEVER_MS where it is not. `table`: room for a row. Returns 0.

    `cell` is the row from which all futures begin, at its LAST ≤ now; an empty one gets a product
    as warm as products come at `now`. `ambient_uc[h]` in hour h of the calendar; rows `first[f]` …
    `first[f + 1] − 1` of `change_ms`, ascending, say by how many the reasons not to cool change.
    """
    for future in range(len(found)):
        for column in range(CELL_WIDTH):
            table[column] = cell[column]
        found[future] = walk(
            table, ambient_uc, change_ms, change, first[future], first[future + 1], now, until
        )
    return 0


def walk(
    table: MutableSequence[int], ambient_uc: Sequence[int], change_ms: Sequence[int],
    change: Sequence[int], at: int, stop: int, now: int, until: int,
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
        due = min(until, (time // HOUR_MS + 1) * HOUR_MS)
        if time < now:
            due = min(due, now)
        if at < stop:
            due = min(due, change_ms[at])
        time = next_ms(table, 0, time, due)
        advance(table, 0, time)


@cache
def compiled() -> Callable[..., Any]:
    """`first_warm` over int64 arrays, compiled or from the cache."""
    return compile_entries([first_warm])[name_of(first_warm)]
