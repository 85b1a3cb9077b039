"""`courtyard verify`: settings from the command line, their files, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from tests.unit.courtyard.terminal import call
from twin.studies.verify.measured import numerator_and_denominator

Capsys = pytest.CaptureFixture[str]

ROW_KEYS = [
    "name", "setting", "analytic", "simulated", "low", "high", "ok", "n", "log_digest", "scenario",
    "engine",
]  # fmt: skip


def test_a_setting_of_the_command_line(capsys: Capsys, tmp_path: Path) -> None:
    """The promised fields; the file that is named reproduces the digest of the row."""
    answer = call(
        capsys, "verify", "--erlang", "1:1", "--engine", "reference", "--jobs", "1",
        "--out", tmp_path / "settings", "--json",
    )  # fmt: skip
    assert answer.code == 0
    (row,) = json.loads(answer.out)
    assert [key for key in ROW_KEYS if key not in row] == []
    assert row["analytic"] == pytest.approx(0.5)
    assert row["low"] <= 0.5 <= row["high"]
    assert (row["ok"], row["engine"]) == (True, "reference")
    assert read_scenario(row["scenario"], Scenario).scenario.parcels.per_day == 4
    again = call(
        capsys, "run", row["scenario"], "--seed", str(row["seed"]), "--replications", "1",
        "--engine", "reference", "--json",
    )  # fmt: skip
    assert json.loads(again.out)["log_digests"][0]["run"] == row["log_digest"]


def test_exit_code_says_that_a_closed_form_fails(
    capsys: Capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rejections of which a fifth goes missing: outside the interval, code 1."""

    def lossy(*of: Any) -> tuple[float, float]:
        rejected, attempts = numerator_and_denominator(*of)
        return rejected * 0.8, attempts

    monkeypatch.setattr("twin.studies.verify.sequential.numerator_and_denominator", lossy)
    answer = call(
        capsys, "verify", "--erlang", "1:1", "--engine", "reference", "--jobs", "1",
        "--out", tmp_path,
    )  # fmt: skip
    assert answer.code == 1
    assert "outside: erlang-1-1-exponential" in answer.out


def test_interrupted_verification(
    capsys: Capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C: the rows that are finished, how many there should be, code 130."""

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("twin.studies.verify.sequential.run_batch", press)
    answer = call(capsys, "verify", "--erlang", "1:1", "--jobs", "1", "--out", tmp_path, "--json")
    assert (answer.code, json.loads(answer.out)) == (130, [])
    assert answer.err == "interrupted: 0 of 1 settings finished\n"


def test_settings_of_waste(capsys: Capsys, tmp_path: Path) -> None:
    """A bin between rounds and an alarm, from the command line; both hold."""
    answer = call(
        capsys, "verify", "--bin", "V=4 bags=4 law=fixed", "--alarm",
        "level=3 of=4 rate=0.5 lead=2 every=120", "--engine", "reference", "--jobs", "1",
        "--out", tmp_path, "--json",
    )  # fmt: skip
    assert answer.code == 0
    rows = json.loads(answer.out)
    assert [row["measure"] for row in rows] == ["overflow_share", "overflow_share"]
    assert all(row["ok"] for row in rows)
