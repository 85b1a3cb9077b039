"""The keeper of what a manager owns: a thread that beats, looks around, takes and gives up.

Lives here: the adapter of the claims port. Not here: the rule by which managers share
(`fleet.adapters.journal.postgres.sharing`), locks and epochs (`.claims`).

A manager that was killed loses its connections, and so its locks, at once. One that stands still
keeps them: when its beat is too old, whoever sees that ends its connections. In both cases the
epochs grow, so what it still had in hand cannot be committed.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress

import psycopg

from fleet.adapters.journal.address import Database
from fleet.adapters.journal.postgres import claims
from fleet.adapters.journal.postgres.connecting import Connection, connect, said
from fleet.adapters.journal.postgres.sharing import Member, moves
from fleet.adapters.journal.postgres.tables import PRESENT
from fleet.adapters.journal.postgres.writing import PostgresJournal
from fleet.ports.journal import JournalError, JournalTaken

LOOK_S = 0.5
"""How often a manager looks around and beats."""

BEAT_S = 4.0
"""A beat older than this is of a manager that stands still: with the looks around it, and the time
to recover, its partitions have an owner again within 10 s."""

HUNG_S = 10.0
"""A driver that has not come round for so long is not beaten for."""

WAIT_MS = 2_000
"""How long taking waits for a commit of the owner before."""

NAME_CHARACTERS = 36
"""Of a name in pg_stat_activity, which ends after 63."""


class Keeper:
    """Adapter of `fleet.ports.claims.Claims`."""

    def __init__(
        self, database: Database, name: str, partitions: Collection[int], token: str = ""
    ) -> None:
        """`partitions`: what it may own. The journal that it admits to is opened here: `journal`.

        Raises JournalError.
        """
        self.token = token or f"{name[:NAME_CHARACTERS]}/{secrets.token_hex(4)}"
        self.journal = PostgresJournal(database, shared=True, name=application(self.token))
        self.failure: JournalError | None = None
        self._database = database
        self._name = name
        self._able = frozenset(partitions)
        self._epochs: dict[int, int] = {}
        self._taken: deque[int] = deque()
        self._ours: set[int] = set()
        self._unwanted: deque[int] = deque()
        self._leaving: set[int] = set()
        self._handed_on: deque[int] = deque()
        self._health = b""
        self._turned_s = time.monotonic()
        self._look_now = threading.Event()
        self._stopping = False
        self._wake: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    # ---------------------------------------------------------------- the driver's side

    def start(self, wake: Callable[[], None]) -> None:
        """See the port."""
        self._wake = wake
        self._turned_s = time.monotonic()
        self._thread.start()

    def turned(self, health: bytes) -> None:
        """See the port."""
        self._turned_s = time.monotonic()
        self._health = health

    def next_taken(self) -> int | None:
        """See the port."""
        if not self._taken:
            return None
        partition = self._taken.popleft()
        self.journal.hold(partition, self._epochs[partition])
        self._ours.add(partition)
        return partition

    def next_unwanted(self) -> int | None:
        """See the port. What the driver has not come to take yet is handed on after that."""
        if not self._unwanted or self._unwanted[0] not in self._ours:
            return None
        return self._unwanted.popleft()

    def hand_on(self, partition: int) -> None:
        """See the port."""
        self.journal.let_go(partition)
        self._ours.discard(partition)
        self._handed_on.append(partition)
        self._look_now.set()

    def stop(self) -> None:
        """See the port."""
        self._stopping = True
        self._look_now.set()
        if self._thread.is_alive():
            self._thread.join()
        self.journal.close()

    # ---------------------------------------------------------------- the thread's side

    def _run(self) -> None:
        try:
            connection = connect(self._database, application(self.token))
            try:
                with said(self._database):
                    connection.execute(f"SET lock_timeout = {WAIT_MS}")
                    while not self._stopping:
                        self._look(connection)
                        self._look_now.wait(LOOK_S)
                        self._look_now.clear()
                    forget_manager(connection, self.token)
            finally:
                with suppress(psycopg.Error):
                    connection.close()
        except JournalError as error:
            self.failure = error
            self._wake()

    def _look(self, connection: Connection) -> None:
        while self._handed_on:
            partition = self._handed_on.popleft()
            claims.give_up(connection, (partition,))
            self._leaving.discard(partition)
            self._epochs.pop(partition, None)
        if time.monotonic() - self._turned_s < HUNG_S:
            self._beat(connection)
        end_still_ones(connection, self.token)
        held = claims.held(connection)
        members = self._members(connection, held)
        if self.token not in {member.token for member in members}:
            raise JournalTaken(f"{self._database}: our beat was too old: others take over")
        free = self._able_of(members) - held.keys()
        take, hand_on = moves(self.token, members, free)
        try:
            taken = claims.take(connection, take, self._name)
        except psycopg.errors.LockNotAvailable:
            claims.give_up(connection, set(take) & claims.held(connection).keys())
            return
        for partition, epoch in sorted(taken.items()):
            self._epochs[partition] = epoch
            self._taken.append(partition)
        for partition in hand_on:
            if partition not in self._leaving:
                self._leaving.add(partition)
                self._unwanted.append(partition)
        if self._taken or self._unwanted:
            self._wake()

    def _beat(self, connection: Connection) -> None:
        connection.execute(
            "INSERT INTO manager VALUES (%s, %s, %s, pg_backend_pid(), clock_timestamp(), %b)"
            " ON CONFLICT (token) DO UPDATE SET seen = excluded.seen, health = excluded.health",
            (self.token, self._name, sorted(self._able), self._health),
        )

    def _members(self, connection: Connection, held: dict[int, int]) -> list[Member]:
        """Managers that beat; what they are about to hand on is not counted as theirs."""
        rows = connection.execute(
            f"SELECT token, partitions, manager.pid {PRESENT}", (BEAT_S,)
        ).fetchall()
        return [
            Member(
                token,
                frozenset(able),
                frozenset(partition for partition, holder in held.items() if holder == pid),
            )
            for token, able, pid in rows
        ]

    def _able_of(self, members: list[Member]) -> set[int]:
        return {partition for member in members for partition in member.able}


def application(token: str) -> str:
    """What the connections of a manager are called."""
    return f"courtyard {token}"


def end_still_ones(connection: Connection, token: str) -> None:
    """End the connections of managers whose beat is too old, and forget those managers."""
    rows = connection.execute(
        "SELECT token FROM manager WHERE token <> %s"
        " AND seen < clock_timestamp() - make_interval(secs => %s)",
        (token, BEAT_S),
    ).fetchall()
    if rows:
        still = [row[0] for row in rows]
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = ANY(%s) AND datname = current_database()",
            ([application(one) for one in still],),
        )
        connection.execute("DELETE FROM manager WHERE token = ANY(%s)", (still,))


def forget_manager(connection: Connection, token: str) -> None:
    """It has ended by itself."""
    connection.execute("DELETE FROM manager WHERE token = %s", (token,))
