"""Reading along in a database: what all managers write, from a position on.

Lives here: the same look as `fleet.adapters.journal.tail`. Not here: recovery.

Several managers commit at once, and a commit with a lower number may end later. So nobody reads
beyond the first transaction that is under way: whoever follows misses nothing. A transaction of
somebody else in the same server that writes for an hour holds everybody back for an hour.
"""

from __future__ import annotations

from typing import Any

from fleet.adapters.journal.address import Database
from fleet.adapters.journal.postgres.connecting import connect, said
from fleet.adapters.journal.postgres.tables import IS_REQUEST, POSITIONS_EACH, version_of
from fleet.adapters.journal.tail import Placed
from fleet.ports.journal import JournalError, Record

_SETTLED = f"position < pg_snapshot_xmin(pg_current_snapshot())::text::bigint * {POSITIONS_EACH}"


class PostgresTail:
    """A connection of its own; used by one thread at a time, whichever."""

    def __init__(self, database: Database) -> None:
        """Raises JournalError where there is none."""
        self._database = database
        self._connection = connect(database, "courtyard tail")
        with said(database):
            if version_of(self._connection, database) == 0:
                self._connection.close()
                raise JournalError(f"{database}: no journal there")

    def last(self) -> int:
        """Position of the newest record; 0 where there is none."""
        ((position,),) = self._rows(
            f"SELECT coalesce(max(position), 0) FROM record WHERE {_SETTLED}"
        )
        return int(position)

    def after(self, position: int, limit: int) -> list[Placed]:
        """At most so many records behind a position, the oldest first."""
        return self._placed("position > %s", "position", position, limit)

    def requests_before(self, position: int, limit: int) -> list[Placed]:
        """At most so many requests of people before a position, the newest first."""
        condition = f"{IS_REQUEST} AND position < %s"
        return self._placed(condition, "position DESC", position, limit)

    def of_device(
        self, partition: int, device: str, before: int, span: int
    ) -> tuple[list[Placed], int]:
        """Records that name a device, of the last `span` before a position, the newest first; and
        from which position on was looked.
        """
        ((floor,),) = self._rows(
            "SELECT coalesce(min(position), 0) FROM (SELECT position FROM record"
            f" WHERE position < %s AND {_SETTLED} ORDER BY position DESC LIMIT %s) AS looked_at",
            before,
            span,
        )
        condition = (
            "position < %s AND position >= %s AND partition = %s"
            " AND position(%s::bytea IN input) > 0"
        )
        values = before, floor, partition, device.encode()
        return self._placed(condition, "position DESC", *values, span), int(floor)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _placed(self, condition: str, order: str, *values: int | bytes) -> list[Placed]:
        rows = self._rows(
            "SELECT position, partition, sequence, now_ms, input, decisions FROM record"
            f" WHERE {condition} AND {_SETTLED} ORDER BY {order} LIMIT %s",
            *values,
        )
        return [Placed(row[0], Record(*row[1:])) for row in rows]

    def _rows(self, statement: str, *values: int | bytes) -> list[Any]:
        with said(self._database):
            return self._connection.execute(statement, values, binary=True).fetchall()
