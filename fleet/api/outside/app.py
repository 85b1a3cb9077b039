"""The application: routes, limits of size, headers.

Lives here: how the routers come together. Not here: any route.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from fleet.adapters.journal.address import Database
from fleet.api.access.gate import Desk, Misdirected
from fleet.api.console import pages
from fleet.api.outside import following
from fleet.api.routes import (
    asking,
    drilling,
    entering,
    loading,
    looking,
    overview,
    parcels,
    rolling,
    working,
)
from fleet.api.routes.ahead import foreseeing, rounds
from fleet.ports.journal import JournalError

BODY_BYTES = 65_536
"""The longest body: a desired state is at most 32 KiB on the wire."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class Guarded:
    """Refuses bodies that are too long, or do not say how long; nothing is kept by a cache. Where
    managers share a database each answer says for which partitions it speaks.
    """

    def __init__(self, app: Application, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"])
        length = given.get(b"content-length", b"0")
        if b"transfer-encoding" in given:
            await _refuse(send, 411)
        elif not length.isdigit() or int(length) > BODY_BYTES:
            await _refuse(send, 413)
        else:
            await self._app(scope, receive, _with_headers(send, self._desk))


def _with_headers(send: Send, desk: Desk) -> Send:
    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
            if desk.database is not None:
                spoken_for = in_ranges(desk.owned()).encode()
                message["headers"].append((b"courtyard-partitions", spoken_for))
        await send(message)

    return sent


async def _refuse(send: Send, status: int) -> None:
    reason = {411: b"say Content-Length", 413: b"at most 65536 bytes"}[status]
    body = b'{"detail":"' + reason + b'"}'
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def make_app(desk: Desk) -> FastAPI:
    """The API over a manager. Its OpenAPI document is at /openapi.json; no page loads anything
    from elsewhere.
    """
    app = FastAPI(
        title="Courtyard fleet", version="1", docs_url=None, redoc_url=None,
        description="Devices of residential compounds: look, ask, follow. Times in Unix ms.",
    )  # fmt: skip
    app.state.desk = desk
    for part in (
        entering, looking, overview, asking, working, rolling, loading, parcels, drilling,
        foreseeing, rounds, following, pages,
    ):  # fmt: skip
        app.include_router(part.router)
    app.add_middleware(Guarded, desk=desk)
    app.add_exception_handler(Misdirected, _misdirected)
    return app


async def _misdirected(request: Request, error: Exception) -> JSONResponse:
    """421: whoever owns the partition answers; the database says who that is."""
    assert isinstance(error, Misdirected)
    database = request.app.state.desk.database
    owner = await asyncio.to_thread(_owner_of, database, error.partition)
    if not owner:
        words = {"detail": f"partition {error.partition} has no owner yet"}
        return JSONResponse(words, 503, {"Retry-After": "1"})
    words = {"detail": f"partition {error.partition} is of the manager {owner}: ask there"}
    return JSONResponse(words, 421, {"Courtyard-Manager": owner})


def _owner_of(database: Database, partition: int) -> str:
    from fleet.adapters.journal.postgres.claims import look_at_owners

    try:
        owners = look_at_owners(database)
    except JournalError:
        return ""
    return next(one.manager for one in owners if one.partition == partition)


def in_ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers as `fleet serve --partitions` takes them: 0-31,40."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, part)) for part in parts)
