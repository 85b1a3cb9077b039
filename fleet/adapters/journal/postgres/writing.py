"""The journal in a PostgreSQL database.

Lives here: the adapter of the journal port. Not here: tables and upgrades (`.tables`), who owns a
partition (`.claims`).

A batch is one transaction: it locks the rows of the owners it writes for, compares their epochs
with its own, copies the records in, and commits. Somebody who takes a partition waits for that
commit and changes the epoch, so nothing of the old owner comes after. PostgreSQL syncs its log
before it answers a commit (`synchronous_commit`, on by default; `off` would take the promise away
and is refused).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from zlib import crc32

import psycopg

from devices.wire.topics import PARTITIONS
from fleet.adapters.journal.address import Database
from fleet.adapters.journal.postgres import claims
from fleet.adapters.journal.postgres.connecting import connect, said
from fleet.adapters.journal.postgres.stored import (
    COPY,
    copied,
    places,
    read_snapshot,
    write_snapshots,
)
from fleet.adapters.journal.postgres.tables import (
    POSITIONS_EACH,
    bring_up_to_date,
    version_of,
)
from fleet.adapters.journal.rows import (
    READ_ROWS,
    Begun,
    checked,
    following,
    newest_whole,
    whole,
)
from fleet.ports.journal import JournalError, JournalTaken, Record, Snapshot

_STORED = "partition, sequence, now_ms, input, decisions, crc"


GONE_S, LOOK_S = 1.0, 0.02
"""The database sees a little later than we that a process has ended: so long, and so often."""


_ALL_ROWS = "SET LOCAL cursor_tuple_fraction = 1"
"""Plan a cursor for all of its rows. By default it is planned for the first tenth of them: then the
last records of one partition are looked for by `position`, among all records there are."""


class PostgresJournal:
    """Adapter of `fleet.ports.journal.Journal`; not for use by several threads at once."""

    def __init__(
        self,
        database: Database,
        *,
        read_only: bool = False,
        shared: bool = False,
        name: str = "courtyard",
    ) -> None:
        """Open, create or upgrade the journal in a database.

        `shared`: what it may write it is told by `hold`; else it takes every partition itself.
        Raises JournalTaken where somebody holds one, JournalNewer, JournalDamaged, and JournalError
        where there is none to be read, or the database does not answer.
        """
        self.database = database
        self._heads: dict[int, int] = {}
        self._epochs: dict[int, int] = {}
        self._begun: dict[int, Begun] = {}
        self._connection = connect(database, name)
        try:
            with said(database):
                self._set_up(read_only)
                if not read_only and not shared:
                    self._hold_all(name)
        except BaseException:
            self._connection.close()
            raise

    def _set_up(self, read_only: bool) -> None:
        connection = self._connection
        if read_only:
            if version_of(connection, self.database) == 0:
                raise JournalError(f"{self.database}: no journal there")
            self._heads = self._read_heads(range(PARTITIONS))
            return
        row = connection.execute("SHOW synchronous_commit").fetchone()
        if row is None or row[0] == "off":
            raise JournalError(f"{self.database}: synchronous_commit is off: nothing is durable")
        bring_up_to_date(connection, self.database)

    def _hold_all(self, name: str) -> None:
        taken = claims.take(self._connection, range(PARTITIONS), name)
        end_s = time.monotonic() + GONE_S
        while len(taken) < PARTITIONS and time.monotonic() < end_s:
            time.sleep(LOOK_S)
            taken |= claims.take(self._connection, set(range(PARTITIONS)) - taken.keys(), name)
        if len(taken) < PARTITIONS:
            missing = next(o for o in claims.owners(self._connection) if o.partition not in taken)
            raise JournalTaken(
                f"{self.database}: another process writes this journal: {missing.manager} owns "
                f"partition {missing.partition}"
            )
        for partition, epoch in taken.items():
            self._epochs[partition] = epoch
        self._heads = self._read_heads(range(PARTITIONS))

    def hold(self, partition: int, epoch: int) -> None:
        """From now on this partition is written, as its owner of this epoch."""
        with said(self.database):
            self._heads.update(self._read_heads((partition,)))
        self._epochs[partition] = epoch

    def let_go(self, partition: int) -> None:
        """This partition is not written any more."""
        self._epochs.pop(partition, None)
        self._heads.pop(partition, None)
        self._begun.pop(partition, None)

    # ---------------------------------------------------------------- writing

    def append(self, records: Sequence[Record], snapshots: Sequence[Snapshot] = ()) -> None:
        """See the port; JournalTaken where a partition has another owner by now."""
        name = str(self.database)
        heads = following(name, self._heads, records)
        begun = checked(name, self._begun, snapshots)
        touched = sorted({*heads, *(snapshot.partition for snapshot in snapshots)})
        if not touched:
            return
        try:
            with said(self.database, "not written: "), self._connection.transaction():
                position = self._fence(touched) * POSITIONS_EACH
                if records:
                    with self._connection.cursor().copy(COPY) as copy:
                        copy.write(copied(records, position))
                write_snapshots(self._connection, snapshots, begun)
        except JournalError as error:
            if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
                raise JournalTaken(f"{name}: not written: somebody else wrote it") from error
            raise
        self._heads.update(heads)
        self._begun.update((s.partition, b) for s, b in zip(snapshots, begun, strict=True))

    def _fence(self, touched: list[int]) -> int:
        """Hold the owners as they are until the end of the transaction; returns its number."""
        rows = self._connection.execute(
            "SELECT partition, epoch, manager, pg_current_xact_id()::text FROM owner"
            " WHERE partition = ANY(%s) ORDER BY partition FOR SHARE",
            (touched,),
        ).fetchall()
        for partition, epoch, manager, _ in rows:
            if self._epochs.get(partition) != epoch:
                raise JournalTaken(
                    f"{self.database}: not written: partition {partition} is owned by "
                    f"{manager or 'nobody'} since its epoch {epoch}"
                )
        if len(rows) < len(touched):
            raise JournalError(f"{self.database}: not written: no partitions {touched}")
        return int(rows[0][3])

    def begin_at(self, partition: int, sequence: int) -> None:
        """A copy begins in the middle: records of this partition up to this one are not kept."""
        self._heads[partition] = sequence

    def grow_epochs(self, by: int) -> None:
        """Let the epochs of all that we hold grow: whoever owned them under one of those is out."""
        with said(self.database):
            self._epochs = dict(
                self._connection.execute(
                    "UPDATE owner SET epoch = epoch + %s WHERE partition = ANY(%s)"
                    " RETURNING partition, epoch",
                    (by, sorted(self._epochs)),
                ).fetchall()
            )

    def forget(self, before_ms: int, limit: int) -> int:
        """See the port: records go from the oldest on, of whichever owner."""
        with said(self.database, "not forgotten: "):
            return self._connection.execute(
                "DELETE FROM record WHERE position = ANY(ARRAY("
                " SELECT position FROM ("
                "  SELECT position, partition, sequence, now_ms FROM record"
                "  ORDER BY position LIMIT %s) AS oldest"
                " JOIN (SELECT partition, min(sequence) AS needed FROM snapshot GROUP BY partition)"
                "  AS saved USING (partition)"
                " WHERE sequence <= needed AND now_ms < %s))",
                (limit, before_ms),
            ).rowcount

    # ---------------------------------------------------------------- reading

    def newest(self, partitions: Collection[int] | None = None) -> dict[int, Snapshot]:
        """See the port: a damaged snapshot is passed over for the one before it."""
        with self._one_moment():
            known = places(self._connection, self._asked_for(partitions))
            return newest_whole(str(self.database), known, self._snapshot)

    def snapshots(self) -> list[Snapshot]:
        """See the port; damaged ones are left out."""
        with self._one_moment():
            known = places(self._connection, range(PARTITIONS))
            found = [self._snapshot(*place) for place in sorted(known)]
        return [snapshot for snapshot, crc in found if crc32(snapshot.state) == crc]

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """What is read in several statements is of one commit, whoever writes meanwhile."""
        with said(self.database), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield

    def _snapshot(self, partition: int, sequence: int) -> tuple[Snapshot, int]:
        return read_snapshot(self._connection, partition, sequence)

    def records(
        self, after: Mapping[int, int], partitions: Collection[int] | None = None
    ) -> Iterator[Record]:
        """See the port; a partition that `after` leaves out begins with its first record kept.

        Reads on a connection of its own, as of one moment.
        """
        if not after and partitions is None:
            values: tuple[list[int], ...] = ()
            statement = f"SELECT {_STORED} FROM record ORDER BY position"
        else:
            wanted = self._asked_for(partitions)
            statement = (
                f"SELECT {_STORED} FROM unnest(%s::smallint[], %s::bigint[]) AS a(p, s),"
                " LATERAL (SELECT * FROM record WHERE partition = p AND sequence > s) AS r"
                " ORDER BY position"
            )
            values = (wanted, [after.get(p, 0) for p in wanted])
        with (
            closing(connect(self.database, "courtyard reader")) as connection,
            said(self.database),
            connection.transaction(),
            connection.cursor("records", scrollable=False) as cursor,
        ):
            cursor.itersize = READ_ROWS
            if values:
                connection.execute(_ALL_ROWS)
            cursor.execute(statement, values, binary=True)
            rows = ((Record(*row[:5]), row[5]) for row in cursor)
            yield from whole(str(self.database), after, rows)

    def _asked_for(self, partitions: Collection[int] | None) -> list[int]:
        return sorted(range(PARTITIONS) if partitions is None else partitions)

    def last_sequence(self, partition: int) -> int:
        """See the port."""
        return self._heads.get(partition, 0)

    def _read_heads(self, partitions: Collection[int]) -> dict[int, int]:
        return dict(
            self._connection.execute(
                "SELECT p, greatest((SELECT max(sequence) FROM record WHERE partition = p),"
                " (SELECT max(sequence) FROM snapshot WHERE partition = p), 0)"
                " FROM unnest(%s::smallint[]) AS p",
                (sorted(partitions),),
            ).fetchall()
        )

    def backup(self, target: Path) -> None:
        """See the port: a journal file, which every command reads that reads one."""
        from fleet.adapters.journal.moving import copy_into_file

        copy_into_file(self, target)

    def close(self) -> None:
        """See the port; what it held is free at once, not when the database sees the end of it."""
        with suppress(psycopg.Error):
            self._connection.execute("SELECT pg_advisory_unlock_all()")
        self._connection.close()
