"""The document of a study: what `size --json` prints.

Lives here: rows of the order, of what stands afterwards, of promises, of ways. Not here: the study.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from scenarios.expand import SitePlace
from scenarios.schema.cold import TEMPERATURES
from twin.studies.economics.costs import money
from twin.studies.sizing.asked.space import Design, Space
from twin.studies.sizing.attempt import Attempt
from twin.studies.sizing.simulated.evaluate import is_met

NEAR = 1.05
"""Alternatives cost at most so many times the order."""

MOST_ALTERNATIVES = 8


def document_of(attempt: Attempt, attempts: Sequence[Attempt]) -> dict[str, Any]:
    """The document, of a proven design or of the best there was."""
    study, proven = attempt.study, attempt.proven
    design, limits = attempt.best[0], attempt.best[1].limits
    if proven is not None:
        design, limits = proven.design, proven.limits
    rows = [
        {
            "name": str(probe.target),
            "figure": probe.target.figure,
            "label": probe.target.label,
            "of_days": probe.target.of_days,
            "scope": probe.target.scope,
            "at_most": probe.target.at_most,
            "bound": probe.target.bound,
            "mean": each.estimate,
            "upper": _finite(each.upper if probe.target.at_most else each.lower),
            "met": is_met(each, probe),
        }
        for probe, each in zip(study.probes, limits, strict=True)
    ]
    missed = [row["name"] for row in rows if not row["met"]] if proven is None else []
    if proven is None and study.space.area_m2 is not None:
        missed.append(f"sizing.candidates.area_m2={study.space.area_m2:g}")
    if proven is None and study.space.bank_width_cm is not None:
        missed.append(f"sizing.bank_width_cm={study.space.bank_width_cm:g}")
    return {
        "reached": proven is not None,
        "blocked_by": missed,
        "order": order_rows(study.space, design),
        "targets": rows,
        "price": round(study.space.price(design), 2),
        **money(attempt.economics, attempt.bought(design), attempt.running(design)),
        "way": attempt.way.variant,
        "ways": [_way(each) for each in attempts],
        "alternatives": alternatives(attempt, design) if proven is not None else [],
        "places": place_rows(study.space, design),
        "retired": list(study.space.retired),
        "replaced": list(study.space.replaced),
        "opened": list(study.space.opened),
        "existing": [{"bank": bank, "decision": fate} for bank, fate in study.space.fates],
        "candidates_tried": sum(len(each.evaluator.tried) for each in attempts),
        "candidates_tested": 0 if proven is None else proven.tested,
        "cheapest_of_all": attempt.search.exhaustive,
        "search_complete": attempt.search.complete,
        "replications": 0 if proven is None else proven.replications,
        "simulated_parcels": sum(each.evaluator.events for each in attempts),
        "confidence": attempt.asked.confidence,
    }


def alternatives(attempt: Attempt, design: Design) -> list[dict[str, Any]]:
    """Designs up to NEAR dearer that keep the targets by estimate, each better than cheaper ones.

    `ratio` is the worst target's value over its bound; `items` are of all sites.
    """
    space, tried = attempt.study.space, attempt.evaluator.tried
    own = space.cost(design)
    best = attempt.evaluator.judge(design).ratio
    found = []
    for cost, other in sorted((space.cost(each), each) for each in tried if tried[each].met):
        if own < cost <= NEAR * own and tried[other].ratio < best:
            best = tried[other].ratio
            items: dict[str, int] = {}
            for sites, part, count in space.parts(other):
                items[part.id] = items.get(part.id, 0) + sites * count
            price = round(space.price(other), 2)
            found.append({"price": price, "items": items, "ratio": round(best, 4)})
    return found[:MOST_ALTERNATIVES]


def _finite(value: float) -> float | None:
    """None for a limit that there is not yet."""
    return value if math.isfinite(value) else None


def _way(attempt: Attempt) -> dict[str, Any]:
    """A way that was searched; only the cheapest is exchanged to the end and proven."""
    reached = attempt.design is not None
    return {
        "variant": attempt.way.variant,
        "title": attempt.way.title,
        "title_zh": attempt.way.title_zh,
        "retired": len(attempt.study.space.retired),
        "replaced": len(attempt.study.space.replaced),
        "reached": reached,
        "price": round(attempt.study.space.price(attempt.design), 2) if attempt.design else None,
        "present_cost": round(attempt.present_cost(), 2) if reached else None,
    }


def order_rows(space: Space, design: Design) -> list[dict[str, Any]]:
    """The order: a row a site and item, in the order of sites."""
    class_of = {site: number for number, each in enumerate(space.classes) for site in each.sites}
    known = {place.id for place in space.places}
    return [
        {
            "item": part.id,
            "site": site,
            "count": count,
            "unit_price": part.price,
            "price": round(count * part.price, 2),
        }
        for site, part, count in [
            *(
                (place.id, part, count)
                for number, place in enumerate(space.places)
                for part, count in [
                    *space.parts_at(design, class_of[number]),
                    *((part, count) for at, part, count in space.once if at == place.id),
                ]
            ),
            *((at, part, count) for at, part, count in space.once if at not in known),
        ]
    ]


def _cells(sizes: Sequence[str], cold: Sequence[int]) -> dict[str, dict[str, int]]:
    """Cold cells by temperature and size."""
    return {
        temperature: dict(zip(sizes, cold[i * len(sizes) : (i + 1) * len(sizes)], strict=True))
        for i, temperature in enumerate(TEMPERATURES[1:])
    }


def place_rows(space: Space, design: Design) -> list[dict[str, Any]]:
    """What stands at the sites of each class: compartments of banks, bins of waste points."""
    sizes = [size.id for size in space.scenario.sizes]
    streams = [each.id for each in space.scenario.waste.streams] if space.scenario.waste else []
    rebuilt: list[SitePlace] = space.rebuilt(design)
    rows = []
    for each in space.classes:
        place = rebuilt[each.sites[0]]
        banks = [
            {
                "id": bank.id,
                "state": bank.state,
                "compartments": dict(zip(sizes, bank.compartments, strict=True)),
                **({"cold": _cells(sizes, bank.cold)} if any(bank.cold) else {}),
            }
            for bank in place.banks
        ]
        points = [
            {
                "id": point.id,
                "bins": [
                    {"stream": streams[one.stream], "volume_l": one.capacity_ml / 1000}
                    for one in point.bins
                ],
            }
            for point in place.points
        ]
        rows.append(
            {
                "sites": [space.places[site].id for site in each.sites],
                "households": place.households,
                "banks": banks,
                "points": points,
            }
        )
    return rows
