"""Checks of forecasts.

Lives here: commands and bounds. Not here: what is measured (beside this module).
"""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.acceptance.check import Bound, Check, Figure, Finished

LIFE = (
    "courtyard", "forecast", "yiyuan@greenfield", "--set", "couriers.mode=single",
    "--set", "reminders=null", "--set", "overdue=null", "--set", "dwell.evening=null",
    "--set", "rejected.then=[home]", "--set", "banks.g.doors=230",
    "--days", "30", "--hours", "8,10,12,14,16", "--json",
)  # fmt: skip
"""36 sites, parcels one by one, no rules: what a log of parcels tells all of."""

UNIFORM = (
    "Forecasts of 36 sites over 30 days, told of life by calibrate alone: the 90 % band of free "
    "compartments covers 85 to 95 %"
)
SHARPER = (
    "Brier score of `full by 18:00` at a base rate of 10 to 90 %: below climatology's and "
    "persistence's"
)
IN_TIME = "500 futures of 24 h at 36 sites in under 10 s on two cores"


def covered(finished: list[Finished]) -> Figure:
    """Share of counts in their 90 % band."""
    rows = json.loads(finished[-1].stdout)
    says = f"50 % band {rows['covered_50']:.3f}, {rows['counts']:.0f} counts"
    return Figure(rows["covered_90"], "of counts", says)


def skill(finished: list[Finished]) -> Figure:
    """Brier score over the best of those without a model; no figure beyond the base rates."""
    rows = json.loads(finished[-1].stdout)
    if not 0.1 <= rows["base_rate"] <= 0.9:
        raise ValueError(f"base rate {rows['base_rate']}")
    best = min(rows["climatology"], rows["persistence"], rows["as_now"])
    says = f"{rows['brier']:.4f} against {best:.4f}, base rate {rows['base_rate']:.2f}"
    return Figure(rows["brier"] / best, "of the best without a model", says)


def seconds(finished: list[Finished]) -> Figure:
    """From the snapshot to the answer."""
    told = json.loads(finished[-1].stdout)
    return Figure(told["seconds"], "s", f"{told['site_futures']} futures of a site")


def _judged(name: str, promise: str, figure: Callable[[list[Finished]], Figure], bound: Bound
            ) -> Check:  # fmt: skip
    return Check(name, promise, (LIFE,), figure, bound, limit_s=3600)


AHEAD: tuple[Check, ...] = (
    _judged("forecast-uniform", UNIFORM, covered, Bound(low=0.85, high=0.95)),
    _judged("forecast-sharper", SHARPER, skill, Bound(high=0.95)),
    Check(
        name="forecast-in-time",
        shown_by=IN_TIME,
        steps=(("python", "-m", "tests.acceptance.ahead.futures"),),
        figure=seconds,
        bound=Bound(high=10.0),
    ),
)
