"""Tests of scenarios.demand.points.sensors: shares by slot and bag, charges, named streams."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.days import lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.expand import expand_sites
from scenarios.parts.sensors import SensorTrace
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from tests.small_waste import DEPOT, point, waste_scenario

MANY = [{"id": "c", "households": 1_000, **DEPOT}]
BINS = [{"id": "f", "stream": "food", "volume_l": 10, "count": 3}]
WORN: dict[str, Any] = {
    "outlier_share": 0.05,
    "dropout_share": 0.2,
    "bridge_share": 0.1,
    "least_charge": 0.5,
    "battery_mah": 100.0,
}


def trace_of(days: int = 10, **wear: Any) -> SiteTrace:
    """A site of 1,000 households, a worn point of three bins and one as new."""
    places = [
        point(bins=BINS, sensor={"report_every_min": 60} | wear),
        point(id="q", sensor={"report_every_min": 60}),
    ]
    given = waste_scenario(sites=MANY, waste_points=places)
    compiler = SiteCompiler(given, lay_out_days(given, days))
    return compiler.compile(next(expand_sites(given)), Streams(1, 0))


def sensors_of(days: int = 10, **wear: Any) -> SensorTrace:
    """The sensor part."""
    made = trace_of(days, **wear).sensors
    assert made is not None
    return made


def test_sensors_as_new_are_no_part() -> None:
    """And drop-offs and noise are the same with it."""
    plain, worn = trace_of(), trace_of(**WORN)
    assert plain.sensors is None
    assert plain.waste is not None
    assert worn.waste is not None
    assert worn.waste.digest() == plain.waste.digest()


def test_shares_of_slots_and_bags() -> None:
    """Stray echoes from anywhere on the way, lost reports, bags that bridge; q's are as new."""
    made = sensors_of(days=30, **WORN)
    strays = made.stray_permille[:3]
    assert (strays >= 0).mean() == pytest.approx(0.05, abs=0.01)
    assert strays[strays >= 0].mean() == pytest.approx(500, abs=40)
    assert made.lost[:3].mean() == pytest.approx(0.2, abs=0.02)
    assert made.drop_bridges.mean() == pytest.approx(0.05, abs=0.01)
    assert (made.charge_permille[:3] >= 500).all()
    assert len(set(made.charge_permille[:3].tolist())) == 3
    assert (made.stray_permille[3] == -1).all()
    assert not made.lost[3].any()
    assert made.charge_permille[3] == 1_000


def test_each_wear_has_its_own_luck() -> None:
    """Without outliers the same reports are lost; longer runs begin with the same slots."""
    both, one = sensors_of(**WORN), sensors_of(**(WORN | {"outlier_share": 0.0}))
    assert np.array_equal(both.lost, one.lost)
    assert np.array_equal(both.drop_bridges, one.drop_bridges)
    longer = sensors_of(days=20, **WORN)
    assert np.array_equal(longer.stray_permille[:, : both.lost.shape[1]], both.stray_permille)
