"""Tables of the PostgreSQL journal, and the way from each older version to the newest.

Lives here: SQL as data, creation and upgrade. Not here: what is read and written. All of it stands
in a schema of its own, so that a database may hold other things beside it.
"""

from __future__ import annotations

from psycopg import sql

from devices.wire.topics import PARTITIONS
from fleet.adapters.journal.address import Database
from fleet.adapters.journal.postgres.connecting import Connection
from fleet.ports.journal import JournalDamaged, JournalNewer

LOCKS = 0x436F7579
"""First key of our advisory locks ("Couy"); the second is a partition, or one of those below."""

SET_UP = 1_000
"""Held while tables are made: several managers may start at once."""

FEEDING = 1_001
"""Held by whoever feeds a store of time series: one of those that could."""

REQUEST_TAGS = b"crwx"
IS_REQUEST = "substr(input, 3, 1) IN ('\\x63'::bytea, '\\x72', '\\x77', '\\x78')"
"""Whether a record is the request of a person, as in `fleet.adapters.journal.tables`."""

VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE record (
            position bigint NOT NULL, partition smallint NOT NULL, sequence bigint NOT NULL,
            now_ms bigint NOT NULL, input bytea NOT NULL, decisions bytea NOT NULL,
            crc bigint NOT NULL, PRIMARY KEY (partition, sequence))""",
        "CREATE UNIQUE INDEX record_position ON record (position)",
        f"CREATE INDEX request ON record (position) WHERE {IS_REQUEST}",
        """CREATE TABLE snapshot (
            partition smallint NOT NULL, sequence bigint NOT NULL, now_ms bigint NOT NULL,
            state bytea NOT NULL, crc bigint NOT NULL, PRIMARY KEY (partition, sequence))""",
        "ALTER TABLE snapshot ALTER state SET STORAGE EXTERNAL",
        """CREATE TABLE owner (
            partition smallint PRIMARY KEY, epoch bigint NOT NULL, manager text NOT NULL,
            since timestamptz NOT NULL)""",
        f"""INSERT INTO owner
            SELECT p, 0, '', clock_timestamp() FROM generate_series(0, {PARTITIONS - 1}) AS p""",
        """CREATE TABLE manager (
            token text PRIMARY KEY, name text NOT NULL, partitions smallint[] NOT NULL,
            pid int NOT NULL, seen timestamptz NOT NULL, health bytea)""",
        """CREATE TABLE asked (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, partition smallint NOT NULL,
            request bytea NOT NULL, since timestamptz NOT NULL, answer bytea)""",
    ),
    (
        """CREATE TABLE piece (
            partition smallint NOT NULL, sequence bigint NOT NULL, number int NOT NULL,
            bytes bytea NOT NULL, PRIMARY KEY (partition, sequence, number))""",
        "ALTER TABLE piece ALTER bytes SET STORAGE EXTERNAL",
    ),
)
"""`VERSIONS[n]` leads from version n to n + 1. Never edit an entry that was released: add one.

The key (partition, sequence) is the last fence: two owners cannot both write record n + 1. A
partition that changes hands is read by it alone. `position` orders all records: the transaction's
number times POSITIONS_EACH, plus the place in its batch."""

NEWEST = len(VERSIONS)

PRESENT = (
    "FROM manager JOIN pg_stat_activity AS activity ON activity.pid = manager.pid"
    " AND application_name = 'courtyard ' || token"
    " WHERE seen > clock_timestamp() - make_interval(secs => %s)"
)
"""Managers that are there: one that was killed has no connection, one that stands still no beat."""

POSITIONS_EACH = 1 << 20
"""Positions of one commit, more than a batch has records. Transactions are numbered by the database
in the order in which they begin to write, so whoever reads behind a position waits for those that
are under way (`fleet.adapters.journal.postgres.tail`), and 2^43 commits have room in an int64."""


def bring_up_to_date(connection: Connection, database: Database) -> int:
    """Create or upgrade the tables in one transaction; returns the version found (0: new).

    Raises JournalNewer for a journal of a newer release, JournalDamaged for another schema.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCKS, SET_UP))
        found = version_of(connection, database)
        if found == 0:
            connection.execute("CREATE SCHEMA courtyard")
            connection.execute("CREATE TABLE courtyard.journal (version int NOT NULL)")
            connection.execute("INSERT INTO courtyard.journal VALUES (0)")
        for statements in VERSIONS[found:]:
            for statement in statements:
                connection.execute(sql.SQL(statement))
        if found < NEWEST:
            connection.execute("UPDATE courtyard.journal SET version = %s", (NEWEST,))
    return found


def version_of(connection: Connection, database: Database) -> int:
    """Version of the tables in a database; 0 where there are none."""
    row = connection.execute(
        "SELECT to_regnamespace('courtyard'), to_regclass('courtyard.journal')"
    ).fetchone()
    assert row is not None
    if row[0] is None:
        return 0
    if row[1] is None:
        raise JournalDamaged(f"{database}: a schema courtyard, but no journal in it")
    found = connection.execute("SELECT version FROM courtyard.journal").fetchone()
    version = 0 if found is None else int(found[0])
    if version > NEWEST:
        raise JournalNewer(
            f"{database}: journal of version {version}, this release knows up to {NEWEST}; "
            "upgrade first"
        )
    return version
