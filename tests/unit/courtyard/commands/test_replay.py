"""`courtyard replay`: a log of fill levels held against its own run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.small_levels import MAPS, ROWS, write_levels
from tests.unit.courtyard.terminal import call, refusal

Capsys = pytest.CaptureFixture[str]

OPTIONS = (*MAPS, "--full-at", "10", "--engine", "reference")


def test_log_shows_itself(capsys: Capsys, tmp_path: Path) -> None:
    """As a table and as JSON; the exit code says that the run agrees."""
    path = write_levels(tmp_path)
    said = call(capsys, "replay", path, *OPTIONS)
    assert said.code == 0
    assert "10 rows read; left out: 1 ALERT." in said.out
    assert "The run shows what the log says (engine reference)." in said.out
    document = json.loads(call(capsys, "replay", path, *OPTIONS, "--json").out)
    assert (document["readings"], document["same"]) == (9, 9)
    assert (document["emptyings"], document["full_days"]) == (3, 2)


def test_other_rounds_do_not_show_it(capsys: Capsys, tmp_path: Path) -> None:
    """A scenario that empties otherwise ends with 1 and names the bins that differ."""
    path, own = write_levels(tmp_path), tmp_path / "own.yaml"
    assert call(capsys, "new", "--levels", path, *MAPS, "--full-at", "10", "--out", own).code == 0
    rounds = "collection=[{id: t, kind: fixed, streams: [residual], hours: [6]}]"
    said = call(capsys, "replay", path, *OPTIONS, "--scenario", own, "--set", rounds)
    assert said.code == 1
    assert "2 bins differ" in said.out


def test_the_scenario_of_a_log_runs_with_its_trace(capsys: Capsys, tmp_path: Path) -> None:
    """new, trace, run: three emptyings in eight days; without the trace it says what is missing."""
    path, own, file = write_levels(tmp_path), tmp_path / "own.yaml", tmp_path / "log.trace"
    assert call(capsys, "new", "--levels", path, *MAPS, "--full-at", "10", "--out", own).code == 0
    levels = (*MAPS, "--full-at", "10")
    made = call(capsys, "trace", own, "--from-levels", path, *levels, "--out", file)
    assert made.out.startswith("10 rows (1 ALERT left out) of 2 bins over 8 days\n")
    for engine in ("reference", "kernel"):
        ran = call(capsys, "run", own, "--trace", file, "--engine", engine, "--json")
        whole = {row["name"]: row["mean"] for row in json.loads(ran.out)["kpis"][:14]}
        assert whole["emptyings"] == 3 / 8
    said = refusal(capsys, "run", own)
    assert "own.yaml" in said
    assert "run it with a trace made from a log" in said
    assert "emptyings are not drawn" in refusal(capsys, "trace", own, "--out", file)


def test_a_trace_of_a_log_under_another_service(capsys: Capsys, tmp_path: Path) -> None:
    """The same bags, emptied by reported fill: what is logged of trucks may be left."""
    path, own, file = write_levels(tmp_path), tmp_path / "own.yaml", tmp_path / "log.trace"
    call(capsys, "new", "--levels", path, *MAPS, "--full-at", "10", "--out", own)
    call(capsys, "trace", own, "--from-levels", path, *MAPS, "--full-at", "10", "--out", file)
    service = "collection=[{id: t, kind: threshold, streams: [residual], level: 0.5, lead_h: 2}]"
    ran = call(capsys, "run", own, "--trace", file, "--set", service, "--json")
    document = json.loads(ran.out)
    whole = {row["name"]: row["mean"] for row in document["kpis"][:14]}
    assert whole["emptyings"] == 2 / 8


def test_options_of_a_log(capsys: Capsys, tmp_path: Path) -> None:
    """Mappings of unknown columns, levels beyond full, options that need a log."""
    path, own = write_levels(tmp_path), tmp_path / "own.yaml"
    assert "did you mean level?" in refusal(capsys, "replay", path, "--map", "levels=x")
    said = refusal(capsys, "replay", path, *MAPS, "--full-at", "9")
    assert "levels.csv:5: latestFullness = '10': must be 0 to 9" in said
    call(capsys, "new", "--levels", path, *MAPS, "--full-at", "10", "--out", own)
    out = ("--out", tmp_path / "x.trace")
    assert "belong to --from-levels" in refusal(capsys, "trace", own, *MAPS, *out)
    levels = ("--from-levels", path)
    assert "a log has no seed" in refusal(capsys, "trace", own, *levels, "--seed", "1", *out)
    both = refusal(capsys, "trace", own, *levels, "--from-csv", path, *out)
    assert both.startswith("--from-levels: give it or --from-csv")
    assert "no waste points" in refusal(capsys, "trace", "single", *levels, *out)
    assert len(ROWS) == 10
