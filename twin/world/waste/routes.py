"""Rounds over all sites: who is visited after whom, how far it is, when the truck is there.

Lives here: the route of each fixed service, planned before the run. Not here: when rounds set out.

A round visits every site that has bins of its streams: from the depot always the nearest that is
left. It is cut into tours where the truck would be full of what is to be expected; each tour has
its own truck and sets out at the round's hour. Trucks that are called drive to one site and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.expand import SitePlace, distance_m
from scenarios.schema import Scenario
from scenarios.schema.waste.collection import Collection, FixedRounds
from scenarios.schema.waste.streams import Waste

MAX_NEAREST = 2_000
"""Sites up to which the nearest is sought (the work grows with the square); above it sites are
visited in the order of their ids, in which groups stand row by row."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A service at a site: `offset_ms` from setting out to the arrival, `metres` of road for it
    on a fixed round, `home_m` from the depot and back.
    """

    offset_ms: int
    metres: int
    home_m: int


def plan_stops(scenario: Scenario, places: Sequence[SitePlace]) -> dict[str, tuple[Stop, ...]]:
    """Stops by site id, one a service (all zero where the service has nothing to do)."""
    depot, waste = scenario.depot, scenario.waste
    if depot is None or waste is None:
        return {place.id: () for place in places}
    at_depot = (depot.latitude, depot.longitude)
    by_service = [_round(service, waste, places, at_depot) for service in scenario.collection]
    return {place.id: tuple(stops[i] for stops in by_service) for i, place in enumerate(places)}


def _round(
    service: Collection, waste: Waste, places: Sequence[SitePlace], depot: tuple[float, float]
) -> list[Stop]:
    truck = service.truck
    streams = [i for i, stream in enumerate(waste.streams) if stream.id in service.streams]

    def road_m(a: tuple[float, float], b: tuple[float, float]) -> float:
        return distance_m(*a, *b) * truck.detour_factor

    at = [(place.latitude, place.longitude) for place in places]
    homes = [round(2 * road_m(depot, spot)) for spot in at]
    stops = [Stop(0, 0, home) for home in homes]
    if not isinstance(service, FixedRounds):
        return stops
    served = [
        i
        for i, p in enumerate(places)
        if any(point.takes(s) for point in p.points for s in streams)
    ]
    gap_days = 7 / (len(service.weekdays) * len(service.hours))
    order = _nearest_first(served, at, depot)
    here, on_board_l, elapsed_s = depot, 0.0, 0.0
    for number, i in enumerate(order):
        load_l = _load_l(waste, streams, places[i], gap_days) / truck.compaction
        if number and on_board_l + load_l > truck.volume_l:
            here, on_board_l, elapsed_s = depot, 0.0, 0.0
        leg_m = road_m(here, at[i])
        elapsed_s += leg_m / (truck.speed_kmh / 3.6)
        stops[i] = Stop(round(elapsed_s * 1000), round(leg_m), homes[i])
        on_board_l += load_l
        elapsed_s += truck.stop_min * 60
        here = at[i]
        following = order[number + 1] if number + 1 < len(order) else None
        if (
            following is None
            or on_board_l
            + (_load_l(waste, streams, places[following], gap_days) / truck.compaction)
            > truck.volume_l
        ):
            way_back_m = road_m(here, depot)
            stops[i] = Stop(stops[i].offset_ms, round(leg_m + way_back_m), homes[i])
    return stops


def _nearest_first(
    served: list[int], at: list[tuple[float, float]], depot: tuple[float, float]
) -> list[int]:
    """From the depot always to the nearest site that is left; ties to the first by id."""
    if len(served) > MAX_NEAREST:
        return served
    left, order, here = list(served), [], depot
    while left:
        nearest = min(left, key=lambda i: (distance_m(*here, *at[i]), i))
        left.remove(nearest)
        order.append(nearest)
        here = at[nearest]
    return order


def _load_l(waste: Waste, streams: list[int], place: SitePlace, gap_days: float) -> float:
    """Volume in the bins of a site that is to be expected between two rounds."""
    load_l = 0.0
    for number in streams:
        stream = waste.streams[number]
        kg = stream.kg_per_household_day * place.households * waste.amount_factor(place.kind)
        load_l += kg * gap_days / stream.density_kg_l
    return load_l
