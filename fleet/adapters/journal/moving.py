"""A journal from one database into another: backups of PostgreSQL, and the way there from a file.

Lives here: copying all that is kept, in order. Not here: copies of a file as it is
(`fleet.adapters.journal.files`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from fleet.adapters.journal.rows import READ_ROWS
from fleet.adapters.journal.sqlite import SqliteJournal, sync_file
from fleet.ports.journal import Journal, Record, Snapshot

BESIDE = ("", "-wal", "-shm", ".lock")


class Target(Journal, Protocol):
    """A new journal that can begin in the middle."""

    def begin_at(self, partition: int, sequence: int) -> None:
        """The records of this partition up to this sequence are not kept."""


def copy_journal(source: Journal, target: Target) -> int:
    """All records and snapshots that are kept; how many records. The target is empty."""
    saved: dict[int, list[Snapshot]] = {}
    for snapshot in source.snapshots():
        saved.setdefault(snapshot.partition, []).append(snapshot)
    begun: set[int] = set()
    waiting: list[Record] = []
    count = 0
    for record in source.records({}):
        partition, sequence = record.partition, record.sequence
        ahead = saved.get(partition, [])
        if partition not in begun:
            begun.add(partition)
            target.begin_at(partition, sequence - 1)
            while ahead and ahead[0].sequence < sequence:
                target.append([], [ahead.pop(0)])
        waiting.append(record)
        count += 1
        is_saved = bool(ahead) and ahead[0].sequence == sequence
        if is_saved or len(waiting) >= READ_ROWS:
            target.append(waiting, [ahead.pop(0)] if is_saved else ())
            waiting = []
    target.append(waiting)
    for partition, left in saved.items():
        if left and partition not in begun:
            target.begin_at(partition, left[-1].sequence)
        target.append([], left)
    return count


def copy_into_file(source: Journal, target: Path) -> int:
    """A file of SQLite with all that is kept; half a copy has another name. How many records."""
    partial = target.with_name(target.name + ".partial")
    _remove(partial)
    copy = SqliteJournal(partial)
    try:
        count = copy_journal(source, copy)
    finally:
        copy.close()
    sync_file(partial)
    partial.replace(target)
    sync_file(target.parent)
    _remove(partial)
    return count


def _remove(path: Path) -> None:
    for suffix in BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
