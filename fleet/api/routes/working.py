"""Alarms and work orders: what is up, who goes there, what people say to it; how a site works.

Lives here: their GET, POST and PUT. Not here: what is granted (`fleet.core`). All of it is
journaled with the name of the token.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path
from pydantic import ValidationError

from devices.wire.topics import partition_of
from fleet.adapters.rulebook.reading import Rulebook, configure
from fleet.api.access.gate import (
    Desk,
    Looker,
    Registrar,
    TheDesk,
    Worker,
    device_for,
    put,
)
from fleet.api.access.rights import covers_key, covers_site
from fleet.api.access.tokens import Grant
from fleet.api.bodies import REFUSALS, Granted, NewOrder, OrderAct, Rows, ShelfTime
from fleet.core.facts.alarms import Look
from fleet.core.facts.orders import Work
from fleet.core.orders.shown import alarm_rows, order_rows, sheet_rows, today_rows
from fleet.core.state import PartitionState

router = APIRouter(prefix="/v1", responses=REFUSALS)

OrderName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}:[0-9]{1,12}$")]
Month = Annotated[str, Path(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


def _in_scope(desk: Desk, grant: Grant, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if covers_key(grant, row["device"], desk.device(row["device"]))]


@router.get("/alarms")
async def list_alarms(desk: TheDesk, grant: Looker) -> Rows:
    """Alarms that are up and incidents that are not over, the most severe first."""
    return Rows(items=_in_scope(desk, grant, alarm_rows(desk.driver.fleet.states)))


@router.post("/devices/{site}/{device}/alarms/{alarm}/acknowledge")
async def acknowledge(desk: TheDesk, grant: Worker, site: str, device: str, alarm: str) -> Granted:
    """Say that you have seen it; its order is acknowledged with it."""
    return await _look(desk, grant, f"{site}/{device}", alarm, "acknowledge", 0)


@router.put("/devices/{site}/{device}/alarms/{alarm}/shelf")
async def shelve(
    desk: TheDesk, grant: Worker, site: str, device: str, alarm: str, body: ShelfTime
) -> Granted:
    """Let it make no work for some time, at most 31 days."""
    until_ms = desk.driver.clock.now_ms() + body.hours * 3_600_000
    return await _look(desk, grant, f"{site}/{device}", alarm, "shelve", until_ms)


@router.delete("/devices/{site}/{device}/alarms/{alarm}/shelf")
async def unshelve(desk: TheDesk, grant: Worker, site: str, device: str, alarm: str) -> Granted:
    """Take it off the shelf before its end."""
    return await _look(desk, grant, f"{site}/{device}", alarm, "unshelve", 0)


async def _look(desk: Desk, grant: Grant, key: str, alarm: str, act: str, until_ms: int) -> Granted:
    known = device_for(desk, grant, key).key
    asked = Look("", grant.name, known, alarm, act, until_ms)
    return Granted(decided=(await put(desk, asked)).decided)


@router.get("/orders")
async def list_orders(desk: TheDesk, grant: Looker, closed: bool = False) -> Rows:
    """Work orders, what is due first on top; `closed`: also those that have an end."""
    return Rows(items=_in_scope(desk, grant, order_rows(desk.driver.fleet.states, closed)))


@router.post("/orders", status_code=201)
async def open_order(desk: TheDesk, grant: Worker, body: NewOrder) -> Granted:
    """Make a work order by hand, at a site or for one of its devices."""
    desk.must_own(body.place)
    if not covers_key(grant, body.place, desk.device(body.place)):
        raise HTTPException(404, f"{body.place}: not in your scope")
    asked = Work("", grant.name, body.place, "open", "", body.kind, body.text)
    return Granted(decided=(await put(desk, asked)).decided)


@router.post("/orders/{order}")
async def move_order(desk: TheDesk, grant: Worker, order: OrderName, body: OrderAct) -> Granted:
    """Acknowledge, start, report as done, cancel."""
    site = order.rpartition(":")[0]
    desk.must_own(site)
    state = desk.driver.fleet.partitions[partition_of(site)].state
    kept = state.sites.get(site)
    found = None if kept is None else kept.orders.get(order)
    if found is None or not covers_key(grant, found.device, desk.device(found.device)):
        raise HTTPException(404, f"{order}: no such order in your scope")
    asked = Work("", grant.name, site, body.act, order, "", body.text)
    return Granted(decided=(await put(desk, asked)).decided)


@router.get("/sites/{site}/today")
async def show_today(desk: TheDesk, grant: Looker, site: str) -> Rows:
    """What the staff of a site have to do until this time tomorrow."""
    state = _site_for(desk, grant, site)
    return Rows(items=today_rows([state], site, desk.driver.clock.now_ms()))


@router.get("/sites/{site}/sheet/{month}")
async def show_sheet(desk: TheDesk, grant: Looker, site: str, month: Month) -> Rows:
    """A month's orders by owner and kind, with mean times."""
    return Rows(items=sheet_rows([_site_for(desk, grant, site)], month, site))


@router.put("/sites/{site}/rules")
async def set_rules(desk: TheDesk, grant: Registrar, site: str, body: dict[str, Any]) -> Granted:
    """How a site works, whole: rules, chains, rosters, plans, as in a rulebook file."""
    if not covers_site(grant, site):
        raise HTTPException(403, f"{site}: outside {grant.scope}")
    try:
        asked = configure(Rulebook.model_validate(body), site, grant.name)
    except ValidationError as error:
        raise HTTPException(422, str(error)) from None
    return Granted(decided=(await put(desk, asked)).decided)


def _site_for(desk: Desk, grant: Grant, site: str) -> PartitionState:
    """The partition of a site that is in scope as a whole; 404 otherwise."""
    if grant.role == "courier" or not covers_site(grant, site):
        raise HTTPException(404, f"{site}: no such site in your scope")
    desk.must_own(site)
    return desk.driver.fleet.partitions[partition_of(site)].state
