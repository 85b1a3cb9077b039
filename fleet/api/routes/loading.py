"""The bytes of artifacts, for devices.

Lives here: GET with Range requests. Not here: which device loads what (`fleet.core.rollouts`).
No token is needed: what is loaded is checked against a signed checksum, which is its name here, and
a device holds no token of this interface.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from fleet.adapters.firmware.store import Store, store_path
from fleet.api.access.gate import Desk, TheDesk
from fleet.api.bodies import REFUSALS

router = APIRouter(responses={code: REFUSALS[code] for code in (404, 503)})

LOADS = 64
"""Answers at once; more are asked to come back (503): a rollout must not starve the rest."""


class _Counted(FileResponse):
    """A file that is counted while it goes out."""

    def __init__(self, desk: Desk, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        self._desk.loads += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._desk.loads -= 1


@router.get("/firmware/{sha256}", response_class=FileResponse)
async def load(
    desk: TheDesk, sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> FileResponse:
    """The file with this checksum, whole or the part that `Range` asks for."""
    if desk.loads >= LOADS:
        raise HTTPException(503, f"{LOADS} loads are under way", {"Retry-After": "5"})
    path = Store(store_path(desk.journal)).file(sha256)
    if path is None:
        raise HTTPException(404, "no such artifact")
    return _Counted(desk, path, media_type="application/octet-stream")
