"""Tests of scenarios.writing.bins: the scenario of a log of fill levels."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.logs.fill_levels import read_fill_levels
from scenarios.reading.errors import ScenarioError
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.schema.waste.collection import Replayed
from scenarios.writing.bins import LEVEL, bins_in, bins_scenario
from tests.small_levels import HEADERS, write_levels

ZONE = "Asia/Shanghai"


def test_bins_stand_where_the_log_says(tmp_path: Path) -> None:
    """Names, places, days and threshold are the log's; the depot is in the middle."""
    log = read_fill_levels(write_levels(tmp_path), HEADERS, full_at=10)
    path = tmp_path / "bins.yaml"
    path.write_text(bins_scenario(log, "Two: bins", ZONE), encoding="utf-8")
    scenario = read_scenario(str(path), Scenario, ()).scenario
    assert scenario.title == "Two: bins"
    assert [(s.id, s.name, s.latitude) for s in scenario.sites] == [
        ("b7", "North gate", 36.01), ("b8", "South gate", 36.03),
    ]  # fmt: skip
    assert scenario.run.days == 8
    assert scenario.depot is not None
    assert scenario.depot.latitude == pytest.approx(36.02)
    (service,) = scenario.collection
    assert isinstance(service, Replayed)
    assert service.level == 0.8
    assert scenario.sources["collection.log.level"] == "the log levels.csv"
    assert "assumed" in scenario.sources["waste.streams"]


def test_places_are_needed_in_a_file(tmp_path: Path) -> None:
    """A file without them would put all bins at one place unseen; a replay needs none."""
    path = write_levels(tmp_path, "a,2026-03-02,10", header="bin,time,level")
    log = read_fill_levels(path)
    with pytest.raises(ScenarioError, match=r"levels.csv:2: bin 'a' has no latitude"):
        bins_scenario(log, "t", ZONE)
    scenario = bins_in(log, ZONE, ("waste_points.a.bins.bin.volume_l=50",))
    assert scenario.waste_points[0].bins[0].volume_l == 50
    (service,) = scenario.collection
    assert isinstance(service, Replayed)
    assert service.level == LEVEL
