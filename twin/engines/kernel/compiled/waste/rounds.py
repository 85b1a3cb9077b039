"""Planned rounds: what is known of bins, and the orders of a round handed out.

Lives here: what reports and emptyings change of what is known, and trucks sent to the points of a
list. The list itself is not made here: the kernel stops before the round and goes on with it
(`twin.engines.kernel.parts.rounds`).
"""

from __future__ import annotations

from fleet.policy.alarming import GOES_ON, RISES, TREND_MEMORY_MS, rate_after, trend_step
from fleet.policy.collection import next_round_ms
from fleet.policy.rounds import waste_ms
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.columns.rounds import (
    FILL,
    FROM_AT,
    FROM_FILL,
    HOURS,
    KNOWN_AT,
    ORDER_DUE,
    ORDER_METRES,
    ORDER_POINT,
    ORDER_WIDTH,
    RATE,
    ROUND_BIN_WIDTH,
)
from twin.engines.kernel.compiled.memory import (
    BIN_WIDTH,
    CALLED,
    FIRST_CLOCK,
    FIRST_POINT,
    NONE,
    ORDERS,
    POINT_SITE,
    POINT_WIDTH,
    SERVICE,
    SERVICE_STREAM,
    SERVICE_WIDTH,
    SITE_WIDTH,
    STOP_CLOCK,
    STOP_METRES,
    STOP_WIDTH,
    Memory,
)
from twin.engines.kernel.compiled.waste.agenda import enter, put_off
from twin.engines.kernel.compiled.waste.bins import record_waste
from twin.world.waste.plan import SERVICE_BITS

WEEK_DAYS = 7


def clock_ms(m: Memory, number: int, time_ms: int) -> int:
    """The clock that runs with the waste of a bin's service; NONE where it plans no rounds."""
    service = m.waste.bins[BIN_WIDTH * number + SERVICE] // SERVICE_WIDTH
    total = m.rounds.totals[service]
    if total == 0:
        return NONE
    return waste_ms(m.rounds.weights[HOURS * service : HOURS * (service + 1)], total, time_ms)


def hear_fill(m: Memory, now: int, number: int, fill: int) -> None:
    """A sensor reports; a rate is taken from one report to another some time later."""
    bins = m.rounds.bins
    row = ROUND_BIN_WIDTH * number
    now_ms = clock_ms(m, number, now)
    if now_ms == NONE:
        return
    bins[row + FILL] = fill
    bins[row + KNOWN_AT] = now
    if bins[row + FROM_AT] >= 0:
        before = bins[row + FROM_FILL]
        elapsed_ms = now_ms - bins[row + FROM_AT]
        said = trend_step(fill, before, elapsed_ms)
        if said == GOES_ON:
            return
        if said == RISES:
            learn(m, row, fill - before, elapsed_ms)
    bins[row + FROM_FILL] = fill
    bins[row + FROM_AT] = now_ms


def hear_emptied(m: Memory, now: int, number: int) -> None:
    """A truck empties the bin: the driver says so. What it had risen by its last report counts."""
    bins = m.rounds.bins
    row = ROUND_BIN_WIDTH * number
    now_ms = clock_ms(m, number, now)
    if now_ms == NONE:
        return
    if bins[row + RATE] >= 0:
        last_ms = clock_ms(m, number, bins[row + KNOWN_AT])
        learn(m, row, bins[row + FILL] - bins[row + FROM_FILL], last_ms - bins[row + FROM_AT])
    bins[row + FILL] = 0
    bins[row + FROM_FILL] = 0
    bins[row + KNOWN_AT] = now
    bins[row + FROM_AT] = now_ms


def learn(m: Memory, row: int, rise: int, elapsed_ms: int) -> None:
    """How fast a bin fills, after it rose so much."""
    bins = m.rounds.bins
    bins[row + RATE] = rate_after(bins[row + RATE], max(rise, 0), elapsed_ms, TREND_MEMORY_MS)


def sets_out_ms(m: Memory, after_ms: int, service: int) -> int:
    """When the next round of a service with hours sets out."""
    waste = m.waste
    first, stop = waste.services[service + FIRST_CLOCK], waste.services[service + STOP_CLOCK]
    days = WEEK_DAYS * (service // SERVICE_WIDTH)
    return next_round_ms(
        after_ms, m.rules.first_weekday, waste.weekdays[days : days + WEEK_DAYS],
        waste.clocks_ms[first:stop], stop - first,
    )  # fmt: skip


def has_list(m: Memory) -> bool:
    """Whether the list of the round that sets out now is there."""
    return m.state[ORDERS] != NONE  # type: ignore[no-any-return]


def set_out(m: Memory, now: int, number: int) -> None:
    """The round of service `number` sets out: trucks are on their way to its points."""
    service = SERVICE_WIDTH * number
    orders, waste = m.rounds.orders, m.waste
    put_off(m, sets_out_ms(m, now, service), kinds.ROUND, 0, number)
    stream = waste.services[service + SERVICE_STREAM]
    for order in range(m.state[ORDERS]):
        row = ORDER_WIDTH * order
        point, due_ms = orders[row + ORDER_POINT], orders[row + ORDER_DUE]
        stop = STOP_WIDTH * (point // POINT_WIDTH * m.rules.services + number)
        waste.stops[stop + CALLED] = 1
        waste.stops[stop + STOP_METRES] = orders[row + ORDER_METRES]
        site = waste.points[point + POINT_SITE]
        own = point // POINT_WIDTH - waste.sites[SITE_WIDTH * site + FIRST_POINT]
        truck = (own << SERVICE_BITS) | number
        record_waste(m, now, kinds.DISPATCH, site, truck, 0, point, 0, stream, 0, 0, due_ms)
        enter(m, due_ms, kinds.TRUCK, site, truck)
    m.state[ORDERS] = NONE
