"""Reading along in a journal, and finding requests in it without reading the rest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.journal.tables import VERSIONS
from fleet.adapters.journal.tail import Tail
from fleet.core.coding import encode
from fleet.core.inputs import Arrived, Desire, Done, Fired, Order, Register, Retire
from fleet.ports.journal import JournalError, Record

GIVEN = (
    Arrived("t", b"x" * 300), Register("", "kim", "a/b", "bank"), Fired(1, "gap", "a/b", ""),
    Retire("", "kim", "a/b"), Done([1]), Desire("", "kim", "a/b", 0, {"a": 1}),
    Order("", "kim", "a/b", "c", "restart", {}, 5),
)  # fmt: skip


def _write(path: Path) -> SqliteJournal:
    journal = SqliteJournal(path)
    journal.append([Record(3, n, n, encode(g), b"") for n, g in enumerate(GIVEN, 1)])
    return journal


def test_a_tail_goes_on_while_it_is_written(tmp_path: Path) -> None:
    """Positions lead from one look to the next, each record once."""
    journal = _write(tmp_path / "j")
    tail = Tail(tmp_path / "j")
    first = tail.after(0, 4)
    assert [placed.record.sequence for placed in first] == [1, 2, 3, 4]
    rest = tail.after(first[-1].position, 100)
    assert [placed.record.sequence for placed in rest] == [5, 6, 7]
    assert rest[-1].position == tail.last()
    journal.append([Record(4, 1, 9, encode(GIVEN[0]), b"")])
    assert [p.record.partition for p in tail.after(rest[-1].position, 9)] == [4]
    tail.close()
    journal.close()


def test_requests_are_found_by_their_index(tmp_path: Path) -> None:
    """Of every kind of input, those of people, the newest first; SQLite reads nothing else."""
    journal = _write(tmp_path / "j")
    tail = Tail(tmp_path / "j")
    found = tail.requests_before(2**62, 3)
    assert [placed.record.sequence for placed in found] == [7, 6, 4]
    assert [p.record.sequence for p in tail.requests_before(found[-1].position, 9)] == [2]
    tail.close()
    journal.close()
    asked = "EXPLAIN QUERY PLAN SELECT position FROM record WHERE "
    asked += VERSIONS[1][0].partition(" WHERE ")[2] + " AND position < 5 ORDER BY position DESC"
    with sqlite3.connect(tmp_path / "j") as connection:
        assert "INDEX request" in connection.execute(asked).fetchone()[-1]
    connection.close()


def test_no_journal_is_an_error(tmp_path: Path) -> None:
    """Nothing is made where nothing was."""
    with pytest.raises(JournalError):
        Tail(tmp_path / "none")
    assert not (tmp_path / "none").exists()
