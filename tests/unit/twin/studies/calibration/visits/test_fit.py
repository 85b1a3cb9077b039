"""Visits: what the twin wrote is found again; a short log is refused what it cannot carry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.logs.cleaning.visits import read_visits
from tests.small_logs import often_full, write_csv
from tests.unit.courtyard.terminal import call, refusal
from twin.engines.kernel.engine import run_group as kernel
from twin.studies.calibration.visits_study import calibrate_visits
from twin.studies.exporting import tables
from twin.studies.exporting.kept import run_kept

COURIERS = {
    "companies": [
        {"id": "x", "share": 0.7, "parcels_per_visit": 12},
        {"id": "y", "share": 0.3, "parcels_per_visit": 5},
    ],
    "hour_weights": [0] * 8 + [1, 2, 3, 2, 1] + [0] * 11,
    "setup_s": 60,
    "handling": {"law": "fixed", "mean_s": 30},
}
TRUTH = {
    "parcels.per_day": 40.0,
    "couriers.companies.x.share": 0.7,
    "couriers.companies.x.parcels_per_visit": 12.0,
    "couriers.companies.y.parcels_per_visit": 5.0,
    "couriers.setup_s": 60.0,
    "couriers.handling.mean_s": 30.0,
}


def _write(folder: Path, days: int) -> Path:
    run = run_kept(often_full(couriers=COURIERS), kernel, tables.VISITS, days=days)
    return write_csv(folder / "log.csv", tables.VISIT_COLUMNS, tables.visit_rows(run))


def test_what_the_twin_wrote_is_found(tmp_path: Path) -> None:
    """Parcels a day, shares, parcels a visit, seconds at the terminal, weekdays, hours."""
    found = calibrate_visits(read_visits([_write(tmp_path, 120)]), "Asia/Shanghai")
    by_path = {each.path: each for each in found.estimates}
    for path, value in TRUTH.items():
        assert by_path[path].low - 1e-3 <= value <= by_path[path].high + 1e-3, by_path[path]
    monday, sunday = (by_path[f"parcels.weekday_factor.{day}"].value for day in (0, 6))
    assert monday > 1.6 * sunday
    assert not found.refusals
    assert "hour_weights: [0, 0, 0, 0, 0, 0, 0, 0, " in found.text


def test_a_short_log_is_refused_weekdays(tmp_path: Path) -> None:
    """Five days tell no weekdays; without times at the terminal handling is assumed."""
    lines = _write(tmp_path, 5).read_text().splitlines()
    bare = [",".join([*line.split(",")[:4], line.split(",")[6]]) for line in lines]
    (tmp_path / "log.csv").write_text("\n".join(bare))
    found = calibrate_visits(read_visits([tmp_path / "log.csv"]), "Asia/Shanghai")
    assert {each.what for each in found.refusals} == {"parcels.weekday_factor", "couriers.handling"}


def test_the_command_writes_a_scenario_that_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """As JSON and as a table; --steel is refused."""
    log, out = _write(tmp_path, 30), tmp_path / "fit.yaml"
    said = call(capsys, "calibrate", log, "--kind", "visits", "--out", out, "--json")
    assert json.loads(said.out)["kind"] == "visits"
    assert call(capsys, "run", out, "--days", "3", "--replications", "1").code == 0
    again = refusal(
        capsys, "calibrate", log, "--kind", "visits", "--steel", "smoke", "--out", tmp_path / "x"
    )
    assert "--steel: visits say nothing of banks" in again
