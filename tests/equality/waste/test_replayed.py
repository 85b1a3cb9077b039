"""Replayed emptyings: reference and kernel write the same logs, to the byte."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.days import lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.parts.emptyings import EmptyingTrace
from scenarios.streams import Streams
from tests.equality.both import Case, compare
from tests.equality.settings import setting
from tests.equality.waste.settings import SENSOR, WINDOWS, bins, called, fixed, point, waste
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND
from twin.world.plan import plan_groups

POINTS = [
    point("p", sensor=SENSOR, windows=WINDOWS),
    point("q", sensor=SENSOR | {"report_every_min": 30}),
    point("r", bins=bins(("rest", 60, 3)), sensor=SENSOR),
]


def _as_logged(name: str, *streams: str) -> dict[str, object]:
    return {"id": name, "kind": "replayed", "streams": list(streams), "level": 0.5}


SERVICES = {
    "all replayed": (_as_logged("t", "food", "paper"), _as_logged("u", "rest")),
    "beside others": (_as_logged("t", "food"), called("u", "rest"), fixed("v", "paper")),
}


@pytest.mark.parametrize("unit_ms", [1, 60_000, 3_600_000])
@pytest.mark.parametrize("name", SERVICES)
def test_same_log_with_trucks_of_a_trace(name: str, unit_ms: int) -> None:
    """Visits at drawn times, at the first instant, at times of reports and bags, and none."""
    parts = waste(POINTS, *SERVICES[name])
    drawn = setting("plain", **(parts | {"collection": [fixed("t", "food", "rest", "paper")]}))
    scenario = setting("plain", **parts)
    days = lay_out_days(scenario)
    compiler = SiteCompiler(drawn, days, unit_ms)
    for seed in range(4):
        generator = np.random.default_rng(seed)
        for plan in plan_groups(scenario, days):
            traces = []
            for place in plan.sites:
                visits = {(0, 0)} | {
                    (int(time) // unit_ms * unit_ms, int(where))
                    for time, where in zip(
                        generator.integers(0, days.horizon_ms, 30 * (seed > 0)),
                        generator.integers(0, len(POINTS), 30),
                        strict=False,
                    )
                }
                table = np.array(sorted(visits), dtype=np.int64).T
                whole = compiler.compile(place, Streams(seed, 0))
                traces.append(replace(whole, emptyings=EmptyingTrace(table[0], table[1])))
            (log,) = compare(Case(plan, tuple(traces), (None,)))
            emptied = int((log[:, KIND] == Kind.EMPTYING).sum())
            alarms = int((log[:, KIND] == Kind.ALARM).sum())
            assert emptied > 0
            assert alarms > 0


def test_without_the_part_no_truck_comes() -> None:
    """Both engines agree also on a trace that knows of no emptyings."""
    parts = waste(POINTS, *SERVICES["all replayed"])
    drawn = setting("plain", **(parts | {"collection": [fixed("t", "food", "rest", "paper")]}))
    scenario = setting("plain", **parts)
    days = lay_out_days(scenario)
    compiler = SiteCompiler(drawn, days)
    (plan,) = plan_groups(scenario, days)
    traces = tuple(compiler.compile(place, Streams(1, 0)) for place in plan.sites)
    (log,) = compare(Case(plan, traces, (None,)))
    assert not (log[:, KIND] == Kind.TRUCK).any()
