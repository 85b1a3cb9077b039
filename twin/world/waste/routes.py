"""Rounds over all sites: who is visited after whom, how far it is, when the truck is there.

Lives here: the route of each fixed service, planned before the run. Not here: when rounds set out.

A round visits every site that has bins of its streams: from the depot always the nearest that is
left. It is cut into tours where the truck would be full of what is to be expected; each tour has
its own truck and sets out at the round's hour. Trucks that are called drive to one site and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from devices.earth import distance_m
from scenarios.expand import SitePlace
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


def plan_tours(scenario: Scenario, places: Sequence[SitePlace]) -> dict[str, list[list[str]]]:
    """Tours of each service with fixed rounds by its id: site ids in the order of the visits."""
    depot, waste = scenario.depot, scenario.waste
    if depot is None or waste is None:
        return {}
    at_depot = (depot.latitude, depot.longitude)
    return {
        service.id: [[places[i].id for i in tour] for tour in tours]
        for service in scenario.collection
        if isinstance(service, FixedRounds) and (tours := _tours(service, waste, places, at_depot))
    }


def _round(
    service: Collection, waste: Waste, places: Sequence[SitePlace], depot: tuple[float, float]
) -> list[Stop]:
    truck = service.truck

    def road_m(a: tuple[float, float], b: tuple[float, float]) -> float:
        return distance_m(*a, *b) * truck.detour_factor

    at = [(place.latitude, place.longitude) for place in places]
    homes = [round(2 * road_m(depot, spot)) for spot in at]
    stops = [Stop(0, 0, home) for home in homes]
    if not isinstance(service, FixedRounds):
        return stops
    for tour in _tours(service, waste, places, depot):
        here, elapsed_s = depot, 0.0
        for i in tour:
            leg_m = road_m(here, at[i])
            elapsed_s += leg_m / (truck.speed_kmh / 3.6)
            way_back_m = road_m(at[i], depot) if i == tour[-1] else 0.0
            stops[i] = Stop(round(elapsed_s * 1000), round(leg_m + way_back_m), homes[i])
            elapsed_s += truck.stop_min * 60
            here = at[i]
    return stops


def _tours(
    service: FixedRounds, waste: Waste, places: Sequence[SitePlace], depot: tuple[float, float]
) -> list[list[int]]:
    """Places in the order in which a round visits them, cut where a truck would be full."""
    streams = [i for i, stream in enumerate(waste.streams) if stream.id in service.streams]
    served = [
        i
        for i, p in enumerate(places)
        if any(point.takes(s) for point in p.points for s in streams)
    ]
    gap_days = 7 / (len(service.weekdays) * len(service.hours))
    tours: list[list[int]] = []
    on_board_l = 0.0
    at = [(place.latitude, place.longitude) for place in places]
    for i in _nearest_first(served, at, depot):
        load_l = _load_l(waste, streams, places[i], gap_days) / service.truck.compaction
        if not tours or on_board_l + load_l > service.truck.volume_l:
            tours.append([])
            on_board_l = 0.0
        tours[-1].append(i)
        on_board_l += load_l
    return tours


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
