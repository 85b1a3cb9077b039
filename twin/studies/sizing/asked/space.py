"""The space of orders: which numbers are to be decided, and what stands at a site once they are.

Lives here: classes of alike sites, variables, designs. Not here: which variables there are
(`twin.studies.sizing.asked.layout`), what a design does (`twin.studies.sizing.simulated`).

Sites that are alike but for their place and name get the same order: compounds that are alike are
served alike, and each of them is a sample of the same law.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenarios.counters import CounterPlace
from scenarios.days import Days
from scenarios.expand import BankPlace, SitePlace
from scenarios.points import BinPlace, PointPlace
from scenarios.schema import Scenario
from scenarios.schema.place import MAX_COMPARTMENTS_PER_BANK
from twin.studies.sizing.asked.items import Part

Design = tuple[int, ...]
"""How many units of each variable, in the order of `Space.variables`."""


@dataclass(frozen=True, slots=True)
class SiteClass:
    """Sites that are alike; `sites` are their numbers in the order of sites."""

    sites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """Units of `item` in each of the banks number `banks` of every site of a class.

    Of bins: at each of the waste points `points`, in the place of the group `group`, each like
    `template`. Of desks: at each of the counters number `counters`. At least `low` units; as many
    as `present` stand.
    """

    site_class: int
    banks: tuple[int, ...]
    item: Part
    points: tuple[int, ...] = ()
    group: str = ""
    template: BinPlace | None = None
    present: int = 0
    low: int = 0
    counters: tuple[int, ...] = ()

    @property
    def at_site(self) -> int:
        """Banks, points or counters of a site that get the units."""
        return len(self.banks) or len(self.points) or len(self.counters)


@dataclass(frozen=True, slots=True)
class Space:
    """What is decided. `places` are all sites as they stand before anything is bought.

    `retired` names the existing banks that go; `terminal` is the item of which each
    bank that is sized needs one for `doors_per_terminal` compartments; a `sensor` stands in every
    bin of a point with sensors, a `cabinet` for every so many households of a site with points;
    modules of a site take at most `area_m2` of floor.
    """

    scenario: Scenario
    days: Days
    places: tuple[SitePlace, ...]
    classes: tuple[SiteClass, ...]
    variables: tuple[Variable, ...]
    retired: tuple[str, ...]
    terminal: Part | None
    doors_per_terminal: int | None
    sensor: Part | None = None
    cabinet: Part | None = None
    households_per_cabinet: int | None = None
    area_m2: float | None = None

    def units(self, variable: int) -> int:
        """Units that are bought for each unit of a variable: one a bank of the class."""
        each = self.variables[variable]
        return each.at_site * len(self.classes[each.site_class].sites)

    def price(self, design: Design) -> float:
        """Price of a design, all sites together, in the scenario's currency."""
        return sum(sites * count * part.price for sites, part, count in self.parts(design))

    def cost(self, design: Design) -> float:
        """What a design costs in all, running costs of its parts too, in money of the first year.

        What its parcels and trucks cost depends on what happens: it is no part of this. To the
        hundredth, so that orders of the same parts' cost are not told apart by rounding.
        """
        return round(sum(sites * count * part.cost for sites, part, count in self.parts(design)), 2)

    def fits(self, design: Design) -> bool:
        """Whether the modules of every site find room on its floor."""
        if self.area_m2 is None:
            return True
        taken = [0.0] * len(self.classes)
        for variable, count in zip(self.variables, design, strict=True):
            taken[variable.site_class] += count * variable.at_site * variable.item.footprint_m2
        return max(taken) <= self.area_m2 + 1e-9

    def parts(self, design: Design) -> list[tuple[int, Part, int]]:
        """All that is bought: number of sites, part, and how many each of the sites gets."""
        return [
            (len(each.sites), part, count)
            for number, each in enumerate(self.classes)
            for part, count in self.parts_at(design, number)
        ]

    def parts_at(self, design: Design, site_class: int) -> list[tuple[Part, int]]:
        """What is bought for one site of a class; a part stands once.

        Desks are hired, not bought: they are among them with a price of 0.
        """
        counts: dict[Part, int] = {}
        for variable, count in zip(self.variables, design, strict=True):
            if variable.site_class == site_class and count:
                counts[variable.item] = counts.get(variable.item, 0) + count * variable.at_site
        return [*counts.items(), *self.beside(design, site_class)]

    def beside(self, design: Design, site_class: int) -> list[tuple[Part, int]]:
        """What a site of a class needs beside: terminals, sensors in bins, cabinets."""
        place = self.places[self.classes[site_class].sites[0]]
        found: list[tuple[Part, int]] = []
        if self.terminal is not None:
            found.append((self.terminal, self._terminals(design, site_class)))
        if self.sensor is not None:
            bins = sum(
                count * sum(place.points[p].sensor is not None for p in variable.points)
                for variable, count in zip(self.variables, design, strict=True)
                if variable.site_class == site_class
            )
            found.append((self.sensor, bins))
        if self.cabinet is not None and self.households_per_cabinet and place.points:
            found.append((self.cabinet, -(-place.households // self.households_per_cabinet)))
        return [(part, count) for part, count in found if count]

    def _terminals(self, design: Design, site_class: int) -> int:
        """Terminals that are bought for the banks of one site of a class."""
        built = self._built(design, site_class)
        return sum(self._terminals_for(doors) for doors in built.values() if sum(doors))

    def _terminals_for(self, doors: tuple[int, ...]) -> int:
        return -(-sum(doors) // (self.doors_per_terminal or MAX_COMPARTMENTS_PER_BANK))

    def _built(self, design: Design, site_class: int) -> dict[int, tuple[int, ...]]:
        """Compartments by class of the banks of a class of sites that are decided."""
        own = [variable for variable in self.variables if variable.site_class == site_class]
        decided = {bank for variable in own for bank in variable.banks}
        return {bank: self._classes_of(design, site_class, bank) for bank in sorted(decided)}

    def part(self, design: Design, site_class: int) -> Design:
        """What a design says of one class."""
        return tuple(
            count
            for variable, count in zip(self.variables, design, strict=True)
            if variable.site_class == site_class
        )

    def _classes_of(self, design: Design, site_class: int, bank: int) -> tuple[int, ...]:
        """Compartments by class of one bank that is decided.

        Those of a temperature of which nothing can be bought stay as they are.
        """
        classes = list(self.places[self.classes[site_class].sites[0]].banks[bank].classes)
        sizes, own = len(self.scenario.sizes), []
        for variable, count in zip(self.variables, design, strict=True):
            if variable.site_class == site_class and bank in variable.banks:
                own.append((variable.item.classes, count))
        for first in range(0, len(classes), sizes):
            span = range(first, first + sizes)
            if any(doors[i] for doors, _ in own for i in span):
                for i in span:
                    classes[i] = sum(count * doors[i] for doors, count in own)
        return tuple(classes)

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
                counters = self._counters(design, number, places[site].counters)
                places[site] = replace(places[site], banks=banks, points=points, counters=counters)
        return places

    def _counters(
        self, design: Design, site_class: int, counters: tuple[CounterPlace, ...]
    ) -> tuple[CounterPlace, ...]:
        """Counters of a site with the desks of a design."""
        staff = {
            counter: count
            for variable, count in zip(self.variables, design, strict=True)
            if variable.site_class == site_class
            for counter in variable.counters
        }
        return tuple(
            replace(counter, staff=staff.get(number, counter.staff))
            for number, counter in enumerate(counters)
        )

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

    def _with(self, bank: BankPlace, classes: tuple[int, ...]) -> BankPlace:
        terminals, sizes = bank.terminals, len(bank.compartments)
        if self.doors_per_terminal is not None:
            terminals = max(1, self._terminals_for(classes))
        return replace(
            bank,
            compartments=classes[:sizes],
            out_of_service=(0,) * sizes,
            terminals=terminals,
            cold=classes[sizes:],
        )
