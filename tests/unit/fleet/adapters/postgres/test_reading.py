"""How much PostgreSQL looks at to read what a recovery needs."""

from __future__ import annotations

from contextlib import closing

from devices.wire.topics import PARTITIONS
from fleet.adapters.journal.opening import open_journal
from fleet.adapters.journal.postgres.connecting import Connection, connect
from tests.integration.postgres import Cluster
from tests.unit.fleet.adapters.shelves import record

EACH = 1_000
LAST = 10


def test_the_last_records_of_a_partition_are_found_without_all_the_others(
    cluster: Cluster,
) -> None:
    """Also once PostgreSQL knows how many there are: a take-over must not grow with the journal."""
    database = cluster.database()
    with closing(open_journal(database)) as journal:
        for partition in range(PARTITIONS):
            journal.append([record(number, partition) for number in range(1, EACH + 1)])
        with closing(connect(database, "test")) as looking:
            looking.execute("ANALYZE record")
            found = list(journal.records({5: EACH - LAST}, (5,)))
            assert [one.sequence for one in found] == list(range(EACH - LAST + 1, EACH + 1))
            assert list(journal.records({5: EACH}, (5,))) == []
            looked_at = _looked_at(looking)
            while sum(looked_at.values()) < LAST:
                looked_at = _looked_at(looking)
            assert sum(looked_at.values()) < EACH


def _looked_at(looking: Connection) -> dict[str, int]:
    """Entries of each index so far; a connection tells of its own when it has ended."""
    return dict(
        looking.execute(
            "SELECT indexrelname, idx_tup_read FROM pg_stat_user_indexes WHERE relname = 'record'"
        ).fetchall()
    )
