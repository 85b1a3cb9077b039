"""The search for a round: prizes against metres, within the trucks' room and shift.

Lives here: the problem as PyVRP takes it, and its answer with times. PyVRP (Wouda, Lan and Kool
2024, "PyVRP: a high-performance VRP solver package") searches by iterated local search; it stops
by iterations, never by time, so that the same problem gives the same list. Not here: what a stop is
worth (`fleet.rounds.wanting`).

A stop that costs more road than its prize is left. Trucks unload at the tip between trips and at
the end; where the tip is not the depot, the way home from it is a fixed cost of the truck.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fleet.rounds.problem import RoundList, RoundProblem, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyvrp import ProblemData, Route

DEPOT, TIP, FIRST_SPOT = 0, 1, 2
MOST_TRIPS = 8
"""Trips of a truck in a shift: more would take a truck of the wrong size."""


def plan_round(problem: RoundProblem) -> RoundList:
    """The list of a round. Deterministic; a stop with prize 0 is never made.

    A load above a truck's room counts as a full truck.
    """
    wanted = [number for number, stop in enumerate(problem.stops) if stop.prize_m > 0]
    everything_left = RoundList((), tuple(range(len(problem.stops))))
    if not wanted:
        return everything_left
    from pyvrp import solve
    from pyvrp.stop import MaxIterations

    spots = sorted({problem.stops[number].spot for number in wanted})
    found = solve(
        _data(problem, wanted, spots),
        MaxIterations(problem.iterations),
        seed=problem.seed,
        collect_stats=False,
    ).best
    if not found.is_feasible():
        return everything_left
    visits = [
        visit
        for tour, route in enumerate(found.routes())
        for visit in _visits(problem, wanted, spots, tour, route)
    ]
    made = {visit.stop for visit in visits}
    left = tuple(number for number in range(len(problem.stops)) if number not in made)
    return RoundList(tuple(visits), left)


def _data(problem: RoundProblem, wanted: list[int], spots: list[int]) -> ProblemData:
    """Metres and seconds between depot, tip and the places wanted; times are rounded up."""
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType

    roads, trucks, stops = problem.roads, problem.trucks, problem.stops
    rows = [DEPOT, TIP, *(FIRST_SPOT + spot for spot in spots)]
    metres = [[roads.metres[a][b] for b in rows] for a in rows]
    seconds = [
        [0 if a == b else _up_s(trucks.travel_ms(leg) + _spent_ms(problem, b)) for b, leg in row]
        for a, row in enumerate(map(list, map(enumerate, metres)))
    ]
    at = {spot: FIRST_SPOT + row for row, spot in enumerate(spots)}
    end = TIP if roads.has_own_tip else DEPOT
    home_m = metres[end][DEPOT]
    load_ml = sum(min(stops[number].load_ml, trucks.volume_ml) for number in wanted)
    trips = min(MOST_TRIPS, load_ml // trucks.volume_ml + 1)
    return ProblemData(
        locations=[Location(0, 0) for _ in rows],
        clients=[
            Client(
                location=at[stops[number].spot],
                pickup=[min(stops[number].load_ml, trucks.volume_ml)],
                prize=stops[number].prize_m,
                required=False,
            )
            for number in wanted
        ],
        depots=[Depot(location=DEPOT), Depot(location=TIP)],
        vehicle_types=[
            VehicleType(
                num_available=trucks.count,
                capacity=[trucks.volume_ml],
                start_depot=DEPOT,
                end_depot=end,
                fixed_cost=home_m,
                shift_duration=max(0, (trucks.shift_ms - trucks.travel_ms(home_m)) // 1_000),
                reload_depots=[end],
                max_reloads=trips - 1,
            )
        ],
        distance_matrices=[_matrix(metres)],
        duration_matrices=[_matrix(seconds)],
    )


def _matrix(rows: list[list[int]]) -> Any:
    """As PyVRP takes it; its own type says more than NumPy's arrays are."""
    return np.array(rows, dtype=np.int64)


def _spent_ms(problem: RoundProblem, row: int) -> int:
    """Time spent where a leg ends: at a place, or unloading."""
    if row >= FIRST_SPOT:
        return problem.trucks.stop_ms
    return problem.trucks.tip_ms if row == TIP or not problem.roads.has_own_tip else 0


def _up_s(time_ms: int) -> int:
    return -(-time_ms // 1_000)


def _visits(
    problem: RoundProblem, wanted: list[int], spots: list[int], tour: int, route: Route
) -> Iterator[Visit]:
    """Visits of one truck, to the millisecond: what was searched in whole seconds, driven."""
    trucks, metres = problem.trucks, problem.roads.metres
    end = TIP if problem.roads.has_own_tip else DEPOT
    here, clock_ms, spent_ms, driven_m = DEPOT, 0, 0, 0
    pending: Visit | None = None
    for activity in route:
        if activity.is_client():
            stop = wanted[activity.idx]
            there = FIRST_SPOT + problem.stops[stop].spot
        elif here == DEPOT and pending is None:
            continue
        else:
            there = end
        leg_m = metres[here][there]
        if here != there:
            clock_ms += spent_ms + trucks.travel_ms(leg_m)
            spent_ms = trucks.stop_ms if activity.is_client() else trucks.tip_ms
        driven_m += leg_m
        here = there
        if activity.is_client():
            if pending is not None:
                yield pending
            pending = Visit(stop, tour, clock_ms, driven_m)
            driven_m = 0
        elif pending is not None:
            pending = Visit(pending.stop, tour, pending.arrives_ms, pending.metres + driven_m)
            driven_m = 0
    if pending is not None:
        home_m = metres[end][DEPOT]
        yield Visit(pending.stop, tour, pending.arrives_ms, pending.metres + home_m)
