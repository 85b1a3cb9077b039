"""Rounds are as good as trying every one, keep trucks' room and shift, and come out the same."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import numpy as np
import pytest

from fleet.rounds.planner import plan_round
from fleet.rounds.problem import MAX_SPOTS, Roads, RoundProblem, Spot, Stop, Trucks

DEPOT = Spot(30.30, 120.10)
TIP = Spot(30.36, 120.16)
HOUR_MS = 3_600_000
ONE_TRUCK = Trucks(1, 8_000_000, 2_500, 20.0, 1.3, 600_000, 900_000, 8 * HOUR_MS)


def _drawn(seed: int, count: int, tip: Spot = DEPOT, prize_m: int = 15_000) -> RoundProblem:
    """Stops drawn on a square of some 20 km; one truck, its room for about half of all of them."""
    generator = np.random.default_rng(seed)
    spots = [
        Spot(30.2 + 0.2 * float(a), 120.0 + 0.2 * float(b)) for a, b in generator.random((count, 2))
    ]
    stops = tuple(
        Stop(spot, int(load), int(prize))
        for spot, (load, prize) in enumerate(
            zip(
                generator.integers(500_000, 3_000_000, count),
                generator.integers(0, prize_m, count),
                strict=True,
            )
        )
    )
    roads = Roads(DEPOT, tip, spots, ONE_TRUCK.detour_factor)
    return RoundProblem(roads, ONE_TRUCK, stops, iterations=300, seed=seed)


def _cost_m(problem: RoundProblem, made: set[int], metres: int) -> int:
    """Road and the prizes that were left: what a round should make small."""
    left = sum(stop.prize_m for number, stop in enumerate(problem.stops) if number not in made)
    return metres + left


def _shortest(problem: RoundProblem) -> int:
    """Least cost of one trip of one truck, found by trying every order of every set of stops."""
    metres, trucks = problem.roads.metres, problem.trucks
    tip = 1 if problem.roads.has_own_tip else 0
    best = _cost_m(problem, set(), 0)
    for size in range(1, len(problem.stops) + 1):
        for some in combinations(range(len(problem.stops)), size):
            if sum(problem.stops[i].load_ml for i in some) > trucks.volume_ml:
                continue
            for order in permutations(some):
                way = [0, *(2 + problem.stops[i].spot for i in order), tip, 0]
                road = sum(metres[a][b] for a, b in pairwise(way))
                spent_ms = trucks.travel_ms(road) + size * trucks.stop_ms + trucks.tip_ms
                if spent_ms <= trucks.shift_ms - 10_000:
                    best = min(best, _cost_m(problem, set(some), road))
    return best


@pytest.mark.parametrize("tip", [DEPOT, TIP], ids=["tip at the depot", "tip elsewhere"])
@pytest.mark.parametrize("seed", range(4))
def test_as_good_as_trying_every_round(seed: int, tip: Spot) -> None:
    """Six stops, one truck: never dearer than the best single trip of all 1,957 there are."""
    problem = _drawn(seed, 6, tip)
    found = plan_round(problem)
    cost_m = _cost_m(problem, {visit.stop for visit in found.visits}, found.metres)
    assert cost_m <= _shortest(problem)


def test_the_same_problem_gives_the_same_list() -> None:
    """Forty stops, three trucks: solved again, visit for visit the same."""
    problem = _drawn(1, 40)
    assert plan_round(problem) == plan_round(_drawn(1, 40))


def test_every_stop_is_made_once_or_left() -> None:
    """Visits and what is left are all stops; nothing without a prize is visited."""
    problem = _drawn(2, 40, TIP)
    found = plan_round(problem)
    made = [visit.stop for visit in found.visits]
    assert sorted([*made, *found.left]) == list(range(40))
    assert all(problem.stops[number].prize_m > 0 for number in made)
    assert made
    assert found.left


def test_metres_of_visits_sum_up_to_the_road() -> None:
    """What visits say of their road is the road of each tour: out, from stop to stop, tip, home."""
    problem = _drawn(3, 12, TIP, prize_m=80_000)
    found = plan_round(problem)
    metres, trucks = problem.roads.metres, problem.trucks
    trips: list[list[int]] = [[]]
    aboard_ml = 0
    for visit in found.visits:
        stop = problem.stops[visit.stop]
        before = 2 + problem.stops[trips[-1][-1]].spot if trips[-1] else 0
        direct_ms = trucks.travel_ms(metres[before][2 + stop.spot])
        if aboard_ml + stop.load_ml > trucks.volume_ml:
            trips.append([])
            aboard_ml = 0
        assert visit.arrives_ms >= direct_ms
        trips[-1].append(visit.stop)
        aboard_ml += stop.load_ml
    assert len(trips) > 1
    way = [0]
    for trip in trips:
        way += [*(2 + problem.stops[number].spot for number in trip), 1]
    way.append(0)
    assert found.metres == sum(metres[a][b] for a, b in pairwise(way))


def test_shift_bounds_the_round() -> None:
    """A short shift leaves what a long one visits; one too short for any stop leaves all."""
    long = _drawn(4, 12, prize_m=80_000)

    def made(shift_ms: int) -> int:
        trucks = Trucks(1, 80_000_000, 2_500, 20.0, 1.3, 600_000, 900_000, shift_ms)
        shifted = RoundProblem(long.roads, trucks, long.stops, long.iterations, long.seed)
        found = plan_round(shifted)
        for visit in found.visits:
            assert visit.arrives_ms + trucks.stop_ms <= shift_ms
        return len(found.visits)

    assert made(60_000) == 0
    assert 0 < made(4 * HOUR_MS) < made(12 * HOUR_MS)


def test_points_of_one_place_cost_one_stop() -> None:
    """Two points at one place are reached at one time, and the second takes no road."""
    problem = _drawn(5, 1, prize_m=80_000)
    twice = RoundProblem(
        problem.roads, ONE_TRUCK, (Stop(0, 1000, 90_000), Stop(0, 1000, 90_000)), 50, 1
    )
    one, other = plan_round(twice).visits
    assert one.arrives_ms == other.arrives_ms
    assert one.metres + other.metres == 2 * problem.roads.metres[0][2]


def test_too_many_places_are_refused() -> None:
    """The matrix of roads has a bound, and the error says it."""
    with pytest.raises(ValueError, match="at most 2000"):
        Roads(DEPOT, DEPOT, [DEPOT] * (MAX_SPOTS + 1), 1.0)
