"""A journal in the place of the one in a database, which is kept under another name.

Lives here: what `courtyard fleet restore` does with PostgreSQL. Not here: checking it.
"""

from __future__ import annotations

from contextlib import closing

from devices.wire.topics import PARTITIONS
from fleet.adapters.journal.address import Database
from fleet.adapters.journal.moving import copy_journal
from fleet.adapters.journal.postgres import claims
from fleet.adapters.journal.postgres.connecting import Connection, connect, said
from fleet.adapters.journal.postgres.tables import version_of
from fleet.adapters.journal.postgres.writing import PostgresJournal
from fleet.ports.journal import Journal, JournalTaken


def replace_journal(source: Journal, database: Database) -> str | None:
    """Copy a journal into the database; the schema in which the one before it stands now.

    Raises JournalTaken where a manager runs on it. Epochs go on where they were: an owner of the
    old journal that wakes up writes nothing into the new one.
    """
    with closing(connect(database, "courtyard restore")) as connection, said(database):
        aside, epoch = _put_aside(connection, database)
    journal = PostgresJournal(database, name="courtyard restore")
    try:
        journal.grow_epochs(epoch)
        copy_journal(source, journal)
    finally:
        journal.close()
    return aside


def _put_aside(connection: Connection, database: Database) -> tuple[str | None, int]:
    """Rename the schema, if there is one; its new name and highest epoch."""
    if version_of(connection, database) == 0:
        return None, 0
    row = connection.execute(
        "SELECT count(*) FROM manager WHERE seen > clock_timestamp() - interval '10 s'"
    ).fetchone()
    if row != (0,) or len(claims.take(connection, range(PARTITIONS), "restore")) < PARTITIONS:
        raise JournalTaken(f"{database}: managers run on it; end them first")
    (epoch,) = connection.execute("SELECT max(epoch) FROM owner").fetchone() or (0,)
    number = 1
    while connection.execute(
        "SELECT 1 WHERE to_regnamespace(%s) IS NOT NULL", (f"courtyard_damaged_{number}",)
    ).fetchone():
        number += 1
    name = f"courtyard_damaged_{number}"
    connection.execute(f"ALTER SCHEMA courtyard RENAME TO {name}")
    return name, epoch
