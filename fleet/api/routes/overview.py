"""Who asks, sites at a glance, a bank as its doors: what the console begins with.

Lives here: their GET. Not here: the console itself (`fleet.api.console`).
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from msgspec.structs import asdict
from pydantic import BaseModel

from devices.wire.topics import partition_of
from fleet.api.access.gate import Caller, Looker, TheDesk
from fleet.api.access.rights import (
    ASK,
    AUDIT,
    CITY,
    COMMAND,
    DESIRE,
    DRILL,
    LOOK,
    MAY,
    OPEN,
    REGISTER,
    ROLL,
    WORK,
    covers,
    covers_key,
)
from fleet.api.bodies import REFUSALS, Rows
from fleet.core.orders.shown import alarm_rows, order_rows
from fleet.core.overviews.doors import door_row
from fleet.core.overviews.sites import site_rows

router = APIRouter(prefix="/v1", responses=REFUSALS)


RIGHTS = {
    "look": LOOK, "open": OPEN, "command": COMMAND, "desire": DESIRE, "work": WORK,
    "register": REGISTER, "audit": AUDIT, "ask": ASK, "drill": DRILL, "roll": ROLL,
}  # fmt: skip
"""Rights in a word each, for programs."""


class Me(BaseModel):
    """Who asks, what they may, and what the manager's clock says, which may run faster.

    `simulated`: whether the devices are, so that drills are taken; `forecasts`: whether one is made
    already. `expires_ms`: when the token is over, Unix ms of the wall's clock, −1 for never.
    """

    name: str
    role: str
    scope: str
    may: list[str]
    expires_ms: int
    now_ms: int
    clock_speed: float
    simulated: bool
    forecasts: bool


@router.get("/me")
async def show_me(desk: TheDesk, grant: Caller) -> Me:
    """Whose token it is, and what time it is."""
    clock, foreseen = desk.driver.clock, desk.driver.foresight
    return Me(
        name=grant.name, role=grant.role, scope=grant.scope,
        may=[word for word, right in RIGHTS.items() if right in MAY[grant.role]],
        expires_ms=grant.expires_ms, now_ms=clock.now_ms(), clock_speed=clock.speed,
        simulated=desk.drill is not None,
        forecasts=foreseen is not None and foreseen.latest is not None,
    )  # fmt: skip


@router.get("/sites")
async def list_sites(desk: TheDesk, grant: Looker) -> Rows:
    """Sites in your scope by name: devices by kind, those away, alarms by severity, orders."""

    def in_scope(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row for row in rows if covers_key(grant, row["device"], desk.device(row["device"]))]

    states = desk.driver.fleet.states
    alarms, orders = in_scope(alarm_rows(states)), in_scope(order_rows(states, False))
    return Rows(items=site_rows(desk.covered(grant), alarms, orders))


class Map(BaseModel):
    """Where sites lie: places by site (name, longitude, latitude), outlines as closed rings."""

    places: dict[str, dict[str, Any]]
    outlines: list[dict[str, Any]]


@router.get("/map")
async def show_map(desk: TheDesk, grant: Looker) -> Map:
    """Places and outlines of the sites in your scope, and outlines that are no site's."""
    atlas = desk.atlas
    seen = {device.site for device in desk.covered(grant)} if grant.scope != CITY else None
    return Map(
        places={
            site: asdict(place)
            for site, place in atlas.places.items()
            if seen is None or site in seen
        },
        outlines=[
            asdict(line)
            for line in atlas.outlines
            if not line.site or seen is None or line.site in seen
        ],
    )


@router.get("/sites/{site}/doors")
async def list_doors(desk: TheDesk, grant: Looker, site: str) -> Rows:
    """Banks of a site by name, each as its doors: number, size class, state, since when.

    Whose parcel lies there is not said. A bank that is not furnished is not there.
    """
    desk.must_own(site)
    state = desk.driver.fleet.partitions[partition_of(site)].state
    known = [(state.devices[key], bank) for key, bank in state.parcels.banks.items()
             if key in state.devices]  # fmt: skip
    rows = [
        door_row(device, bank, state.parcels.leases)
        for device, bank in known
        if device.site == site and covers(grant, device)
    ]
    return Rows(items=sorted(rows, key=lambda row: str(row["bank"])))
