"""Logs of courier visits: what is kept, and what is left out with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.logs.cleaning.visits import UNKNOWN, VisitLog, read_visits
from scenarios.reading.errors import ScenarioError
from tests.small_logs import write_csv

COLUMNS = ("visit", "company", "arrived_at", "left_at", "parcels")
GOOD = [
    ("v2", "b", "2026-03-02T10:00:00+08:00", "2026-03-02T10:05:00+08:00", "9"),
    ("v1", "a", "2026-03-02T09:00:00+08:00", "", "12"),
]


def _read(folder: Path, *rows: tuple[str, ...]) -> VisitLog:
    return read_visits([write_csv(folder / "log.csv", COLUMNS, [*GOOD, *rows])])


def test_visits_in_order_of_arrival(tmp_path: Path) -> None:
    """Companies by name, local times, time at the terminal where the log has it."""
    log = _read(tmp_path)
    assert (log.companies, log.company.tolist(), log.parcels.tolist()) == (
        ("a", "b"),
        [0, 1],
        [12, 9],
    )
    assert log.service_ms.tolist() == [UNKNOWN, 300_000]
    assert (log.arrived_ms % 86_400_000).tolist() == [9 * 3_600_000, 10 * 3_600_000]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (GOOD[0], "duplicate: the same visit again"),
        (("v", "a", "2026-03-02T10:00:00Z", "", "0"), "parcels: impossible: not 1 to 10,000"),
        (("v", "a", "2026-03-02T10:00:00Z", "", "many"), "parcels: impossible: not 1 to 10,000"),
        (("v", "a", "soon", "", "3"), "arrived_at: is no time (ISO 8601)"),
        (
            ("v", "a", "2026-03-02T10:00:00Z", "2026-03-02T09:00:00Z", "3"),
            "clock jump: left before it began, or began before it came",
        ),
        (
            ("v", "a", "2026-03-02T10:00:00Z", "2026-03-03T09:00:00Z", "3"),
            "impossible: took more than 12 h",
        ),
    ],
)
def test_what_cannot_be_is_left_out_by_reason(
    tmp_path: Path, row: tuple[str, ...], says: str
) -> None:
    """One bad row goes, with its reason and its line; the good ones stay."""
    log = _read(tmp_path, row)
    assert [(each.says, each.first) for each in log.dropped.reasons()] == [(says, ("log.csv:4",))]
    assert len(log.parcels) == 2


def test_no_usable_row_is_an_error(tmp_path: Path) -> None:
    """With the first reasons, as bad input."""
    path = write_csv(tmp_path / "log.csv", COLUMNS, [("v", "a", "", "", "3")])
    with pytest.raises(ScenarioError, match=r"has no usable row \(1 × arrived_at: is empty\)"):
        read_visits([path])
