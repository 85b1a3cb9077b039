"""`courtyard export` and `courtyard calibrate`: from a scenario to a log and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from courtyard.commands.files.calibrate import COLUMNS
from scenarios.logs import fill_levels
from scenarios.logs.cleaning import parcels, visits
from tests.small_logs import MEAN_H, PER_DAY, often_full
from tests.unit.courtyard.terminal import call, refusal

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """The scenario file whose log is calibrated."""
    path = tmp_path / "truth.yaml"
    path.write_text(yaml.safe_dump(often_full().model_dump(mode="json", exclude_none=True)))
    return path


def test_there_and_back(capsys: Capsys, tmp_path: Path, truth: Path) -> None:
    """The demand behind a bank that was often full is found, and the file that is written runs."""
    log, out = tmp_path / "log.csv", tmp_path / "fit.yaml"
    assert call(capsys, "export", truth, "--out", log, "--days", "90").code == 0
    said = call(capsys, "calibrate", log, "--steel", truth, "--out", out, "--json")
    assert said.code == 0
    document = json.loads(said.out)
    fitted = {each["path"]: each for each in document["estimates"]}
    assert fitted["parcels.per_day"]["low"] < PER_DAY < fitted["parcels.per_day"]["high"]
    assert fitted["dwell.law.mean_h"]["low"] < MEAN_H < fitted["dwell.law.mean_h"]["high"]
    assert document["figures"]["served_per_day"] < 0.8 * PER_DAY
    assert document["figures"]["some_size_full_share"] > 0.1
    text = out.read_text(encoding="utf-8")
    assert "# Some size found no room" in text
    assert f"per_day: {fitted['parcels.per_day']['value']:.6f}"[:20] in text
    ran = call(capsys, "run", out, "--days", "7", "--replications", "2", "--json")
    assert ran.code == 0
    assert all("fitted to log.csv" in each["source"] for each in json.loads(ran.out)["assumptions"]
               if each["path"].startswith(("parcels.per_day", "dwell.law")))  # fmt: skip


def test_visits_that_filled_the_bank(capsys: Capsys, tmp_path: Path) -> None:
    """Half of the visits end at a full bank: the intervals hold volume and sizes all the same."""
    log, out = tmp_path / "log.csv", tmp_path / "fit.yaml"
    assert call(capsys, "export", "single", "--out", log, "--days", "60").code == 0
    said = call(capsys, "calibrate", log, "--steel", "single", "--out", out, "--json")
    document = json.loads(said.out)
    fits = {"S": 0.243, "M": 0.447, "L": 0.208}
    per_day = 500 * 0.89 * 0.25 * sum(fits.values())
    known = {"parcels.per_day": per_day} | {
        f"parcels.size_mix.{size}": part / sum(fits.values()) for size, part in fits.items()
    }
    fitted = {each["path"]: each for each in document["estimates"]}
    off = [path for path, value in known.items()
           if not fitted[path]["low"] <= value <= fitted[path]["high"]]  # fmt: skip
    assert off == []
    served = document["figures"]["served_per_day"]
    assert abs(fitted["parcels.per_day"]["value"] - per_day) < 0.4 * (per_day - served)
    assert any("hid the rest of themselves" in note for note in document["notes"])


def test_table_of_what_was_left_out(capsys: Capsys, tmp_path: Path, truth: Path) -> None:
    """Spoilt rows are counted by reason, with their lines; without steel it is told as seen."""
    log, out = tmp_path / "log.csv", tmp_path / "fit.yaml"
    assert call(capsys, "export", truth, "--out", log, "--days", "30").code == 0
    lines = log.read_text().splitlines()
    log.write_text("\n".join([*lines, lines[5], "x,b,S,then,,"]))
    said = call(capsys, "calibrate", log, "--out", out)
    assert said.code == 0
    assert "duplicate: the same parcel" in said.out
    assert "is no time (ISO 8601)" in said.out
    assert "Not fitted: sites.growth_per_year" in said.out
    assert "weibull, taken" in said.out
    text = out.read_text(encoding="utf-8")
    assert "# Left out: 1 rows, duplicate" in text
    assert "# Not fitted: sites.growth_per_year: 30 days" in text
    assert call(capsys, "run", out, "--days", "3", "--replications", "1").code == 0


def test_help_names_the_columns_of_each_kind() -> None:
    """Every column that a reader takes, so that nobody has to look for the documentation."""
    for reader in (parcels, visits, fill_levels):
        for column in (*reader.NEEDED, *reader.OPTIONAL):
            assert column in COLUMNS


def test_bad_input_ends_with_two(capsys: Capsys, tmp_path: Path, truth: Path) -> None:
    """No usable row, no such column, a file that is there: each says what and where."""
    log, out = tmp_path / "log.csv", tmp_path / "fit.yaml"
    log.write_text("deposited_at\nnever\n")
    assert "has no usable row (1 × deposited_at" in refusal(capsys, "calibrate", log, "--out", out)
    said = refusal(capsys, "calibrate", log, "--map", "parcel=id", "--out", out)
    assert "log.csv:1: has no column id" in said
    assert not out.exists()
    out.write_text("mine")
    assert "is there already" in refusal(capsys, "calibrate", log, "--out", out)
    assert out.read_text() == "mine"
    said = refusal(capsys, "export", "smoke", "--kind", "bins", "--days", "1", "--out", log)
    assert "has no fill sensors" in said
