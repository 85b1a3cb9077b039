"""How many trucks the rounds of a scenario take.

Lives here: trucks of fixed rounds and of calls, service by service: services share none. Not here:
the rounds themselves (`twin.world.waste.routes`), prices.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import special

from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.waste.collection import (
    WEEKDAYS,
    ByReportedFill,
    DynamicRounds,
    FixedRounds,
)
from twin.world.waste.routes import Stop, plan_stops, plan_tours

HOURS_PER_WEEK = 24.0 * 7
SHORT = 0.01
"""Share of the time in which called trucks may be too few: then a call waits."""

Stops = dict[str, tuple[Stop, ...]]


def trucks_for(scenario: Scenario, places: Sequence[SitePlace]) -> int:
    """Trucks of all services; 0 where there is none.

    Of fixed rounds each tour has its own; one that is not back when the next round sets out needs
    another. Planned rounds have as many as they say. Called trucks are out like customers of M/G/∞
    (Poisson with calls a day × hours away).
    """
    stops = plan_stops(scenario, places)
    tours = plan_tours(scenario, places)
    count = 0
    for number, service in enumerate(scenario.collection):
        if isinstance(service, FixedRounds):
            own = tours.get(service.id, [])
            out_h = max((_tour_h(service, stops, number, tour) for tour in own), default=0.0)
            count += len(own) * max(1, math.ceil(out_h / _gap_h(service)))
        elif isinstance(service, ByReportedFill):
            count += _called(scenario, places, stops, number, service)
        elif isinstance(service, DynamicRounds):
            count += service.trucks
    return count


def _tour_h(service: FixedRounds, stops: Stops, number: int, tour: Sequence[str]) -> float:
    """Hours from setting out to coming home."""
    last, truck = stops[tour[-1]][number], service.truck
    return (
        last.offset_ms / 3_600_000 + truck.stop_min / 60 + last.home_m / 2 / 1000 / truck.speed_kmh
    )


def _gap_h(service: FixedRounds) -> float:
    """Shortest time from one round to the next in a week."""
    starts = sorted(24 * WEEKDAYS.index(day) + h for day in service.weekdays for h in service.hours)
    return min(
        b - a for a, b in zip(starts, [*starts[1:], starts[0] + HOURS_PER_WEEK], strict=True)
    )


def _called(
    scenario: Scenario,
    places: Sequence[SitePlace],
    stops: Stops,
    number: int,
    service: ByReportedFill,
) -> int:
    """Trucks of which more than are there are wanted in SHORT of the time; at least one."""
    assert scenario.waste is not None
    out, truck = 0.0, service.truck
    for place in places:
        away_h = stops[place.id][number].home_m / 1000 / truck.speed_kmh + truck.stop_min / 60
        for index, stream in enumerate(scenario.waste.streams):
            points = [point for point in place.points if point.takes(index)]
            if stream.id not in service.streams or not points:
                continue
            litres = (
                stream.kg_per_household_day * place.households / stream.density_kg_l
                * scenario.waste.amount_factor(place.kind) / len(points)
            )  # fmt: skip
            for point in points:
                room = sum(b.capacity_ml for b in point.bins if b.stream == index) / 1000
                out += litres / (service.level * room) * away_h / 24
    if out == 0.0:
        return 0
    count = 1
    while special.pdtrc(count, out) > SHORT:
        count += 1
    return count
