"""Today against the order: what the banks that stand now do, and what is there afterwards.

Lives here: the two simulations on the same draws. Not here: which order it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from twin.figures.catalogue import FIGURES
from twin.studies.running.setup import RunGroup
from twin.studies.sizing.asked.layout import lay_out_spaces
from twin.studies.sizing.asked.probe import lay_out_probes
from twin.studies.sizing.asked.space import Design, Space
from twin.studies.sizing.simulated.evaluate import SEARCH_FIRST
from twin.studies.sizing.simulated.simulate import Bench, Study
from twin.studies.target import Target
from twin.studies.whatif.ages import by_age

REPLICATED = range(SEARCH_FIRST, SEARCH_FIRST + 4)

OF_LOCKERS = (
    "rejection_share", "deposits", "lobby_parcel_hours", "redirected_share", "time_full_share",
    "courier_minutes_per_parcel",
)  # fmt: skip
OF_WASTE = ("overflow_share", "landed_bags", "emptied_nearly_empty_share", "truck_km")


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared: an order of a space, on the draws of the search."""

    scenario: Scenario
    days: int | None
    seed: int
    engine: RunGroup
    choice: tuple[tuple[str, str], ...]
    design: Design


@dataclass(frozen=True, slots=True)
class Beside:
    """Today beside the order: figures of the whole, and banks by age."""

    figures: list[dict[str, Any]]
    ages: list[dict[str, Any]]


def before_and_after(asked: Compared) -> Beside:
    """Figures today and with the order; empty where nothing stands today.

    Today's banks alone: sites without one bring no parcels to lockers. The last row counts sites
    that have any.
    """
    scenario, days = asked.scenario, lay_out_days(asked.scenario, asked.days)
    spaces = lay_out_spaces(scenario, days)
    chosen = next((space for space in spaces if space.choice == asked.choice), spaces[0])
    keeps = next((space for space in spaces if space.keeps_all), spaces[0])
    has_banks = any(bank.state == "existing" for place in keeps.places for bank in place.banks)
    if not has_banks and not any(place.points for place in keeps.places):
        return Beside([], [])
    names = [n for n in OF_LOCKERS if scenario.has_lockers]
    names += [n for n in OF_WASTE if scenario.waste is not None and n in FIGURES]
    today, order = _today(keeps), (chosen, asked.design)
    benches = [_bench(asked, space, names) for space, _ in (today, order)]
    before, after = (
        _values(bench, design, names)
        for bench, (_, design) in zip(benches, (today, order), strict=True)
    )
    rows: list[dict[str, Any]] = [
        {"figure": name, "before": before[name], "after": after[name]} for name in names
    ]
    rows.append({"figure": "sites", "before": _served(*today), "after": _served(*order)})
    ages: list[dict[str, Any]] = []
    if has_banks:
        old, new = benches
        ages = by_age((old, today[1]), (new, asked.design), REPLICATED)
    return Beside(rows, ages)


def _today(space: Space) -> tuple[Space, Design]:
    """What stands: existing banks, and the bins and desks that are there."""
    places = tuple(
        replace(place, banks=tuple(bank for bank in place.banks if bank.state == "existing"))
        for place in space.places
    )
    variables = tuple(
        variable for variable in space.variables if not variable.banks + variable.splits
    )
    bare = replace(space, places=places, variables=variables)
    return bare, tuple(variable.present for variable in variables)


def _served(space: Space, design: Design) -> int:
    """Sites at which something stands."""
    return sum(
        any(sum(bank.classes) for bank in place.banks) or bool(place.points)
        for place in space.rebuilt(design)
    )


def _bench(asked: Compared, space: Space, names: list[str]) -> Bench:
    targets = [Target(name, at_most=False, bound=0.0) for name in names]
    probes = lay_out_probes(targets, asked.scenario, space.days)
    return Bench(Study(space, probes, asked.seed, asked.engine))


def _values(bench: Bench, design: Design, names: list[str]) -> dict[str, float | None]:
    sites = range(len(bench.study.space.places))
    columns, _ = bench.run(design, sites, REPLICATED)
    limits = [probe.limits(columns.astype(float), 0.025) for probe in bench.study.probes]
    return {
        name: None if each.n == 0 else each.estimate
        for name, each in zip(names, limits, strict=True)
    }
