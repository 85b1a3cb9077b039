"""Connections to the database of a journal.

Lives here: how we connect, and what an error of the database becomes. Not here: any statement of
the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from fleet.adapters.journal.address import Database
from fleet.ports.journal import JournalError

Connection = psycopg.Connection[tuple[Any, ...]]

CONNECT_S = 10
SILENT_MS = 8_000
"""What was sent and not acknowledged by the other machine for so long ends the connection."""

IDLE_MS = 10_000
"""A transaction of ours that stands still for so long is ended by the database: nobody waits behind
a process that was stopped in the middle of a commit."""


def connect(database: Database, name: str) -> Connection:
    """A connection in autocommit; `name` is shown in pg_stat_activity. Raises JournalError."""
    with said(database):
        connection = psycopg.connect(
            database.url,
            autocommit=True,
            application_name=name,
            connect_timeout=CONNECT_S,
            keepalives_idle=2,
            keepalives_interval=2,
            keepalives_count=3,
            tcp_user_timeout=SILENT_MS,
        )
        connection.execute("SET search_path = courtyard")
        connection.execute(f"SET idle_in_transaction_session_timeout = {IDLE_MS}")
    return connection


@contextmanager
def said(database: Database, what: str = "") -> Iterator[None]:
    """An error of the database becomes a JournalError with its first line."""
    try:
        yield
    except psycopg.Error as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise JournalError(f"{database}: {what}{lines[0]}") from error
