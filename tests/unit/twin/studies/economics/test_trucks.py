"""How many trucks the rounds take, by hand."""

from __future__ import annotations

import math

import pytest

from scenarios.days import lay_out_days
from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from tests.small_waste import DEPOT, fixed, point, stream, threshold, waste_scenario
from twin.studies.economics.trucks import trucks_for
from twin.studies.sizing.asked.layout import lay_out_spaces

FAR = {"latitude": DEPOT["latitude"] + 0.1, "longitude": DEPOT["longitude"]}
"""11.1 km as the crow flies."""


def compounds(*services: dict[str, object], **parts: object) -> Scenario:
    """Three compounds of 100 households, 100 L of waste a day each, far from the depot."""
    sites = [{"id": "c", "count": 3, "households": 100, "spacing_m": 100, **FAR}]
    bins = [{"id": "f", "stream": "food", "volume_l": 200}]
    points = [point(bins=bins, sensor={"report_every_min": 60})]
    return waste_scenario(sites=sites, waste_points=points, collection=list(services), **parts)


def trucks(scenario: Scenario) -> int:
    """Trucks of the scenario's own sites."""
    return trucks_for(scenario, list(expand_sites(scenario)))


@pytest.mark.parametrize(("volume_l", "count"), [(300.0, 1), (200.0, 2), (150.0, 3)])
def test_each_tour_has_its_truck(volume_l: float, count: int) -> None:
    """300 L a day: one truck that holds it, two of 200 L, three that each hold a compound's."""
    truck = {"volume_l": volume_l, "compaction": 1.0, "speed_kmh": 60}
    assert trucks(compounds(fixed(truck=truck))) == count


def test_a_tour_that_is_not_back_needs_another() -> None:
    """29 km of road at 5 km/h take 6 h: with rounds 5 h apart the first truck is still out."""
    truck = {"volume_l": 1000.0, "compaction": 1.0, "speed_kmh": 5.0, "stop_min": 0}
    assert trucks(compounds(fixed(truck=truck, hours=[6, 18]))) == 1
    assert trucks(compounds(fixed(truck=truck, hours=[6, 11]))) == 2


def test_called_trucks_are_out_like_customers() -> None:
    """0.625 calls a day and compound, 10 h 14 min away each: as many as Poisson needs for 99 %."""
    truck = {"speed_kmh": 120, "stop_min": 600}
    scenario = compounds(threshold(truck=truck))
    away_h = 2 * 11.1195 * 1.3 / 120 + 10
    out = 3 * 100 / (0.8 * 200) * away_h / 24
    count = trucks(scenario)
    beyond = [
        1 - sum(math.exp(-out) * out**k / math.factorial(k) for k in range(n + 1))
        for n in (count - 1, count)
    ]
    assert beyond[1] <= 0.01 < beyond[0]


def test_trucks_stand_in_the_order_where_they_are_listed() -> None:
    """At the depot, once for all sites, with their running costs."""
    lorry = {"id": "lorry", "kind": "truck", "price": 1000, "upkeep_per_year": 10}
    truck = {"volume_l": 200.0, "compaction": 1.0}
    scenario = compounds(fixed(truck=truck), catalogue=[lorry])
    (space,) = lay_out_spaces(scenario, lay_out_days(scenario))
    ((site, part, count),) = space.once
    assert (site, part.id, part.price, count) == ("depot", "lorry", 1000, 2)
    assert part.running > 0
    present = tuple(variable.present for variable in space.variables)
    (bare,) = lay_out_spaces(compounds(fixed(truck=truck)), lay_out_days(scenario))
    assert space.price(present) == bare.price(present) + 2000


def test_streams_without_a_point_take_no_truck() -> None:
    """A called service whose stream nobody collects."""
    scenario = compounds(
        fixed(), threshold(id="other", streams=["paper"]),
        waste={"streams": [stream(), stream("paper")]},
    )  # fmt: skip
    assert trucks(scenario) == 1
