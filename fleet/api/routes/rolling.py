"""Rollouts and artifacts: plan, steer, look. Of the whole city alone.

Lives here: their GET and POST. Not here: what is granted (`fleet.core.rollouts`), the bytes
(`loading` beside this). A rollout goes to devices of many sites, so nobody of one site alone steers
or sees it whole; its devices are shown to whoever may see them.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from msgspec import to_builtins
from pydantic import Field

from fleet.adapters.firmware.planning import Planned, artifact_at
from fleet.adapters.firmware.store import ArtifactRefused, Store, store_path
from fleet.api.access.gate import Desk, Looker, Roller, TheDesk, put
from fleet.api.access.rights import CITY, covers_key
from fleet.api.access.tokens import Grant
from fleet.api.bodies import REFUSALS, Granted, Name, Rows
from fleet.api.routes.looking import Limit
from fleet.core.facts.letters import Roll
from fleet.core.rollouts.shown import member_rows, rollout_page, rollout_rows

router = APIRouter(prefix="/v1", responses=REFUSALS)

RolloutName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,47}$")]
Act = Annotated[str, Path(pattern=r"^(start|pause|resume|abort)$")]


class NewRollout(Planned):
    """A rollout to be planned: its name, an artifact by version or checksum, the rest as in a file.

    `served_at`: where devices load from; default: where this request came in.
    """

    name: Name
    artifact: str = Field(min_length=1, max_length=64)
    served_at: str = Field(default="", max_length=200)


def _whole_city(grant: Grant) -> None:
    if grant.scope != CITY:
        raise HTTPException(403, "rollouts are of the whole city")


@router.get("/artifacts")
def list_artifacts(desk: TheDesk, grant: Looker) -> Rows:
    """Artifacts of the store, the oldest first. Runs in a thread, for it reads files."""
    _whole_city(grant)
    return Rows(items=[to_builtins(kept) for kept in _listed(desk)])


def _listed(desk: Desk) -> list[Any]:
    try:
        return list(Store(store_path(desk.journal)).list())
    except ArtifactRefused as error:
        raise HTTPException(503, str(error)) from None


@router.get("/rollouts")
async def list_rollouts(desk: TheDesk, grant: Looker) -> Rows:
    """Rollouts, the newest first, with their wave and counts."""
    _whole_city(grant)
    return Rows(items=rollout_rows(desk.driver.fleet.states))


@router.get("/rollouts/{name}")
async def show_rollout(desk: TheDesk, grant: Looker, name: RolloutName) -> dict[str, Any]:
    """One rollout: plan, counts, history, why devices failed."""
    _whole_city(grant)
    page = rollout_page(desk.driver.fleet.states, name)
    if page is None:
        raise HTTPException(404, f"{name}: no such rollout")
    return page


@router.get("/rollouts/{name}/devices")
async def list_members(
    desk: TheDesk, grant: Looker, name: RolloutName, state: str | None = None, after: int = -1,
    limit: Limit = 100,
) -> Rows:  # fmt: skip
    """Devices of a rollout in your scope, by rank; `after`: the `next` of the page before."""
    rows = [
        row
        for row in member_rows(desk.driver.fleet.states, name)
        if row["rank"] > after
        and state in {None, row["state"]}
        and covers_key(grant, row["device"], desk.device(row["device"]))
    ]
    page = rows[:limit]
    return Rows(items=page, next=str(page[-1]["rank"]) if len(rows) > limit else None)


@router.post("/rollouts", status_code=201)
async def plan_rollout(desk: TheDesk, grant: Roller, request: Request, body: NewRollout) -> Granted:
    """Plan a rollout; nothing goes out before it is started."""
    _whole_city(grant)
    try:
        kept = Store(store_path(desk.journal)).find(body.artifact)
    except ArtifactRefused as error:
        raise HTTPException(404, str(error)) from None
    base = body.served_at or str(request.base_url)
    plan = body.plan(
        artifact_at(kept.version, kept.models, kept.size, kept.sha256, kept.signature, base)
    )
    asked = Roll("", grant.name, body.name, "create", plan)
    return Granted(decided=(await put(desk, asked)).decided)


@router.post("/rollouts/{name}/{act}")
async def steer_rollout(desk: TheDesk, grant: Roller, name: RolloutName, act: Act) -> Granted:
    """Start, pause, resume or abort; those under way finish, or go back, by themselves."""
    _whole_city(grant)
    return Granted(decided=(await put(desk, Roll("", grant.name, name, act))).decided)
