"""How many people a compound needs, with the manager and without: cases side by side.

Lives here: cases on the same draws, what is enough, what it saves. Not here: people and orders
(`twin.managed.staff`), figures (`twin.figures`), the comparison (`compare` beside this).

People stand at the points in their shifts and go to the manager's orders. Of the shifts of a
compound with fewer people than points, so many more are missed: the shares of a scenario's
`supervision` hold with one person a point. Without the manager nobody hears of anything: the
world's own cleaners and trucks come when they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.days import lay_out_days
from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from scenarios.schema.waste.staff import Staff
from twin.engines.reference.engine import NAME, run_group
from twin.managed.group import ManagerSetup
from twin.managed.staff.compound import Works
from twin.studies.compare import Contestant, compare_paired
from twin.studies.replications import run_replications
from twin.studies.running.pool import BatchPool
from twin.studies.running.setup import RunGroup, Setup

CAMERA_PRICE, CAMERA_YEARS = 3_000.0, 5
SENSOR_PRICE, SENSOR_YEARS = 600.0, 5
PLATFORM_PER_HOUSEHOLD = 10.0
"""Currency units: a camera (assumed) and a fill sensor (vendors), each for five years; the platform
a household and year (commission)."""

SERVICE = ("overflow_hours", "landed_bag_hours", "mixed_share")
"""What must be no worse with fewer people."""

SHOWN = (
    *SERVICE, "alarms", "orders", "orders_bins", "orders_bags", "orders_supervision",
    "order_response_min", "order_response_p90_min", "order_close_min", "escalated_share",
    "reopened_share", "staff_busy_share",
)  # fmt: skip
"""Figures of the whole that are put side by side, where a case has them."""

MARGIN = 0.1
"""No worse: the upper end of the interval of the difference is below so much of the first case's
mean. Assumed; a test of non-inferiority, so that few replications show nothing."""


@dataclass(frozen=True, slots=True)
class Case:
    """`people` of each compound; `is_digital`: the manager hears sensors and cameras."""

    people: int
    is_digital: bool

    @property
    def name(self) -> str:
        """Such as `3 digital`."""
        return f"{self.people} {'digital' if self.is_digital else 'by eye'}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is played: draws of all cases, days, how sites work, the engine without a manager."""

    seed: int
    replications: int
    days: int | None
    works: Works
    engine: tuple[str, RunGroup]


def with_people(scenario: Scenario, case: Case) -> Scenario:
    """The scenario in which so many people of a compound keep the shifts of its points, and, in a
    digital case, do the manager's orders.
    """
    points = []
    for point in scenario.waste_points:
        watch = point.supervision
        if watch is not None:
            kept = min(1.0, case.people / (point.count or 1))
            missed = 1 - (1 - watch.absence_share) * kept
            watch = watch.model_copy(update={"absence_share": missed})
        points.append(point.model_copy(update={"supervision": watch}))
    staff = scenario.staff or Staff(people=case.people)
    own = staff.model_copy(update={"people": case.people}) if case.is_digital else None
    return scenario.model_copy(update={"waste_points": points, "staff": own})


def play(
    scenario: Scenario,
    cases: Sequence[Case],
    asked: Asked,
    pool: BatchPool | None = None,
    jobs: int | None = None,
) -> dict[str, Any]:
    """All cases on the same draws, as `compare_paired` puts them side by side."""
    contestants = []
    for case in cases:
        setup, engine = _setup(with_people(scenario, case), case, asked)
        outcome = run_replications(setup, asked.replications, pool=pool, jobs=jobs)
        contestants.append(Contestant(case.name, engine, outcome))
    return compare_paired(contestants, asked.seed, complete=True)


def _setup(scenario: Scenario, case: Case, asked: Asked) -> tuple[Setup, str]:
    engine, function = asked.engine
    manager = None
    if case.is_digital:
        engine, function = NAME, run_group
        manager = ManagerSetup(scenario=scenario, works=asked.works)
    setup = Setup(
        scenario, lay_out_days(scenario, asked.days), asked.seed, function, log="none",
        with_trace_digests=False, manager=manager,
    )  # fmt: skip
    return setup, engine


def judged(
    scenario: Scenario, cases: Sequence[Case], compared: Mapping[str, Any], wage: float
) -> dict[str, Any]:
    """Cases with their figures and what differs from the first, and the claims. `wage`: of a person
    and year; `cost_per_year` is wages and devices.
    """
    figures = {figure["name"]: figure for figure in compared["figures"]}
    sites = list(expand_sites(scenario))
    rows = []
    for number, case in enumerate(cases):
        shown = {
            name: _sides(figures[name]["values"][number])
            for name in SHOWN
            if name in figures and figures[name]["values"][number]["mean"] is not None
        }
        against = {
            name: _sides(figures[name]["differences"][number - 1])
            for name in (SERVICE if number else ())
            if name in figures
        }
        staff = float(case.people * len(sites))
        cost = staff * wage + (_devices_per_year(scenario) if case.is_digital else 0.0)
        rows.append({
            "case": case.name, "people": case.people, "digital": case.is_digital, "staff": staff,
            "cost_per_year": cost, "figures": shown, "against_first": against,
        })  # fmt: skip
    return {"first": cases[0].name, "wage": wage, "cases": rows, **_claims(rows)}


def _sides(interval: Mapping[str, Any]) -> dict[str, float | None]:
    return {side: interval[side] for side in ("mean", "low", "high")}


def _devices_per_year(scenario: Scenario) -> float:
    """What cameras, sensors and the platform cost in a year."""
    total = 0.0
    for site in expand_sites(scenario):
        total += site.households * PLATFORM_PER_HOUSEHOLD
        for point in site.points:
            total += CAMERA_PRICE / CAMERA_YEARS if point.camera is not None else 0.0
            if point.sensor is not None:
                total += len(point.bins) * SENSOR_PRICE / SENSOR_YEARS
    return total


def _claims(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fewest people with the manager at which nothing is worse than in the first case; what is
    saved in staff and in cost, as shares.
    """
    first = rows[0]
    enough = [row for row in rows[1:] if row["digital"] and _is_no_worse(row, first)]
    if not enough:
        return {"enough": None, "staff_saved": None, "cost_saved": None}
    least = min(enough, key=lambda row: int(row["people"]))
    return {
        "enough": least["case"],
        "staff_saved": 1 - least["staff"] / first["staff"],
        "cost_saved": 1 - least["cost_per_year"] / first["cost_per_year"],
    }


def _is_no_worse(row: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    for name, change in row["against_first"].items():
        usual = first["figures"][name]["mean"]
        if change["high"] is None or change["high"] > MARGIN * usual:
            return False
    return True
