"""What is told by the hour agrees with the figures of the same run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.studies.small_runs import DAYS, small_scenario
from twin.eventlog.events import Kind
from twin.eventlog.record import WIDTH
from twin.figures.counters import TallyLayout
from twin.figures.slots import LOBBY_STEP
from twin.report.reading.by_hour.steps import hourly_means
from twin.report.reading.hours import read_hours
from twin.report.reading.result import Result, read_result

H = 3_600_000


def _whole(result: Result, name: str) -> float:
    (row,) = [row for row in result.kpis if row.name == name and row.site == row.day == "*"
              and row.size == row.company == "*"]  # fmt: skip
    assert row.mean is not None
    return row.mean


def test_hours_add_up_to_the_figures(tmp_path: Path) -> None:
    """Presented, rejected, lobby and occupancy by the hour sum to the figures of the whole."""
    folder = leave_run(tmp_path / "out")
    result = read_result(folder)
    hours = read_hours(folder, result)
    assert hours.replications == 2
    assert hours.presented.sum() == pytest.approx(_whole(result, "first_attempts"))
    assert hours.rejected.sum() == pytest.approx(_whole(result, "rejections"))
    assert hours.capacity == 15
    assert hours.occupied.mean() / 15 == pytest.approx(_whole(result, "occupancy"))
    assert hours.lobby.mean() * 24 == pytest.approx(_whole(result, "lobby_parcel_hours"))
    assert hours.lobby.shape == (2, DAYS * 24)


def test_weeks_are_of_each_bank(tmp_path: Path) -> None:
    """A bank's mean over its measured hours is its occupancy; other hours are not measured."""
    folder = leave_run(tmp_path / "out")
    result = read_result(folder)
    weeks = read_hours(folder, result).weeks
    assert [(week.site, week.bank) for week in weeks] == [("a", "ba"), ("b", "bb"), ("c", "bc")]
    friday = 4 * 24  # 1 May 2026
    measured = np.isfinite(weeks[0].occupancy)
    assert np.flatnonzero(measured).tolist() == list(range(friday, friday + 24 * DAYS))
    (row,) = [row for row in result.kpis if (row.name, row.bank) == ("occupancy", "ba")]
    assert np.nanmean(weeks[0].occupancy) == pytest.approx(row.mean)


def test_bank_without_compartments_has_no_week(tmp_path: Path) -> None:
    """Nothing can be occupied where nothing stands."""
    none = {"id": "none", "site": "a", "compartments": {"S": 0, "L": 0}}
    full = {"id": "ba", "site": "a", "compartments": {"S": 3, "L": 2}}
    folder = leave_run(tmp_path / "out", small_scenario(banks=[full, none]))
    weeks = read_hours(folder, read_result(folder)).weeks
    assert [week.bank for week in weeks] == ["ba"]


def test_hourly_means_by_hand() -> None:
    """A parcel from 0:30 of the warm-up's end to 1:15: a whole first hour, a quarter of the next.

    What the warm-up left counts from the first measured hour; what comes after the horizon does
    not count.
    """
    layout = TallyLayout(banks=1, classes=1, companies=1, warmup_days=1, measured_days=1)
    begin = 24 * H
    records = np.zeros((4, WIDTH), dtype=np.int64)
    records[:, 0] = [begin - H // 2, begin + H + H // 4, begin + 22 * H, begin + 24 * H]
    records[:, 1] = [Kind.LOBBY, Kind.LOBBY_COLLECTION, Kind.LOBBY, Kind.LOBBY]
    means = hourly_means(records, LOBBY_STEP, layout)
    assert means[:3].tolist() == [1.0, 0.25, 0.0]
    assert means[20:].tolist() == [0.0, 0.0, 1.0, 1.0]
