"""The journal in one SQLite file, in WAL mode, synced before an append returns.

Lives here: the adapter of the journal port. Not here: tables and upgrades
(`fleet.adapters.journal.tables`), copies and checks of files (`fleet.adapters.journal.files`).

One process writes: a lock on a file beside the journal says who. Readers come and go: WAL lets them
see the last commit. `synchronous = FULL` syncs the WAL at each commit; a batch is one commit. Every
row carries a CRC-32 over its content: SQLite finds a torn page, not a flipped bit in a blob.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from fleet.adapters.journal.tables import bring_up_to_date, version_of
from fleet.ports.journal import (
    JournalDamaged,
    JournalError,
    JournalTaken,
    Record,
    Snapshot,
)

SNAPSHOTS_KEPT = 2
"""Snapshots kept of each partition: the newest, and one to fall back on where it is damaged."""

CHECKPOINT_PAGES = 8_192
"""Pages (4 KiB) of WAL before SQLite moves them into the main file: 32 MiB, about half a minute at
10,000 messages a second. Smaller means more syncs, larger a longer start after a crash."""

READ_ROWS = 1_000
"""Rows fetched at a time: a replay of millions holds no more in memory."""

BUSY_MS = 5_000
"""How long a reader waits for a checkpoint to end."""


class SqliteJournal:
    """Adapter of `fleet.ports.journal.Journal`; not for use by several threads at once."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open, create or upgrade the journal at `path`.

        Raises JournalTaken where another process writes it, JournalNewer, JournalDamaged, and
        JournalError where `read_only` and there is no file.
        """
        self.path = path
        self.read_only = read_only
        self._lock: int | None = None
        if read_only:
            if not path.is_file():
                raise JournalError(f"{path}: no journal there")
            uri = f"{path.absolute().as_uri()}?mode=ro"
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = take_lock(path)
            uri = f"{path.absolute().as_uri()}?mode=rwc"
        try:
            self._connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            self._set_up()
        except BaseException:
            self._let_go()
            raise

    def _set_up(self) -> None:
        connection = self._connection
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        name = str(self.path)
        if self.read_only:
            if version_of(connection, name) == 0:
                raise JournalError(f"{name}: an empty file, no journal")
            return
        version_of(connection, name)
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise JournalError(f"{name}: no write-ahead log on this file system (got {mode!r})")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        bring_up_to_date(connection, name)

    def append(self, records: Sequence[Record], snapshots: Sequence[Snapshot] = ()) -> None:
        """See the port; a sequence that is there already is refused."""
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
                [(*r, crc32(r[4], crc32(r[3], r[2] & 0xFFFFFFFF))) for r in records],
            )
            for snapshot in snapshots:
                connection.execute(
                    "INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?)",
                    (*snapshot, crc32(snapshot.state)),
                )
                connection.execute(
                    """DELETE FROM snapshot WHERE partition = ?1 AND sequence NOT IN (
                        SELECT sequence FROM snapshot WHERE partition = ?1
                        ORDER BY sequence DESC LIMIT ?2)""",
                    (snapshot.partition, SNAPSHOTS_KEPT),
                )
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise JournalError(f"{self.path}: not written: {error}") from error

    def snapshot(self, partition: int) -> Snapshot | None:
        """The newest snapshot that is whole: a damaged one is passed over for the one before it."""
        found = self._snapshot_rows(partition)
        whole = [Snapshot(*row[:4]) for row in found if crc32(row[3]) == row[4]]
        if found and not whole:
            raise JournalDamaged(
                f"{self.path}: every snapshot of partition {partition} is damaged; restore a backup"
            )
        return whole[-1] if whole else None

    def snapshots(self, partition: int) -> list[Snapshot]:
        """Every whole snapshot kept, oldest first."""
        return [
            Snapshot(*row[:4]) for row in self._snapshot_rows(partition) if crc32(row[3]) == row[4]
        ]

    def _snapshot_rows(self, partition: int) -> list[tuple[int, int, int, bytes, int]]:
        return self._rows(
            "SELECT * FROM snapshot WHERE partition = ? ORDER BY sequence", (partition,)
        )

    def records(self, partition: int, after: int, up_to: int | None = None) -> Iterator[Record]:
        """See the port; a gap in the sequence is damage, too."""
        expected = after + 1
        try:
            cursor = self._connection.execute(
                "SELECT * FROM record WHERE partition = ? AND sequence > ? AND sequence <= ? "
                "ORDER BY sequence",
                (partition, after, (1 << 62) if up_to is None else up_to),
            )
            cursor.arraysize = READ_ROWS
            while rows := cursor.fetchmany():
                for row in rows:
                    record = Record(*row[:5])
                    if record.sequence != expected or _checksum(record) != row[5]:
                        raise JournalDamaged(
                            f"{self.path}: partition {partition} has no whole record "
                            f"{expected}; restore it from a backup"
                        )
                    expected += 1
                    yield record
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self.path}: {error}; restore it from a backup") from error

    def first_sequence(self, partition: int) -> int:
        """Sequence of the oldest record kept; 0 where there is none."""
        rows = self._rows("SELECT min(sequence) FROM record WHERE partition = ?", (partition,))
        return int(rows[0][0] or 0)

    def partitions(self) -> list[int]:
        """See the port."""
        rows = self._rows(
            "SELECT partition FROM record UNION SELECT partition FROM snapshot ORDER BY 1", ()
        )
        return [int(row[0]) for row in rows]

    def last_sequence(self, partition: int) -> int:
        """See the port."""
        rows = self._rows(
            "SELECT max((SELECT coalesce(max(sequence), 0) FROM record WHERE partition = ?1),"
            " (SELECT coalesce(max(sequence), 0) FROM snapshot WHERE partition = ?1))",
            (partition,),
        )
        return int(rows[0][0])

    def forget(self, partition: int, before_ms: int, limit: int) -> int:
        """See the port: a record goes once the oldest snapshot kept stands for it."""
        try:
            cursor = self._connection.execute(
                """DELETE FROM record WHERE partition = ?1 AND sequence IN (
                    SELECT sequence FROM record WHERE partition = ?1 AND now_ms < ?2
                    AND sequence <= (SELECT min(sequence) FROM snapshot WHERE partition = ?1)
                    ORDER BY sequence LIMIT ?3)""",
                (partition, before_ms, limit),
            )
        except sqlite3.Error as error:
            raise JournalError(f"{self.path}: not forgotten: {error}") from error
        return cursor.rowcount

    def backup(self, target: Path) -> None:
        """See the port; written beside the target and renamed, so that a half copy has no name."""
        partial = target.with_name(target.name + ".partial")
        partial.unlink(missing_ok=True)
        copy = sqlite3.connect(partial)
        try:
            self._connection.backup(copy, pages=READ_ROWS)
        finally:
            copy.close()
        sync_file(partial)
        partial.replace(target)
        sync_file(target.parent)

    def close(self) -> None:
        """See the port; the last one out moves the WAL into the main file."""
        self._connection.close()
        self._let_go()

    def _rows(self, statement: str, values: tuple[int, ...]) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self.path}: {error}; restore it from a backup") from error

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _checksum(record: Record) -> int:
    return crc32(record.decisions, crc32(record.input, record.now_ms & 0xFFFFFFFF))


def sync_file(path: Path) -> None:
    """Wait until a file (or the names in a folder) is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def take_lock(path: Path) -> int:
    """Hold the lock beside a journal until the handle is closed or the process ends.

    Raises JournalTaken where another process holds it.
    """
    beside = path.with_name(path.name + ".lock")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise JournalTaken(f"{path}: another process writes this journal") from error
    return handle
