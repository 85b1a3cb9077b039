"""Rounds: which bins trucks are to empty next, as a driver takes it.

Lives here: their GET. Not here: the planner (`fleet.rounds`), the process it runs in
(`fleet.api.planning`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Response

from devices.wire.fields import LAST_YEAR_MS
from fleet.api.access.gate import Looker, TheDesk
from fleet.api.access.rights import BANKS_ALONE
from fleet.api.bodies import REFUSALS, RoundList
from fleet.api.planning import RoundsBusy
from fleet.rounds.lists import csv_text, gpx_text, rows_of
from fleet.rounds.live import LiveRound, RoundError

router = APIRouter(prefix="/v1", responses=REFUSALS)

AHEAD_MS = 31 * 86_400_000
"""What bins report says nothing of a time that is farther away than a month."""

CSV, GPX = "text/csv", "application/gpx+xml"
FORMS = {"model": RoundList, "content": {CSV: {}, GPX: {}}, "description": "As `form` says."}


@router.get("/rounds", response_model=RoundList, responses={200: FORMS})
async def plan_rounds(
    desk: TheDesk,
    grant: Looker,
    site: str | None = None,
    at_ms: Annotated[int | None, Query(ge=0, le=LAST_YEAR_MS)] = None,
    form: Literal["json", "csv", "gpx"] = "json",
) -> RoundList | Response:
    """The round that sets out now, or at `at_ms`, from the depot of `fleet serve --rounds`: truck
    by truck, stop by stop, over the bins in your scope; `site`: of that site alone. It takes some
    seconds.
    """
    if desk.rounds is None:
        raise HTTPException(404, "this manager plans no rounds (fleet serve --rounds)")
    if grant.role in BANKS_ALONE:
        raise HTTPException(403, f"a {grant.role} sees banks alone")
    now_ms = desk.driver.clock.now_ms()
    sets_out_ms = now_ms if at_ms is None else at_ms
    if not now_ms - AHEAD_MS <= sets_out_ms <= now_ms + AHEAD_MS:
        raise HTTPException(422, f"at_ms {at_ms}: within {AHEAD_MS} of now ({now_ms}) is expected")
    there = [device for device in desk.covered(grant) if site in {None, device.site}]
    try:
        found = await desk.rounds.plan(there, sets_out_ms)
    except RoundError as error:
        raise HTTPException(404, f"{error}, in your scope") from None
    except RoundsBusy as error:
        raise HTTPException(503, str(error), {"Retry-After": "1"}) from None
    if form == "csv":
        return Response(csv_text(found), media_type=CSV, headers=_file("csv"))
    if form == "gpx":
        return Response(gpx_text(found), media_type=GPX, headers=_file("gpx"))
    return _list(found, sets_out_ms)


def _list(found: LiveRound, sets_out_ms: int) -> RoundList:
    metres = sum(call.metres for call in found.calls)
    visits, left = rows_of(found.calls), rows_of(found.left)
    return RoundList(sets_out_ms=sets_out_ms, km=metres / 1_000, visits=visits, left=left)


def _file(ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="rounds.{ending}"'}
