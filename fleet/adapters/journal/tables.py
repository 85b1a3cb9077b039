"""Tables of the SQLite journal, and the way from each older version to the newest.

Lives here: SQL as data, creation and upgrade. Not here: what is read and written
(`fleet.adapters.journal.sqlite`).
"""

from __future__ import annotations

import sqlite3

from fleet.ports.journal import JournalDamaged, JournalNewer

APPLICATION_ID = 0x436F7579
"""Stored in the header of the file ("Couy"), so that no other database is taken for a journal."""

IS_REQUEST = "substr(input, 3, 1) IN (X'63', X'72', X'77', X'78')"
"""Whether a record is the request of a person: an input is a msgpack array whose first item is its
tag, c, r, w or x (`fleet.core.inputs`). Stands in an index, so it never changes: a new kind of
request gets a new index."""

VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE record (
            position INTEGER PRIMARY KEY,
            partition INTEGER NOT NULL, sequence INTEGER NOT NULL, now_ms INTEGER NOT NULL,
            input BLOB NOT NULL, decisions BLOB NOT NULL, crc INTEGER NOT NULL)""",
        """CREATE TABLE beginning (
            partition INTEGER PRIMARY KEY, position INTEGER NOT NULL)""",
        """CREATE TABLE snapshot (
            partition INTEGER NOT NULL, sequence INTEGER NOT NULL, now_ms INTEGER NOT NULL,
            position INTEGER NOT NULL, state BLOB NOT NULL, crc INTEGER NOT NULL,
            PRIMARY KEY (partition, sequence)) WITHOUT ROWID""",
    ),
    (f"CREATE INDEX request ON record (position) WHERE {IS_REQUEST}",),
    (
        """CREATE TABLE piece (
            partition INTEGER NOT NULL, sequence INTEGER NOT NULL, number INTEGER NOT NULL,
            bytes BLOB NOT NULL, PRIMARY KEY (partition, sequence, number)) WITHOUT ROWID""",
    ),
)
"""`VERSIONS[n]` leads from version n to n + 1; an empty file has version 0. Never edit an entry
that was released: add one.

Records stand in one row of growing positions, whatever their partition: a commit touches the end of
one table. Keyed by (partition, sequence) it would touch a page for each of 64 partitions and cost
three times as much. What is read is all partitions at once, from a position on:
a snapshot knows how far the records were that it stands for, `beginning` where a partition
began."""

NEWEST = len(VERSIONS)


def bring_up_to_date(connection: sqlite3.Connection, name: str) -> int:
    """Create or upgrade the tables in one transaction; returns the version found (0: new).

    Raises JournalNewer for a journal of a newer release, JournalDamaged for another database.
    """
    found = version_of(connection, name)
    if found == NEWEST:
        return found
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in VERSIONS[found:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {NEWEST}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return found


def version_of(connection: sqlite3.Connection, name: str) -> int:
    """Version of the tables in a file; 0 for an empty one."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        raise JournalDamaged(f"{name}: {error}; restore it from a backup") from error
    if tables == 0:
        return 0
    if application != APPLICATION_ID:
        raise JournalDamaged(f"{name}: a database, but no journal")
    if version > NEWEST:
        raise JournalNewer(
            f"{name}: journal of version {version}, this release knows up to {NEWEST}; "
            "upgrade first"
        )
    return int(version)
