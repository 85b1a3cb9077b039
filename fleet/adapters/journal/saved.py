"""Snapshots in a file of SQLite: written in pieces, read whole.

Lives here: their two tables. Not here: records (`fleet.adapters.journal.sqlite`), what every
database does alike (`fleet.adapters.journal.rows`).

The last piece stands in `snapshot` with the checksum of the whole, those before it in `piece`. What
is of no use any more goes a little at a time, as it came: a megabyte dropped at once takes as long
as one written at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from zlib import crc32

from fleet.adapters.journal.rows import PIECES_DROPPED, SNAPSHOTS_KEPT, Begun, checked
from fleet.ports.journal import Snapshot


class SavedStates:
    """Of one connection; the caller begins and ends transactions."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self._name = name
        self._connection = connection
        self._begun: dict[int, Begun] = {}
        self._positions: dict[int, int] = {}
        self._kept: dict[int, list[int]] = {}

    def check(self, snapshots: Sequence[Snapshot]) -> list[Begun]:
        """How far they are; raises JournalError for a piece that does not follow."""
        return checked(self._name, self._begun, snapshots)

    def write(self, snapshots: Sequence[Snapshot], begun: Sequence[Begun]) -> None:
        """Write them behind the records that they come with."""
        execute = self._connection.execute
        for snapshot, so_far in zip(snapshots, begun, strict=True):
            partition, sequence, now_ms, state, piece, is_last = snapshot
            if piece == 0:
                execute(
                    "DELETE FROM piece WHERE partition = ? AND sequence = ?", (partition, sequence)
                )
                ((self._positions[partition],),) = execute(
                    "SELECT coalesce(max(position), 0) FROM record"
                )
            if not is_last:
                execute(
                    "INSERT INTO piece VALUES (?, ?, ?, ?)", (partition, sequence, piece, state)
                )
            else:
                execute(
                    "INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?, ?)",
                    (partition, sequence, now_ms, self._positions[partition], state, so_far.crc),
                )
            if is_last or partition not in self._kept:
                self._kept[partition] = self._keep(partition)
            self._tidy(partition, sequence)

    def _keep(self, partition: int) -> list[int]:
        """Drop the snapshots that were kept long enough; the sequences of the others.

        To look at this table is dear where an older release wrote whole states into its rows: to
        compare a key SQLite reads such a row from end to end. So it is done once a snapshot, never
        for each piece.
        """
        execute = self._connection.execute
        rows = execute(
            "SELECT sequence FROM snapshot WHERE partition = ? ORDER BY sequence DESC", (partition,)
        ).fetchall()
        for (old,) in rows[SNAPSHOTS_KEPT:]:
            execute("DELETE FROM snapshot WHERE partition = ? AND sequence = ?", (partition, old))
        return [sequence for (sequence,) in rows[:SNAPSHOTS_KEPT]]

    def _tidy(self, partition: int, sequence: int) -> None:
        """Drop old pieces; those of `sequence` are under way, those of what is kept in use."""
        used = [sequence, *self._kept[partition]]
        self._connection.execute(
            f"""DELETE FROM piece WHERE partition = ? AND (sequence, number) IN (
                SELECT sequence, number FROM piece WHERE partition = ?
                AND sequence NOT IN ({", ".join("?" * len(used))})
                ORDER BY sequence, number LIMIT ?)""",
            (partition, partition, *used, PIECES_DROPPED),
        )

    def committed(self, snapshots: Sequence[Snapshot], begun: Sequence[Begun]) -> None:
        """The transaction with these is durable."""
        for snapshot, so_far in zip(snapshots, begun, strict=True):
            self._begun[snapshot.partition] = so_far

    def undone(self) -> None:
        """The transaction was rolled back: what is kept is looked up anew."""
        self._kept.clear()

    def places(self, partitions: Collection[int] | None = None) -> list[tuple[int, int]]:
        """Partition and sequence of each snapshot, the newest of a partition first."""
        rows = self._connection.execute(
            "SELECT partition, sequence FROM snapshot ORDER BY partition, sequence DESC"
        )
        return [row for row in rows if partitions is None or row[0] in partitions]

    def read(self, partition: int, sequence: int) -> tuple[Snapshot, int]:
        """One of them, and the checksum that it should have."""
        key = (partition, sequence)
        ((now_ms, last, crc),) = self._connection.execute(
            "SELECT now_ms, state, crc FROM snapshot WHERE partition = ? AND sequence = ?", key
        )
        state = b"".join([*self._pieces(key), last])
        return Snapshot(partition, sequence, now_ms, state), crc

    def _pieces(self, key: tuple[int, int]) -> list[bytes]:
        """Those before the last; a journal of an older release that is only read has none."""
        execute = self._connection.execute
        if not execute("SELECT 1 FROM sqlite_schema WHERE name = 'piece'").fetchall():
            return []
        rows = execute(
            "SELECT bytes FROM piece WHERE partition = ? AND sequence = ? ORDER BY number", key
        )
        return [row[0] for row in rows]

    def whole(self) -> list[Snapshot]:
        """All that are as they were written, the oldest of a partition first."""
        found = [self.read(*place) for place in sorted(self.places())]
        return [snapshot for snapshot, crc in found if crc32(snapshot.state) == crc]
