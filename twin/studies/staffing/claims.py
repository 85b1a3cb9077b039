"""What cases side by side say: figures, cost, the fewest people who are enough.

Lives here: the reading of a comparison. Not here: cases (beside this), tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from twin.studies.staffing.cases import Case

CAMERA_PRICE, CAMERA_YEARS = 3_000.0, 5
SENSOR_PRICE, SENSOR_YEARS = 600.0, 5
PLATFORM_PER_HOUSEHOLD = 10.0
"""Currency units: a camera (assumed) and a fill sensor (vendors), each for five years; the platform
a household and year (commission)."""

SERVICE = ("overflow_hours", "landed_bag_hours", "mixed_share")
"""What must be no worse with fewer people."""

SHOWN = (
    *SERVICE, "manager_alarms", "orders", "orders_bins", "orders_bags", "orders_supervision",
    "order_response_min", "order_response_p90_min", "order_close_min", "escalated_share",
    "reopened_share", "staff_busy_share",
)  # fmt: skip
"""Figures of the whole that are put side by side, where a case has them."""

MARGIN = 0.1
"""No worse: the upper end of the interval of the difference is below so much of the first case's
mean. Assumed; a test of non-inferiority, so that few replications show nothing."""


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
