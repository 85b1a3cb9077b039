"""The application: routes, limits of size, headers.

Lives here: how the routers come together. Not here: any route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI

from fleet.api.access.gate import Desk
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
    """Refuses bodies that are too long, or do not say how long; nothing is kept by a cache."""

    def __init__(self, app: Application) -> None:
        self._app = app

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
            await self._app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
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
    app.add_middleware(Guarded)
    return app
