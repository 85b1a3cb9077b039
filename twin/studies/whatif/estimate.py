"""A case is sized roughly: the cheapest level of a ladder that keeps the promises by estimate.

Lives here: one case in one process, and the file in which its answer is kept. Not here: which cases
there are, the sizing that exchanges items and proves its order (`twin.studies.sizing`).

All cases are sized alike, with orders in proportion to their loads and on the same draws, so their
differences say what a change moves; their level is that of the ladder, a few percent above what
exchanges find.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from scenarios.days import lay_out_days
from twin.engines.kernel.cache import cache_home
from twin.studies.results import scenario_digest
from twin.studies.running.resuming import source_digest
from twin.studies.running.setup import RunGroup
from twin.studies.sizing.asked.layout import lay_out_spaces
from twin.studies.sizing.asked.probe import lay_out_probes
from twin.studies.sizing.asked.space import Design, Space
from twin.studies.sizing.search import Search, Unreachable
from twin.studies.sizing.simulated.crew import Crew
from twin.studies.sizing.simulated.evaluate import SEARCH_FIRST, Evaluator, Verdict
from twin.studies.sizing.simulated.simulate import Study
from twin.studies.sizing.start import Ladder, analytic_level, lay_out_ladder
from twin.studies.whatif.cases import Case

BUDGET = 400_000
"""Parcels and drop-offs behind the estimate of a design: a promise of 1 % is read to a few
hundredths of itself, less than a module changes."""

LOAD_REPLICATIONS = 2
KEPT_FILES = 400

Estimate = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A case and how it is run; `choice` is that of its space, None leaves it open."""

    case: Case
    days: int | None
    seed: int
    engine: RunGroup
    choice: tuple[tuple[str, str], ...] | None = None
    fresh: bool = False


def estimates_of(task: Task) -> list[Estimate]:
    """One estimate for each of the case's promises, read where it is kept."""
    path = cache_home() / "whatif" / f"{_digest(task)}.json"
    if not task.fresh:
        with suppress(OSError, ValueError):
            kept: list[Estimate] = json.loads(path.read_text(encoding="utf-8"))
            os.utime(path)
            return kept
    made = _make(task)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(made), encoding="utf-8")
        part.replace(path)
        files = sorted(path.parent.glob("*.json"), key=lambda each: -each.stat().st_mtime_ns)
        for old in files[KEPT_FILES:]:
            old.unlink(missing_ok=True)
    return made


def _digest(task: Task) -> str:
    content = [
        scenario_digest(task.case.scenario),
        [[str(target) for target in promise] for promise in task.case.promises],
        task.days,
        task.seed,
        f"{task.engine.__module__}.{task.engine.__qualname__}",
        task.choice,
        BUDGET,
        source_digest(),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _make(task: Task) -> list[Estimate]:
    scenario = task.case.scenario
    days = lay_out_days(scenario, task.days)
    spaces = lay_out_spaces(scenario, days)
    if task.choice is not None:
        spaces = [space for space in spaces if space.choice == task.choice] or spaces[:1]
    best: list[Estimate] = []
    for space in spaces:
        made = _in_space(task, space)
        if not best or _key(made) < _key(best):
            best = made
    return best


def _key(made: list[Estimate]) -> tuple[int, float]:
    """The more promises are kept, then the cheaper."""
    return -sum(each["reached"] for each in made), sum(each["cost"] for each in made)


def _in_space(task: Task, space: Space) -> list[Estimate]:
    scenario, promises = task.case.scenario, task.case.promises
    probes = [lay_out_probes(promise, scenario, space.days) for promise in promises]
    study = Study(space, probes[0], task.seed, task.engine)
    made = []
    with Crew(study, jobs=1) as crew:
        first = Evaluator(study, crew, budget=BUDGET)
        loads = first.loads(range(SEARCH_FIRST, SEARCH_FIRST + LOAD_REPLICATIONS))
        events = crew.simulated / LOAD_REPLICATIONS
        ladder = lay_out_ladder(space, loads)
        for promise, each in zip(promises, probes, strict=True):
            evaluator = Evaluator(replace(study, probes=each), crew, kept=first.kept, budget=BUDGET)
            evaluator.plan_replications(events)
            bounds = [t.bound for t in promise if t.figure == "rejection_share"]
            level = analytic_level(ladder, loads, min(bounds) if bounds else None)
            made.append(_climbed(evaluator, ladder, level))
    return made


def _climbed(evaluator: Evaluator, ladder: Ladder, level: int) -> Estimate:
    space = ladder.space
    try:
        design = Search(evaluator, ladder).climb(level)
        return _estimate(space, design, evaluator.judge(design), reached=True)
    except Unreachable as end:
        return _estimate(space, end.design, end.verdict, reached=False)


def _estimate(space: Space, design: Design, verdict: Verdict, *, reached: bool) -> Estimate:
    count = {"doors": 0, "bins": 0, "desks": 0}
    for number, (variable, units) in enumerate(zip(space.variables, design, strict=True)):
        bought = units * space.units(number)
        if variable.splits:
            continue
        if variable.banks:
            count["doors"] += bought * sum(variable.item.classes)
        else:
            count["bins" if variable.points else "desks"] += bought
    items: dict[str, dict[str, float]] = {}
    for sites, part, number in space.parts(design):
        row = items.setdefault(part.id, {"count": 0, "unit_price": part.price})
        row["count"] += sites * number
    return {
        "reached": reached,
        "price": round(space.price(design), 2),
        "cost": round(space.cost(design), 2),
        **count,
        "items": items,
        "figures": [limits.estimate for limits in verdict.limits],
        "choice": [list(each) for each in space.choice],
        "design": list(design),
    }
