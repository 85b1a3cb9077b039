"""`courtyard run`: one document, files that are whole, traces and initial states that fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.unit.courtyard.terminal import SMALL, call, refusal, write

Capsys = pytest.CaptureFixture[str]

DOCUMENT_KEYS = [
    "scenario", "title", "scenario_digest", "trace_digests", "log_digests", "seed", "replications",
    "complete", "engine", "days", "parcels", "kpis", "oracles", "assumptions",
    "assumptions_left_out", "setting",
]  # fmt: skip

ROW_KEYS = [
    "name", "unit", "site", "bank", "size", "temperature", "stream", "day", "company", "region",
    "mean", "low", "high", "n",
]  # fmt: skip

ORACLE_KEYS = ["name", "analytic", "simulated", "low", "high", "ok"]


def run(capsys: Capsys, *arguments: str | Path) -> dict[str, Any]:
    """The document of `run --json` on the reference engine."""
    answer = call(capsys, "run", *arguments, "--engine", "reference", "--jobs", "1", "--json")
    assert answer.code == 0, answer.err
    assert answer.err == ""
    document: dict[str, Any] = json.loads(answer.out)
    return document


def test_json_is_one_document_with_the_promised_fields(capsys: Capsys, tmp_path: Path) -> None:
    """Keys of the document and of its rows, in their order; nothing else on any stream."""
    document = run(capsys, write(tmp_path))
    assert list(document) == DOCUMENT_KEYS
    assert all(list(row) == ROW_KEYS for row in document["kpis"])
    assert document["scenario"] == str(tmp_path / "small.yaml")
    assert (document["seed"], document["replications"], document["engine"]) == (1, 2, "reference")
    assert [len(digest) for digest in document["trace_digests"]] == [64, 64]
    first, second = document["log_digests"]
    assert list(first) == ["replication", "run", "sites"]
    assert (first["replication"], second["replication"]) == (0, 1)
    assert list(first["sites"]) == ["c"]
    assert {row["n"] for row in document["kpis"] if row["name"] == "occupancy"} == {2}
    assert document["oracles"] == []


def test_oracles_stand_in_the_document(capsys: Capsys) -> None:
    """A setting with a closed form carries it, with an interval from two replications on."""
    small = ["verify/erlang-fixed", "--days", "5", "--set", "run.warmup_days=2"]
    (row,) = run(capsys, *small, "--replications", "2")["oracles"]
    assert list(row) == ORACLE_KEYS
    assert row["low"] < row["simulated"] < row["high"]
    assert row["ok"] is (row["low"] <= row["analytic"] <= row["high"])
    (row,) = run(capsys, *small, "--replications", "1")["oracles"]
    assert (row["low"], row["high"], row["ok"]) == (None, None, None)


def test_one_replication_has_no_interval(capsys: Capsys, tmp_path: Path) -> None:
    """With n = 1, `low` and `high` are null in every row."""
    document = run(capsys, write(tmp_path), "--replications", "1")
    assert {(row["low"], row["high"], row["n"]) for row in document["kpis"]} == {(None, None, 1)}


def test_options_reach_the_run(capsys: Capsys, tmp_path: Path) -> None:
    """Seed, days, variant and settings change what they say, and nothing else."""
    path = write(tmp_path)
    document = run(capsys, path, "--seed", "5", "--days", "3")
    assert document["seed"] == 5
    assert document["days"] == {"first": "2026-03-02", "warmup": 0, "measured": 3}
    plain = run(capsys, path)
    by_variant = run(capsys, f"{path}@large")
    by_setting = run(capsys, path, "--set", "banks.b.compartments.S=20")
    assert by_variant["log_digests"] == by_setting["log_digests"] != plain["log_digests"]
    assert by_variant["trace_digests"] == plain["trace_digests"]
    assert by_variant["scenario"] == f"{path}@large"


def test_log_modes(capsys: Capsys, tmp_path: Path) -> None:
    """`none` makes no digest of the log; `digest` with --out keeps no log."""
    path = write(tmp_path)
    assert run(capsys, path, "--log", "none")["log_digests"] is None
    out = tmp_path / "out"
    run(capsys, path, "--log", "digest", "--out", out)
    assert not (out / "log").exists()
    assert (out / "result.json").is_file()


def test_folder_of_a_run(capsys: Capsys, tmp_path: Path) -> None:
    """--out: result.json is what --json prints, figures and the log of each site beside it."""
    out = tmp_path / "deep" / "out"
    document = run(capsys, write(tmp_path), "--out", out)
    assert json.loads((out / "result.json").read_text(encoding="utf-8")) == document
    assert pl.read_parquet(out / "kpis.parquet").height == len(document["kpis"])
    log = pl.read_parquet(out / "log" / "c.parquet")
    assert set(log["replication"].to_list()) == {0, 1}
    names = {path.name for path in out.rglob("*")}
    assert names == {"result.json", "kpis.parquet", "log", "c.parquet"}


def test_trace_replays_to_the_same_log(capsys: Capsys, tmp_path: Path) -> None:
    """A saved trace gives the digests of the run it was drawn for, under any design."""
    path, file = write(tmp_path), tmp_path / "small.trace"
    saved = call(capsys, "trace", path, "--out", file)
    assert saved.code == 0
    drawn, replayed = run(capsys, path), run(capsys, path, "--trace", file)
    assert replayed["replications"] == 1
    assert replayed["trace_digests"] == drawn["trace_digests"][:1]
    assert replayed["log_digests"] == drawn["log_digests"][:1]
    assert f"digest {replayed['trace_digests'][0]}: " in saved.out
    larger = run(capsys, f"{path}@large", "--trace", file)
    assert larger["trace_digests"] == replayed["trace_digests"]
    assert larger["log_digests"] != replayed["log_digests"]


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is no readable trace file"), (b"PK\x03\x04 broken", "is no readable trace file")],
)
def test_broken_traces_are_refused(
    capsys: Capsys, tmp_path: Path, content: bytes, message: str
) -> None:
    """A file that is no trace: its name and why; code 2."""
    file = tmp_path / "broken.trace"
    file.write_bytes(content)
    said = refusal(capsys, "run", write(tmp_path), "--trace", file)
    assert "broken.trace" in said
    assert message in said


def test_flipped_bytes_and_other_scenarios_are_refused(capsys: Capsys, tmp_path: Path) -> None:
    """A trace with a damaged array, a missing one, or one of another scenario."""
    path, file = write(tmp_path), tmp_path / "small.trace"
    call(capsys, "trace", path, "--out", file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged = tmp_path / "damaged.trace"
    damaged.write_bytes(content)
    assert "damaged.trace" in refusal(capsys, "run", path, "--trace", damaged)
    assert "none.trace" in refusal(capsys, "run", path, "--trace", tmp_path / "none.trace")
    other = write(tmp_path, SMALL.replace("id: b,", "id: n,").replace("banks.b.", "banks.n."))
    assert "small.trace" in refusal(capsys, "run", other, "--trace", file)


def test_initial_state(capsys: Capsys, tmp_path: Path) -> None:
    """Parcels of a file lie there at time 0; one for another bank or a full place is refused."""
    path = write(tmp_path)
    held = {"compartment": 1, "size": "S", "dwell_so_far_h": 3.5}
    file = tmp_path / "initial.json"
    file.write_text(json.dumps({"version": 1, "banks": {"b": {"parcels": [held]}}}))
    begun = run(capsys, path, "--initial", file)
    assert begun["log_digests"] != run(capsys, path)["log_digests"]
    assert begun["trace_digests"] == run(capsys, path)["trace_digests"]
    file.write_text(json.dumps({"version": 1, "banks": {"n": {"parcels": [held]}}}))
    said = refusal(capsys, "run", path, "--initial", file)
    assert "initial.json" in said
    assert "banks.n" in said
    file.write_text(json.dumps({"version": 1, "banks": {"b": {"parcels": [held, held]}}}))
    assert "initial.json" in refusal(capsys, "run", path, "--initial", file)
    assert "none.json" in refusal(capsys, "run", path, "--initial", tmp_path / "none.json")


def test_a_folder_that_cannot_be_is_refused(capsys: Capsys, tmp_path: Path) -> None:
    """--out that is a file, or lies below one: the option, the path and why."""
    path = write(tmp_path)
    for out in (path, path / "below"):
        said = refusal(capsys, "run", path, "--engine", "reference", "--out", out)
        assert said.startswith(f"--out {out}: ")


def test_a_refused_run_leaves_an_earlier_result(capsys: Capsys, tmp_path: Path) -> None:
    """Whatever is wrong with the inputs is said before the folder is touched."""
    path, out = write(tmp_path), tmp_path / "out"
    run(capsys, path, "--out", out)
    before = (out / "result.json").read_bytes()
    refusal(capsys, "run", path, "--out", out, "--engine", "fast")
    refusal(capsys, "run", path, "--out", out, "--trace", tmp_path / "none.trace")
    assert (out / "result.json").read_bytes() == before


def test_table_for_people(capsys: Capsys, tmp_path: Path) -> None:
    """Without --json: the answer in sentences, the whole, and what the run was."""
    answer = call(capsys, "run", write(tmp_path), "--engine", "reference", "--jobs", "1")
    assert answer.code == 0
    assert "One small bank" in answer.out
    assert "parcels a day presented at a bank" in answer.out
    assert "rejection_share" in answer.out
    assert "2 replications, seed 1" in " ".join(answer.out.split())
