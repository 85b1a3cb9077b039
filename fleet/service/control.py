"""The way in for whoever may use the machine: a socket beside the journal.

Lives here: requests to a running manager and their answers, a line of JSON each. Not here: the
HTTP interface for everybody else. The socket's file permissions say who may ask (the user alone).
"""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import msgspec

from devices.wire.topics import partition_of
from fleet.core.decisions import Decision
from fleet.core.inputs import Request
from fleet.core.views import counters
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
        try:
            request = _REQUEST.decode(line)
        except msgspec.DecodeError as error:
            return Answer(400, str(error))
        try:
            site = request.device.partition("/")[0]
            return answer_of(await self._driver.ask(partition_of(site), request))
        except Busy as error:
            return Answer(503, str(error))
        except JournalError as error:
            return Answer(500, str(error))


def ask_manager(journal: Path, requests: list[Request]) -> list[Answer]:
    """Ask the manager that runs on a journal; raises NobodyThere."""
    lines = [msgspec.json.encode(request) for request in requests]
    return [msgspec.json.decode(said, type=Answer) for said in _exchange(journal, lines)]


def ask_health(journal: Path) -> Health:
    """How the manager that runs on a journal is; raises NobodyThere."""
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
