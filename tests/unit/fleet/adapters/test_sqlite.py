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
from fleet.ports.journal import JournalDamaged, JournalError, JournalNewer, JournalTaken
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
