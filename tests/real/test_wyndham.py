"""The bins of Wyndham: their log, replayed, shows its own emptyings and full days."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import pairwise

import pytest

from scenarios.logs.cleaning.levels import read_levels_cleaned
from scenarios.logs.fill_levels import FillLog, read_fill_levels
from scenarios.writing.bins import bins_in
from tests.real.data import WYNDHAM
from twin.engines.kernel.engine import run_group as kernel
from twin.engines.reference.engine import run_group as reference
from twin.studies.calibration.bins_study import calibrate_bins, hold_against, scenario_of
from twin.studies.replay import replay
from twin.studies.running.setup import RunGroup

HEADERS = {
    "bin": "serialNumber",
    "time": "timestamp",
    "level": "latestFullness",
    "threshold": "fullnessThreshold",
    "reason": "reason",
    "name": "description",
    "latitude": "latitude",
    "longitude": "longitude",
}
ZONE = "Australia/Melbourne"


@pytest.fixture(scope="module")
def log() -> FillLog:
    """The log as the reader has it."""
    return read_fill_levels(WYNDHAM, HEADERS, full_at=10, time_zone=ZONE)


def _by_hand() -> dict[str, tuple[int, int, int]]:
    """Readings, emptyings and full days of each bin, counted from the file line by line."""
    rows: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    with WYNDHAM.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["reason"] != "ALERT":
                level, threshold = int(row["latestFullness"]), int(row["fullnessThreshold"])
                rows[row["serialNumber"]].append((row["timestamp"], level, threshold))
    found = {}
    for name, readings in rows.items():
        readings.sort()
        levels = [level for _, level, _ in readings]
        lower = sum(after < before for before, after in pairwise(levels))
        found[name] = (len(levels), lower, sum(level >= most for _, level, most in readings))
    return found


@pytest.mark.parametrize("engine", [reference, kernel], ids=["reference", "kernel"])
def test_the_replay_shows_the_log(log: FillLog, engine: RunGroup) -> None:
    """Bin by bin every reading, as many emptyings and as many full days as counted by hand."""
    by_hand = _by_hand()
    rows = replay(bins_in(log, ZONE), log, engine)
    assert {row.bin for row in rows} == set(by_hand)
    for row in rows:
        assert (row.readings, row.run_emptyings, row.run_full_days) == by_hand[row.bin]
        assert row.same == row.readings
        assert row.agrees


def test_what_is_left_out_is_counted(log: FillLog) -> None:
    """Rows with the reason ALERT, and no others; nothing is lost unseen."""
    assert set(log.left_out) == {"ALERT"}
    assert log.readings + log.left_out["ALERT"] == log.rows


def test_the_fitted_scenario_empties_as_often_and_is_as_full(log: FillLog) -> None:
    """Calibrated and run in the twin: emptying rate and full share lie in the log's intervals."""
    clean = read_levels_cleaned([WYNDHAM], HEADERS, full_at=10, time_zone=ZONE)
    assert [(each.says, each.rows) for each in clean.dropped.reasons()] == [
        ("sensor fault: the reason says ALERT", log.left_out["ALERT"])
    ]
    found, seen = calibrate_bins(clean, ZONE)
    hold_against(found, seen, scenario_of(found), kernel)
    assert [each.name for each in found.checks] == ["emptying rate", "full share"]
    for each in found.checks:
        assert each.within, each
        assert (each.high - each.low) / each.log < 0.1
    full = found.find("full share")
    assert full.value == pytest.approx(sum(each.full.sum() for each in log.bins) / log.readings)
