"""What is told of waste by the hour agrees with the figures of the same run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.twin.report.left_behind import leave_run
from tests.unit.twin.report.waste_run import two_compounds
from twin.report.reading.hours import read_hours
from twin.report.reading.result import Result, Row, read_result


def _row(result: Result, name: str, stream: str = "*") -> Row:
    (row,) = [
        row for row in result.kpis
        if (row.name, row.stream, row.site, row.day, row.region) == (name, stream, "*", "*", "*")
    ]  # fmt: skip
    return row


def test_hours_add_up_to_the_figures(tmp_path: Path) -> None:
    """Bags, landed bags, their hours on the floor and emptyings sum to the figures."""
    folder = leave_run(tmp_path / "out", two_compounds())
    result = read_result(folder)
    hours = read_hours(folder, result)
    assert (hours.capacity, hours.weeks) == (0, [])
    waste = hours.waste
    assert waste is not None
    assert waste.brought.sum() == pytest.approx(_row(result, "drop_offs").mean)
    assert waste.landed.sum() == pytest.approx(_row(result, "landed_bags").mean)
    assert waste.floor.mean() * 24 == pytest.approx(_row(result, "landed_bag_hours").mean)
    assert waste.fills.sum() == pytest.approx(_row(result, "emptyings").mean)


def test_fills_are_what_emptyings_found(tmp_path: Path) -> None:
    """By stream, the share above the brim is the share that was emptied too late."""
    folder = leave_run(tmp_path / "out", two_compounds())
    result = read_result(folder)
    waste = read_hours(folder, result).waste
    assert waste is not None
    late = waste.fills[:, -1] / waste.fills.sum(axis=1)
    assert late.max() > 0
    for number, stream in enumerate(result.setting.streams):
        assert late[number] == pytest.approx(_row(result, "overflow_share", stream).mean)


def test_lockers_alone_have_no_waste(tmp_path: Path) -> None:
    """A run without waste points has nothing to tell of them."""
    folder = leave_run(tmp_path / "out")
    assert read_hours(folder, read_result(folder)).waste is None
