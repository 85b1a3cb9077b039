"""Forecasts: the newest, one asked for now, how good they were.

Lives here: GET and POST of forecasts. Not here: when they are made (`fleet.service.ahead`).
"""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, HTTPException
from msgspec import to_builtins

from fleet.api.access.gate import Desk, Looker, TheDesk, Worker
from fleet.api.access.rights import covers_key
from fleet.api.access.tokens import Grant
from fleet.api.bodies import REFUSALS, Asked
from fleet.ports.forecast import Forecast, Foreseen

router = APIRouter(prefix="/v1", responses=REFUSALS)


def _foreseen(desk: Desk) -> Foreseen:
    if desk.driver.foresight is None:
        raise HTTPException(404, "this manager makes no forecasts (fleet serve --forecast)")
    return desk.driver.foresight


def _in_scope(desk: Desk, grant: Grant, forecast: Forecast) -> dict[str, Any]:
    told: dict[str, Any] = to_builtins(forecast)
    for part, name in (("banks", "bank"), ("bins", "bin"), ("cells", "cell")):
        told[part] = [row for row in told[part] if _covers(desk, grant, row["site"], row[name])]
    return told


def _covers(desk: Desk, grant: Grant, site: str, device: str) -> bool:
    key = f"{site}/{device}"
    return covers_key(grant, key, desk.device(key))


@router.get("/forecast")
async def show_forecast(desk: TheDesk, grant: Looker) -> dict[str, Any]:
    """The newest forecast, of what is in your scope: P(full) by bank and hour, free compartments by
    size and hour as quantiles, P(overflow before the next truck) by bin, P(too warm) by cold cell
    and hour and for how many minutes it holds without cooling.
    """
    latest = _foreseen(desk).latest
    if latest is None:
        raise HTTPException(404, "no forecast has been made yet")
    return _in_scope(desk, grant, latest)


@router.post("/forecast")
async def ask_for_forecast(desk: TheDesk, grant: Worker, body: Asked) -> dict[str, Any]:
    """A forecast of now; with `edits` of what would be: `close BANK`, `truck SERVICE HOUR`,
    `parcels FACTOR today|tomorrow|DATE`. Takes some seconds; one is made at a time.
    """
    try:
        forecast = await _foreseen(desk).foresee(body.edits)
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
    return _in_scope(desk, grant, forecast)


@router.get("/forecast/scores")
async def show_scores(desk: TheDesk, grant: Looker) -> dict[str, Any]:
    """How good the forecasts of this manager were: Brier score beside climatology and persistence,
    how often the bands of free compartments held, and the randomised PIT: each tenth of the futures
    over its expected share of what came (1).
    """
    told: dict[str, Any] = to_builtins(await asyncio.to_thread(_foreseen(desk).scores))
    return told
