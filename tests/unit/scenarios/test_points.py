"""Tests of scenarios.points: waste points of sites and of groups, as built."""

from __future__ import annotations

from scenarios.expand import expand_sites
from tests.small_waste import DEPOT, point, waste_scenario

H = 3_600_000


def test_units_of_a_point() -> None:
    """Litres become millilitres, hours milliseconds, millimetres micrometres."""
    given = waste_scenario(
        waste_points=[
            point(
                windows=[{"from_hour": 6.5, "to_hour": 9}],
                sensor={"report_every_min": 60, "noise_mm": 2.5},
            )
        ]
    )
    (place,) = next(expand_sites(given)).points
    (built,) = place.bins
    assert (built.id, built.capacity_ml, built.heap_ml, built.always_open) == (
        "f",
        10_000,
        2_500,
        0,
    )
    assert (place.opens_ms, place.closes_ms) == ((6.5 * H,), (9 * H,))
    assert place.sensor is not None
    assert (place.sensor.report_ms, place.sensor.noise_um) == (H, 2_500)


def test_groups_of_sites_points_and_bins() -> None:
    """Two points at each of three sites are p1 … p6; bins of a kind are numbered."""
    given = waste_scenario(
        sites=[{"id": "c", "count": 3, "households": 10, **DEPOT}],
        waste_points=[
            point(
                count=2,
                bins=[{"id": "f", "stream": "food", "volume_l": 10, "count": 2}],
                members={"p4": {"bins": [{"id": "g", "stream": "food", "volume_l": 5}]}},
            )
        ],
    )
    points = [[p.id for p in site.points] for site in expand_sites(given)]
    assert points == [["p1", "p2"], ["p3", "p4"], ["p5", "p6"]]
    bins = [[b.id for b in p.bins] for site in expand_sites(given) for p in site.points]
    assert bins == [["f1", "f2"]] * 3 + [["g"]] + [["f1", "f2"]] * 2
