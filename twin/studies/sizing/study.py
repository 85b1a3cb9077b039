"""A procurement study of one scenario: from its targets to an order that is shown to keep them.

Lives here: the steps and the document. Not here: money by year and payer
(`twin.studies.economics`), tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from scenarios.days import Days
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from twin.studies.running.setup import RunGroup
from twin.studies.sizing.asked.probe import lay_out_probes
from twin.studies.sizing.asked.space import Design, Space, lay_out_spaces
from twin.studies.sizing.proof import Proof, Proven
from twin.studies.sizing.search import Search, Unreachable
from twin.studies.sizing.simulated.crew import Crew
from twin.studies.sizing.simulated.evaluate import SEARCH_FIRST, Evaluator, Tell, Verdict, is_met
from twin.studies.sizing.simulated.kept import keeping
from twin.studies.sizing.simulated.simulate import Study
from twin.studies.sizing.start import analytic_level, lay_out_ladder, plain_level
from twin.studies.target import Target, TargetError

LOAD_REPLICATIONS = 4
"""Replications with endless banks, from which the loads are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: promises, confidence, and how the answer is looked for.

    `fresh` simulates anew what is kept of an earlier study of the same question.
    """

    targets: tuple[Target, ...]
    confidence: float
    seed: int
    analytic: bool
    engine: RunGroup
    jobs: int | None = None
    fresh: bool = False


def size(scenario: Scenario, days: Days, asked: Asked, tell: Tell | None = None) -> dict[str, Any]:
    """The document of a study; `reached` is false where no order keeps the targets.

    Raises TargetError and BuyingError for targets that contradict each other, and where nothing can
    be bought.
    """
    if not asked.targets:
        raise TargetError("--target: name at least one; the scenario names none of its own")
    probes = lay_out_probes(asked.targets, scenario, days)
    with ExitStack() as stack:
        attempts: list[Attempt] = []
        for space in lay_out_spaces(scenario, days):
            study = Study(space, probes, asked.seed, asked.engine)
            kept = stack.enter_context(keeping(study, fresh=asked.fresh))
            crew = stack.enter_context(Crew(study, asked.jobs))
            before = sum(each.evaluator.events for each in attempts)
            attempts.append(Attempt(Evaluator(study, crew, kept=kept), asked, before, tell))
            attempts[-1].climb()
        reached = [each for each in attempts if each.design is not None]
        for attempt in sorted(reached, key=lambda each: each.price):
            attempt.finish()
            if attempt.proven is not None:
                return _document(attempt, attempts)
        return _document(min(attempts, key=lambda each: each.best[1].ratio), attempts)


class Attempt:
    """The search in one space, and its answer."""

    def __init__(self, evaluator: Evaluator, asked: Asked, before: int, tell: Tell | None) -> None:
        self.study = evaluator.study
        self.asked = asked
        self.evaluator = evaluator
        if tell is not None:
            self.evaluator.tell = lambda designs, events: tell(designs, events + before)
        loads = self.evaluator.loads(range(SEARCH_FIRST, SEARCH_FIRST + LOAD_REPLICATIONS))
        self._events = evaluator.crew.simulated / LOAD_REPLICATIONS
        self.evaluator.plan_replications(self._events)
        ladder = lay_out_ladder(self.study.space, loads)
        self._level = plain_level(ladder, loads)
        if asked.analytic:
            self._level = analytic_level(ladder, loads, _loss_bound(asked.targets))
        self.search = Search(self.evaluator, ladder)
        self.design: Design | None = None
        self.proven: Proven | None = None
        self.best: tuple[Design, Verdict]

    @property
    def price(self) -> float:
        """Price of the design that was reached."""
        return 0.0 if self.design is None else self.study.space.price(self.design)

    def climb(self) -> None:
        """Find the lowest level that meets the targets, if any does."""
        try:
            self.design = self.search.climb(self._level)
            self.best = self.design, self.evaluator.judge(self.design)
        except Unreachable as end:
            self.best = end.design, end.verdict

    def finish(self) -> None:
        """Make it cheaper, then prove it."""
        assert self.design is not None
        self.design = self.search.exchange(self.design)
        self.best = self.design, self.evaluator.judge(self.design)
        try:
            proof = Proof(self.evaluator, self.asked.confidence, self._events)
            self.proven = proof.prove(self.design)
        except Unreachable as end:
            self.best = end.design, end.verdict


def _loss_bound(targets: Sequence[Target]) -> float | None:
    bounds = [t.bound for t in targets if t.figure == "rejection_share" and t.label is None]
    return min(bounds) if bounds else None


def _document(attempt: Attempt, attempts: Sequence[Attempt]) -> dict[str, Any]:
    """The document, of a proven design or of the best there was."""
    study, proven = attempt.study, attempt.proven
    design, limits = attempt.best[0], attempt.best[1].limits
    if proven is not None:
        design, limits = proven.design, proven.limits
    rows = [
        {
            "name": str(probe.target),
            "figure": probe.target.figure,
            "bound": probe.target.bound,
            "mean": each.estimate,
            "upper": each.upper if probe.target.at_most else each.lower,
            "met": is_met(each, probe),
        }
        for probe, each in zip(study.probes, limits, strict=True)
    ]
    missed = [row["name"] for row in rows if not row["met"]] if proven is None else []
    return {
        "reached": proven is not None,
        "blocked_by": missed,
        "order": order_rows(study.space, design),
        "targets": rows,
        "price": round(study.space.price(design), 2),
        "banks": bank_rows(study.space, design),
        "retired": list(study.space.retired),
        "candidates_tried": sum(len(each.evaluator.tried) for each in attempts),
        "candidates_tested": 0 if proven is None else proven.tested,
        "cheapest_of_all": attempt.search.exhaustive,
        "search_complete": attempt.search.complete,
        "replications": 0 if proven is None else proven.replications,
        "simulated_parcels": sum(each.evaluator.events for each in attempts),
        "confidence": attempt.asked.confidence,
    }


def order_rows(space: Space, design: Design) -> list[dict[str, Any]]:
    """The order: a row a site and item, in the order of sites."""
    rows = []
    for number, place in enumerate(space.places):
        for variable, count in zip(space.variables, design, strict=True):
            if count and number in space.classes[variable.site_class].sites:
                total = count * len(variable.banks)
                rows.append(
                    {
                        "item": variable.item.id,
                        "site": place.id,
                        "count": total,
                        "unit_price": variable.item.price,
                        "price": round(total * variable.item.price, 2),
                    }
                )
        for site_class, each in enumerate(space.classes):
            terminals = space.terminals(design, site_class) if number in each.sites else 0
            if space.terminal is not None and terminals:
                item = space.terminal
                row = {"item": item.id, "site": place.id, "count": terminals}
                price = {"unit_price": item.price, "price": round(terminals * item.price, 2)}
                rows.append(row | price)
    return rows


def bank_rows(space: Space, design: Design) -> list[dict[str, Any]]:
    """What stands at the first site of each class: compartments by size of each bank."""
    sizes = [size.id for size in space.scenario.sizes]
    rebuilt: list[SitePlace] = space.rebuilt(design)
    rows = []
    for each in space.classes:
        place = rebuilt[each.sites[0]]
        rows.append(
            {
                "sites": [space.places[site].id for site in each.sites],
                "households": place.households,
                "banks": [
                    {
                        "id": bank.id,
                        "state": bank.state,
                        "compartments": dict(zip(sizes, bank.compartments, strict=True)),
                    }
                    for bank in place.banks
                ],
            }
        )
    return rows
