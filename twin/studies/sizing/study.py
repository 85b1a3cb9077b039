"""A procurement study of one scenario: from its targets to an order that is shown to keep them.

Lives here: the steps and the document. Not here: money by year and payer (`twin.studies.economics`),
tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.days import Days
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from twin.studies.running.setup import RunGroup
from twin.studies.sizing.crew import Crew
from twin.studies.sizing.evaluate import SEARCH_FIRST, Evaluator, Tell, is_met
from twin.studies.sizing.limits import Limits
from twin.studies.sizing.probe import lay_out_probes
from twin.studies.sizing.proof import Proof, Proven
from twin.studies.sizing.search import Search, Unreachable
from twin.studies.sizing.simulate import Study
from twin.studies.sizing.space import Design, Space, lay_out_space
from twin.studies.sizing.start import analytic_level, lay_out_ladder, plain_level
from twin.studies.target import Target, TargetError

LOAD_REPLICATIONS = 4
"""Replications with endless banks, from which the loads are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: promises, confidence, and how the answer is looked for."""

    targets: tuple[Target, ...]
    confidence: float
    seed: int
    analytic: bool
    engine: RunGroup
    jobs: int | None = None


def size(scenario: Scenario, days: Days, asked: Asked, tell: Tell | None = None) -> dict[str, Any]:
    """The document of a study; `reached` is false where no order keeps the targets.

    Raises TargetError and BuyingError for targets that contradict each other, and where nothing can
    be bought.
    """
    if not asked.targets:
        raise TargetError("--target: name at least one; the scenario names none of its own")
    space = lay_out_space(scenario, days)
    study = Study(space, lay_out_probes(asked.targets, scenario, days), asked.seed, asked.engine)
    with Crew(study, asked.jobs) as crew:
        evaluator = Evaluator(study, crew)
        if tell is not None:
            evaluator.tell = tell
        loads = evaluator.loads(range(SEARCH_FIRST, SEARCH_FIRST + LOAD_REPLICATIONS))
        events = crew.simulated / LOAD_REPLICATIONS
        evaluator.plan_replications(events)
        ladder = lay_out_ladder(space, loads)
        level = plain_level(ladder, loads)
        if asked.analytic:
            level = analytic_level(ladder, loads, _loss_bound(asked.targets))
        search = Search(evaluator, ladder)
        try:
            design = search.cheapest(level)
            proven = Proof(evaluator, asked.confidence, events).prove(design)
        except Unreachable as end:
            return _document(study, evaluator, asked, end.design, end.verdict.limits, search, None)
        return _document(
            study, evaluator, asked, proven.design, proven.limits, search, proven
        )


def _loss_bound(targets: Sequence[Target]) -> float | None:
    bounds = [t.bound for t in targets if t.figure == "rejection_share" and t.label is None]
    return min(bounds) if bounds else None


def _document(
    study: Study,
    evaluator: Evaluator,
    asked: Asked,
    design: Design,
    limits: Sequence[Limits],
    search: Search,
    proven: Proven | None,
) -> dict[str, Any]:
    """The document, of a proven design or of the best there was."""
    rows = [
        {
            "name": str(probe.target),
            "figure": probe.target.figure,
            "bound": probe.target.bound,
            "mean": each.estimate,
            "upper": each.upper if probe.target.at_most else each.lower,
            "met": proven is not None and is_met(each, probe),
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
        "candidates_tried": len(evaluator.tried),
        "candidates_tested": 0 if proven is None else proven.tested,
        "cheapest_of_all": search.exhaustive,
        "search_complete": search.complete,
        "replications": 0 if proven is None else proven.replications,
        "simulated_parcels": evaluator.crew.simulated,
        "confidence": asked.confidence,
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
