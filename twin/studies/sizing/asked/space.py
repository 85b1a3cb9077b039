"""The space of orders: which numbers are to be decided, and what stands at a site once they are.

Lives here: designs, their price, what they build. Not here: which variables there are
(`twin.studies.sizing.asked.layout`), what a design does (`twin.studies.sizing.simulated`).

Sites that are alike but for their place and name get the same order: compounds that are alike are
served alike, and each of them is a sample of the same law.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scenarios.counters import CounterPlace
from scenarios.days import Days
from scenarios.expand import BankPlace, SitePlace
from scenarios.points import BinPlace, PointPlace
from scenarios.schema import Scenario
from scenarios.schema.place import MAX_COMPARTMENTS_PER_BANK
from twin.studies.sizing.asked.fates import REPLACE, RETIRE
from twin.studies.sizing.asked.items import Part
from twin.studies.sizing.asked.variables import SiteClass, Variable, divided, stands

Design = tuple[int, ...]
"""How many units of each variable, in the order of `Space.variables`."""


@dataclass(frozen=True, slots=True)
class Space:
    """What is decided. `places` are all sites as they stand before anything is bought.

    `fates` are existing banks and what becomes of them, `once` what is bought whatever the
    design: (site, part, count).
    `terminal` is the item of which each bank that is sized needs one for `doors_per_terminal`
    compartments; a `sensor` stands in every bin of a point with sensors, a `cabinet` for every so
    many households of a site with points. Modules of a site take at most `area_m2` of floor, a
    bank at most `bank_width_cm` of wall; at most `most_banks` stand in the place of one.
    """

    scenario: Scenario
    days: Days
    places: tuple[SitePlace, ...]
    classes: tuple[SiteClass, ...]
    variables: tuple[Variable, ...]
    fates: tuple[tuple[str, str], ...]
    terminal: Part | None
    doors_per_terminal: int | None
    sensor: Part | None = None
    cabinet: Part | None = None
    households_per_cabinet: int | None = None
    area_m2: float | None = None
    once: tuple[tuple[str, Part, int], ...] = ()
    most_banks: int = 1
    bank_width_cm: float | None = None

    @property
    def retired(self) -> tuple[str, ...]:
        """Existing banks that go, and nothing comes in their place."""
        return tuple(bank for bank, fate in self.fates if fate == RETIRE)

    @property
    def replaced(self) -> tuple[str, ...]:
        """Existing banks in whose place new ones stand."""
        return tuple(bank for bank, fate in self.fates if fate == REPLACE)

    @property
    def keeps_all(self) -> bool:
        """Whether every existing bank stays."""
        return not self.retired and not self.replaced

    @property
    def opened(self) -> tuple[str, ...]:
        """Sites that are opened, where candidates are chosen among."""
        sizing = self.scenario.sizing
        if sizing is None or sizing.candidates is None:
            return ()
        return tuple(
            place.id for place in self.places if any(bank.state == "new" for bank in place.banks)
        )

    @property
    def choice(self) -> tuple[tuple[str, str], ...]:
        """What tells it from the other spaces of its scenario."""
        return (*self.fates, *((site, "open") for site in self.opened))

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
        """Whether the modules of every site find room on its floor, and each bank at its wall."""
        if self.most_banks > 1 or self.bank_width_cm is not None:
            for number in range(len(self.classes)):
                banks = divided(self.variables, design, number).values()
                if not all(stands(each, self.most_banks, self.bank_width_cm) for each in banks):
                    return False
        if self.area_m2 is None:
            return True
        taken = [0.0] * len(self.classes)
        for variable, count in zip(self.variables, design, strict=True):
            if variable.banks:
                taken[variable.site_class] += count * variable.at_site * variable.item.footprint_m2
        return max(taken) <= self.area_m2 + 1e-9

    def parts(self, design: Design) -> list[tuple[int, Part, int]]:
        """All that is bought: number of sites, part, and how many each of the sites gets."""
        once: dict[Part, int] = {}
        for _, part, count in self.once:
            once[part] = once.get(part, 0) + count
        return [
            *(
                (len(each.sites), part, count)
                for number, each in enumerate(self.classes)
                for part, count in self.parts_at(design, number)
            ),
            *((1, part, count) for part, count in once.items()),
        ]

    def parts_at(self, design: Design, site_class: int) -> list[tuple[Part, int]]:
        """What is bought for one site of a class; a part stands once.

        Desks are hired, not bought: they are among them with a price of 0.
        """
        counts: dict[Part, int] = {}
        for variable, count in zip(self.variables, design, strict=True):
            if variable.site_class == site_class and count and not variable.splits:
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
        return sum(
            self._terminals_for(doors) for banks in built.values() for doors in banks if sum(doors)
        )

    def _terminals_for(self, doors: tuple[int, ...]) -> int:
        return -(-sum(doors) // (self.doors_per_terminal or MAX_COMPARTMENTS_PER_BANK))

    def _built(self, design: Design, site_class: int) -> dict[int, list[tuple[int, ...]]]:
        """Compartments by class of what stands in the place of each bank that is decided."""
        place = self.places[self.classes[site_class].sites[0]]
        return {
            bank: [self._classes_of(place.banks[bank].classes, parts) for parts in banks]
            for bank, banks in sorted(divided(self.variables, design, site_class).items())
        }

    def part(self, design: Design, site_class: int) -> Design:
        """What a design says of one class."""
        return tuple(
            count
            for variable, count in zip(self.variables, design, strict=True)
            if variable.site_class == site_class
        )

    def _classes_of(self, standing: Sequence[int], parts: Mapping[Part, int]) -> tuple[int, ...]:
        """Compartments by class of a bank of so many of each part.

        Those of a temperature of which nothing can be bought stay as they are.
        """
        classes, sizes = list(standing), len(self.scenario.sizes)
        for first in range(0, len(classes), sizes):
            span = range(first, first + sizes)
            if any(part.classes[i] for part in parts for i in span):
                for i in span:
                    classes[i] = sum(count * part.classes[i] for part, count in parts.items())
        return tuple(classes)

    def rebuilt(self, design: Design) -> list[SitePlace]:
        """All sites as they stand under a design."""
        places = list(self.places)
        for number, each in enumerate(self.classes):
            built = self._built(design, number)
            for site in each.sites:
                banks = tuple(
                    made
                    for b, bank in enumerate(places[site].banks)
                    for made in (self._with(bank, built[b]) if b in built else [bank])
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

    def _with(self, bank: BankPlace, built: Sequence[tuple[int, ...]]) -> list[BankPlace]:
        """What stands in the place of a bank: each takes an equal part of the first calls."""
        terminals, sizes = bank.terminals, len(bank.compartments)
        found = []
        for number, classes in enumerate(built, 1):
            if self.doors_per_terminal is not None:
                terminals = max(1, self._terminals_for(classes))
            found.append(
                replace(
                    bank,
                    id=bank.id if number == 1 else f"{bank.id}-{number}",
                    compartments=classes[:sizes],
                    out_of_service=(0,) * sizes,
                    terminals=terminals,
                    share=bank.share / len(built),
                    cold=classes[sizes:],
                )
            )
        return found
