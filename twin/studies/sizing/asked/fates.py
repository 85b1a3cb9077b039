"""What becomes of existing banks: kept, retired, or replaced by a new one in the same place.

Lives here: which fates are looked at, and places, prices of taking away and of trade-in under one.
Not here: what is bought in their place (`twin.studies.sizing.asked.layout`).

A bank is retired only where another stands or can be bought; it is replaced only where nothing else
can be bought, or the vendor takes it in payment: two banks where one would do need more terminals.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from scenarios.expand import BankPlace, SitePlace
from scenarios.schema import Scenario
from twin.studies.sizing.asked.items import Part, listed_part

KEEP, RETIRE, REPLACE = "keep", "retire", "replace"

MAX_CHOICES = 9
"""Ways to decide about existing banks that are all searched."""

MAX_APART = 8
"""Ways to keep or retire them, kind by kind, that are searched where those are too many."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Existing banks that are alike, `banks` of every one of `sites`, and what may be decided."""

    sites: tuple[int, ...]
    banks: tuple[int, ...]
    fates: tuple[str, ...]


def units_of(
    scenario: Scenario,
    places: Sequence[SitePlace],
    classes: Sequence[Sequence[int]],
    buyable: Collection[str],
) -> list[Unit]:
    """Existing banks of each class of sites, those alike together; `buyable` are ids of banks."""
    traded = any(item.kind == "trade-in" for item in scenario.catalogue)
    found = []
    for sites in classes:
        banks = places[sites[0]].banks
        alike: dict[BankPlace, list[int]] = {}
        for number, bank in enumerate(banks):
            if bank.state == "existing":
                alike.setdefault(replace(bank, id=""), []).append(number)
        others = any(bank.id in buyable for bank in banks)
        fates = [KEEP]
        if others:
            fates.append(RETIRE)
        if traded or not others:
            fates.append(REPLACE)
        found += [Unit(tuple(sites), tuple(numbers), tuple(fates)) for numbers in alike.values()]
    return found


def choices_of(units: Sequence[Unit], said: str) -> list[tuple[str, ...]]:
    """Fates of the units that are looked at, to keep everything first.

    All of them up to MAX_CHOICES; else each is kept or not, up to MAX_APART, or all alike.
    """
    if said != "decide":
        return [(said,) * len(units)]
    options = [unit.fates for unit in units]
    if math.prod(map(len, options)) <= MAX_CHOICES:
        return list(itertools.product(*options))
    rest = [tuple(fates[-1] for fates in options), tuple(fates[1] for fates in options)]
    apart = [fates[:2] for fates in options]
    kept = [(KEEP,) * len(units)]
    found = list(itertools.product(*apart)) if 2 ** len(units) <= MAX_APART else kept
    return list(dict.fromkeys([*found, *rest]))


@dataclass(frozen=True, slots=True)
class Decided:
    """Sites under a choice: `fates` (bank, fate); `once` (site, part, count), what they cost."""

    places: tuple[SitePlace, ...]
    fates: tuple[tuple[str, str], ...]
    once: tuple[tuple[str, Part, int], ...]


def decide(
    scenario: Scenario, places: Sequence[SitePlace], units: Sequence[Unit], choice: Sequence[str]
) -> Decided:
    """Sites without the banks that go, and with a new one in the place of each that is replaced."""
    fate_of = {
        places[site].banks[number].id: fate
        for unit, fate in zip(units, choice, strict=True)
        for site in unit.sites
        for number in unit.banks
    }
    removal, trade_in = _listed(scenario, "removal"), _listed(scenario, "trade-in")
    found: list[SitePlace] = []
    fates: list[tuple[str, str]] = []
    once: list[tuple[str, Part, int]] = []
    for place in places:
        banks: list[BankPlace] = []
        for bank in place.banks:
            fate = fate_of.get(bank.id)
            if fate is not None:
                fates.append((bank.id, fate))
            if fate in {RETIRE, REPLACE} and removal is not None:
                once.append((place.id, removal, 1))
            if fate == REPLACE and trade_in is not None:
                given = replace(trade_in, price=-trade_in.price, running=0.0)
                once.append((place.id, given, 1))
            if fate == REPLACE:
                banks.append(replace(bank, state="new", age_years=0.0, terminals=1))
            elif fate != RETIRE:
                banks.append(bank)
        found.append(replace(place, banks=tuple(banks)))
    return Decided(tuple(found), tuple(fates), tuple(once))


def _listed(scenario: Scenario, kind: str) -> Part | None:
    """The catalogue's price of a kind; None where none is listed."""
    item = next((item for item in scenario.catalogue if item.kind == kind), None)
    return None if item is None else listed_part(scenario, item)
