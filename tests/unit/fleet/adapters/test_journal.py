"""The SQLite journal: what is appended is there, what is damaged is noticed, copies are whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.adapters.journal import tables
from fleet.adapters.journal.files import check_journal, restore_journal
from fleet.adapters.journal.rows import SNAPSHOTS_KEPT
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.journal.tables import NEWEST
from fleet.ports.journal import (
    JournalDamaged,
    JournalError,
    JournalNewer,
    JournalTaken,
    Record,
    Snapshot,
)


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


def _record(sequence: int, partition: int = 0) -> Record:
    return Record(partition, sequence, 10 * sequence, b"in %d" % sequence, b"out %d" % sequence)


def _filled(path: Path, count: int = 9) -> SqliteJournal:
    journal = SqliteJournal(path)
    journal.append([_record(sequence) for sequence in range(1, count + 1)])
    return journal


def _alter(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_records_come_back_in_the_order_written(tmp_path: Path) -> None:
    """Partitions have sequences of their own; `after` bounds what is read of each."""
    journal = SqliteJournal(tmp_path / "journal")
    journal.append([_record(1, 5), _record(1, 2), _record(2, 5), _record(3, 5)])
    assert list(journal.records({})) == [_record(1, 5), _record(1, 2), _record(2, 5), _record(3, 5)]
    assert list(journal.records({5: 1, 2: 1})) == [_record(2, 5), _record(3, 5)]
    assert [journal.last_sequence(p) for p in (2, 5, 7)] == [1, 3, 0]


def test_an_append_is_all_or_nothing(tmp_path: Path) -> None:
    """A batch that does not follow leaves nothing behind, its snapshot neither."""
    journal = _filled(tmp_path / "journal", 3)
    with pytest.raises(JournalError, match="not written"):
        journal.append([_record(4), _record(3)], [Snapshot(0, 4, 40, b"state")])
    assert journal.last_sequence(0) == 3
    assert journal.newest() == {}
    journal.append([_record(4)])
    assert journal.last_sequence(0) == 4


def test_one_process_writes(tmp_path: Path) -> None:
    """A second writer is refused, a reader is not and sees what was committed."""
    journal = _filled(tmp_path / "journal", 2)
    with pytest.raises(JournalTaken, match="another process"):
        SqliteJournal(tmp_path / "journal")
    reader = SqliteJournal(tmp_path / "journal", read_only=True)
    journal.append([_record(3)])
    assert list(reader.records({0: 2})) == [_record(3)]
    reader.close()
    journal.close()
    SqliteJournal(tmp_path / "journal").close()


def test_a_damaged_snapshot_gives_way_to_the_one_before(tmp_path: Path) -> None:
    """Two snapshots are kept; with both damaged the journal says so instead of beginning anew."""
    journal = _filled(tmp_path / "journal")
    for sequence in (2, 4, 6):
        journal.append([], [Snapshot(0, sequence, 0, b"state %d" % sequence)])
    assert [s.sequence for s in journal.snapshots()] == [4, 6]
    assert SNAPSHOTS_KEPT == 2
    _alter(tmp_path / "journal", "UPDATE snapshot SET state = x'00' WHERE sequence = 6")
    assert journal.newest()[0].state == b"state 4"
    _alter(tmp_path / "journal", "UPDATE snapshot SET state = x'00'")
    with pytest.raises(JournalDamaged, match="every snapshot"):
        journal.newest()


def test_a_changed_or_missing_record_is_damage(tmp_path: Path) -> None:
    """A flipped blob and a hole are found where they are; what stands before is read."""
    path = tmp_path / "journal"
    _filled(path).close()
    assert check_journal(path) == 9
    _alter(path, "UPDATE record SET input = x'00' WHERE sequence = 7")
    with pytest.raises(JournalDamaged, match="no whole record 7"):
        check_journal(path)
    _alter(path, "DELETE FROM record WHERE sequence = 4")
    journal = SqliteJournal(path)
    records = journal.records({})
    assert [next(records).sequence for _ in range(3)] == [1, 2, 3]
    with pytest.raises(JournalDamaged, match="no whole record 4"):
        next(records)


def test_forgetting_keeps_what_recovery_needs(tmp_path: Path) -> None:
    """Only old records go, only as many as asked for, and none that a kept snapshot builds on."""
    journal = _filled(tmp_path / "journal")
    assert journal.forget(1_000, 100) == 0
    journal.append([], [Snapshot(0, 9, 90, b"9")])
    journal.append([_record(10), _record(1, 7)], [Snapshot(0, 10, 100, b"10")])
    assert journal.forget(31, 2) == 2
    assert next(journal.records({})).sequence == 3
    assert journal.forget(31, 100) == 1
    assert journal.forget(1_000, 100) == 6
    assert list(journal.records({})) == [_record(10), _record(1, 7)]
    assert list(journal.records({0: 10})) == [_record(1, 7)]


def test_a_journal_opened_again_goes_on_where_it_was(tmp_path: Path) -> None:
    """With a snapshot, without one, and after the records before it were forgotten."""
    path = tmp_path / "journal"
    journal = _filled(path)
    journal.append([_record(1, 7), _record(2, 7)], [Snapshot(0, 9, 90, b"9")])
    journal.append([_record(10), _record(3, 7)])
    assert journal.forget(1_000, 100) == 9
    journal.close()
    journal = SqliteJournal(path)
    assert [journal.last_sequence(p) for p in (0, 7)] == [10, 3]
    journal.append([_record(11), _record(4, 7)])
    with pytest.raises(JournalError, match="partition 0 is at 11"):
        journal.append([_record(13)])


def test_a_backup_takes_the_place_of_a_damaged_journal(tmp_path: Path) -> None:
    """Copied while it is open; the damaged file is put aside, and a damaged backup is refused."""
    path, backup = tmp_path / "journal", tmp_path / "backup"
    journal = _filled(path)
    journal.backup(backup)
    journal.append([_record(10)])
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
    assert list(again.records({})) == [_record(sequence) for sequence in range(1, 10)]
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
    journal.append([_record(10)])
