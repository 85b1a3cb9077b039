"""Log files read back: the same records to the byte, and no other run's."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.unit.twin.report.left_behind import change_result, leave_run
from twin.eventlog.record import WIDTH, unpacked
from twin.report.reading.errors import ReportError
from twin.report.reading.logs import COLUMNS, absent_log, packed, read_site
from twin.report.reading.result import read_result


def test_packing_is_the_inverse_of_unpacking() -> None:
    """Any fields within their bits, no place, guests: the same eight integers again."""
    rng = np.random.default_rng(5)
    n = 500
    records = np.empty((n, WIDTH), dtype=np.int64)
    records[:, 0] = rng.integers(0, 2**40, n)
    records[:, 1] = rng.integers(0, 128, n)
    records[:, 2] = rng.integers(0, 2**50, n)
    records[:, 3] = rng.integers(0, 2**10, n)
    records[:, 4] = np.where(rng.random(n) < 0.1, -1, rng.integers(0, 2**50, n))
    records[:, 5] = rng.integers(0, 2**40, n)
    records[:, 6] = rng.integers(0, 2**50, n)
    records[:, 7] = rng.integers(-(2**62), 2**62, n)
    frame = pl.DataFrame({"replication": np.zeros(n, dtype=np.int64), **unpacked(records)})
    assert tuple(frame.columns) == COLUMNS
    assert np.array_equal(packed(frame), records)


def test_log_of_a_run_is_read_by_replication(tmp_path: Path) -> None:
    """Each replication once, in order; its digest is that of the result."""
    folder = leave_run(tmp_path / "out")
    result = read_result(folder)
    assert absent_log(folder, result) is None
    read = list(read_site(folder, result, "a"))
    assert [number for number, _ in read] == [0, 1]
    assert all(len(records) for _, records in read)


def test_why_there_is_no_log(tmp_path: Path) -> None:
    """Not kept, files missing, too many sites, nothing finished: each has its own reason."""
    folder = leave_run(tmp_path / "out")
    result = read_result(folder)
    (folder / "log" / "b.parquet").unlink()
    assert absent_log(folder, result) == "incomplete"
    shutil.rmtree(folder / "log")
    assert absent_log(folder, result) == "not_kept"
    digest = leave_run(tmp_path / "digest", log="digest")
    assert absent_log(digest, read_result(digest)) == "not_kept"
    (folder / "log").mkdir()
    assert absent_log(folder, result) == "not_kept"
    nothing = result.model_copy(update={"replications": 0})
    assert absent_log(folder, nothing) == "nothing_finished"
    many = result.model_copy(update={"setting": result.setting.model_copy(update={"sites": None})})
    assert absent_log(folder, many) == "many_sites"


def test_logs_of_another_run_are_refused(tmp_path: Path) -> None:
    """Equal columns, other records: file and both digests are named."""
    folder = leave_run(tmp_path / "out")
    other = leave_run(tmp_path / "other", replications=1)
    path = folder / "log" / "a.parquet"
    pl.read_parquet(other / "log" / "a.parquet").head(5).write_parquet(path)
    with pytest.raises(ReportError, match=r"a\.parquet: not the log of this run: the digest of"):
        list(read_site(folder, read_result(folder), "a"))
    change_result(leave_run(folder), log_digests=[{"replication": 0, "run": "f"}])
    with pytest.raises(ReportError, match="the result says"):
        list(read_site(folder, read_result(folder), "a"))


@pytest.mark.parametrize("column", ["time_ms", "replication", "value"])
def test_foreign_tables_are_refused(tmp_path: Path, column: str) -> None:
    """A parquet file without a column of a log, or with text in it."""
    folder = leave_run(tmp_path / "out")
    path = folder / "log" / "a.parquet"
    frame = pl.read_parquet(path)
    for foreign in (frame.drop(column), frame.with_columns(pl.lit("x").alias(column))):
        foreign.write_parquet(path)
        with pytest.raises(ReportError, match=f"a.parquet: no log of a run: no column {column}"):
            list(read_site(folder, read_result(folder), "a"))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and then nothing PAR1"])
def test_broken_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """What is no parquet file: its name and why."""
    folder = leave_run(tmp_path / "out")
    (folder / "log" / "a.parquet").write_bytes(content)
    with pytest.raises(ReportError, match=r"a\.parquet: no readable parquet file: \S"):
        list(read_site(folder, read_result(folder), "a"))
