"""The journal port, on SQLite and on PostgreSQL: what is appended is there, damage is noticed,
copies are whole.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.journal.files import check_journal
from fleet.adapters.journal.opening import check, restore
from fleet.adapters.journal.rows import PIECES_DROPPED, SNAPSHOTS_KEPT
from fleet.ports.journal import (
    JournalDamaged,
    JournalError,
    JournalTaken,
    Snapshot,
)
from tests.unit.fleet.adapters.shelves import Shelf, record


def test_records_come_back_in_the_order_written(shelf: Shelf) -> None:
    """Partitions have sequences of their own; `after` bounds what is read of each."""
    journal = shelf.open()
    journal.append([record(1, 5), record(1, 2), record(2, 5), record(3, 5)])
    assert list(journal.records({})) == [record(1, 5), record(1, 2), record(2, 5), record(3, 5)]
    assert list(journal.records({5: 1, 2: 1})) == [record(2, 5), record(3, 5)]
    assert [journal.last_sequence(p) for p in (2, 5, 7)] == [1, 3, 0]


def test_an_append_is_all_or_nothing(shelf: Shelf) -> None:
    """A batch that does not follow leaves nothing behind, its snapshot neither."""
    journal = shelf.filled(3)
    with pytest.raises(JournalError, match="not written"):
        journal.append([record(4), record(3)], [Snapshot(0, 4, 40, b"state")])
    assert journal.last_sequence(0) == 3
    assert journal.newest() == {}
    journal.append([record(4)])
    assert journal.last_sequence(0) == 4


def test_a_damaged_snapshot_gives_way_to_the_one_before(shelf: Shelf) -> None:
    """Two snapshots are kept; with both damaged the journal says so instead of beginning anew."""
    journal = shelf.filled()
    for sequence in (2, 4, 6):
        journal.append([], [Snapshot(0, sequence, 0, b"state %d" % sequence)])
    assert [s.sequence for s in journal.snapshots()] == [4, 6]
    assert SNAPSHOTS_KEPT == 2
    shelf.alter("UPDATE snapshot SET state = $EMPTY WHERE sequence = 6")
    assert journal.newest()[0].state == b"state 4"
    shelf.alter("UPDATE snapshot SET state = $EMPTY")
    with pytest.raises(JournalDamaged, match="every snapshot"):
        journal.newest()


def _in_pieces(sequence: int, count: int) -> list[Snapshot]:
    return [
        Snapshot(0, sequence, 10 * sequence, b"%d at %d, " % (n, sequence), n, n == count - 1)
        for n in range(count)
    ]


def test_a_snapshot_in_pieces_is_there_with_the_last_one(shelf: Shelf) -> None:
    """Records come in between; it is of the record before its first piece, and what was written
    after that is read behind it. A piece that does not follow is refused with its records.
    """
    journal = shelf.filled(3)
    first, second, third = _in_pieces(4, 3)
    journal.append([record(4)], [first])
    journal.append([record(5), record(1, 7)], [second])
    with pytest.raises(JournalError, match="does not follow"):
        journal.append([record(6)], [second])
    assert (journal.last_sequence(0), journal.newest()) == (5, {})
    journal.append([record(6)], [third])
    assert [s.state for s in journal.snapshots()] == [b"0 at 4, 1 at 4, 2 at 4, "]
    journal.close()
    journal = shelf.open()
    assert journal.newest()[0].sequence == 4
    assert list(journal.records({0: 4})) == [record(5), record(1, 7), record(6)]
    assert (journal.last_sequence(0), journal.last_sequence(7)) == (6, 1)
    assert journal.forget(1_000, 100) <= 4
    assert list(journal.records({0: 4}, (0,))) == [record(5), record(6)]


def test_pieces_of_a_process_that_was_killed_are_nobody_s(shelf: Shelf) -> None:
    """The next snapshot stands alone, also one of the same record; what is left over goes."""
    journal = shelf.filled(4)
    journal.append([], _in_pieces(4, 5)[:3])
    journal.close()
    journal = shelf.open()
    with pytest.raises(JournalError, match="does not follow"):
        journal.append([], _in_pieces(4, 5)[3:4])
    journal.append([], _in_pieces(4, 2))
    assert journal.newest()[0].state == b"0 at 4, 1 at 4, "
    journal.append([], _in_pieces(4, 1))
    assert journal.newest()[0].state == b"0 at 4, "
    for sequence in range(5, 11):
        journal.append([record(sequence)], _in_pieces(sequence, 9))
    assert [s.sequence for s in journal.snapshots()] == [9, 10]
    assert shelf.count("piece") == 3 * 8 - PIECES_DROPPED


def test_a_damaged_piece_is_a_damaged_snapshot(shelf: Shelf) -> None:
    """Changed or missing: the one before takes its place."""
    journal = shelf.filled(4)
    for sequence in (2, 3, 4):
        journal.append([], _in_pieces(sequence, 3))
    shelf.alter("UPDATE piece SET bytes = $EMPTY WHERE sequence = 4 AND number = 1")
    assert journal.newest()[0].sequence == 3
    assert [s.sequence for s in journal.snapshots()] == [3]
    shelf.alter("DELETE FROM piece WHERE sequence = 3 AND number = 0")
    with pytest.raises(JournalDamaged, match="every snapshot"):
        journal.newest()


def test_a_journal_from_before_there_were_pieces_is_read_and_upgraded(shelf: Shelf) -> None:
    """Its snapshots are whole in one row."""
    journal = shelf.filled(4)
    journal.append([], [Snapshot(0, 4, 40, b"4")])
    journal.close()
    shelf.alter("DROP TABLE piece")
    shelf.set_version(-1)
    reader = shelf.open(read_only=True)
    assert reader.newest()[0].state == reader.snapshots()[0].state == b"4"
    reader.close()
    journal = shelf.open()
    assert journal.newest()[0].state == b"4"
    journal.append([record(5)], _in_pieces(5, 3))
    assert len(journal.newest()[0].state) == 24


def test_forgetting_keeps_what_recovery_needs(shelf: Shelf) -> None:
    """Only old records go, only as many as asked for, and none that a kept snapshot builds on."""
    journal = shelf.filled()
    assert journal.forget(1_000, 100) == 0
    journal.append([], [Snapshot(0, 9, 90, b"9")])
    journal.append([record(10), record(1, 7)], [Snapshot(0, 10, 100, b"10")])
    assert journal.forget(31, 2) == 2
    assert next(journal.records({})).sequence == 3
    assert journal.forget(31, 100) == 1
    assert journal.forget(1_000, 100) == 6
    assert list(journal.records({})) == [record(10), record(1, 7)]
    assert list(journal.records({0: 10})) == [record(1, 7)]


def test_a_journal_opened_again_goes_on_where_it_was(shelf: Shelf) -> None:
    """With a snapshot, without one, and after the records before it were forgotten."""
    journal = shelf.filled()
    journal.append([record(1, 7), record(2, 7)], [Snapshot(0, 9, 90, b"9")])
    journal.append([record(10), record(3, 7)])
    assert journal.forget(1_000, 100) == 9
    journal.close()
    journal = shelf.open()
    assert [journal.last_sequence(p) for p in (0, 7)] == [10, 3]
    journal.append([record(11), record(4, 7)])
    with pytest.raises(JournalError, match="partition 0 is at 11"):
        journal.append([record(13)])


def test_partitions_are_read_alone(shelf: Shelf) -> None:
    """Who takes over a partition reads its snapshot and its records, and no others'."""
    journal = shelf.filled(3)
    journal.append([record(1, 7)], [Snapshot(7, 1, 10, b"7"), Snapshot(0, 3, 30, b"0")])
    journal.append([record(2, 7)])
    assert list(journal.records({7: 1}, (7,))) == [record(2, 7)]
    assert list(journal.records({}, (7, 9))) == [record(1, 7), record(2, 7)]
    assert list(journal.newest((7, 9))) == [7]


def test_one_process_writes(shelf: Shelf) -> None:
    """A second writer is refused, a reader is not and sees what was committed."""
    journal = shelf.filled(2)
    with pytest.raises(JournalTaken, match="another process"):
        shelf.open()
    reader = shelf.open(read_only=True)
    journal.append([record(3)])
    assert list(reader.records({0: 2})) == [record(3)]
    journal.close()
    shelf.open()


def test_a_changed_or_missing_record_is_damage(shelf: Shelf) -> None:
    """A flipped blob and a hole are found where they are; what stands before is read."""
    shelf.filled().close()
    assert check(shelf.address) == 9
    shelf.alter("UPDATE record SET input = $EMPTY WHERE sequence = 7")
    with pytest.raises(JournalDamaged, match="no whole record 7"):
        check(shelf.address)
    shelf.alter("DELETE FROM record WHERE sequence = 4")
    records = shelf.open().records({})
    assert [next(records).sequence for _ in range(3)] == [1, 2, 3]
    with pytest.raises(JournalDamaged, match="no whole record 4"):
        next(records)


def test_a_backup_takes_the_place_of_the_journal(shelf: Shelf, tmp_path: Path) -> None:
    """A file, copied while it is open: with snapshots, and records before them that were forgotten;
    the old journal is put aside, a damaged backup and a running manager are refused.
    """
    backup = tmp_path / "backup"
    journal = shelf.filled(8)
    journal.append([record(1, 7)], [Snapshot(0, 8, 80, b"8"), Snapshot(7, 1, 10, b"7")])
    journal.append([record(9)], [Snapshot(0, 9, 90, b"9")])
    assert journal.forget(61, 100) == 7
    journal.backup(backup)
    assert check_journal(backup) == 3
    journal.append([record(10)])
    with pytest.raises(JournalTaken):
        restore(backup, shelf.address)
    journal.close()
    assert restore(backup, shelf.address)
    again = shelf.open()
    assert list(again.records({})) == [record(7), record(8), record(9)]
    assert [s.sequence for s in again.snapshots()] == [8, 9, 1]
    assert [again.last_sequence(p) for p in (0, 7)] == [9, 1]
    again.append([record(10), record(2, 7)])
    again.close()
    backup.write_bytes(backup.read_bytes()[:5_000])
    with pytest.raises(JournalDamaged):
        restore(backup, shelf.address)
    assert check(shelf.address) == 5


def test_no_journal_is_said(shelf: Shelf) -> None:
    """Reading does not make one."""
    with pytest.raises(JournalError, match="no journal there"):
        shelf.open(read_only=True)
