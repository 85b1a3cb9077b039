"""The journal in memory: what a manager in simulated time is recovered from."""

from __future__ import annotations

from pathlib import Path

from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.ports.journal import Snapshot
from tests.unit.fleet.adapters.shelves import record
from twin.managed.journal import MemoryJournal


def test_records_come_back_in_the_order_written() -> None:
    """Of one partition or of all, beyond the sequence that is known."""
    journal = MemoryJournal()
    journal.append([record(1, 5), record(1, 2), record(2, 5)])
    assert list(journal.records({})) == [record(1, 5), record(1, 2), record(2, 5)]
    assert list(journal.records({5: 1}, (5,))) == [record(2, 5)]
    assert [journal.last_sequence(p) for p in (2, 5, 7)] == [1, 2, 0]


def test_what_a_snapshot_covers_is_let_go() -> None:
    """So a long run stays small; the sequence goes on from the snapshot."""
    journal = MemoryJournal()
    journal.append([record(1, 5), record(1, 2), record(2, 5)])
    saved = Snapshot(5, 2, 20, b"state")
    journal.append([], [saved])
    assert list(journal.records({})) == [record(1, 2)]
    assert journal.newest() == {5: saved}
    assert journal.newest((2,)) == {}
    assert journal.last_sequence(5) == 2
    assert journal.forget(10**15, 100) == 0


def test_a_snapshot_in_pieces_is_there_once_the_last_is() -> None:
    """Records that came meanwhile stay; a new one that begins takes the place of half of one."""
    journal = MemoryJournal()
    journal.append([record(1, 5), record(2, 5)], [Snapshot(5, 2, 20, b"half", 0, False)])
    journal.append([record(3, 5)], [Snapshot(5, 2, 20, b"one ", 0, False)])
    assert journal.newest() == {}
    journal.append([], [Snapshot(5, 2, 20, b"whole", 1, True)])
    assert journal.newest()[5] == Snapshot(5, 2, 20, b"one whole")
    assert list(journal.records({})) == [record(3, 5)]


def test_one_that_keeps_all_has_every_record_and_snapshot() -> None:
    """For a replay from the beginning."""
    journal = MemoryJournal(keeps_all=True)
    journal.append([record(1, 5)], [Snapshot(5, 1, 10, b"one")])
    journal.append([record(2, 5)], [Snapshot(5, 2, 20, b"two")])
    assert list(journal.records({})) == [record(1, 5), record(2, 5)]
    assert [snapshot.state for snapshot in journal.snapshots()] == [b"one", b"two"]
    assert journal.newest()[5].state == b"two"


def test_a_backup_is_a_file_of_sqlite(tmp_path: Path) -> None:
    """With what was kept at that time."""
    journal = MemoryJournal()
    journal.append([record(1, 5), record(2, 5)])
    journal.backup(tmp_path / "copy")
    copy = SqliteJournal(tmp_path / "copy", read_only=True)
    assert list(copy.records({})) == [record(1, 5), record(2, 5)]
    copy.close()
    journal.close()
    assert journal.last_sequence(5) == 2
