"""What is SQLite's own: files that are no journals, upgrades, damage to a whole file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.adapters.journal import tables
from fleet.adapters.journal.files import check_journal, restore_journal
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.journal.tables import NEWEST
from fleet.ports.journal import (
    JournalDamaged,
    JournalError,
    JournalNewer,
    JournalTaken,
    Snapshot,
)
from tests.unit.fleet.adapters.shelves import record


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every journal that a test opens is closed at its end."""
    opened: list[SqliteJournal] = []
    begin = SqliteJournal.__init__

    def remember(journal: SqliteJournal, path: Path, *, read_only: bool = False) -> None:
        begin(journal, path, read_only=read_only)
        opened.append(journal)

    monkeypatch.setattr(SqliteJournal, "__init__", remember)
    yield
    for journal in opened:
        journal.close()


def _filled(path: Path, count: int = 9) -> SqliteJournal:
    journal = SqliteJournal(path)
    journal.append([record(sequence) for sequence in range(1, count + 1)])
    return journal


def _alter(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_backup_takes_the_place_of_a_damaged_journal(tmp_path: Path) -> None:
    """Copied while it is open; the damaged file is put aside, and a damaged backup is refused."""
    path, backup = tmp_path / "journal", tmp_path / "backup"
    journal = _filled(path)
    journal.backup(backup)
    journal.append([record(10)])
    with pytest.raises(JournalTaken):
        restore_journal(backup, path)
    journal.close()
    path.write_bytes(b"\0" * 8_192)
    with pytest.raises(JournalDamaged):
        SqliteJournal(path)
    aside = restore_journal(backup, path)
    assert aside is not None
    assert aside.read_bytes() == b"\0" * 8_192
    again = SqliteJournal(path)
    assert list(again.records({})) == [record(sequence) for sequence in range(1, 10)]
    again.close()
    backup.write_bytes(backup.read_bytes()[:5_000])
    with pytest.raises(JournalDamaged):
        restore_journal(backup, path)
    assert check_journal(path) == 9


def test_other_files_are_not_taken_for_journals(tmp_path: Path) -> None:
    """Another database, a newer journal and no file at all each get a sentence that says so."""
    other = tmp_path / "other"
    _alter(other, "CREATE TABLE thing (a)")
    with pytest.raises(JournalDamaged, match="no journal"):
        SqliteJournal(other)
    newer = tmp_path / "newer"
    SqliteJournal(newer).close()
    _alter(newer, f"PRAGMA user_version = {NEWEST + 1}")
    with pytest.raises(JournalNewer, match="upgrade first"):
        SqliteJournal(newer)
    with pytest.raises(JournalError, match="no journal there"):
        SqliteJournal(tmp_path / "none", read_only=True)


def test_a_journal_of_an_older_release_is_upgraded_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its records are there afterwards; an upgrade that fails leaves it as it was."""
    path = tmp_path / "journal"
    _filled(path).close()
    steps = ("CREATE TABLE later (a)", "CREATE TABLE record (a)")
    with monkeypatch.context() as failing:
        failing.setattr(tables, "VERSIONS", (*tables.VERSIONS, steps))
        failing.setattr(tables, "NEWEST", NEWEST + 1)
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            SqliteJournal(path)
    assert check_journal(path) == 9
    monkeypatch.setattr(tables, "VERSIONS", (*tables.VERSIONS, steps[:1]))
    monkeypatch.setattr(tables, "NEWEST", NEWEST + 1)
    journal = SqliteJournal(path)
    assert len(list(journal.records({}))) == 9
    assert tables.version_of(journal._connection, "") == NEWEST + 1
    journal.append([record(10)])


def _in_pieces(sequence: int, count: int) -> list[Snapshot]:
    return [
        Snapshot(record(1).partition, sequence, 0, b"s" * 100, piece, piece == count - 1)
        for piece in range(count)
    ]


def test_pieces_do_not_look_at_whole_snapshots(tmp_path: Path) -> None:
    """An older release wrote states of megabytes into one row, which SQLite reads to compare its
    key: that table is looked at for the first and the last piece alone.
    """
    journal = _filled(tmp_path / "journal")
    journal.append([], [Snapshot(record(1).partition, 9, 0, b"s" * 4_000_000)])
    journal.append([record(10)])
    said: list[str] = []
    journal._connection.set_trace_callback(said.append)
    looks = []
    for piece in _in_pieces(10, 20):
        said.clear()
        journal.append([], [piece])
        looks.append(sum(" snapshot " in statement for statement in said))
    assert looks[:-1] == [0] * 19
    assert looks[-1] >= 1


def test_what_was_rolled_back_is_kept_with_its_pieces(tmp_path: Path) -> None:
    """A transaction that would have dropped a snapshot fails: it stays, and so do its pieces."""
    journal = _filled(tmp_path / "journal")
    for sequence in (9, 10, 11):
        for piece in _in_pieces(sequence, 3):
            journal.append([], [piece])
        journal.append([record(sequence + 1)])
    before = [snapshot.sequence for snapshot in journal.snapshots()]
    pieces = _in_pieces(12, 3)
    journal.append([], pieces[:2])
    journal._connection.execute(
        "CREATE TEMP TRIGGER broken BEFORE DELETE ON piece BEGIN SELECT RAISE(ABORT, 'disk'); END"
    )
    with pytest.raises(JournalError, match="disk"):
        journal.append([], pieces[2:])
    journal._connection.execute("DROP TRIGGER broken")
    journal.append([record(13)])
    for piece in _in_pieces(13, 5)[:4]:
        journal.append([], [piece])
    assert [snapshot.sequence for snapshot in journal.snapshots()] == before
