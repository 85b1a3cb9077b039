"""Tests of scenarios.logs.fill_levels: order, cleaning, what is emptied and full, bad rows."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs.fill_levels import FillLog, read_fill_levels, scenario_id
from scenarios.reading.errors import ScenarioError
from tests.small_levels import HEADERS, ROWS, write_levels


def _read(folder: Path, *rows: str, full_at: float = 10) -> FillLog:
    return read_fill_levels(write_levels(folder, *rows), HEADERS, full_at=full_at)


def test_log_by_bin_in_order_of_time(tmp_path: Path) -> None:
    """Dates count from the first day and stand for their end; levels in per mille of full."""
    log = _read(tmp_path)
    assert (log.first_day, log.days, log.rows, log.readings) == (dt.date(2026, 3, 2), 8, 10, 9)
    north, south = log.bins
    assert (north.id, north.name, north.latitude, north.longitude) == (
        "7", "North gate", 36.01, 118.02,
    )  # fmt: skip
    assert (north.time_ms // DAY_MS).tolist() == [0, 1, 3, 6, 7]
    assert {int(time) % DAY_MS for time in north.time_ms} == {DAY_MS - 1}
    assert north.level_permille.tolist() == [400, 800, 1000, 200, 200]
    assert north.line.tolist() == [3, 2, 5, 6, 7]
    assert south.level_permille.tolist() == [0, 600, 400, 0]


def test_rows_with_a_reason_are_left_out_aloud(tmp_path: Path) -> None:
    """Counted by reason; a fault's level 0 is no emptying. Without the rule it would be one."""
    log = _read(tmp_path)
    assert log.left_out == {"ALERT": 1}
    assert log.bins[0].emptied.tolist() == [False, False, False, True, False]
    whole = read_fill_levels(write_levels(tmp_path), HEADERS, full_at=10, left_out=())
    assert whole.left_out == {}
    assert whole.bins[0].emptied.sum() == 2


def test_emptied_and_full(tmp_path: Path) -> None:
    """Lower than the reading before; at or above the row's own threshold."""
    north, south = _read(tmp_path).bins
    assert south.emptied.tolist() == [False, False, True, True]
    assert north.full.tolist() == [False, True, True, False, False]
    assert not south.full.any()


def test_a_log_without_thresholds_has_no_full_days(tmp_path: Path) -> None:
    """What is full is the log's word, not ours."""
    path = write_levels(tmp_path, "a,2026-03-02,10", "a,2026-03-03,3", header="bin,time,level")
    (logged,) = read_fill_levels(path, full_at=10).bins
    assert not logged.full.any()
    assert logged.latitude is None


def test_times_with_an_offset(tmp_path: Path) -> None:
    """Days begin at the zone's midnight; two readings a day are two readings."""
    rows = ("a,2026-03-02T17:00:00Z,10", "a,2026-03-03T12:00:00+08:00,30")
    path = write_levels(tmp_path, *rows, header="bin,time,level")
    log = read_fill_levels(path, time_zone="Asia/Shanghai")
    assert log.first_day == dt.date(2026, 3, 3)
    assert log.bins[0].time_ms.tolist() == [HOUR_MS, 12 * HOUR_MS]
    assert log.bins[0].level_permille.tolist() == [100, 300]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2026-03-02,11,8,9,,,,", "levels.csv:2: latestFullness = '11': must be 0 to 10"),
        ("2026-03-02,x,8,9,,,,", "latestFullness = 'x': must be a number from 0 to 10"),
        ("2026-03-02,,8,9,,,,", "latestFullness = '': must be a number from 0 to 10"),
        ("2026-03-02,4,80,9,,,,", "fullnessThreshold = '80': must be 0 to 10"),
        ("2026-13-02,4,8,9,,,,", "timestamp = '2026-13-02': must be a date such as"),
        ("2026-03-02,4,8,,,,,", "serialNumber = '': must not be empty"),
        ("2026-03-02,4,8,9,,,95,1", "lat = '95': must be -90 to 90"),
        ("2026-03-02,4", "2 cells: the header has more than"),
    ],
)
def test_bad_rows(tmp_path: Path, row: str, message: str) -> None:
    """File, line, column as the file calls it, value and bound."""
    with pytest.raises(ScenarioError, match=re.escape(message)):
        _read(tmp_path, row)


def test_rows_that_contradict_each_other(tmp_path: Path) -> None:
    """Two readings at one time, a bin at two places, dates among times."""
    again = "2026-03-03,6,8,7,,North gate,36.01,118.02"
    with pytest.raises(ScenarioError, match=r"levels.csv:12: .* a second reading at the time"):
        _read(tmp_path, *ROWS, again)
    moved = "2026-03-12,6,8,7,,North gate,36.5,118.02"
    with pytest.raises(ScenarioError, match=r"lat = '36.5': the bin stood elsewhere in line 2"):
        _read(tmp_path, *ROWS, moved)
    mixed = "2026-03-12T10:00:00Z,6,8,7,,North gate,36.01,118.02"
    with pytest.raises(ScenarioError, match="is not written as in the rows before"):
        _read(tmp_path, *ROWS, mixed)


def test_nothing_left(tmp_path: Path) -> None:
    """A log whose rows are all faults, and one that spans ages."""
    with pytest.raises(ScenarioError, match="holds no readings but those left out"):
        _read(tmp_path, "2026-03-04,0,8,7,ALERT,,,")
    with pytest.raises(ScenarioError, match=r"spans 10,228 days: must be at most 3,660"):
        _read(tmp_path, "1998-03-02,0,8,7,,,,", "2026-03-02,0,8,7,,,,")


@pytest.mark.parametrize(
    ("text", "name"), [("1511190", "b1511190"), ("bin-7", "bin-7"), ("北 7", "b--7")]
)
def test_ids_of_scenarios(text: str, name: str) -> None:
    """Serial numbers become ids: a letter first, nothing but letters, digits, `_` and `-`."""
    assert scenario_id(text) == name
