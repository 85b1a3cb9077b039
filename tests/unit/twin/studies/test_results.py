"""Tests of twin.studies.results: the document, and files that are whole or not there."""

from __future__ import annotations

import json
import math
from pathlib import Path

import polars as pl
import pytest

from tests.unit.twin.studies.small_runs import InterruptedEngine, small_scenario, small_setup
from twin.studies.replications import run_replications
from twin.studies.results import (
    begin_result,
    encode,
    make_document,
    replace_file,
    scenario_digest,
    write_result,
)

ORACLE = {
    "name": "erlang_b", "analytic": 0.1, "simulated": 0.11, "low": 0.09, "high": 0.12, "ok": True
}  # fmt: skip


def test_document_of_a_run() -> None:
    """All keys of the contract, finite numbers, and the same text for the same run."""
    setup = small_setup()
    document = make_document("three", "reference", run_replications(setup, 2, jobs=1), [ORACLE])
    read = json.loads(encode(document))
    assert read == json.loads(
        encode(make_document("three", "reference", run_replications(setup, 2, jobs=1), [ORACLE]))
    )
    assert read["scenario"] == "three"
    assert read["engine"] == "reference"
    assert (read["seed"], read["replications"], read["complete"]) == (3, 2, True)
    assert read["days"] == {"first": "2026-05-01", "warmup": 1, "measured": 2}
    assert read["oracles"] == [ORACLE]
    assert [len(digest) for digest in read["trace_digests"]] == [64, 64]
    assert [set(entry) for entry in read["log_digests"]] == [{"replication", "run", "sites"}] * 2
    whole = read["kpis"][0]
    assert whole["name"] == "rejection_share"
    assert whole["low"] <= whole["mean"] <= whole["high"]
    assert {row["path"] for row in read["assumptions"]} > {"dwell.law.mean_h"}


def test_document_of_a_run_without_digests() -> None:
    """Digests that were not made are null."""
    setup = small_setup(log="none", with_trace_digests=False)
    document = make_document("three", "reference", run_replications(setup, 1, jobs=1))
    assert document["log_digests"] is None
    assert document["trace_digests"] is None


def test_document_of_an_interrupted_run() -> None:
    """It says that it is not complete and how many replications it rests on, be it none."""
    setup = small_setup(engine=InterruptedEngine(groups=0))
    document = make_document("three", "reference", run_replications(setup, 2, jobs=1))
    assert (document["complete"], document["replications"], document["kpis"]) == (False, 0, [])


def test_scenario_digest_is_of_values_not_of_their_order() -> None:
    """Two files with the same values have one digest; another value has another."""
    mix = small_scenario(parcels={"size_mix": {"L": 0.4, "S": 0.6}, "per_household_day": 0.5})
    assert scenario_digest(mix) == scenario_digest(small_scenario())
    other = small_scenario(dwell={"law": {"kind": "exponential", "mean_h": 12.5}})
    assert scenario_digest(other) != scenario_digest(small_scenario())


def test_result_in_a_folder(tmp_path: Path) -> None:
    """result.json is what --json prints; kpis.parquet has its rows, types fixed; logs beside."""
    log_folder = begin_result(tmp_path / "out")
    outcome = run_replications(small_setup(log="full", log_folder=log_folder), 1, jobs=1)
    document = make_document("three", "reference", outcome)
    path = write_result(tmp_path / "out", document)
    assert path.read_text(encoding="utf-8") == encode(document) + "\n"
    kpis = pl.read_parquet(tmp_path / "out" / "kpis.parquet")
    assert kpis.to_dicts() == document["kpis"]
    assert kpis.schema["low"] == pl.Float64
    names = sorted(p.relative_to(tmp_path / "out").as_posix() for p in tmp_path.rglob("*.*"))
    assert names == [
        "kpis.parquet",
        "log/a.parquet",
        "log/b.parquet",
        "log/c.parquet",
        "result.json",
    ]


def test_an_earlier_result_goes_before_the_run(tmp_path: Path) -> None:
    """A result.json that is there belongs to the files beside it, also after a crash."""
    document = make_document("three", "reference", run_replications(small_setup(), 1, jobs=1))
    begin_result(tmp_path)
    write_result(tmp_path, document)
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "z.parquet").touch()
    (tmp_path / "notes.txt").touch()
    begin_result(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["log", "notes.txt"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """A number that is not finite, or an error half-way: no file, no temporary file."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_result(tmp_path, {"kpis": [], "wrong": math.inf})
    assert [path.name for path in tmp_path.iterdir()] == ["kpis.parquet"]

    def break_off(path: Path) -> None:
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        replace_file(tmp_path / "result.json", break_off)
    assert [path.name for path in tmp_path.iterdir()] == ["kpis.parquet"]
