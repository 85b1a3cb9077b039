"""Who owns which partition: advisory locks of one connection, and an epoch for each owner.

Lives here: taking and giving up, who holds what. Not here: when (`.keeper`), the check at each
commit (`.writing`).

A lock says who is there: it goes with the connection, so a process that was killed owns nothing a
moment later. An epoch says who may write: it grows whenever a partition is taken, each commit
checks it in its own transaction, so an owner that was taken for dead and wakes up writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from typing import NamedTuple

from fleet.adapters.journal.address import Database
from fleet.adapters.journal.postgres.connecting import Connection, connect, said
from fleet.adapters.journal.postgres.tables import FEEDING, LOCKS, SET_UP, version_of
from fleet.ports.journal import JournalError


class Owner(NamedTuple):
    """A partition: the manager that holds it now ("" for none), how often it changed hands."""

    partition: int
    manager: str
    epoch: int
    since_s: float


def take(connection: Connection, wanted: Collection[int], manager: str) -> dict[int, int]:
    """Lock what of these nobody holds; the epoch of each.

    Where a commit of the owner before is under way, waits for its end.
    """
    if not wanted:
        return {}
    rows = connection.execute(
        "SELECT p FROM unnest(%s::int[]) AS p WHERE pg_try_advisory_lock(%s, p)",
        (sorted(wanted), LOCKS),
    ).fetchall()
    return dict(
        connection.execute(
            "UPDATE owner SET epoch = epoch + 1, manager = %s, since = clock_timestamp()"
            " WHERE partition = ANY(%s) RETURNING partition, epoch",
            (manager, [row[0] for row in rows]),
        ).fetchall()
    )


def give_up(connection: Connection, partitions: Collection[int]) -> None:
    """Unlock; from now on somebody else may take them."""
    connection.execute(
        "SELECT pg_advisory_unlock(%s, p) FROM unnest(%s::int[]) AS p", (LOCKS, sorted(partitions))
    )


def held(connection: Connection) -> dict[int, int]:
    """The process number of the connection that holds it, by partition."""
    return dict(
        connection.execute(
            "SELECT objid::int, pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objsubid = 2 AND objid < %s AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())",
            (LOCKS, SET_UP),
        ).fetchall()
    )


def take_feeding(connection: Connection, still_s: float) -> bool:
    """Whether it is this connection's turn to feed a store; so it is until it ends.

    One that has said nothing for `still_s` is of a process that stands still, and is ended.
    """
    ((is_ours,),) = connection.execute(
        "SELECT pg_try_advisory_lock(%s, %s)", (LOCKS, FEEDING)
    ).fetchall()
    if not is_ours:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
            " AND objsubid = 2 AND datname = current_database()"
            " AND state_change < clock_timestamp() - make_interval(secs => %s)",
            (LOCKS, FEEDING, still_s),
        )
    return bool(is_ours)


def owners(connection: Connection) -> list[Owner]:
    """Every partition, in order."""
    holding = held(connection)
    return [
        Owner(partition, manager if partition in holding else "", epoch, float(since_s))
        for partition, manager, epoch, since_s in connection.execute(
            "SELECT partition, manager, epoch, extract(epoch FROM clock_timestamp() - since)"
            " FROM owner ORDER BY partition"
        ).fetchall()
    ]


def look_at_owners(database: Database) -> list[Owner]:
    """The same, on a connection of its own; raises JournalError where there is no journal."""
    with closing(connect(database, "courtyard reader")) as connection, said(database):
        if version_of(connection, database) == 0:
            raise JournalError(f"{database}: no journal there")
        return owners(connection)
