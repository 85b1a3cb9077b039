"""The doors that need no token: liveness, readiness, links that give a token once.

Lives here: those three. Not here: everything that says anything about a device.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from fleet.api.access.gate import TheDesk
from fleet.api.bodies import REFUSALS

router = APIRouter()


@router.get("/health")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/ready", responses={503: {"model": dict[str, int], "description": "Not yet."}})
async def ready(desk: TheDesk, response: Response) -> dict[str, int]:
    """503 until every session at the broker is connected, and whenever one is not."""
    sessions = desk.driver.bus.health()
    connected = sum(session.connected for session in sessions)
    if connected < len(sessions) or desk.driver.failure is not None:
        response.status_code = 503
    return {"sessions": len(sessions), "connected": connected}


@router.get("/enter", responses={code: REFUSALS[code] for code in (410, 429)})
async def enter(desk: TheDesk, request: Request, code: str) -> dict[str, str | int]:
    """Turn the code of a link into a token, once; 410 afterwards."""
    now_ms = desk.wall_ms()
    address = request.client.host if request.client else ""
    if desk.failures.wait_s(address, now_ms):
        raise HTTPException(429, "too many requests", {"Retry-After": "3"})
    entered = desk.tokens.enter(code, now_ms)
    if entered is None:
        desk.failures.take(address, now_ms)
        raise HTTPException(410, "this link was used, or is over")
    token, grant = entered
    return {
        "token": token,
        "role": grant.role,
        "scope": grant.scope,
        "expires_ms": grant.expires_ms,
        "try": f"curl -H 'Authorization: Bearer {token}' {request.base_url}v1/devices",
    }
