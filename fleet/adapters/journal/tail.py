"""Reading along: what a manager writes, from a position on, and who asked for what.

Lives here: a read-only look at records in the order in which they were written. Not here: recovery,
which checks every record (`fleet.adapters.journal.sqlite`).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from fleet.adapters.journal.tables import IS_REQUEST
from fleet.ports.journal import JournalDamaged, JournalError, Record

BUSY_MS = 5_000


class Placed(NamedTuple):
    """A record and its position, which grows; positions of forgotten records are not used again
    while later ones stand.
    """

    position: int
    record: Record


class Along(Protocol):
    """What reads along in a journal, wherever that is."""

    def last(self) -> int:
        """Position of the newest record; 0 where there is none."""

    def after(self, position: int, limit: int) -> list[Placed]:
        """At most so many records behind a position, the oldest first."""

    def requests_before(self, position: int, limit: int) -> list[Placed]:
        """At most so many requests of people before a position, the newest first."""

    def of_device(
        self, partition: int, device: str, before: int, span: int
    ) -> tuple[list[Placed], int]:
        """Records that name a device, of the last `span` before a position, the newest first; and
        from which position on was looked.
        """

    def close(self) -> None:
        """Let go of it."""


class Tail:
    """A connection of its own; used by one thread at a time, whichever."""

    def __init__(self, path: Path) -> None:
        """Raises JournalError where there is none."""
        self._path = path
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        except sqlite3.Error as error:
            raise JournalError(f"{path}: {error}") from error

    def last(self) -> int:
        """Position of the newest record; 0 where there is none."""
        ((position,),) = self._rows("SELECT coalesce(max(position), 0) FROM record")
        return int(position)

    def after(self, position: int, limit: int) -> list[Placed]:
        """At most so many records behind a position, the oldest first."""
        return self._placed("position > ? ORDER BY position LIMIT ?", position, limit)

    def requests_before(self, position: int, limit: int) -> list[Placed]:
        """At most so many requests of people before a position, the newest first."""
        return self._placed(
            f"{IS_REQUEST} AND position < ? ORDER BY position DESC LIMIT ?", position, limit
        )

    def of_device(
        self, partition: int, device: str, before: int, span: int
    ) -> tuple[list[Placed], int]:
        """Records that name a device, of the last `span` before a position, the newest first; and
        from which position on was looked.
        """
        floor = max(0, before - span)
        placed = self._placed(
            "position >= ? AND position < ? AND partition = ? AND instr(input, ?) > 0"
            " ORDER BY position DESC",
            floor,
            before,
            partition,
            device.encode(),
        )
        return placed, floor

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _placed(self, condition: str, *values: int | bytes) -> list[Placed]:
        rows = self._rows(
            "SELECT position, partition, sequence, now_ms, input, decisions FROM record"
            f" WHERE {condition}",
            *values,
        )
        return [Placed(row[0], Record(*row[1:])) for row in rows]

    def _rows(self, statement: str, *values: int | bytes) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self._path}: {error}; restore it from a backup") from error
