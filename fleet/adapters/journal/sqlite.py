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
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fleet.adapters.journal.checkpoints import Checkpoints
from fleet.adapters.journal.rows import (
    READ_ROWS,
    checksum,
    following,
    newest_whole,
    whole,
)
from fleet.adapters.journal.saved import SavedStates
from fleet.adapters.journal.tables import bring_up_to_date, version_of
from fleet.ports.journal import (
    JournalDamaged,
    JournalError,
    JournalTaken,
    Record,
    Snapshot,
)

ROW_BYTES = 32
"""Of a record beside its two blobs, about."""

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
        self._checkpoints: Checkpoints | None = None
        self._heads: dict[int, int] = {}
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
            self._saved = SavedStates(str(path), self._connection)
            self._set_up()
            self._heads = self._read_heads()
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
        uri = f"{self.path.absolute().as_uri()}?mode=rw"
        self._checkpoints = Checkpoints(connection, uri)
        bring_up_to_date(connection, name)

    def append(self, records: Sequence[Record], snapshots: Sequence[Snapshot] = ()) -> None:
        """See the port; a record that does not follow the last of its partition is refused."""
        connection = self._connection
        heads = following(str(self.path), self._heads, records)
        begun = self._saved.check(snapshots)
        try:
            connection.execute("BEGIN IMMEDIATE")
            for partition in heads.keys() - self._heads.keys():
                connection.execute(
                    "INSERT INTO beginning SELECT ?, coalesce(max(position), 0) FROM record",
                    (partition,),
                )
            connection.executemany(
                "INSERT INTO record VALUES (NULL, ?, ?, ?, ?, ?, ?)",
                [(*r, checksum(r)) for r in records],
            )
            self._saved.write(snapshots, begun)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._saved.undone()
            raise JournalError(f"{self.path}: not written: {error}") from error
        self._heads.update(heads)
        self._saved.committed(snapshots, begun)
        size = sum(len(r[3]) + len(r[4]) + ROW_BYTES for r in records)
        if self._checkpoints is not None:
            self._checkpoints.wrote(size + sum(len(s[3]) for s in snapshots))

    def begin_at(self, partition: int, sequence: int) -> None:
        """A copy begins in the middle: records of this partition up to this one are not kept."""
        self._connection.execute(
            "INSERT INTO beginning SELECT ?, coalesce(max(position), 0) FROM record", (partition,)
        )
        self._heads[partition] = sequence

    def newest(self, partitions: Collection[int] | None = None) -> dict[int, Snapshot]:
        """See the port: a damaged snapshot is passed over for the one before it."""
        with self._one_moment():
            return newest_whole(str(self.path), self._saved.places(partitions), self._saved.read)

    def snapshots(self) -> list[Snapshot]:
        """See the port; damaged ones are left out."""
        with self._one_moment():
            return self._saved.whole()

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """What is read in several statements is of one commit, whoever writes meanwhile."""
        try:
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self.path}: {error}; restore it from a backup") from error

    def records(
        self, after: Mapping[int, int], partitions: Collection[int] | None = None
    ) -> Iterator[Record]:
        """See the port; a partition that `after` leaves out begins with its first record kept."""
        rows = self._stored(self._begin(after, partitions))
        if partitions is not None:
            rows = (row for row in rows if row[0].partition in partitions)
        try:
            yield from whole(str(self.path), after, rows)
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self.path}: {error}; restore it from a backup") from error

    def _stored(self, begin: int) -> Iterator[tuple[Record, int]]:
        cursor = self._connection.execute(
            "SELECT * FROM record WHERE position > ? ORDER BY position", (begin,)
        )
        cursor.arraysize = READ_ROWS
        while rows := cursor.fetchmany():
            for row in rows:
                yield Record(*row[1:6]), row[6]

    def _begin(self, after: Mapping[int, int], partitions: Collection[int] | None) -> int:
        """A position before which no record is wanted."""
        saved = {
            (partition, sequence): position
            for partition, sequence, position in self._rows(
                "SELECT partition, sequence, position FROM snapshot"
            )
        }
        beginnings = self._rows("SELECT partition, position FROM beginning")
        return min(
            (
                saved.get((p, after.get(p, -1)), at)
                for p, at in beginnings
                if partitions is None or p in partitions
            ),
            default=0,
        )

    def last_sequence(self, partition: int) -> int:
        """See the port."""
        return self._heads.get(partition, 0)

    def _read_heads(self) -> dict[int, int]:
        """The last sequence of each partition; only what no snapshot stands for is read."""
        rows = self._rows(
            "SELECT b.partition, coalesce(max(s.sequence), 0),"
            " coalesce(max(s.position), b.position)"
            " FROM beginning b LEFT JOIN snapshot s USING (partition) GROUP BY b.partition"
        )
        heads = {partition: sequence for partition, sequence, _ in rows}
        later = self._rows(
            "SELECT partition, max(sequence) FROM record WHERE position > ? GROUP BY partition",
            min((row[2] for row in rows), default=0),
        )
        for partition, sequence in later:
            heads[partition] = max(sequence, heads[partition])
        return heads

    def forget(self, before_ms: int, limit: int) -> int:
        """See the port: records go from the oldest on, up to one that is still needed."""
        ((needed,),) = self._rows(
            "SELECT coalesce(min(at), 0) FROM (SELECT coalesce(min(s.position), b.position) AS at"
            " FROM beginning b LEFT JOIN snapshot s USING (partition) GROUP BY b.partition)"
        )
        try:
            cursor = self._connection.execute(
                """DELETE FROM record WHERE position IN (
                    SELECT position FROM record WHERE position <= ?1 AND now_ms < ?2
                    ORDER BY position LIMIT ?3)""",
                (needed, before_ms, limit),
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
        if self._checkpoints is not None:
            self._checkpoints.close()
        self._connection.close()
        self._let_go()

    def _rows(self, statement: str, *values: int) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self.path}: {error}; restore it from a backup") from error

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


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
