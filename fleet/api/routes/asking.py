"""Registrations, desired states, commands: what people want of the manager.

Lives here: PUT, POST, DELETE. Not here: what is granted (`fleet.core.deciding.requests`); all of it
is journaled with the name of the token, granted or refused.
"""

from __future__ import annotations

import secrets

from fastapi import APIRouter, HTTPException

from devices.wire.topics import TopicRefused, topic_of
from fleet.api.access.gate import Caller, Registrar, TheDesk, Wisher, device_for, put, require
from fleet.api.access.rights import COMMAND, OPEN, may_register
from fleet.api.bodies import REFUSALS, CommandState, Granted, NewCommand, NewDevice, NewShadow
from fleet.api.bodies import Shadow as ShadowBody
from fleet.api.routes.looking import command_state, shadow_of
from fleet.core.inputs import Desire, Order, Register, Retire

router = APIRouter(prefix="/v1", responses=REFUSALS)


@router.put("/devices/{site}/{device}")
async def register(
    desk: TheDesk, grant: Registrar, site: str, device: str, body: NewDevice
) -> Granted:
    """Make a device known, or change what is known of it."""
    try:
        topic_of(site, device, "state")
    except TopicRefused as error:
        raise HTTPException(422, str(error)) from None
    key = f"{site}/{device}"
    desk.must_own(key)
    if desk.device(key) is not None:
        device_for(desk, grant, key)
    there = [d for state in desk.driver.fleet.states for d in state.devices.values()]
    there = [d for d in there if d.site == site]
    if not may_register(grant, site, body.groups, there):
        raise HTTPException(403, f"{key}: outside {grant.scope}")
    asked = Register("", grant.name, key, body.kind, body.groups, body.settings, body.behind)
    return Granted(decided=(await put(desk, asked)).decided)


@router.delete("/devices/{site}/{device}")
async def retire(desk: TheDesk, grant: Registrar, site: str, device: str) -> Granted:
    """Take a device out of the registry; what it says then is quarantined."""
    key = device_for(desk, grant, f"{site}/{device}").key
    return Granted(decided=(await put(desk, Retire("", grant.name, key))).decided)


@router.put("/devices/{site}/{device}/shadow")
async def desire(
    desk: TheDesk, grant: Wisher, site: str, device: str, body: NewShadow
) -> ShadowBody:
    """Set the whole desired state; 409 where `version` is not the newest."""
    key = device_for(desk, grant, f"{site}/{device}").key
    await put(desk, Desire("", grant.name, key, body.version, body.values))
    return shadow_of(device_for(desk, grant, key))


@router.post("/devices/{site}/{device}/commands", status_code=202)
async def command(
    desk: TheDesk, grant: Caller, site: str, device: str, body: NewCommand
) -> CommandState:
    """Give a command, once; see how it goes under its id. 409 for an id of another command."""
    require(grant, OPEN if body.command == "open_door" else COMMAND)
    key = device_for(desk, grant, f"{site}/{device}").key
    expires_ms = desk.driver.clock.now_ms() + body.expires_s * 1_000
    name = body.id or f"api-{secrets.token_hex(8)}"
    order = Order("", grant.name, key, name, body.command, body.arguments, expires_ms)
    await put(desk, order)
    known = device_for(desk, grant, key).commands.get(name)
    if known is None:
        raise HTTPException(503, f"{name}: ended and forgotten meanwhile")
    return command_state(known)
