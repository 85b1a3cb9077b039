"""`courtyard trace`: files of traces, drawn or from a log of real lockers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import call, refusal, write

Capsys = pytest.CaptureFixture[str]

LOG = """\
parcel,bank,size,deposited_at,collected_at
p1,b,S,2026-03-02T10:00:00+08:00,2026-03-02T18:30:00+08:00
p2,b,L,2026-03-02T11:00:00+08:00,2026-03-03T08:00:00+08:00
p3,b,S,2026-03-03T09:00:00+08:00,
"""
SINGLE = ("--set", "couriers.mode=single")


def test_log_becomes_a_trace_that_runs(capsys: Capsys, tmp_path: Path) -> None:
    """A CSV of deposits and collections, replayed: all three parcels find a place."""
    path, log, file = write(tmp_path), tmp_path / "log.csv", tmp_path / "log.trace"
    log.write_text(LOG)
    made = call(capsys, "trace", path, *SINGLE, "--from-csv", log, "--out", file)
    assert made.code == 0
    assert made.out.startswith("3 parcels at 1 sites, digest ")
    ran = call(capsys, "run", path, *SINGLE, "--trace", file, "--engine", "reference", "--json")
    document = json.loads(ran.out)
    whole = {row["name"]: row["mean"] for row in document["kpis"][:18]}
    assert document["days"] == {"first": "2026-03-02", "warmup": 0, "measured": 2}
    assert (whole["deposits"], whole["collections"], whole["rejections"]) == (1.5, 1.0, 0.0)


def test_log_with_a_wrong_cell_is_refused(capsys: Capsys, tmp_path: Path) -> None:
    """File, line, column and value; no trace is written."""
    path, log = write(tmp_path), tmp_path / "log.csv"
    log.write_text(LOG.replace("p2,b,L", "p2,north,L"))
    said = refusal(capsys, "trace", path, "--from-csv", log, "--out", tmp_path / "x.trace")
    assert "log.csv:3: bank = 'north': no such bank in the scenario" in said
    assert not (tmp_path / "x.trace").exists()


def test_log_has_no_seed(capsys: Capsys, tmp_path: Path) -> None:
    """Options of a draw contradict a log."""
    path, log = write(tmp_path), tmp_path / "log.csv"
    log.write_text(LOG)
    out = ("--out", tmp_path / "x.trace")
    for option in ("--seed", "--days", "--replication"):
        said = refusal(capsys, "trace", path, "--from-csv", log, option, "3", *out)
        assert said.startswith("--from-csv: ")


def test_trace_that_cannot_be_written(capsys: Capsys, tmp_path: Path) -> None:
    """A folder that is not there: the option, the path and why."""
    out = tmp_path / "none" / "x.trace"
    said = refusal(capsys, "trace", write(tmp_path), "--out", out)
    assert said == f"--out {out}: No such file or directory\n"


def test_replications_differ(capsys: Capsys, tmp_path: Path) -> None:
    """--replication and --seed choose another draw."""
    path, out = write(tmp_path), ("--out", tmp_path / "x.trace")
    said = [
        call(capsys, "trace", path, *out, *more).out.split("digest ")[1].split(":")[0]
        for more in ((), ("--replication", "0"), ("--replication", "1"), ("--seed", "2"))
    ]
    assert said[0] == said[1]
    assert len(set(said)) == 3
