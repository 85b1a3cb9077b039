"""The space of orders: which numbers are to be decided, and what stands at a site once they are.

Lives here: classes of alike sites, variables, designs. Not here: which items there are
(`twin.studies.sizing.asked.items`), what a design does (`twin.studies.sizing.simulated.simulate`).

Sites that are alike but for their place and name get the same order: compounds that are alike are
served alike, and each of them is a sample of the same law.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenarios.days import Days
from scenarios.expand import BankPlace, SitePlace, expand_sites
from scenarios.points import BinPlace, PointPlace
from scenarios.schema import Scenario
from scenarios.schema.place import MAX_COMPARTMENTS_PER_BANK
from twin.studies.sizing.asked.items import (
    BuyingError,
    Part,
    bin_part,
    cabinet_of,
    locker_items,
    sensor_part,
    terminal_item,
)

Design = tuple[int, ...]
"""How many units of each variable, in the order of `Space.variables`."""

MAX_BROWNFIELD = 3
"""Kinds of sites with existing banks that are kept or retired apart; beyond, all or none are."""

MAX_CLASSES = 60
"""Kinds of sites that are decided apart; a search over more would not end."""


@dataclass(frozen=True, slots=True)
class SiteClass:
    """Sites that are alike; `sites` are their numbers in the order of sites."""

    sites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """Units of `item` in each of the banks number `banks` of every site of a class.

    Of bins: at each of the waste points `points`, in the place of the group `group`, each like
    `template`. At least `low` units.
    """

    site_class: int
    banks: tuple[int, ...]
    item: Part
    points: tuple[int, ...] = ()
    group: str = ""
    template: BinPlace | None = None
    present: int = 0
    low: int = 0

    @property
    def at_site(self) -> int:
        """Banks, or points, of a site that get the units."""
        return len(self.banks) or len(self.points)


@dataclass(frozen=True, slots=True)
class Space:
    """What is decided. `places` are all sites as they stand before anything is bought.

    `retired` names the existing banks that go; `terminal` is the item of which each
    bank that is sized needs one for `doors_per_terminal` compartments.
    """

    scenario: Scenario
    days: Days
    places: tuple[SitePlace, ...]
    classes: tuple[SiteClass, ...]
    variables: tuple[Variable, ...]
    retired: tuple[str, ...]
    terminal: Part | None
    doors_per_terminal: int | None

    def units(self, variable: int) -> int:
        """Units that are bought for each unit of a variable: one a bank of the class."""
        each = self.variables[variable]
        return each.at_site * len(self.classes[each.site_class].sites)

    def price(self, design: Design) -> float:
        """Price of a design, all sites together, in the scenario's currency."""
        price = sum(
            count * self.units(v) * self.variables[v].item.price for v, count in enumerate(design)
        )
        for number, each in enumerate(self.classes):
            beside = sum(count * part.price for part, count in self.beside(design, number))
            price += beside * len(each.sites)
        return price

    def beside(self, design: Design, site_class: int) -> list[tuple[Part, int]]:
        """What a site of a class needs beside: terminals, sensors in bins, cabinets."""
        scenario, place = self.scenario, self.places[self.classes[site_class].sites[0]]
        found: list[tuple[Part, int]] = []
        if self.terminal is not None:
            found.append((self.terminal, self.terminals(design, site_class)))
        sensor, cabinet = sensor_part(scenario), cabinet_of(scenario)
        if sensor is not None:
            bins = sum(
                count * sum(place.points[p].sensor is not None for p in variable.points)
                for variable, count in zip(self.variables, design, strict=True)
                if variable.site_class == site_class
            )
            found.append((sensor, bins))
        if cabinet is not None and cabinet.households and place.points:
            whole = -(-place.households // cabinet.households)
            found.append((Part(cabinet.id, (), cabinet.price), whole))
        return [(part, count) for part, count in found if count]

    def terminals(self, design: Design, site_class: int) -> int:
        """Terminals that are bought for the banks of one site of a class."""
        built = self._built(design, site_class)
        return sum(self._terminals_for(doors) for doors in built.values() if sum(doors))

    def _terminals_for(self, doors: tuple[int, ...]) -> int:
        return -(-sum(doors) // (self.doors_per_terminal or MAX_COMPARTMENTS_PER_BANK))

    def _built(self, design: Design, site_class: int) -> dict[int, tuple[int, ...]]:
        """Compartments of the banks of a class that are decided."""
        own = [variable for variable in self.variables if variable.site_class == site_class]
        decided = {bank for variable in own for bank in variable.banks}
        return {bank: self.compartments(design, site_class, bank) for bank in sorted(decided)}

    def part(self, design: Design, site_class: int) -> Design:
        """What a design says of one class."""
        return tuple(
            count
            for variable, count in zip(self.variables, design, strict=True)
            if variable.site_class == site_class
        )

    def compartments(self, design: Design, site_class: int, bank: int) -> tuple[int, ...]:
        """Compartments by size of one bank of a class that is decided."""
        doors = [0] * len(self.scenario.sizes)
        for variable, count in zip(self.variables, design, strict=True):
            if variable.site_class == site_class and bank in variable.banks:
                for size, each in enumerate(variable.item.doors):
                    doors[size] += count * each
        return tuple(doors)

    def rebuilt(self, design: Design) -> list[SitePlace]:
        """All sites as they stand under a design."""
        places = list(self.places)
        for number, each in enumerate(self.classes):
            built = self._built(design, number)
            for site in each.sites:
                banks = tuple(
                    self._with(bank, built[b]) if b in built else bank
                    for b, bank in enumerate(places[site].banks)
                )
                points = self._points(design, number, places[site].points)
                places[site] = replace(places[site], banks=banks, points=points)
        return places

    def _points(
        self, design: Design, site_class: int, points: tuple[PointPlace, ...]
    ) -> tuple[PointPlace, ...]:
        """Waste points of a site with the bins of a design."""
        bins: dict[int, list[BinPlace]] = {}
        for variable, count in zip(self.variables, design, strict=True):
            if variable.site_class == site_class and variable.template is not None:
                each = [
                    replace(
                        variable.template,
                        id=f"{variable.group}{number}" if count > 1 else variable.group,
                    )
                    for number in range(1, count + 1)
                ]
                for point in variable.points:
                    bins.setdefault(point, []).extend(each)
        return tuple(
            replace(point, bins=tuple(bins[p])) if p in bins else point
            for p, point in enumerate(points)
        )

    def _with(self, bank: BankPlace, doors: tuple[int, ...]) -> BankPlace:
        terminals = bank.terminals
        if self.doors_per_terminal is not None:
            terminals = max(1, self._terminals_for(doors))
        return replace(
            bank, compartments=doors, out_of_service=(0,) * len(doors), terminals=terminals
        )


def lay_out_spaces(scenario: Scenario, days: Days) -> list[Space]:
    """The spaces of a scenario's orders: one for each way to keep or retire what stands.

    Raises BuyingError where there is nothing to decide.
    """
    places = tuple(expand_sites(scenario))
    classes = _classes(places)
    brownfield = [
        number
        for number, each in enumerate(classes)
        if any(bank.state == "existing" for bank in places[each.sites[0]].banks)
    ]
    said = scenario.sizing.existing if scenario.sizing else "decide"
    if said == "keep" or not brownfield:
        choices: list[tuple[int, ...]] = [()]
    elif said == "retire" or len(brownfield) > MAX_BROWNFIELD:
        choices = [tuple(brownfield)] if said == "retire" else [(), tuple(brownfield)]
    else:
        choices = [
            chosen
            for count in range(len(brownfield) + 1)
            for chosen in itertools.combinations(brownfield, count)
        ]
    return [_space(scenario, days, places, classes, retired) for retired in choices]


def _space(
    scenario: Scenario,
    days: Days,
    before: tuple[SitePlace, ...],
    classes: tuple[SiteClass, ...],
    retired: tuple[int, ...],
) -> Space:
    """The space in which the existing banks of the classes `retired` go, and like joins like."""
    places, gone = list(before), []
    for site in sorted(site for number in retired for site in classes[number].sites):
        banks = before[site].banks
        gone += [bank.id for bank in banks if bank.state == "existing"]
        kept = tuple(bank for bank in banks if bank.state != "existing")
        places[site] = replace(places[site], banks=kept)
    classes = _classes(places)
    variables = _variables(scenario, places, classes)
    if not variables:
        raise BuyingError("sizing.banks: no bank is new and no bin stands: nothing to decide")
    return Space(
        scenario,
        days,
        tuple(places),
        classes,
        variables,
        retired=tuple(gone),
        terminal=terminal_item(scenario),
        doors_per_terminal=scenario.sizing.doors_per_terminal if scenario.sizing else None,
    )


def _variables(
    scenario: Scenario, places: Sequence[SitePlace], classes: Sequence[SiteClass]
) -> tuple[Variable, ...]:
    entries = _sized_entries(scenario)
    variables: list[Variable] = []
    for number, each in enumerate(classes):
        alike: dict[tuple[object, ...], list[int]] = {}
        for index, bank in enumerate(places[each.sites[0]].banks):
            entry = _entry_of(bank.id, entries)
            if entry is not None and bank.state == "new":
                key = (entry, *_without_id(bank))
                alike.setdefault(key, []).append(index)
        for key, banks in alike.items():
            items = locker_items(scenario, str(key[0]))
            variables += [Variable(number, tuple(banks), item) for item in items]
        variables += _bins(scenario, number, places[each.sites[0]].points)
    return tuple(variables)


def _bins(scenario: Scenario, site_class: int, points: Sequence[PointPlace]) -> list[Variable]:
    """Bins of alike waste points of a class, group by group; at least one of each stream."""
    alike: dict[PointPlace, list[int]] = {}
    for number, point in enumerate(points):
        alike.setdefault(replace(point, id=""), []).append(number)
    variables: list[Variable] = []
    for point, numbers in alike.items():
        groups: dict[tuple[str, BinPlace], int] = {}
        for each in point.bins:
            group = each.id.rstrip("0123456789")
            key = group, replace(each, id="")
            groups[key] = groups.get(key, 0) + 1
        streams: set[int] = set()
        for (group, template), count in groups.items():
            low = int(template.stream not in streams)
            streams.add(template.stream)
            part = bin_part(scenario, template)
            variables.append(
                Variable(site_class, (), part, tuple(numbers), group, template, count, low)
            )
    return variables


def _classes(places: Sequence[SitePlace]) -> tuple[SiteClass, ...]:
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, place in enumerate(places):
        key = (
            place.kind,
            place.households,
            place.growth_per_year,
            place.demand_factor,
            place.dwell_factor,
            tuple(_without_id(bank) for bank in place.banks),
            tuple(replace(point, id="") for point in place.points),
        )
        alike.setdefault(key, []).append(number)
    if len(alike) > MAX_CLASSES:
        raise BuyingError(
            f"sites: {len(alike)} kinds of sites, at most {MAX_CLASSES} are decided apart"
        )
    return tuple(SiteClass(tuple(sites)) for sites in alike.values())


def _without_id(bank: BankPlace) -> tuple[object, ...]:
    return bank.state, bank.compartments, bank.out_of_service, bank.terminals, bank.share


def _sized_entries(scenario: Scenario) -> list[str]:
    """Ids of the entries of banks that are sized, the longest first."""
    known = [bank.id for bank in scenario.banks]
    chosen = scenario.sizing.banks if scenario.sizing else None
    for name in chosen or ():
        if name not in known:
            raise BuyingError(f"sizing.banks: no bank {name!r} (banks: {', '.join(known)})")
    return sorted(known if chosen is None else chosen, key=len, reverse=True)


def _entry_of(bank_id: str, entries: Sequence[str]) -> str | None:
    """The entry that a bank is, or is a member of."""
    if bank_id in entries:
        return bank_id
    for entry in entries:
        if bank_id.removeprefix(entry).isdecimal() and bank_id.startswith(entry):
            return entry
    return None
