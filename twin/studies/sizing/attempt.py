"""An attempt: the search in one space, its price and present cost, and the proof of its answer.

Lives here: one space from loads to proof. Not here: which spaces there are, the document.
"""

from __future__ import annotations

from scenarios.schema.buying.economics import Economics
from twin.studies.economics.flows import Bought, Running, flows_of, present_value
from twin.studies.sizing.asked.question import Asked, Way
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.proof import Proof, Proven
from twin.studies.sizing.search import Search, Unreachable
from twin.studies.sizing.simulated.evaluate import SEARCH_FIRST, Evaluator, Tell, Verdict
from twin.studies.sizing.start import analytic_level, lay_out_ladder, plain_level

LOAD_REPLICATIONS = 4
"""Replications with endless banks, from which the loads are read."""

MONEY_REPLICATIONS = 2
"""Replications from which deposits, fees and kilometres are read."""


class Attempt:
    """The search in one space of a way."""

    def __init__(
        self, way: Way, evaluator: Evaluator, asked: Asked, before: int, tell: Tell | None
    ) -> None:
        self.way = way
        self.study = evaluator.study
        self.asked = asked
        self.evaluator = evaluator
        if tell is not None:
            self.evaluator.tell = lambda designs, events: tell(designs, events + before)
        first = range(SEARCH_FIRST, SEARCH_FIRST + LOAD_REPLICATIONS)
        loads = self.evaluator.loads(first)
        simulated = evaluator.crew.simulated / LOAD_REPLICATIONS
        self._events = self.evaluator.plan_replications(simulated)
        ladder = lay_out_ladder(self.study.space, loads)
        self._level = plain_level(ladder, loads)
        if asked.analytic:
            self._level = analytic_level(ladder, loads, asked.loss_bound)
        self.search = Search(self.evaluator, ladder)
        self.design: Design | None = None
        self.proven: Proven | None = None
        self.best: tuple[Design, Verdict]
        self._running: dict[Design, Running] = {}

    @property
    def economics(self) -> Economics:
        """The scenario's, or what is assumed where it says nothing."""
        return self.study.space.scenario.economics or Economics()

    def present_cost(self) -> float:
        """Present value of all costs of the design that was reached, by year."""
        assert self.design is not None
        flows = flows_of(self.economics, self.bought(self.design), self.running(self.design))
        years = range(self.economics.years)
        return present_value([flows.total(y) for y in years], self.economics.discount_rate)

    def running(self, design: Design) -> Running:
        """What happens on a day under a design."""
        if design not in self._running:
            made = self.evaluator.crew.totals(design, range(MONEY_REPLICATIONS))
            self._running[design] = made
        return self._running[design]

    def bought(self, design: Design) -> list[Bought]:
        """What is bought, with its row of the catalogue."""
        space = self.study.space
        items = {item.id: item for item in space.scenario.catalogue}
        return [
            Bought(count * sites, part.price, items.get(part.id))
            for sites, part, count in space.parts(design)
        ]

    def climb(self) -> None:
        """Find the lowest level that meets the targets, if any does."""
        try:
            self.design = self.search.climb(self._level)
            self.best = self.design, self.evaluator.judge(self.design)
        except Unreachable as end:
            self.best = end.design, end.verdict

    def exchange(self) -> None:
        """Make the design cheaper."""
        assert self.design is not None
        self.design = self.search.exchange(self.design)
        self.best = self.design, self.evaluator.judge(self.design)

    def prove(self) -> None:
        """Prove the design, or one with a little more."""
        assert self.design is not None
        try:
            proof = Proof(self.evaluator, self.asked.confidence, self._events)
            self.proven = proof.prove(self.design)
            self.design = self.proven.design
        except Unreachable as end:
            self.best = end.design, end.verdict
