"""Ctrl-C in the middle of a long run, as a terminal sends it: to every process at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import polars as pl
import pytest

from tests.integration.processes import COMMAND, document_of

LONG = ("run", "smoke", "--engine", "reference", "--replications", "100000", "--jobs", "2")


def wait_for(process: subprocess.Popen[str], *signs: Path) -> None:
    """Wait until every file is there; the run may not end before."""
    for _ in range(3_000):
        if all(sign.exists() for sign in signs):
            return
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)
    raise AssertionError(f"{signs} did not appear")


def test_interrupted_run_keeps_finished_replications(tmp_path: Path) -> None:
    """Exit code 130, `complete` false, figures and logs of the finished ones, nothing half-done."""
    out = tmp_path / "out"
    with subprocess.Popen(
        [*COMMAND, *LONG, "--out", str(out), "--json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        wait_for(process, *(out / "log" / ".parts" / f"east-r{r}-0.parquet" for r in (0, 1, 9)))
        assert not (out / "result.json").exists()
        os.killpg(process.pid, signal.SIGINT)
        printed, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == ""
    document = json.loads(printed)
    assert document["complete"] is False
    finished = document["replications"]
    assert 1 <= finished < 100_000
    assert len(document["log_digests"]) == len(document["trace_digests"]) == finished
    assert {row["n"] for row in document["kpis"] if row["name"] == "occupancy"} == {finished}
    assert json.loads((out / "result.json").read_text(encoding="utf-8")) == document
    assert pl.read_parquet(out / "kpis.parquet").height == len(document["kpis"])
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*"))
    assert files == [
        "kpis.parquet", "log", "log/east.parquet", "log/west.parquet", "result.json",
    ]  # fmt: skip
    log = pl.scan_parquet(out / "log" / "east.parquet")
    replications = log.select(pl.col("replication").unique()).collect()
    assert sorted(replications["replication"].to_list()) == list(range(finished))
    clean = document_of("run", "smoke", "--engine", "reference", folder=tmp_path)
    kept = min(finished, len(clean["log_digests"]))
    assert document["log_digests"][:kept] == clean["log_digests"][:kept]
