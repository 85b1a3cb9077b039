"""Devices, shadows, firmware, quarantine: what is known, read.

Lives here: GET of everything but streams. Not here: changing anything (`fleet.api.routes.asking`).
"""

from __future__ import annotations

from heapq import nsmallest
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from msgspec import to_builtins

from devices.wire.topics import ROOT, partition_of
from fleet.api.access.gate import Auditor, Desk, Looker, TheDesk, device_for
from fleet.api.access.rights import BANKS_ALONE, CITY, covers_key
from fleet.api.access.tokens import Grant
from fleet.api.bodies import (
    POSITION_MAX,
    REFUSALS,
    CommandState,
    DevicePage,
    DeviceRow,
    Rows,
    Shadow,
)
from fleet.core import views
from fleet.core.coding import decode_decisions, decode_input
from fleet.core.state import Command, Device
from fleet.service.control import health_of

router = APIRouter(prefix="/v1", responses=REFUSALS)

Limit = Annotated[int, Query(ge=1, le=500)]
Position = Annotated[int, Query(ge=0, le=POSITION_MAX)]


def shadow_of(device: Device) -> Shadow:
    """Wanted and reported."""
    return Shadow(
        desired=device.desired,
        desired_version=device.desired_version,
        reported=device.reported,
        reported_version=device.reported_version,
        pending=device.reported_version < device.desired_version,
    )


def command_state(command: Command) -> CommandState:
    """How far a command is."""
    words = to_builtins(command)
    return CommandState(id=words.pop("name"), **{k: v for k, v in words.items() if k != "retry_ms"})


@router.get("/devices")
async def list_devices(
    desk: TheDesk,
    grant: Looker,
    site: str | None = None,
    group: str | None = None,
    kind: str | None = None,
    presence: str | None = None,
    alarmed: bool = False,
    text: Annotated[str, Query(max_length=64)] = "",
    measured: bool = False,
    after: str = "",
    limit: Limit = 100,
) -> DevicePage:
    """Devices in your scope, by site and name; `after`: the `next` of the page before.

    `text`: only those with it in SITE/DEVICE or the model; `measured`: with the newest telemetry.
    """
    start = tuple(after.partition("/")[::2])
    found = [
        device
        for device in desk.covered(grant)
        if site in {None, device.site}
        and (group is None or group in device.groups)
        and kind in {None, device.kind}
        and presence in {None, device.presence}
        and (device.alarms or not alarmed)
        and (device.site, device.device) > start
        and (not text or text in device.key or text in device.model)
    ]
    page = nsmallest(limit, found, key=lambda device: (device.site, device.device))
    return DevicePage(
        items=[
            DeviceRow(
                **views.device_row(device), measured=views.measured_of(device) if measured else None
            )
            for device in page
        ],
        next=page[-1].key if len(found) > limit else None,
        found=len(found),
    )


@router.get("/devices/{site}/{device}")
async def show_device(desk: TheDesk, grant: Looker, site: str, device: str) -> dict[str, Any]:
    """All that is known of a device."""
    return views.device_page(device_for(desk, grant, f"{site}/{device}"))


@router.get("/devices/{site}/{device}/shadow")
async def show_shadow(desk: TheDesk, grant: Looker, site: str, device: str) -> Shadow:
    """What is wanted of a device, and what is so."""
    return shadow_of(device_for(desk, grant, f"{site}/{device}"))


@router.get("/devices/{site}/{device}/commands")
async def list_commands(desk: TheDesk, grant: Looker, site: str, device: str) -> list[CommandState]:
    """Commands under way and the last 50 that have an end."""
    return [
        command_state(command)
        for command in device_for(desk, grant, f"{site}/{device}").commands.values()
    ]


@router.get("/devices/{site}/{device}/commands/{name}")
async def show_command(
    desk: TheDesk, grant: Looker, site: str, device: str, name: str
) -> CommandState:
    """How far a command is."""
    command = device_for(desk, grant, f"{site}/{device}").commands.get(name)
    if command is None:
        raise HTTPException(404, f"{name}: no such command, or long ended")
    return command_state(command)


@router.get("/firmware")
async def list_firmware(desk: TheDesk, grant: Looker) -> Rows:
    """Which version runs on how many devices in your scope, and how far behind the newest."""
    now_ms = desk.driver.clock.now_ms()
    return Rows(items=views.firmware_inventory(desk.covered(grant), now_ms))


@router.get("/incidents")
async def list_incidents(desk: TheDesk, grant: Looker, closed: bool = False) -> Rows:
    """What took devices away together: a row where several sites lost theirs at once; `closed`:
    also what is over. Of the whole city, or of the site that is your scope.
    """
    kind, _, name = grant.scope.partition(":")
    if grant.role in BANKS_ALONE or kind not in {CITY, "site"}:
        raise HTTPException(403, "incidents are told of whole sites")
    return Rows(items=views.incidents(desk.driver.fleet.states, name or None, closed=closed))


@router.get("/quarantine")
async def list_quarantine(
    desk: TheDesk, grant: Looker, after: str = "", limit: Limit = 100
) -> Rows:
    """What was put aside last, the oldest first, with topic, field and reason."""
    rows = [
        row
        for row in views.quarantine_rows(desk.driver.fleet.states)
        if _covers_topic(desk, grant, row["topic"])
    ]
    return _page(rows, "{now_ms:020}-{partition}-{sequence:020}", after, limit)


@router.get("/strangers")
async def list_strangers(desk: TheDesk, grant: Looker, after: str = "", limit: Limit = 100) -> Rows:
    """Devices that speak and that nobody has registered, the newest last."""
    rows = [
        row
        for row in views.stranger_rows(desk.driver.fleet.states)
        if covers_key(grant, row["device"], None)
    ]
    return _page(rows, "{last_ms:020}-{device}", after, limit)


@router.get("/audit")
def list_requests(
    desk: TheDesk, grant: Auditor, before: Position = POSITION_MAX, limit: Limit = 100
) -> Rows:  # fmt: skip
    """Who asked for what, and what was decided, the newest first; granted or refused.

    Runs in a thread, for it reads the journal; `before`: the `next` of the page before.
    """
    tail = desk.tail()
    try:
        placed = tail.requests_before(before, limit)
    finally:
        tail.close()
    items = []
    for position, record in placed:
        asked = to_builtins(decode_input(record.input), str_keys=True)
        kind, _, by, device, *_ = asked
        if covers_key(grant, device, desk.device(device)):
            decided = [
                {"event": views.event_name(one), **to_builtins_of(one)}
                for one in decode_decisions(record.decisions)
            ]
            asked_for = REQUESTS[kind]
            items.append(
                {"position": position, "now_ms": record.now_ms, "by": by, "device": device,
                 "asked": asked_for, "words": asked[4:], "decided": decided}
            )  # fmt: skip
    return Rows(items=items, next=str(placed[-1].position) if len(placed) == limit else None)


HISTORY_SPAN = 20_000
"""Records of the journal that a look at a history goes back: some 20 ms in a thread."""

HISTORY_ROWS = 100


@router.get("/devices/{site}/{device}/history")
def show_history(
    desk: TheDesk, grant: Looker, site: str, device: str, before: Position = POSITION_MAX
) -> Rows:
    """What happened to a device, the newest first: events of a stretch of the journal.

    Runs in a thread; `before`: the `next` of the stretch before. A stretch may be empty.
    """
    key = device_for(desk, grant, f"{site}/{device}").key
    tail = desk.tail()
    try:
        until = min(before, tail.last() + 1)
        placed, floor = tail.of_device(partition_of(site), key, until, HISTORY_SPAN)
    finally:
        tail.close()
    rows = [
        {"position": position, "number": number, **row}
        for position, record in placed
        for number, row in enumerate(views.event_rows(record))
        if row["device"] == key
    ]
    if len(rows) > HISTORY_ROWS:
        floor = rows[HISTORY_ROWS - 1]["position"]
        rows = [row for row in rows if row["position"] >= floor]
    return Rows(items=rows, next=str(floor) if floor > 1 else None)


REQUESTS = {
    "r": "register", "x": "retire", "w": "desire", "c": "command", "rl": "alarm", "rw": "order",
    "rk": "rules", "rf": "furnish", "rb": "block", "rv": "take over",
    "re": "open in an emergency", "rp": "report", "ru": "rollout",
}  # fmt: skip
"""Tags of requests that the audit shows (`fleet.adapters.journal.tables`)."""


def to_builtins_of(decision: Any) -> dict[str, Any]:
    """A decision as words."""
    return {name: getattr(decision, name) for name in decision.__struct_fields__}


@router.get("/health")
async def show_health(desk: TheDesk, grant: Looker) -> dict[str, Any]:
    """Sessions at the broker, what is wrong with them, the ledger of messages."""
    health: dict[str, Any] = to_builtins(health_of(desk.driver))
    return health


def _covers_topic(desk: Desk, grant: Grant, topic: str) -> bool:
    levels = topic.split("/")
    if not topic.startswith(f"{ROOT}/") or len(levels) < 5:
        return grant.scope == CITY and grant.role != "courier"
    key = "/".join(levels[3:5])
    return covers_key(grant, key, desk.device(key))


def _page(rows: list[dict[str, Any]], mark: str, after: str, limit: int) -> Rows:
    """Rows in the order of their marks, those behind `after`."""
    found = [(mark.format(**row), row) for row in rows]
    found = [one for one in sorted(found, key=lambda one: one[0]) if one[0] > after]
    page = found[:limit]
    return Rows(items=[row for _, row in page], next=page[-1][0] if len(found) > limit else None)
