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

REPLICATIONS = 4

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


def before_and_after(asked: Compared) -> list[dict[str, Any]]:
    """Figures today and with the order; empty where nothing stands today.

    Today's banks alone: sites without one bring no parcels to lockers. The last row counts sites
    that have any.
    """
    scenario, days = asked.scenario, lay_out_days(asked.scenario, asked.days)
    spaces = lay_out_spaces(scenario, days)
    chosen = next((space for space in spaces if space.choice == asked.choice), spaces[0])
    keeps = next((space for space in spaces if space.keeps_all), spaces[0])
    stands = any(bank.state == "existing" for place in keeps.places for bank in place.banks) or any(
        place.points for place in keeps.places
    )
    if not stands:
        return []
    names = [n for n in OF_LOCKERS if scenario.has_lockers]
    names += [n for n in OF_WASTE if scenario.waste is not None and n in FIGURES]
    today, order = _today(keeps), (chosen, asked.design)
    before = _values(asked, *today, names)
    after = _values(asked, *order, names)
    rows: list[dict[str, Any]] = [
        {"figure": name, "before": before[name], "after": after[name]} for name in names
    ]
    rows.append({"figure": "sites", "before": _served(*today), "after": _served(*order)})
    return rows


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


def _values(
    asked: Compared, space: Space, design: Design, names: list[str]
) -> dict[str, float | None]:
    targets = [Target(name, at_most=False, bound=0.0) for name in names]
    probes = lay_out_probes(targets, asked.scenario, space.days)
    bench = Bench(Study(space, probes, asked.seed, asked.engine))
    replications = range(SEARCH_FIRST, SEARCH_FIRST + REPLICATIONS)
    columns, _ = bench.run(design, range(len(space.places)), replications)
    limits = [probe.limits(columns.astype(float), 0.025) for probe in probes]
    return {
        name: None if each.n == 0 else each.estimate
        for name, each in zip(names, limits, strict=True)
    }
