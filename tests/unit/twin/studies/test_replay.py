"""Tests of twin.studies.replay: a run that shows its log, and one that does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.logs.fill_levels import FillLog, read_fill_levels
from scenarios.writing.bins import bins_in
from tests.small_levels import HEADERS, write_levels
from twin.engines.kernel.engine import run_group as kernel
from twin.engines.reference.engine import run_group as reference
from twin.studies.replay import replay, summary
from twin.studies.running.setup import RunGroup


def _log(folder: Path) -> FillLog:
    return read_fill_levels(write_levels(folder), HEADERS, full_at=10)


@pytest.mark.parametrize("engine", [reference, kernel], ids=["reference", "kernel"])
def test_the_run_shows_the_log(tmp_path: Path, engine: RunGroup) -> None:
    """Every reading, every emptying and every full day, bin by bin."""
    log = _log(tmp_path)
    rows = replay(bins_in(log, "Asia/Shanghai"), log, engine)
    found = [(r.bin, r.readings, r.same, r.run_emptyings, r.run_full_days) for r in rows]
    assert found == [("7", 5, 5, 1, 2), ("8", 4, 4, 2, 0)]
    whole = summary(log, rows)
    assert whole["agrees"]
    assert (whole["emptyings"], whole["run_emptyings"]) == (3, 3)
    assert (whole["full_days"], whole["run_full_days"]) == (2, 2)
    assert (whole["rows"], whole["left_out"]) == (10, {"ALERT": 1})


def test_another_truck_does_not(tmp_path: Path) -> None:
    """Emptied every morning, the bins are not as the log has them: the comparison can fail."""
    log = _log(tmp_path)
    rounds = "collection=[{id: t, kind: fixed, streams: [residual], hours: [6]}]"
    rows = replay(bins_in(log, "Asia/Shanghai", (rounds,)), log, reference)
    assert [row.run_emptyings for row in rows] == [8, 8]
    assert not any(row.agrees for row in rows)


def test_what_is_compared_is_the_log_of_the_run(tmp_path: Path) -> None:
    """An engine that forgets the last records shows other levels."""
    log = _log(tmp_path)

    def forgetful(plan: object, traces: object, held: object, write: object) -> None:
        def cut(site: int, block: np.ndarray) -> None:
            write(site, block[: len(block) // 2])  # type: ignore[operator]

        reference(plan, traces, held, cut)  # type: ignore[arg-type]

    rows = replay(bins_in(log, "Asia/Shanghai"), log, forgetful)
    assert not all(row.agrees for row in rows)
    assert not replace(rows[0], run_emptyings=99).agrees
