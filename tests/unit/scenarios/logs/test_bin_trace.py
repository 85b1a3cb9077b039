"""Tests of scenarios.logs.bin_trace: bags and trucks that meet every reading."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs.bin_trace import mass_at, trace_of_levels
from scenarios.logs.fill_levels import FillLog, read_fill_levels
from scenarios.points import BinPlace
from scenarios.reading.errors import ScenarioError
from scenarios.schema import Scenario
from scenarios.schema.waste.streams import BagLaw, Stream
from scenarios.writing.bins import bins_in
from tests.small_levels import HEADERS, write_levels
from tests.small_waste import waste_scenario


def _log(folder: Path) -> FillLog:
    return read_fill_levels(write_levels(folder), HEADERS, full_at=10)


def _scenario(log: FillLog, *settings: str) -> Scenario:
    return bins_in(log, "Asia/Shanghai", settings)


def test_growth_and_emptyings(tmp_path: Path) -> None:
    """Bin 8: 0, 6, then 4 and 0 tenths of 600 L at 0.147 kg/L; trucks right after midnight."""
    log = _log(tmp_path)
    trace = trace_of_levels(_scenario(log), log, "feed")
    assert (trace.first_day, trace.warmup_days, trace.measured_days) == (dt.date(2026, 3, 2), 0, 8)
    south = trace.sites[1]
    assert south.waste is not None
    assert south.emptyings is not None
    assert south.waste.drop_mass_g.tolist() == [8820] * 10
    days = south.waste.drop_ms // DAY_MS
    assert days.tolist() == [1] * 6 + [2] * 4
    hours = np.rint(south.waste.drop_ms[:6] % DAY_MS / HOUR_MS)
    assert hours.tolist() == [2, 6, 10, 14, 18, 22]
    assert south.emptyings.truck_ms.tolist() == [2 * DAY_MS + 1, 3 * DAY_MS + 1]
    assert set(south.waste.drop_household.tolist()) == {0}


def test_a_gap_is_bridged(tmp_path: Path) -> None:
    """Growth over missing days is spread over them; a truck comes on the day of the reading."""
    log = _log(tmp_path)
    north = trace_of_levels(_scenario(log), log).sites[0]
    assert north.waste is not None
    assert north.emptyings is not None
    assert (north.waste.drop_ms // DAY_MS).tolist() == [0] * 4 + [1] * 4 + [2, 3] + [6] * 2
    assert (north.emptyings.truck_ms // DAY_MS).tolist() == [6]


def test_traces_pass_the_checks_of_engines(tmp_path: Path) -> None:
    """In order, in range, of the same digest every time."""
    log = _log(tmp_path)
    trace = trace_of_levels(_scenario(log), log)
    for site in trace.sites:
        assert site.waste is not None
        assert site.emptyings is not None
        assert site.waste.fault(points=1, streams=1, bins=1, horizon_ms=trace.horizon_ms) is None
        assert site.emptyings.fault(points=1, horizon_ms=trace.horizon_ms) is None
    assert trace.digest() == trace_of_levels(_scenario(log), log).digest()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (("waste_points.b8.bins.bin.count=2",), "waste point b8 has 2 bins: must have one"),
        (
            ("waste_points.b7.windows=[{from_hour: 6, to_hour: 9}]",),
            "waste point b7 has windows: a log knows of none",
        ),
        (("waste_points.b7.bins.bin.volume_l=0.5",), "holds too few grams"),
    ],
)
def test_points_that_cannot_show_the_log(
    tmp_path: Path, settings: tuple[str, ...], message: str
) -> None:
    """Named with the line of the bin's first reading."""
    log = _log(tmp_path)
    with pytest.raises(ScenarioError, match=message):
        trace_of_levels(_scenario(log, *settings), log)


def test_a_bin_without_a_point(tmp_path: Path) -> None:
    """The scenario must have a waste point for every bin of the log."""
    service = {"id": "t", "kind": "replayed", "streams": ["food"]}
    with pytest.raises(ScenarioError, match=r"levels.csv:\d: bin = '7': .* no waste point b7"):
        trace_of_levels(waste_scenario(collection=[service]), _log(tmp_path))


@pytest.mark.parametrize("capacity_ml", [240_000, 60_001, 1_099_999])
def test_mass_is_the_least_at_the_level(capacity_ml: int) -> None:
    """A gram less and the bin is not that full; with pressing at the brim too."""
    from devices.physics.fill import fill_permille, volume_ml

    built = BinPlace("b", 0, capacity_ml, 900, 0, 0)
    for compaction in (1.0, 2.0):
        bag = BagLaw(law="fixed", mean_kg=1)
        parts: dict[str, Any] = {"kg_per_household_day": 1.0, "density_kg_l": 0.147, "bag": bag}
        stream = Stream(id="s", compaction=compaction, **parts)
        for permille in np.linspace(1, 1000, 40).astype(int).tolist():
            mass_g = mass_at(permille, built, stream)
            levels = [
                fill_permille(volume_ml(m, 147, capacity_ml, round(1000 * compaction)), capacity_ml)
                for m in (mass_g - 1, mass_g)
            ]
            assert levels[0] < permille <= levels[1]
