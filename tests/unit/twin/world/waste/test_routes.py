"""Tests of twin.world.waste.routes: who is visited after whom, tours, kilometres."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.expand import expand_sites
from tests.small_waste import fixed, point, threshold, waste_scenario
from twin.world.waste.routes import Stop, plan_stops, plan_tours

KM = 1 / 111.195
"""A kilometre of latitude in degrees."""


def stops(km: list[float], **truck: Any) -> list[Stop]:
    """Stops of sites north of the depot, 10 households with 10 L a day each."""
    sites = [
        {"id": f"c{i}", "households": 10, "latitude": 30 + each * KM, "longitude": 120.0}
        for i, each in enumerate(km)
    ]
    points = [point(id=f"p{i}", site=f"c{i}") for i in range(len(km))]
    given = {"detour_factor": 1.0, "speed_kmh": 36.0, "stop_min": 10.0, "compaction": 1.0} | truck
    scenario = waste_scenario(sites=sites, waste_points=points, collection=[fixed(truck=given)])
    by_site = plan_stops(scenario, list(expand_sites(scenario)))
    return [by_site[f"c{i}"][0] for i in range(len(km))]


def test_one_tour_from_the_depot_to_the_nearest_and_back() -> None:
    """1, 2 and 4 km: metres of the way there, of the way back with the last; 10 m/s and stops."""
    third, first, second = stops([4, 1, 2])
    assert [first.metres, second.metres, third.metres] == pytest.approx(
        [1_000, 1_000, 6_000], abs=2
    )
    seconds = [stop.offset_ms / 1_000 for stop in (first, second, third)]
    assert seconds == pytest.approx([100, 800, 1_600], abs=1)
    assert [stop.home_m for stop in (first, second, third)] == pytest.approx(
        [2_000, 4_000, 8_000], abs=4
    )


def test_tours_by_what_is_to_be_expected() -> None:
    """Trucks of 100 L, sites with 60 L a day: each site has its own tour, out and back."""
    sites = [
        {"id": f"c{i}", "households": 60, "latitude": 30 + (i + 1) * KM, "longitude": 120.0}
        for i in range(2)
    ]
    points = [point(id=f"p{i}", site=f"c{i}") for i in range(2)]
    truck = {"volume_l": 100, "compaction": 1.0, "detour_factor": 1.0}
    given = waste_scenario(sites=sites, waste_points=points, collection=[fixed(truck=truck)])
    made = plan_stops(given, list(expand_sites(given)))
    assert [made[f"c{i}"][0].metres for i in range(2)] == pytest.approx([2_000, 4_000], abs=4)


def test_tours_are_the_stops_in_their_order() -> None:
    """Two sites a truck: tours name sites as they are visited, and no site twice."""
    km = [4, 1, 2, 3]
    sites = [
        {"id": f"c{i}", "households": 40, "latitude": 30 + each * KM, "longitude": 120.0}
        for i, each in enumerate(km)
    ]
    points = [point(id=f"p{i}", site=f"c{i}") for i in range(len(km))]
    truck = {"volume_l": 100, "compaction": 5.0}
    given = waste_scenario(sites=sites, waste_points=points, collection=[fixed(truck=truck)])
    places = list(expand_sites(given))
    assert plan_tours(given, places) == {given.collection[0].id: [["c1", "c2", "c3", "c0"]]}
    smaller = waste_scenario(
        sites=sites, waste_points=points, collection=[fixed(truck={**truck, "compaction": 1.0})]
    )
    (tours,) = plan_tours(smaller, places).values()
    assert [site for tour in tours for site in tour] == ["c1", "c2", "c3", "c0"]
    assert [len(tour) for tour in tours] == [2, 2]
    called = waste_scenario(
        sites=sites,
        waste_points=[p | {"sensor": {"report_every_min": 60}} for p in points],
        collection=[threshold()],
    )
    assert plan_tours(called, places) == {}


def test_a_called_truck_has_no_round() -> None:
    """Only the way out and back counts."""
    given = waste_scenario(
        depot={"latitude": 30 + KM, "longitude": 120.0},
        waste_points=[point(sensor={"report_every_min": 60})],
        collection=[threshold()],
    )
    ((stop,),) = plan_stops(given, list(expand_sites(given))).values()
    assert (stop.offset_ms, stop.metres) == (0, 0)
    assert stop.home_m == pytest.approx(2_600, abs=4)
