"""How many people a compound needs, with digital control and without: cases side by side.

Lives here: cases on the same draws, figures with paired differences. Not here: people (`people`),
what lies where (`ground`).

People stand at the points in their shifts and go to the manager's orders. Of the shifts of a
compound with fewer people than points, so many are missed more: the shares of a scenario's
`supervision` hold with one person a point. Without digital control nobody hears of anything:
the world's own cleaners and trucks come when they come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fleet.core.alarms.rules import DAY_MS, HOUR_MS, MINUTE_MS
from fleet.core.decisions import Decision
from fleet.core.facts.orders import Configure
from fleet.core.inputs import Input
from scenarios.days import lay_out_days
from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.studies.rehearsal.crew.ground import Ground
from twin.studies.rehearsal.crew.people import Crew
from twin.studies.rehearsal.crew.tally import Tally
from twin.studies.rehearsal.intervals import mean
from twin.studies.rehearsal.stage import Stage

YEAR_DAYS = 365

CAMERA_PRICE, CAMERA_YEARS = 3_000.0, 5
SENSOR_PRICE, SENSOR_YEARS = 600.0, 5
PLATFORM_PER_HOUSEHOLD = 10.0
"""Currency units: a camera (assumed) and a fill sensor (vendors), each for five years; the platform
a household and year (commission)."""


@dataclass(frozen=True, slots=True)
class Case:
    """`people` of each compound; `is_digital`: somebody listens to sensors and cameras."""

    people: int
    is_digital: bool

    @property
    def name(self) -> str:
        """Such as `3 digital`."""
        return f"{self.people} {'digital' if self.is_digital else 'by eye'}"


def with_people(scenario: Scenario, people: int) -> Scenario:
    """The scenario in which so many people of a compound keep the shifts of its points."""
    points = []
    for point in scenario.waste_points:
        watch = point.supervision
        if watch is not None:
            kept = min(1.0, people / (point.count or 1))
            missed = 1 - (1 - watch.absence_share) * kept
            watch = watch.model_copy(update={"absence_share": missed})
        points.append(point.model_copy(update={"supervision": watch}))
    return scenario.model_copy(update={"waste_points": points})


def play(
    scenario: Scenario,
    case: Case,
    seed: int,
    days: int | None,
    configure: Callable[[str], Configure],
) -> dict[str, float]:  # fmt: skip
    """One seed of a case: its figures, by name."""
    changed = with_people(scenario, case.people)
    laid_out = lay_out_days(changed, days)
    ground, tally = Ground(laid_out.warmup_ms), Tally(laid_out.warmup_ms)
    crews: dict[str, Crew] = {}

    def decided(site: str, given: Input, found: Sequence[Decision], now_ms: int) -> None:
        if site in crews:
            crews[site].decided(given, found, now_ms)

    stage = Stage(
        changed, laid_out, seed, see=ground.see, decided=decided, bend=ground.bend,
        configure=configure,
    )  # fmt: skip
    if case.is_digital:
        streams = Streams(seed, 0)
        for site in stage.partitions:
            crews[site] = Crew(stage, site, case.people, ground, streams, tally)
    while True:
        due_ms = stage.next_ms()
        next_crew = min(crews, key=lambda site: crews[site].next_ms(), default="")
        crew_ms = crews[next_crew].next_ms() if next_crew else due_ms
        if min(due_ms, crew_ms) >= stage.horizon_ms:
            break
        if crew_ms < due_ms:
            crews[next_crew].advance(crew_ms)
        else:
            stage.advance(due_ms)
    ground.close(stage.horizon_ms)
    return _figures(changed, case, ground, tally, laid_out.measured_days)


def _figures(
    scenario: Scenario, case: Case, ground: Ground, tally: Tally, days: int
) -> dict[str, float]:
    sites = list(expand_sites(scenario))
    found = {
        "full_h_per_day": ground.full_ms / HOUR_MS / days,
        "bag_h_per_day": ground.bag_ms / HOUR_MS / days,
        "badly_sorted_share": ground.badly_sorted / max(1, ground.bags),
        "staff": float(case.people * len(sites)),
        "devices_per_year": _devices_per_year(scenario) if case.is_digital else 0.0,
    }
    if not case.is_digital:
        return found
    orders = sum(tally.orders.values())
    found |= {
        "orders_per_day": orders / days,
        "response_min": float(np.mean(tally.response_ms or [0])) / MINUTE_MS,
        "closed_min": float(np.mean(tally.close_ms or [0])) / MINUTE_MS,
        "to_community_share": tally.levels[1] / max(1, orders),
        "to_city_share": tally.levels[2] / max(1, orders),
        "late_share": tally.late / max(1, orders),
        "reopened_share": tally.reopened / max(1, orders),
        "most_open": float(tally.most_open),
        "busy_share": tally.busy_ms / max(1, tally.people * days * DAY_MS),
    }
    return found


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


def compared(
    cases: Sequence[Case], seeds: Sequence[dict[str, dict[str, float]]], wage: float
) -> dict[str, Any]:
    """Figures of each case over seeds, and what differs from the first, paired by seed.

    `wage`: of a person and year; `cost_per_year` is wages and devices.
    """
    rows = []
    first = cases[0].name
    for case in cases:
        of = [_with_cost(seed[case.name], wage) for seed in seeds]
        base = [_with_cost(seed[first], wage) for seed in seeds]
        names = list(of[0])
        rows.append(
            {
                "case": case.name,
                "people": case.people,
                "digital": case.is_digital,
                "figures": {name: mean([one[name] for one in of]) for name in names},
                "against_first": {
                    name: mean([a[name] - b[name] for a, b in zip(of, base, strict=True)])
                    for name in names
                    if name in base[0]
                },
            }
        )
    return {"first": first, "wage": wage, "cases": rows, **_claims(rows)}


def _with_cost(figures: dict[str, float], wage: float) -> dict[str, float]:
    cost = figures["staff"] * wage + figures["devices_per_year"]
    return {**figures, "cost_per_year": cost}


SERVICE = ("full_h_per_day", "bag_h_per_day", "badly_sorted_share")
"""What must be no worse with fewer people."""

MARGIN = 0.1
"""No worse: the upper end of the interval of the difference is below so much of the first case's
mean. Assumed; a test of non-inferiority, so that few seeds show nothing."""


def _claims(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The fewest people with digital control at which nothing is worse than in the first case; what
    is saved in staff and in cost, as shares.
    """
    first = rows[0]["figures"]
    enough = [
        row
        for row in rows
        if row["digital"] and all(_is_no_worse(row["against_first"], first, n) for n in SERVICE)
    ]
    if not enough:
        return {"enough": None, "staff_saved": None, "cost_saved": None}
    least = min(enough, key=lambda row: int(row["people"]))
    saved = {
        name: 1 - least["figures"][name]["mean"] / first[name]["mean"]
        for name in ("staff", "cost_per_year")
    }
    return {
        "enough": least["case"],
        "staff_saved": saved["staff"],
        "cost_saved": saved["cost_per_year"],
    }


def _is_no_worse(change: dict[str, Any], first: dict[str, Any], name: str) -> bool:
    high = change[name]["high"]
    return high is not None and high <= MARGIN * first[name]["mean"]
