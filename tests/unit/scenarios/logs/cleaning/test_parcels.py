"""Logs of parcels: what is kept, and what is left out with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.logs.cleaning.parcels import STILL_INSIDE, ParcelLog, read_parcels
from scenarios.reading.errors import ScenarioError
from tests.small_logs import write_csv

COLUMNS = ("id", "locker", "box", "in", "out", "how")
MAP = {
    "parcel": "id", "bank": "locker", "size": "box", "deposited_at": "in", "collected_at": "out",
    "ended": "how",
}  # fmt: skip
GOOD = [
    ("p1", "b1", "M", "2026-03-02T10:00:00+08:00", "2026-03-02T18:00:00+08:00", "collected"),
    ("p2", "b1", "S", "2026-03-02T11:00:00+08:00", "2026-03-04T11:00:00+08:00", "taken back"),
    ("p3", "b2", "S", "2026-03-02T12:00:00", "", ""),
]


def _read(folder: Path, *rows: tuple[str, ...], **more: object) -> ParcelLog:
    path = write_csv(folder / "log.csv", COLUMNS, [*GOOD, *rows])
    return read_parcels([path], MAP, **more)  # type: ignore[arg-type]


def test_columns_by_their_headers(tmp_path: Path) -> None:
    """Banks by name, sizes ascending, an end or none, who ended it; times without offset local."""
    log = _read(tmp_path)
    assert (log.banks, log.sizes, log.rows) == (("b1", "b2"), ("S", "M"), 3)
    assert log.size.tolist() == [1, 0, 0]
    assert log.bank.tolist() == [0, 0, 1]
    assert (log.ended_ms[0] - log.deposited_ms[0], log.ended_ms[2]) == (8 * 3_600_000, STILL_INSIDE)
    assert log.deposited_ms[2] - log.deposited_ms[0] == 2 * 3_600_000
    assert log.taken_back.tolist() == [False, True, False]
    assert (log.local_times, log.dropped.rows) == (1, 0)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (GOOD[0], "duplicate: the same parcel at the same time again"),
        (
            ("p1", "b2", "M", "2026-03-02T11:00:00+08:00", "2026-03-02T12:00:00+08:00", ""),
            "duplicate: the parcel lies elsewhere at that time",
        ),
        (
            ("p9", "b1", "M", "2026-03-02T11:00:00+08:00", "2026-03-02T10:59:00+08:00", ""),
            "clock jump: collected before it was deposited",
        ),
        (
            ("p9", "b1", "M", "2026-03-02T11:00:00+08:00", "2026-09-02T11:00:00+08:00", ""),
            "impossible: lies longer than 2,400 h",
        ),
        (("p9", "b1", "M", "yesterday", "", ""), "deposited_at: is no time (ISO 8601)"),
        (("p9", "b1", "M", "", "", ""), "deposited_at: is empty"),
        (("p9", "b1", "M", "1066-01-01", "", ""), "deposited_at: year outside 1970 to 2200"),
        (("p9",), "row too short"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_left_out_by_reason(
    tmp_path: Path, row: tuple[str, ...], says: str
) -> None:
    """One bad row goes, with its reason and its line; the good ones stay."""
    log = _read(tmp_path, row)
    assert [(each.says, each.rows, each.first) for each in log.dropped.reasons()] == [
        (says, 1, ("log.csv:5",))
    ]
    assert len(log.deposited_ms) == 3


def test_rows_of_other_banks_and_sizes_are_left_out(tmp_path: Path) -> None:
    """Where banks and sizes are known, others are counted and not used."""
    log = _read(tmp_path, banks=("b1",), sizes=("M",))
    assert [each.says for each in log.dropped.reasons()] == [
        "size: no such size", "bank: no such bank",
    ]  # fmt: skip
    assert (log.banks, log.sizes, len(log.deposited_ms)) == (("b1",), ("M",), 1)


def test_no_usable_row_is_an_error(tmp_path: Path) -> None:
    """With the first reasons, as bad input."""
    path = write_csv(tmp_path / "log.csv", COLUMNS, [("p", "b", "S", "never", "", "")] * 2)
    with pytest.raises(ScenarioError, match=r"has no usable row \(2 × deposited_at: is no"):
        read_parcels([path], MAP)
