"""Drills: faults put into the devices of a simulated fleet, where the manager has one.

Lives here: what may be broken, what is broken now, breaking and putting right. Not here: what a
fault does (`devices.simulator.drills`). Nothing of it goes through the journal, for nothing of it
is known to the manager's core: it must find out as in life. Who drilled stands in the log.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import msgspec
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from devices.simulator.drills import FAULTS, NUMBERED
from devices.simulator.shell.drilling import LINE_BYTES, NO_WISH, NOT_THERE, Said, Wish
from fleet.api.access.gate import Desk, Driller, TheDesk, device_for
from fleet.api.access.rights import covers_key
from fleet.api.access.tokens import Grant
from fleet.api.bodies import REFUSALS, DrillWish

router = APIRouter(prefix="/v1", responses=REFUSALS)

_log = logging.getLogger("courtyard.fleet")


class Drills(BaseModel):
    """Faults by kind of device, those that are of one door, and drills under way in your scope.

    `ready`: whether the simulated devices stand; they take some seconds to.
    """

    ready: bool
    faults: dict[str, list[str]]
    numbered: list[str]
    drills: list[dict[str, Any]]


@router.get("/drill")
async def list_drills(desk: TheDesk, grant: Driller) -> Drills:
    """What can be broken and what is; 404 where the fleet is not simulated."""
    if desk.drill is not None and not desk.drill.exists():
        return _shown(desk, grant, None)
    return _shown(desk, grant, await _ask(desk, Wish()))


@router.post("/devices/{site}/{device}/drill")
async def drill(
    desk: TheDesk, grant: Driller, site: str, device: str, body: DrillWish
) -> Drills:  # fmt: skip
    """Put a fault into a simulated device, or put it right; the same twice is one."""
    known = device_for(desk, grant, f"{site}/{device}")
    wish = Wish(known.site, known.device, body.fault, body.is_on, body.number)
    said = await _ask(desk, wish)
    _log.info("%s drills %s: %s %d %s", grant.name, known.key, body.fault, body.number, body.is_on)
    return _shown(desk, grant, said)


async def _ask(desk: Desk, wish: Wish) -> Said:
    """What the simulated fleet answers; its refusal becomes the status of the response."""
    if desk.drill is None:
        raise HTTPException(NOT_THERE, "no simulated fleet: nothing is drilled here")
    try:
        reader, writer = await asyncio.open_unix_connection(str(desk.drill), limit=LINE_BYTES**2)
    except OSError:
        raise HTTPException(503, "the simulated fleet does not answer") from None
    try:
        writer.write(msgspec.json.encode(wish) + b"\n")
        said = msgspec.json.decode(await reader.readline(), type=Said)
    except (ConnectionError, ValueError, msgspec.DecodeError):
        raise HTTPException(503, "the simulated fleet does not answer") from None
    finally:
        writer.close()
    if said.status in {NOT_THERE, NO_WISH}:
        raise HTTPException(said.status, said.reason)
    return said


def _shown(desk: Desk, grant: Grant, said: Said | None) -> Drills:
    rows = [
        msgspec.structs.asdict(drill)
        for drill in (said.drills if said else ())
        if covers_key(grant, key := f"{drill.site}/{drill.device}", desk.device(key))
    ]
    faults = {kind: list(found) for kind, found in FAULTS.items()}
    return Drills(ready=said is not None, faults=faults, numbered=sorted(NUMBERED), drills=rows)
