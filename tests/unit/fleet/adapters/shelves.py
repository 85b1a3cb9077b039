"""Where a test keeps a journal: a file of SQLite, or a database of a real PostgreSQL.

Lives here: opening, and spoiling what is stored. Not here: what is expected. Tests that run on both
take the fixture `shelf` (conftest.py).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

import psycopg

from fleet.adapters.journal import tables
from fleet.adapters.journal.address import Database, JournalAddress
from fleet.adapters.journal.moving import Target
from fleet.adapters.journal.opening import open_journal
from fleet.ports.journal import Record


@dataclass
class Shelf:
    """One journal; what a test opens is closed at its end."""

    address: JournalAddress
    opened: list[Target] = field(default_factory=list)

    def open(self, *, read_only: bool = False) -> Target:
        """The journal, once more."""
        self.opened.append(open_journal(self.address, read_only=read_only))
        return self.opened[-1]

    def filled(self, count: int = 9) -> Target:
        """The journal with so many records of partition 0."""
        journal = self.open()
        journal.append([record(sequence) for sequence in range(1, count + 1)])
        return journal

    def alter(self, statement: str) -> None:
        """Change what is stored, behind the journal's back; `$EMPTY` is a blob of one zero."""
        if isinstance(self.address, Database):
            text = statement.replace("$EMPTY", "'\\x00'::bytea")
            with closing(psycopg.connect(self.address.url, autocommit=True)) as connection:
                connection.execute("SET search_path = courtyard")
                connection.execute(text)
        else:
            file = sqlite3.connect(self.address)
            file.execute(statement.replace("$EMPTY", "x'00'"))
            file.commit()
            file.close()

    def set_version(self, step: int) -> None:
        """Make it a journal of another release, so many versions away."""
        if isinstance(self.address, Database):
            self.alter(f"UPDATE journal SET version = version + {step}")
        else:
            self.alter(f"PRAGMA user_version = {tables.NEWEST + step}")

    def count(self, table: str) -> int:
        """Rows of a table, behind the journal's back."""
        if isinstance(self.address, Database):
            with closing(psycopg.connect(self.address.url)) as connection:
                row = connection.execute(f"SELECT count(*) FROM courtyard.{table}").fetchone()
        else:
            with closing(sqlite3.connect(self.address)) as file:
                row = file.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert row is not None
        return int(row[0])

    def close(self) -> None:
        """Close what is open."""
        for journal in self.opened:
            journal.close()


def record(sequence: int, partition: int = 0) -> Record:
    """The record that stands there."""
    return Record(partition, sequence, 10 * sequence, b"in %d" % sequence, b"out %d" % sequence)
