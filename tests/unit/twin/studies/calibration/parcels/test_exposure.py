"""Open hours of a log: when a bank had room, counted by hand."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

import numpy as np
import pytest

from scenarios.logs.cleaning.parcels import ParcelLog, read_parcels
from tests.small import scenario
from tests.small_logs import write_csv
from twin.studies.calibration.parcels.exposure import (
    batches,
    expose,
    full_spans,
    hidden_by_visits,
)
from twin.studies.calibration.parcels.steel import Steel, most_at_once, steel_of, steel_seen

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
COLUMNS = ("bank", "size", "deposited_at", "collected_at")


def _row(size: str, came: str, went: str) -> tuple[str, ...]:
    return ("b", size, f"2026-03-02T{came}:00+08:00", f"2026-03-02T{went}:00+08:00" if went else "")


ROWS = [
    _row("S", "08:00", "12:00"),
    _row("S", "09:00", "11:00"),
    _row("S", "10:00", "11:00"),  # both S are taken: it goes into the L
    _row("L", "14:30", "15:00"),
    _row("S", "16:00", "16:30"),
]


def _log(folder: Path) -> ParcelLog:
    path = write_csv(folder / "log.csv", COLUMNS, ROWS)
    return read_parcels([path], banks=("b",), sizes=("S", "L"))


@pytest.fixture
def steel() -> Steel:
    """Two S and one L compartment."""
    return steel_of(scenario())


def test_full_by_size(tmp_path: Path, steel: Steel) -> None:
    """L is full from 10 to 11 h by an S in it, and from 14:30 to 15 h; S from 10 to 11 h alone."""
    log = _log(tmp_path)
    spans, overfull, doors = full_spans(log, steel, 0)
    hours = [[(round((a - log.deposited_ms[0]) / 3.6e6, 2), (b - a) / 3.6e6) for a, b in each]
             for each in spans]  # fmt: skip
    assert hours == [[(2.0, 1.0)], [(2.0, 1.0), (6.5, 0.5)]]
    assert (overfull, doors) == (0, 3)


def test_open_hours(tmp_path: Path, steel: Steel) -> None:
    """From the first deposit, which opens the log and is not counted, to the last time."""
    exposure = expose(_log(tmp_path), steel, ZONE)
    assert exposure.open_h[0, 0, 0, 7:12].tolist() == [0, 1, 1, 0, 1]
    assert exposure.open_h[0, 1, 0, 14] == 0.5
    assert exposure.open_h[0, 0].sum() == pytest.approx(8.5 - 1)
    assert exposure.counts.sum() == 4
    assert exposure.counts[0, 0, 0, 9] == 1
    assert exposure.full_share[0] == pytest.approx(1 / 8.5)
    assert exposure.first_day.isoformat() == "2026-03-02"


def test_own_size_only(tmp_path: Path) -> None:
    """Under the rule `own` the third S has no room; that is counted."""
    own = steel_of(scenario(allocation={"size_rule": "own"}))
    _, overfull, _ = full_spans(_log(tmp_path), own, 0)
    assert overfull == 1


def test_unknown_compartments_are_those_seen(tmp_path: Path) -> None:
    """By size what lay there at once; a bank that was seldom at its most counts as never full."""
    log = _log(tmp_path)
    seen = steel_seen(log)
    assert seen.compartments == ((3, 1),)
    assert most_at_once(log, np.ones(5, dtype=bool)) == 3
    assert full_spans(log, seen, 0) == ([[], []], 0, 0)


def test_days_without_a_log_are_left_out(tmp_path: Path, steel: Steel) -> None:
    """Four weeks of twelve parcels a day with one dead day: its hours do not count."""
    rows = [
        ("b", "S", f"2026-03-{day:02d}T{hour:02d}:00", f"2026-03-{day:02d}T{hour:02d}:30")
        for day in range(1, 29) if day != 11
        for hour in range(8, 20)
    ]  # fmt: skip
    path = write_csv(tmp_path / "log.csv", COLUMNS, rows)
    exposure = expose(read_parcels([path], banks=("b",), sizes=("S", "L")), steel, ZONE)
    assert exposure.silent_days == 1
    assert exposure.open_h[0, 0, 10].sum() == 0
    assert exposure.open_h[0, 0, 11].sum() == 24


def test_parcels_in_a_row(tmp_path: Path) -> None:
    """Rows closer than the gap are of one visit: five parcels in four rows."""
    assert batches(_log(tmp_path), 3_600_001) == 5 / 3
    assert batches(_log(tmp_path), 3_600_000) == 1


def test_what_visits_hide(tmp_path: Path, steel: Steel) -> None:
    """Two visits bring two S, a third finds room for one alone: it too brought two, not 5/3."""
    rows = [
        _row("S", "06:00", "06:30"), _row("S", "06:01", "06:30"),
        _row("S", "08:00", "11:00"), _row("S", "08:01", "11:00"),
        _row("S", "10:00", "12:00"),  # into the L: no room for another
    ]  # fmt: skip
    path = write_csv(tmp_path / "visits.csv", COLUMNS, rows)
    log = read_parcels([path], banks=("b",), sizes=("S", "L"))
    assert hidden_by_visits(log, steel, 5 * 60_000).tolist() == pytest.approx([1.2, 1.0])
    early = read_parcels(
        [write_csv(tmp_path / "early.csv", COLUMNS, rows[:4])], banks=("b",), sizes=("S", "L")
    )
    assert hidden_by_visits(early, steel, 5 * 60_000).tolist() == [1.0, 1.0]
