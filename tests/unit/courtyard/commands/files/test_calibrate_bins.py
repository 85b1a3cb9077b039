"""`courtyard calibrate --kind bins`: from the readings of sensors to a scenario, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import call, refusal, write

Capsys = pytest.CaptureFixture[str]

RATES = {"pa": 20 * 0.3, "pb": 35 * 0.3}
"""Kilograms a day; a bin of 240 L holds 35.28."""
HEAD = """\
title: Two bins
start_date: 2026-03-02
run: {days: 150, warmup_days: 0, replications: 1, seed: 1}
depot: {latitude: 36, longitude: 118}
sites:
  - {id: a, households: 20, latitude: 36, longitude: 118}
  - {id: b, households: 35, latitude: 36, longitude: 118}
"""


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """Two bins with hourly sensors, 3 mm of noise and 3 % of reports lost."""
    sensor = "sensor: {report_every_min: 60, noise_mm: 3, dropout_share: 0.03}"
    bins = "bins: [{id: x, stream: r, volume_l: 240, heap_share: 5}]"
    text = f"""{HEAD}waste_points:
  - {{id: pa, site: a, {bins}, {sensor}}}
  - {{id: pb, site: b, {bins}, {sensor}}}
waste:
  streams:
    - id: r
      kg_per_household_day: 0.3
      density_kg_l: 0.147
      bag: {{law: exponential, mean_kg: 1.0}}
  pile_share: 1
collection: [{{id: t, kind: threshold, streams: [r], level: 0.8, lead_h: 10}}]
"""
    return write(tmp_path, text, "truth.yaml")


def test_there_and_back(capsys: Capsys, tmp_path: Path, truth: Path) -> None:
    """Rates, the truck's hours, noise and losses lie in their intervals; the twin shows the log."""
    log, out = tmp_path / "log.csv", tmp_path / "fit.yaml"
    assert call(capsys, "export", truth, "--kind", "bins", "--out", log).code == 0
    said = call(capsys, "calibrate", log, "--kind", "bins", "--out", out, "--check", "--json")
    assert said.code == 0
    document = json.loads(said.out)
    fitted = {each["path"]: each for each in document["estimates"]}
    known = {
        **{f"sites.{name}.households": kg / 35.28 * 10_000 for name, kg in RATES.items()},
        "collection.called.lead_h": 10.0,
        "waste_points.sensor.noise_mm": 3.0,
        "waste_points.sensor.dropout_share": 0.03,
        "waste.streams.residual.bag.mean_kg": 600 / 240,
    }
    off = [path for path, value in known.items()
           if not fitted[path]["low"] <= value <= fitted[path]["high"]]  # fmt: skip
    assert len(off) <= 1, off
    assert [each["figure"] for each in document["checks"]] == ["emptying rate", "full share"]
    assert all(each["within"] for each in document["checks"])
    assert call(capsys, "run", out, "--days", "7", "--replications", "1").code == 0


def test_table_of_a_daily_log(capsys: Capsys, tmp_path: Path, truth: Path) -> None:
    """A log of dates in coarse steps: noise is refused, the file says so, faults are counted."""
    log, out = tmp_path / "days.csv", tmp_path / "fit.yaml"
    assert call(capsys, "export", truth, "--kind", "bins", "--out", log).code == 0
    header, *rows = log.read_text().splitlines()
    daily = [
        f"{name},{time[:10]},{float(level) // 20 * 20},80,x,36,118"
        for name, time, level, *_ in (row.split(",") for row in rows)
        if "T23:00" in time
    ]
    log.write_text("\n".join([header, *daily, "pa,2026-03-05,140,80,x,36,118"]))
    said = call(capsys, "calibrate", log, "--kind", "bins", "--out", out)
    assert said.code == 0
    assert "level: impossible: not 0 to 100" in said.out
    assert "Not fitted: waste_points.sensor.noise_mm" in said.out
    assert "# Not fitted: waste_points.sensor.report_every_min" in out.read_text(encoding="utf-8")


def test_bad_input_ends_with_two(capsys: Capsys, tmp_path: Path) -> None:
    """Too little to tell how bins fill, and options that do not belong together."""
    log, out = tmp_path / "log.csv", tmp_path / "fit.yaml"
    log.write_text("bin,time,level\na,2026-03-02,10\na,2026-03-03,20\n")
    said = refusal(capsys, "calibrate", log, "--kind", "bins", "--out", out)
    assert "1 pairs of readings with 0 emptyings: at least 30 with 10" in said
    said = refusal(capsys, "calibrate", log, "--check", "--out", out)
    assert "they belong to --kind bins" in said
    said = refusal(capsys, "calibrate", log, "--kind", "bins", "--steel", "smoke", "--out", out)
    assert "--steel: bins have none" in said
