"""Cold cells foretold as a power cut begins in the heat, and what became of them in the twin."""

from __future__ import annotations

import datetime as dt
from itertools import compress
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fleet.ports.forecast import CellAhead, CellNow, SiteNow, Snapshot
from scenarios.days import DAY_MS, HOUR_MS, lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.engines.kernel.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    KIND,
    PLACE,
    TIME,
    Records,
    air_mc_of,
    bank_of,
    compartment_of,
    product_mc_of,
)
from twin.studies.forecast.simulate import BATCH
from twin.studies.forecast.study import Forecasts
from twin.world.plan import plan_groups

CUT = dt.date(2026, 7, 16)
CUT_HOUR = 14
HOURS = 4
"""After the cut of two hours products go on getting warmer for a while."""


def _cells(before: Records, banks: list[str], heard_ms: int) -> list[CellNow]:
    """Every cell by its reading of the hour that ends now."""
    moves = before[np.isin(before[:, KIND], (Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK))]
    inside = {int(row[PLACE]): int(row[KIND]) == Kind.DEPOSIT for row in moves}
    readings = before[before[:, KIND] == Kind.CELL_READING]
    newest = readings[readings[:, TIME] == readings[-1, TIME]]
    return [
        CellNow(
            str(place), banks[bank], compartment - 1, heard_ms, air_mc, product_mc,
            is_filled=inside.get(place, False),
        )
        for place, bank, compartment, air_mc, product_mc in zip(
            newest[:, PLACE].tolist(), bank_of(newest).tolist(), compartment_of(newest).tolist(),
            air_mc_of(newest).tolist(), product_mc_of(newest).tolist(), strict=True,
        )
    ]  # fmt: skip


@pytest.fixture(scope="module")
def foretold() -> tuple[list[CellAhead], list[bool]]:
    """Filled cells of `heatwave` at the begin of its cut, and whether each got too warm."""
    scenario = read_scenario("heatwave", Scenario).scenario
    days = lay_out_days(scenario, (CUT - scenario.start_date).days + 1)
    (plan,) = plan_groups(scenario, days)
    blocks: list[Records] = []
    trace = SiteCompiler(scenario, days).compile(plan.sites[0], Streams(1, 0))
    run_group(plan, [trace], [None], lambda _, block: blocks.append(block.copy()))
    log = np.concatenate(blocks)
    now_ms = (CUT - days.first).days * DAY_MS + CUT_HOUR * HOUR_MS
    clock = dt.datetime.combine(CUT, dt.time(CUT_HOUR), ZoneInfo(scenario.time_zone))
    taken_ms = round(clock.timestamp()) * 1000
    banks = [bank.id for bank in plan.sites[0].banks]
    cells = _cells(log[log[:, TIME] < now_ms], banks, taken_ms)
    snapshot = Snapshot(taken_ms, [SiteNow(plan.sites[0].id, cells=cells)])
    told = Forecasts(scenario, "heatwave", BATCH).forecast(snapshot).cells
    warm = log[(log[:, KIND] == Kind.EXCURSION) & (log[:, TIME] >= now_ms)]
    places = set(warm[warm[:, TIME] <= now_ms + HOURS * HOUR_MS, PLACE].tolist())
    filled = [each for each in told if each.is_filled]
    return filled, [int(each.cell) in places for each in filled]


def test_those_foretold_to_get_too_warm_do(foretold: tuple[list[CellAhead], list[bool]]) -> None:
    """Nine in ten of those at 90 % or more; one in ten at most of those at 10 % or less."""
    filled, came = foretold
    likely = [each.too_warm[HOURS - 1] >= 0.9 for each in filled]
    unlikely = [each.too_warm[HOURS - 1] <= 0.1 for each in filled]
    assert sum(likely) >= 10
    assert sum(unlikely) >= 5
    assert np.mean(list(compress(came, likely))) >= 0.9
    assert np.mean(list(compress(came, unlikely))) <= 0.1


def test_no_product_holds_for_less_than_an_hour(
    foretold: tuple[list[CellAhead], list[bool]],
) -> None:
    """By the log of life nothing was too warm in the first hour; what holds longest stays good."""
    filled, came = foretold
    assert min(each.holds_min for each in filled) > 60
    assert not came[max(range(len(filled)), key=lambda k: filled[k].holds_min)]
