"""The server beside a manager: one event loop, one process.

Lives here: starting and stopping uvicorn and the webhooks. Not here: routes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from fleet.adapters.journal.address import Database
from fleet.api.access.atlas import Atlas
from fleet.api.access.gate import Desk
from fleet.api.access.tokens import Tokens, tokens_path
from fleet.api.outside.app import make_app
from fleet.api.outside.webhooks import Hook, Messenger
from fleet.api.planning import RoundDesk
from fleet.rounds.live import RoundBook
from fleet.service.driver import Driver

GRACE_S = 2
"""How long an answer under way may still take when the manager ends."""


@dataclass(frozen=True)
class ApiSettings:
    """Where the API listens, with whose certificate, and whom it tells.

    Beyond the loopback it needs `certificate` and `key`: tokens are never sent in the clear.
    `drill`: the socket of a simulated fleet, into which faults may be put. `atlas`: where sites
    lie, None where nobody said; `rounds`: how trucks drive. `database`: where the records are, if
    several managers write them.
    """

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    hooks: tuple[Hook, ...] = ()
    drill: Path | None = None
    atlas: Atlas | None = None
    rounds: RoundBook | None = None
    database: Database | None = None


class ApiUnavailable(ValueError):
    """It cannot listen there; says why."""

    clear = True


class _Server(uvicorn.Server):
    """Signals are the manager's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None."""
        yield


def wall_ms() -> int:
    """Unix ms."""
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def served(driver: Driver, journal: Path, settings: ApiSettings) -> AsyncIterator[Desk]:
    """The API for as long as the context lasts; raises ApiUnavailable. With a database tokens and
    artifacts lie beside `journal` all the same.
    """
    desk = Desk(
        driver, journal, Tokens(tokens_path(journal)), wall_ms, drill=settings.drill,
        database=settings.database,
    )  # fmt: skip
    if settings.atlas is not None:
        desk.atlas = settings.atlas
    planner = None if settings.rounds is None else RoundDesk(settings.rounds)
    desk.rounds = planner
    listening = listen(settings.host, settings.port)
    config = uvicorn.Config(
        make_app(desk), log_level="warning", lifespan="off", server_header=False,
        timeout_graceful_shutdown=GRACE_S, proxy_headers=False,
        ssl_certfile=settings.certificate, ssl_keyfile=settings.key,
    )  # fmt: skip
    server = _Server(config)
    task = asyncio.create_task(server.serve([listening]))
    messengers = [Messenger(hook, desk) for hook in settings.hooks]
    for messenger in messengers:
        messenger.start()
    try:
        yield desk
    finally:
        server.should_exit = True
        for messenger in messengers:
            await asyncio.to_thread(messenger.stop)
        with contextlib.suppress(asyncio.CancelledError):
            await task
        listening.close()
        if planner is not None:
            await asyncio.to_thread(planner.end)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises ApiUnavailable where it may not."""
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise ApiUnavailable(f"API at {host}:{port}: {error.strerror}") from None
    return opened
