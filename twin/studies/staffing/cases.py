"""So many people of a compound, with the manager and without: cases to be put side by side.

Lives here: cases on the same draws. Not here: people and orders (`twin.managed.staff`), figures
(`twin.figures`), what is enough and what it saves (`claims` beside this).

People stand at the points in their shifts and go to the manager's orders. Of the shifts of a
compound with fewer people than points, so many more are missed: the shares of a scenario's
`supervision` hold with one person a point. Without the manager nobody hears of anything: the
world's own cleaners and trucks come when they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from scenarios.schema.waste.staff import Staff
from twin.engines.reference.engine import NAME, run_group
from twin.managed.setup import ManagerSetup, Works
from twin.studies.compare import Contestant, compare_paired
from twin.studies.replications import run_replications
from twin.studies.running.pool import BatchPool
from twin.studies.running.setup import Setup


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
    """What is played: draws of all cases, days, how sites work."""

    seed: int
    replications: int
    days: int | None
    works: Works


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
        setup = _setup(with_people(scenario, case), case, asked)
        outcome = run_replications(setup, asked.replications, pool=pool, jobs=jobs)
        contestants.append(Contestant(case.name, NAME, outcome))
    return compare_paired(contestants, asked.seed, complete=True)


def _setup(scenario: Scenario, case: Case, asked: Asked) -> Setup:
    manager = ManagerSetup(scenario=scenario, works=asked.works) if case.is_digital else None
    return Setup(
        scenario, lay_out_days(scenario, asked.days), asked.seed, run_group, log="none",
        with_trace_digests=False, manager=manager,
    )  # fmt: skip
