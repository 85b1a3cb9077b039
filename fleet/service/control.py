"""The way in for whoever may use the machine: a socket beside the journal, or its database.

Lives here: requests to a running manager and their answers, a line of JSON each. Not here: the
HTTP interface for everybody else. The socket's file permissions say who may ask (the user alone);
where the journal is in a database, whoever may write there (`fleet.adapters.journal.postgres`).
"""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import msgspec

from devices.wire.topics import partition_of
from fleet.adapters.journal.address import Database, JournalAddress
from fleet.core.decisions import Decision
from fleet.core.inputs import Post, Request
from fleet.core.views import counters
from fleet.ports.claims import Elsewhere
from fleet.ports.journal import JournalError
from fleet.service.driver import Busy, Driver

LINE_BYTES = 1 << 20
"""The longest request: a desired state is at most 32 KiB."""

ANSWER_S = 30.0

_REQUEST: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)


class Answer(msgspec.Struct, frozen=True):
    """What became of a request. `status` as in HTTP; `decided`: names of what was decided."""

    status: int
    reason: str = ""
    decided: list[str] = []


class Health(msgspec.Struct, frozen=True):
    """How a manager is: sessions it should have and has, what is wrong with them, its ledger."""

    sessions: int
    connected: int
    complaints: list[str]
    commits: int
    devices: int
    effects: int
    counters: dict[str, int]


HEALTH = b"health"
"""The line that asks for `Health`."""


def health_of(driver: Driver) -> Health:
    """As of the last commit."""
    sessions = driver.bus.health()
    states = driver.fleet.states
    return Health(
        sessions=len(sessions),
        connected=sum(session.connected for session in sessions),
        complaints=sorted({session.complaint for session in sessions} - {""}),
        commits=driver.fleet.commits,
        devices=sum(len(state.devices) for state in states),
        effects=sum(len(state.outbox) for state in states),
        counters=counters(states),
    )


def together(healths: list[Health]) -> Health:
    """Of managers that share a journal: sums."""
    ledger: dict[str, int] = {}
    for health in healths:
        for name, count in health.counters.items():
            ledger[name] = ledger.get(name, 0) + count
    return Health(
        sessions=sum(health.sessions for health in healths),
        connected=sum(health.connected for health in healths),
        complaints=sorted({words for health in healths for words in health.complaints}),
        commits=sum(health.commits for health in healths),
        devices=sum(health.devices for health in healths),
        effects=sum(health.effects for health in healths),
        counters=ledger,
    )


class NobodyThere(ConnectionError):
    """No manager runs on this journal."""


def answer_of(decided: list[Decision]) -> Answer:
    """The answer to a request, out of what was decided on it."""
    for decision in decided:
        status = getattr(decision, "status", None)
        if status is not None:
            return Answer(status, decision.reason)  # type: ignore[union-attr]
        if type(decision).__name__ == "Quarantined":
            return Answer(500, decision.reason)  # type: ignore[union-attr]
    return Answer(200, "", [type(decision).__name__ for decision in decided])


def socket_path(journal: Path) -> Path:
    """Where the manager of a journal listens."""
    return journal.with_name(journal.name + ".socket")


class Control:
    """Listens for requests to a driver."""

    def __init__(self, driver: Driver, path: Path) -> None:
        self._driver = driver
        self._path = path
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; a socket that a dead manager left is replaced (the journal's lock is ours)."""
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(
            self._serve, str(self._path), limit=LINE_BYTES
        )
        self._path.chmod(0o600)

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                answer = await self._answer(line)
                writer.write(msgspec.json.encode(answer) + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            return
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> Answer | Health:
        if line.strip() == HEALTH:
            return health_of(self._driver)
        return await answer_to(self._driver, line)


async def answer_to(driver: Driver, asked: bytes) -> Answer:
    """The answer to a request as JSON; 503 where it should be asked again."""
    try:
        request = _REQUEST.decode(asked)
    except msgspec.DecodeError as error:
        return Answer(400, str(error))
    try:
        return answer_of(await driver.ask(place_of(request), request))
    except (Busy, Elsewhere) as error:
        return Answer(503, str(error))
    except JournalError as error:
        return Answer(500, str(error))


def place_of(request: Request) -> int:
    """The partition that a request is for."""
    if isinstance(request, Post):
        return request.partition
    return partition_of(request.device.partition("/")[0])


def ask_manager(journal: JournalAddress, requests: list[Request]) -> list[Answer]:
    """Ask the manager, or managers, of a journal; raises NobodyThere."""
    lines = [msgspec.json.encode(request) for request in requests]
    if isinstance(journal, Database):
        from fleet.adapters.journal.postgres import asking

        if not asking.present(journal):
            raise NobodyThere(f"{journal}: no manager runs on it")
        placed = list(zip(map(place_of, requests), lines, strict=True))
        said = asking.ask(journal, placed)
    else:
        said = _exchange(journal, lines)
    return [msgspec.json.decode(line, type=Answer) for line in said]


def ask_health(journal: JournalAddress) -> Health:
    """How the manager of a journal is, or its managers together; raises NobodyThere."""
    if isinstance(journal, Database):
        from fleet.adapters.journal.postgres import asking

        told = [one.health for one in asking.present(journal) if one.health]
        if not told:
            raise NobodyThere(f"{journal}: no manager runs on it")
        return together([msgspec.json.decode(one, type=Health) for one in told])
    (said,) = _exchange(journal, [HEALTH])
    return msgspec.json.decode(said, type=Health)


def _exchange(journal: Path, lines: list[bytes]) -> list[bytes]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(ANSWER_S)
        try:
            line.connect(str(socket_path(journal)))
        except OSError as error:
            raise NobodyThere(f"{journal}: no manager runs on it") from error
        said = []
        with line.makefile("rwb") as stream:
            for asked in lines:
                stream.write(asked + b"\n")
                stream.flush()
                said.append(stream.readline())
        if b"" in said:
            raise NobodyThere(f"{journal}: the manager ended before it answered")
        return said
