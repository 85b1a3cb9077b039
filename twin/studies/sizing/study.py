"""A procurement study: from promises to an order that is shown to keep them.

Lives here: which ways and spaces are searched, and which of their answers is proven. Not here: one
search (`twin.studies.sizing.attempt`), the document (`twin.studies.sizing.document`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from twin.studies.sizing.asked.layout import lay_out_spaces
from twin.studies.sizing.asked.probe import lay_out_probes
from twin.studies.sizing.asked.question import Asked, Way
from twin.studies.sizing.attempt import Attempt
from twin.studies.sizing.document import document_of
from twin.studies.sizing.simulated.crew import Crew
from twin.studies.sizing.simulated.evaluate import Evaluator, Tell
from twin.studies.sizing.simulated.kept import keeping
from twin.studies.sizing.simulated.simulate import Study
from twin.studies.target import TargetError

CLOSE = 1.1
MOST_EXCHANGED = 2
"""Ways whose present cost is that close to the cheapest one's are made cheaper, so many in all."""


def size(ways: Sequence[Way], asked: Asked, tell: Tell | None = None) -> dict[str, Any]:
    """The document of a study; `reached` is false where no order keeps the targets.

    Raises TargetError and BuyingError for targets that contradict each other, and where nothing can
    be bought.
    """
    if not asked.targets:
        raise TargetError("--target: name at least one; the scenario names none of its own")
    with ExitStack() as stack:
        attempts: list[Attempt] = []
        for way in ways:
            probes = lay_out_probes(asked.targets, way.scenario, way.days)
            for space in lay_out_spaces(way.scenario, way.days):
                study = Study(space, probes, asked.seed, asked.engine)
                kept = stack.enter_context(keeping(study, fresh=asked.fresh))
                crew = stack.enter_context(Crew(study, asked.jobs, asked.cluster))
                before = sum(each.evaluator.events for each in attempts)
                evaluator = Evaluator(study, crew, kept=kept)
                attempts.append(Attempt(way, evaluator, asked, before, tell))
                attempts[-1].climb()
                crew.rest()
        for attempt in _by_cost(attempts):
            attempt.prove()
            if attempt.proven is not None:
                return document_of(attempt, attempts)
        return document_of(min(attempts, key=lambda each: each.best[1].ratio), attempts)


def _by_cost(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Attempts that reached the targets, the cheapest first; the closest are made cheaper."""
    reached = sorted(
        (each for each in attempts if each.design is not None), key=lambda each: each.present_cost()
    )
    if not reached:
        return []
    limit = CLOSE * reached[0].present_cost()
    for attempt in [each for each in reached if each.present_cost() <= limit][:MOST_EXCHANGED]:
        attempt.exchange()
    return sorted(reached, key=lambda each: each.present_cost())
