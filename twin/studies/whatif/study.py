"""What-if: the cases of a scenario beside its base, and what follows from them.

Lives here: which cases run, the document. Not here: one case (`twin.studies.whatif.estimate`), the
purchases by year (`twin.studies.whatif.growth`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from twin.studies.running.setup import RunGroup
from twin.studies.running.tasks import run_tasks
from twin.studies.target import Target, TargetError
from twin.studies.whatif.before import Compared, before_and_after
from twin.studies.whatif.cases import (
    BOUNDS,
    Case,
    growth_rate,
    lay_out_cases,
    mean_dwell_h,
)
from twin.studies.whatif.estimate import Estimate, Task, estimates_of
from twin.studies.whatif.growth import growth_document

QUESTIONS = ("target", "peak", "share", "dwell", "overdue", "growth", "tornado", "today")

Told = Callable[[float, float], None]
"""Told the share of the cases that is done, and 0."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is asked. `only` names questions; None asks all."""

    scenario: Scenario
    targets: tuple[Target, ...]
    days: int | None
    seed: int
    engine: RunGroup
    jobs: int | None = None
    fresh: bool = False
    only: frozenset[str] | None = None

    def task(self, case: Case, choice: tuple[tuple[str, str], ...] | None) -> Task:
        """A case of it."""
        return Task(case, self.days, self.seed, self.engine, choice, self.fresh)


def ask_what_if(asked: WhatIf, told: Told | None = None) -> dict[str, Any]:
    """The document. Raises TargetError and BuyingError as a sizing does."""
    if not asked.targets:
        raise TargetError("--target: name at least one; the scenario names none of its own")
    days = lay_out_days(asked.scenario, asked.days)
    cases = lay_out_cases(asked.scenario, days, asked.targets)
    if asked.only is not None:
        cases = [case for case in cases if case.question in asked.only]
    tell = told or (lambda share, more: None)
    (base,) = estimates_of(asked.task(Case("base", None, asked.scenario, (asked.targets,)), None))
    tell(1 / (len(cases) + 1), 0.0)
    choice = _choice(base)
    tasks = [asked.task(case, choice) for case in cases]
    found: list[list[Estimate]] = []
    for made in run_tasks(estimates_of, tasks, asked.jobs):
        found.append(made)
        tell((1 + len(found)) / (len(cases) + 1), 0.0)
    return _document(asked, base, list(zip(cases, found, strict=True)))


def _document(
    asked: WhatIf, base: Estimate, found: Sequence[tuple[Case, list[Estimate]]]
) -> dict[str, Any]:
    questions: dict[str, list[dict[str, Any]]] = {}
    for case, made in found:
        if case.question in {"tornado", "growth"}:
            continue
        values = BOUNDS if case.question == "target" else (case.value,)
        rows = questions.setdefault(case.question, [])
        rows += [_row(value, each, base) for value, each in zip(values, made, strict=True)]
    now = _now(asked.scenario)
    for question in questions.keys() & now.keys():
        questions[question].append(_row(now[question], base, base))
    for row in questions.get("target", ()):
        row["is_base"] = row["value"] == asked.targets[0].bound
    for rows in questions.values():
        rows.sort(key=lambda row: (row["value"] is None, row["value"]))
    document: dict[str, Any] = {
        "targets": [str(target) for target in asked.targets],
        "base": base,
        "questions": questions,
        "tornado": _tornado(base, found),
    }
    by_year = [made[0] for case, made in found if case.question == "growth"]
    if by_year:
        rate = growth_rate(asked.scenario)
        document["growth"] = growth_document(asked.scenario, rate, [base, *by_year])
    if asked.only is None or "today" in asked.only:
        beside = before_and_after(
            Compared(
                asked.scenario, asked.days, asked.seed, asked.engine,
                _choice(base), tuple(base["design"]),
            )
        )  # fmt: skip
        document["today"] = beside.figures
        document["today_by_age"] = beside.ages
    return document


def _choice(base: Estimate) -> tuple[tuple[str, str], ...]:
    return tuple((bank, fate) for bank, fate in base["choice"])


def _now(scenario: Scenario) -> dict[str, float | None]:
    """Where the base stands on the axes of the questions."""
    if not scenario.has_lockers:
        return {}
    now: dict[str, float | None] = {
        "share": scenario.parcels.share_to_lockers,
        "dwell": mean_dwell_h(scenario),
    }
    if scenario.overdue is not None:
        now["overdue"] = scenario.overdue.free_h
    return now


def _row(value: float | None, estimate: Estimate, base: Estimate) -> dict[str, Any]:
    """A case beside the base; `more_*` is what it takes beyond it."""
    return {
        "value": value,
        "is_base": estimate is base,
        **{key: estimate[key] for key in ("reached", "price", "cost", "doors", "bins", "desks")},
        "more_doors": estimate["doors"] - base["doors"],
        "more_price": round(estimate["price"] - base["price"], 2),
        "figure": estimate["figures"][0],
    }


def _tornado(base: Estimate, found: Sequence[tuple[Case, list[Estimate]]]) -> list[dict[str, Any]]:
    """Factors with what both ends do to the cost, the one that moves it most first."""
    ends: dict[str, list[dict[str, Any]]] = {}
    for case, made in found:
        if case.question == "tornado":
            ends.setdefault(case.factor, []).append(_row(case.value, made[0], base))
    rows = [
        {
            "factor": factor,
            "ends": pair,
            "swing": round(max(e["price"] for e in pair) - min(e["price"] for e in pair), 2),
        }
        for factor, pair in ends.items()
    ]
    return sorted(rows, key=lambda row: -float(row["swing"]))
