"""Tests of twin.studies.running.logfiles: one whole file a site, parts are gone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.unit.twin.studies.small_runs import InterruptedEngine, small_setup
from twin.eventlog.events import Kind
from twin.eventlog.record import FIELDS, Records, unpacked
from twin.studies.replications import run_replications
from twin.studies.running import logfiles
from twin.studies.running.logfiles import LogPartWriter, join_parts


def some_records(count: int) -> Records:
    """Records with a number in every field."""
    return np.arange(count * len(FIELDS), dtype=np.int64).reshape(count, len(FIELDS))


def test_a_log_in_parts_becomes_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are copied, parts are written when enough came, and joined in their order."""
    monkeypatch.setattr(logfiles, "PART_RECORDS", 5)
    parts_of: dict[str, list[Path]] = {"a": []}
    for replication in range(2):
        writer = LogPartWriter(tmp_path, "a", replication)
        for block in np.array_split(some_records(12), 4):
            reused = block.copy()
            writer.add(reused)
            reused[:] = -1
        parts_of["a"] += writer.close()
    assert len(parts_of["a"]) == 4
    join_parts(tmp_path, parts_of)
    frame = pl.read_parquet(tmp_path / "a.parquet")
    assert frame["replication"].to_list() == [0] * 12 + [1] * 12
    for name, column in unpacked(some_records(12)).items():
        assert frame[name].to_list() == [*column.tolist()] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_full_mode_keeps_the_log_of_every_site(tmp_path: Path) -> None:
    """`log/<site>.parquet` with all replications, each begun by START and closed by END."""
    run_replications(small_setup(log="full", log_folder=tmp_path), 2, jobs=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{s}.parquet" for s in "abc"]
    for path in tmp_path.iterdir():
        for _, one in pl.read_parquet(path).group_by("replication", maintain_order=True):
            assert one["kind"].to_list()[0] == Kind.START
            assert one["kind"].to_list()[-1] == Kind.END
            assert one["time_ms"].is_sorted()


def test_logs_of_a_broken_off_replication_are_removed(tmp_path: Path) -> None:
    """After an interrupt the files hold the finished replications and nothing else."""
    engine = InterruptedEngine(groups=3)
    run_replications(small_setup(engine=engine, log="full", log_folder=tmp_path), 3, jobs=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{s}.parquet" for s in "abc"]
    assert pl.read_parquet(tmp_path / "a.parquet")["replication"].unique().to_list() == [0]


def test_full_mode_needs_a_folder() -> None:
    """There is nowhere else to keep a log."""
    with pytest.raises(ValueError, match="needs a folder"):
        small_setup(log="full")
