"""Requests by way of the database: who may write there asks, the owner of the partition answers.

Lives here: both sides of it. Not here: what a request is. Managers of one database need no way to
each other beside it. A request that nobody took in ANSWER_S is gone: its sender has given up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import NamedTuple

from fleet.adapters.journal.address import Database
from fleet.adapters.journal.postgres.connecting import Connection, connect, said
from fleet.adapters.journal.postgres.keeper import BEAT_S
from fleet.adapters.journal.postgres.tables import PRESENT, version_of
from fleet.ports.journal import JournalError

ANSWER_S = 30
LOOK_S = 0.5
"""How often both sides look, where no notice came."""

AT_ONCE = 500
"""Requests of one look: fewer than a manager lets wait."""

Asked = tuple[int, bytes]


class Present(NamedTuple):
    """A manager that is there: its name, and its health as it told it last."""

    name: str
    health: bytes


def present(database: Database) -> list[Present]:
    """Managers that beat, by name; none where there is no journal."""
    with closing(connect(database, "courtyard reader")) as connection, said(database):
        if version_of(connection, database) == 0:
            return []
        rows = connection.execute(
            f"SELECT name, health {PRESENT} ORDER BY name, token", (BEAT_S,)
        ).fetchall()
    return [Present(*row) for row in rows]


def ask(database: Database, requests: Sequence[Asked]) -> list[bytes]:
    """Answers, in order; raises JournalError where one does not come in time."""
    said_all: list[bytes] = []
    with closing(connect(database, "courtyard asking")) as connection, said(database):
        connection.execute("LISTEN courtyard_answered")
        for start in range(0, len(requests), AT_ONCE):
            said_all += _ask(connection, database, requests[start : start + AT_ONCE])
    return said_all


def _ask(connection: Connection, database: Database, requests: Sequence[Asked]) -> list[bytes]:
    rows = connection.execute(
        "INSERT INTO asked (partition, request, since)"
        " SELECT p, r, clock_timestamp() FROM unnest(%s::smallint[], %s::bytea[])"
        " WITH ORDINALITY AS given(p, r, n) ORDER BY n RETURNING id",
        ([p for p, _ in requests], [r for _, r in requests]),
    ).fetchall()
    numbers = [row[0] for row in rows]
    connection.execute("NOTIFY courtyard_asked")
    end_s = time.monotonic() + ANSWER_S
    try:
        while True:
            answers = connection.execute(
                "SELECT answer FROM asked WHERE id = ANY(%s) AND answer IS NOT NULL ORDER BY id",
                (numbers,),
            ).fetchall()
            if len(answers) == len(numbers):
                return [row[0] for row in answers]
            if time.monotonic() > end_s:
                raise JournalError(
                    f"{database}: {len(numbers) - len(answers)} of {len(numbers)} requests have no "
                    f"answer after {ANSWER_S} s: `courtyard fleet owners` says who is there"
                )
            for _ in connection.notifies(timeout=LOOK_S, stop_after=1):
                pass
    finally:
        connection.execute("DELETE FROM asked WHERE id = ANY(%s)", (numbers,))


class Inbox:
    """Takes requests for the partitions that we own, and writes the answers."""

    def __init__(
        self,
        database: Database,
        owned: Callable[[], Sequence[int]],
        answer: Callable[[Sequence[Asked]], Sequence[bytes | None]],
    ) -> None:
        """`answer` may take its time; None where the partition has gone meanwhile."""
        self._database = database
        self._owned = owned
        self._answer = answer
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the requests under way."""
        self._stopping.set()
        self._thread.join(ANSWER_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                connection = connect(self._database, "courtyard inbox")
                with closing(connection), said(self._database):
                    connection.execute("LISTEN courtyard_asked")
                    while not self._stopping.is_set():
                        self._look(connection)
            except JournalError:
                self._stopping.wait(LOOK_S)

    def _look(self, connection: Connection) -> None:
        rows = connection.execute(
            "SELECT id, partition, request FROM asked WHERE answer IS NULL AND partition = ANY(%s)"
            " AND since > clock_timestamp() - make_interval(secs => %s) ORDER BY id LIMIT %s",
            (list(self._owned()), ANSWER_S, AT_ONCE),
        ).fetchall()
        answers = self._answer([(partition, request) for _, partition, request in rows])
        given = [(row[0], a) for row, a in zip(rows, answers, strict=True) if a is not None]
        if given:
            connection.execute(
                "UPDATE asked SET answer = a FROM unnest(%s::bigint[], %s::bytea[]) AS given(n, a)"
                " WHERE id = n",
                ([number for number, _ in given], [answer for _, answer in given]),
            )
            connection.execute("NOTIFY courtyard_answered")
        else:
            for _ in connection.notifies(timeout=LOOK_S, stop_after=1):
                pass
            connection.execute(
                "DELETE FROM asked WHERE since < clock_timestamp() - make_interval(secs => %s)",
                (4 * ANSWER_S,),
            )
