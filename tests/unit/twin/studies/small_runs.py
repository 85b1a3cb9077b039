"""Small set-ups: three sites in a row, of which the first and the last are coupled by redirects.

Only their making lives here, and engines that do something on purpose besides running.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.days import lay_out_days
from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from tests.small_regions import region, regional
from twin.engines.reference.engine import run_group
from twin.eventlog.log import Write
from twin.studies.running.setup import Setup
from twin.world.plan import Plan

WARMUP_DAYS, DAYS = 1, 2


def small_scenario(**changes: Any) -> Scenario:
    """Sites a, b, c of 20 households; a and c stand 500 m apart, b 10 km away."""
    return Scenario.model_validate(
        {
            "title": "Three sites in a row",
            "start_date": "2026-05-01",
            "run": {"days": DAYS, "warmup_days": WARMUP_DAYS, "replications": 2, "seed": 3},
            "sites": [
                {"id": "a", "households": 20, "latitude": 36.0, "longitude": 118.0},
                {"id": "b", "households": 20, "latitude": 36.1, "longitude": 118.0},
                {"id": "c", "households": 20, "latitude": 36.0045, "longitude": 118.0},
            ],
            "sizes": [
                {"id": "S", "width_cm": 38.0, "height_cm": 8.0, "depth_cm": 64.0},
                {"id": "L", "width_cm": 38.0, "height_cm": 41.0, "depth_cm": 64.0},
            ],
            "banks": [
                {"id": f"b{site}", "site": site, "compartments": {"S": 3, "L": 2}} for site in "abc"
            ],
            "parcels": {"per_household_day": 0.5, "size_mix": {"S": 0.6, "L": 0.4}},
            "couriers": {
                "companies": [{"id": "jt", "share": 0.5}, {"id": "zt", "share": 0.5}],
                "parcels_per_visit": 4.0,
            },
            "dwell": {"law": {"kind": "exponential", "mean_h": 12.0}},
            "rejected": {"then": ["other_site", "lobby"], "other_site_within_m": 1000.0},
            **changes,
        }
    )


def small_setup(scenario: Scenario | None = None, **changes: Any) -> Setup:
    """The scenario on the reference engine."""
    chosen = small_scenario() if scenario is None else scenario
    return Setup(chosen, lay_out_days(chosen), seed=3, **{"engine": run_group, **changes})


class InterruptedEngine:
    """The reference engine until it has run so many groups; then the interrupt key is pressed."""

    def __init__(self, groups: int) -> None:
        self.groups = groups

    def __call__(
        self,
        plan: Plan,
        traces: Sequence[SiteTrace],
        held: Sequence[HeldParcels | None],
        write: Write,
    ) -> None:
        """Run a group, or be interrupted in the middle of it."""
        self.groups -= 1
        run_group(plan, traces, held, write)
        if self.groups < 0:
            raise KeyboardInterrupt


def failing_engine(
    plan: Plan, _traces: Sequence[SiteTrace], _held: Sequence[HeldParcels | None], _write: Write
) -> None:
    """An engine that refuses what it is given."""
    raise ValueError(f"cannot run {plan.sites[0].id}")


def large_setup(*, demand_factor: float = 1.0, **changes: Any) -> Setup:
    """Just over a thousand sites in two regions, which no result tells apart, for a day.

    `demand_factor` of the second region.
    """
    law = {"households_per_bank": 2.0, "banks_per_site": [0.9, 0.1]}
    regions = (
        region("north", sites=600, **law),
        region("south", sites=401, demand_factor=demand_factor, **law),
    )
    run = {"days": 1, "warmup_days": 0, "replications": 1, "seed": 3}
    return small_setup(regional(*regions, run=run), **changes)
