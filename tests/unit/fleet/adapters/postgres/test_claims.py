"""Who owns a partition in PostgreSQL, and that nobody else writes it."""

from __future__ import annotations

import threading
from contextlib import closing
from functools import partial

import pytest

from fleet.adapters.journal.address import Database
from fleet.adapters.journal.opening import open_journal, open_tail
from fleet.adapters.journal.postgres import claims
from fleet.adapters.journal.postgres.connecting import Connection, connect
from fleet.adapters.journal.postgres.keeper import Keeper
from fleet.adapters.journal.postgres.stored import COPY, copied
from fleet.adapters.journal.postgres.tables import LOCKS, POSITIONS_EACH
from fleet.adapters.journal.postgres.writing import PostgresJournal
from fleet.ports.journal import JournalError, JournalTaken, Snapshot
from tests.integration.postgres import Cluster
from tests.unit.fleet.adapters.shelves import record

PATIENCE_S = 30


@pytest.fixture
def database(cluster: Cluster) -> Database:
    """An empty journal."""
    database = cluster.database()
    open_journal(database).close()
    return database


def _owned(database: Database, partition: int) -> tuple[Connection, PostgresJournal]:
    """A connection that has the lock, and a journal that may write.

    Waits for the lock first: the database sees a little later than we that a connection has ended.
    """
    connection = connect(database, "test")
    connection.execute("SELECT pg_advisory_lock(%s, %s)", (LOCKS, partition))
    (epoch,) = claims.take(connection, (partition,), "test").values()
    claims.give_up(connection, (partition,))
    journal = PostgresJournal(database, shared=True)
    journal.hold(partition, epoch)
    return connection, journal


def test_a_partition_has_one_owner_until_its_connection_ends(database: Database) -> None:
    """The next one has a higher epoch; names and epochs are there to be seen."""
    with closing(connect(database, "a")) as first, closing(connect(database, "b")) as second:
        (epoch,) = claims.take(first, (3,), "one").values()
        assert claims.take(second, (3, 4), "two").keys() == {4}
        assert [claims.owners(second)[p].manager for p in (3, 4, 5)] == ["one", "two", ""]
        claims.give_up(first, (3,))
        assert claims.take(second, (3,), "two") == {3: epoch + 1}
    again = open_journal(database)
    assert {owner.manager for owner in claims.look_at_owners(database)} == {"courtyard"}
    again.close()


def test_an_owner_of_before_writes_nothing(database: Database) -> None:
    """It learns who took over; neither its records nor its snapshot are there."""
    connection, old = _owned(database, 3)
    old.append([record(1, 3), record(2, 3)])
    connection.close()
    connection, new = _owned(database, 3)
    with pytest.raises(JournalTaken, match="partition 3 is owned by test since its epoch"):
        old.append([record(3, 3)], [Snapshot(3, 3, 30, b"old")])
    with pytest.raises(JournalTaken):
        old.append([], [Snapshot(3, 2, 20, b"old")])
    assert new.last_sequence(3) == 2
    new.append([record(3, 3)])
    assert (new.newest(), [r.sequence for r in new.records({})]) == ({}, [1, 2, 3])
    for each in (connection, old, new):
        each.close()


def test_what_was_never_granted_is_not_written(database: Database) -> None:
    """Nor with a partition beside it that was."""
    connection, journal = _owned(database, 3)
    with pytest.raises(JournalTaken):
        journal.append([record(1, 3), record(1, 4)])
    journal.let_go(3)
    with pytest.raises(JournalTaken):
        journal.append([record(1, 3)])
    assert list(journal.records({})) == []
    connection.close()
    journal.close()


def test_the_key_is_a_fence_behind_the_fence(database: Database) -> None:
    """An owner that has its epochs wrong cannot write a number twice."""
    connection, old = _owned(database, 3)
    connection.close()
    connection, new = _owned(database, 3)
    new.append([record(1, 3)])
    old._epochs = dict(new._epochs)
    with pytest.raises(JournalTaken, match="somebody else wrote it"):
        old.append([record(1, 3)])
    for each in (connection, old, new):
        each.close()


def test_taking_waits_for_the_commit_that_is_under_way(database: Database) -> None:
    """What the old owner commits while it loses the partition, the new one reads."""
    connection, old = _owned(database, 3)
    claims.give_up(connection, (3,))
    connection.close()
    taker = connect(database, "taker")
    taking = threading.Thread(target=claims.take, args=(taker, (3,), "new"))
    with old._connection.transaction():
        number = old._fence([3])
        taking.start()
        taking.join(0.2)
        assert taking.is_alive()
        with old._connection.cursor().copy(COPY) as copy:
            copy.write(copied([record(1, 3)], number * POSITIONS_EACH))
    taking.join(PATIENCE_S)
    journal = PostgresJournal(database, shared=True)
    journal.hold(3, claims.owners(taker)[3].epoch)
    assert journal.last_sequence(3) == 1
    for each in (taker, old, journal):
        each.close()


def test_a_keeper_takes_hands_on_and_lets_go(database: Database) -> None:
    """Two of them share evenly; when one stops, the other has it all."""
    first, second = (Keeper(database, name, range(8)) for name in ("one", "two"))
    woken = threading.Semaphore(0)
    for keeper in (first, second):
        keeper.start(partial(woken.release, 1))
    held: dict[Keeper, set[int]] = {first: set(), second: set()}

    def turn_until(*counts: int) -> None:
        while sorted(map(len, held.values())) != sorted(counts):
            assert woken.acquire(timeout=PATIENCE_S)
            for keeper, owns in held.items():
                keeper.turned(b"")
                while (taken := keeper.next_taken()) is not None:
                    owns.add(taken)
                while (unwanted := keeper.next_unwanted()) is not None:
                    owns.discard(unwanted)
                    keeper.hand_on(unwanted)

    turn_until(4, 4)
    first.journal.append([record(1, partition) for partition in sorted(held[first])])
    first.stop()
    del held[first]
    turn_until(8)
    second.journal.append([record(2, p) for p in range(8) if second.journal.last_sequence(p)])
    assert len(list(second.journal.records({}))) == 8
    second.stop()


def test_what_was_not_taken_up_yet_is_handed_on_later(database: Database) -> None:
    """Two managers that start at once: the first is to give up half before it has come to take it.

    Not even then is it asked to leave what it has not joined.
    """
    first, second = (Keeper(database, name, range(8)) for name in ("one", "two"))
    woken = threading.Semaphore(0)
    first.start(partial(woken.release, 1))
    assert woken.acquire(timeout=PATIENCE_S)
    second.start(threading.Event().set)
    for _ in range(4):
        assert woken.acquire(timeout=PATIENCE_S)
        first.turned(b"")
        assert first.next_unwanted() is None
    owned = {first.next_taken() for _ in range(8)}
    unwanted = {first.next_unwanted() for _ in range(4)}
    assert (owned, len(unwanted), unwanted < owned) == (set(range(8)), 4, True)
    first.stop()
    second.stop()


def test_who_reads_along_misses_no_commit_that_ends_late(database: Database) -> None:
    """A transaction with a lower number ends after one with a higher: both are read, in order."""
    connection, late = _owned(database, 3)
    other, early = _owned(database, 4)
    tail = open_tail(database)
    with late._connection.transaction():
        number = late._fence([3])
        early.append([record(1, 4)])
        assert tail.after(0, 9) == []
        with late._connection.cursor().copy(COPY) as copy:
            copy.write(copied([record(1, 3)], number * POSITIONS_EACH))
    assert [placed.record.partition for placed in tail.after(0, 9)] == [3, 4]
    for each in (connection, late, other, early, tail):
        each.close()


def test_a_database_that_would_not_sync_is_refused(cluster: Cluster) -> None:
    """A commit that is not durable when it is answered would break the promise."""
    url = cluster.database().url + "?options=-csynchronous_commit%3Doff"
    with pytest.raises(JournalError, match="nothing is durable"):
        open_journal(Database(url))


def test_an_address_shows_no_password() -> None:
    """It is said in messages and tables."""
    shown = str(Database("postgresql://kim:secret@db:5433/fleet?sslmode=require"))
    assert shown == "postgresql://db:5433/fleet"
    with pytest.raises(JournalError, match=r"//127.0.0.1:1/fleet: connection failed"):
        connect(Database("postgresql://kim:secret@127.0.0.1:1/fleet"), "test")
