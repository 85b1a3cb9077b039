"""Traces drawn from small scenarios, for tests of demand and of what stands on it."""

from __future__ import annotations

from typing import Any

from scenarios.days import lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.demand.whole import compile_trace
from scenarios.expand import SitePlace, expand_sites
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace, Trace
from tests.small import scenario

WAVE = [0.0] * 7 + [1.0, 3, 8, 15, 25, 20, 12, 8, 5, 3, 2, 1, 0, 0, 0, 0, 0]
"""Hour weights of a courier wave: nothing before 7 h, the peak from 11 to 12 h."""

EVERYTHING: dict[str, Any] = {
    "couriers": {
        "companies": [
            {"id": "a", "share": 0.5},
            {"id": "t", "share": 0.2, "timetable_h": [9.0, 15.5]},
            {"id": "one", "share": 0.3, "parcels_per_visit": 1.0},
        ],
        "parcels_per_visit": 7.0,
        "hour_weights": WAVE,
        "handling": {"law": "lognormal", "mean_s": 30.0},
    },
    "parcels": {
        "per_household_day": 5.0,
        "share_to_lockers": 0.6,
        "size_mix": {"S": 0.6, "L": 0.3, "oversize": 0.1},
        "day_spread_cv": 0.3,
    },
    "dwell": {
        "law": {"kind": "weibull", "mean_h": 20.0, "shape": 0.8},
        "evening": {"share": 0.4},
    },
    "reminders": {"after_h": [12.0, 24.0], "answer_share": 0.5},
    "overdue": {"averse_share": 0.4},
    "rejected": {"then": ["next_bank", "home", "depot"], "home_share": 0.4},
    "banks": [
        {"id": "b", "site": "c", "compartments": {"S": 2, "L": 1}, "share": 3.0},
        {"id": "d", "site": "c", "compartments": {"S": 2, "L": 1}, "share": 1.0},
    ],
}
"""Parts of a scenario in which every draw is made."""


def single(per_day: float = 200.0, **parts: Any) -> Scenario:
    """A site whose parcels come one by one, at any hour: Poisson arrivals."""
    plain: dict[str, Any] = {
        "parcels": {"per_day": per_day, "size_mix": {"S": 0.7, "L": 0.3}},
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
        "dwell": {"law": {"kind": "exponential", "mean_h": 9.0}},
    }
    return scenario(**(plain | parts))


def place_of(drawn: Scenario, site: int = 0) -> SitePlace:
    """The site number `site`, in order of ids."""
    return list(expand_sites(drawn))[site]


def compiled(
    drawn: Scenario, days: int = 20, seed: int = 1, unit_ms: int = 1, site: int = 0
) -> SiteTrace:
    """The trace of one site over `days` measured days."""
    compiler = SiteCompiler(drawn, lay_out_days(drawn, days), unit_ms)
    return compiler.compile(place_of(drawn, site), Streams(seed, 0))


def whole_trace(drawn: Scenario, days: int = 5, seed: int = 1) -> Trace:
    """The traces of all sites."""
    return compile_trace(drawn, "feed", seed, 0, days)
