"""Reading along in a journal, and finding requests in it without reading the rest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from fleet.adapters.journal.moving import Target
from fleet.adapters.journal.opening import open_tail
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.journal.tables import VERSIONS
from fleet.core.coding import encode
from fleet.core.inputs import Arrived, Desire, Done, Fired, Order, Register, Retire
from fleet.ports.journal import JournalError, Record
from tests.unit.fleet.adapters.shelves import Shelf

GIVEN = (
    Arrived("t", b"x" * 300), Register("", "kim", "a/b", "bank"), Fired(1, "gap", "a/b", ""),
    Retire("", "kim", "a/b"), Done([1]), Desire("", "kim", "a/b", 0, {"a": 1}),
    Order("", "kim", "a/b", "c", "restart", {}, 5),
)  # fmt: skip


def _write(shelf: Shelf) -> Target:
    journal = shelf.open()
    journal.append([Record(3, n, n, encode(g), b"") for n, g in enumerate(GIVEN, 1)])
    return journal


def test_a_tail_goes_on_while_it_is_written(shelf: Shelf) -> None:
    """Positions lead from one look to the next, each record once."""
    journal = _write(shelf)
    tail = open_tail(shelf.address)
    first = tail.after(0, 4)
    assert [placed.record.sequence for placed in first] == [1, 2, 3, 4]
    rest = tail.after(first[-1].position, 100)
    assert [placed.record.sequence for placed in rest] == [5, 6, 7]
    assert rest[-1].position == tail.last()
    journal.append([Record(4, 1, 9, encode(GIVEN[0]), b"")])
    assert [p.record.partition for p in tail.after(rest[-1].position, 9)] == [4]
    tail.close()


def test_requests_are_found(shelf: Shelf) -> None:
    """Of every kind of input, those of people, the newest first."""
    _write(shelf)
    tail = open_tail(shelf.address)
    found = tail.requests_before(2**62, 3)
    assert [placed.record.sequence for placed in found] == [7, 6, 4]
    assert [p.record.sequence for p in tail.requests_before(found[-1].position, 9)] == [2]
    tail.close()


def test_requests_are_found_by_their_index(tmp_path: Path) -> None:
    """SQLite reads nothing else."""
    SqliteJournal(tmp_path / "j").close()
    asked = "EXPLAIN QUERY PLAN SELECT position FROM record WHERE "
    asked += VERSIONS[1][0].partition(" WHERE ")[2] + " AND position < 5 ORDER BY position DESC"
    with sqlite3.connect(tmp_path / "j") as connection:
        assert "INDEX request" in connection.execute(asked).fetchone()[-1]
    connection.close()


def test_no_journal_is_an_error(shelf: Shelf) -> None:
    """Nothing is made where nothing was."""
    for _ in range(2):
        with pytest.raises(JournalError):
            open_tail(shelf.address)
