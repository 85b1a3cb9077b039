"""What a bank can be built of: modules of the catalogue, of the scenario, or single compartments.

Lives here: which items there are for a bank, and what they cost where no catalogue says so. Not
here: how many are bought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.points import BinPlace
from scenarios.schema import Scenario
from scenarios.schema.buying.catalogue import Item
from scenarios.schema.buying.economics import Economics
from scenarios.schema.cold import TEMPERATURES
from twin.studies.economics.flows import (
    DAYS_PER_YEAR,
    Bought,
    Running,
    flows_of,
    present_value,
)

COMPARTMENT_PRICE = 750.0
"""CNY, assumed where there is no catalogue: vendors ask 2,100 to 4,200 USD for smart banks of 10 to
30 compartments, so 105 USD for one more; at 7.1 CNY a USD, rounded."""

COLD_TIMES = 3.0
"""Assumed where there is no catalogue: a cold cell costs as much as so many compartments."""

BIN_PRICE_PER_L = 0.8
"""CNY, assumed where no catalogue has a bin of the volume: about 190 for the usual 240 L."""


STAFF_HOUR_PRICE = 25.0
"""CNY, assumed where `economics.staff_hour_price` is 0: desks are then compared by it alone."""


class BuyingError(ValueError):
    """A catalogue or a scenario in which nothing can be bought that would help."""

    clear = True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bank, a waste point or a counter: `doors` by size, in the scenario's order.

    `cells` are cold ones: chilled by size, then frozen by size; empty where all is ambient.
    `price` is paid once; `running` is the present value of what one costs beside that, in upkeep,
    electricity, wages and when it is bought again.
    """

    id: str
    doors: tuple[int, ...]
    price: float
    running: float = 0.0
    footprint_m2: float = 0.0
    cells: tuple[int, ...] = ()
    width_cm: float = 0.0

    @property
    def classes(self) -> tuple[int, ...]:
        """Compartments by class, as `BankPlace.classes` has them."""
        return (*self.doors, *self.cells)

    @property
    def cost(self) -> float:
        """What one costs in all, in money of the first year: the search compares this."""
        return self.price + self.running


def listed_part(
    scenario: Scenario, item: Item, doors: tuple[int, ...] = (), cells: tuple[int, ...] = ()
) -> Part:
    """An item of the catalogue with the present value of what one costs over the years."""
    economics = scenario.economics or Economics()
    flows = flows_of(economics, [Bought(1, item.price, item)], Running(0, 0, (), (), 0.0, 0.0))
    years = range(economics.years)
    cost = present_value([flows.total(year) for year in years], economics.discount_rate)
    running = round(cost - item.price, 2)
    width_cm = item.width_cm or 0.0
    return Part(item.id, doors, item.price, running, item.footprint_m2, cells, width_cm)


def desk_part(scenario: Scenario, open_h_a_week: float) -> Part:
    """One more desk with staff at a counter that is open so many hours a week: wages alone."""
    economics = scenario.economics or Economics()
    wage = economics.staff_hour_price or STAFF_HOUR_PRICE
    year = open_h_a_week / 7 * DAYS_PER_YEAR * wage
    wages = present_value([year] * economics.years, economics.discount_rate)
    return Part("desk", (), 0.0, round(wages, 2))


def locker_items(scenario: Scenario, entry: str) -> list[Part]:
    """Items that banks of an entry can be built of.

    The modules of the catalogue; without one those of the scenario, where the entry is built of
    modules; else single compartments of each size that parcels fit into. A compartment takes part
    in the price by its height, so that banks of one height cost the same whatever their mix.
    """
    sizes = [size.id for size in scenario.sizes]
    listed = [item for item in scenario.catalogue if item.kind == "module"]
    if listed:
        none = (0,) * (scenario.temperatures - 1) * len(sizes)
        return [
            listed_part(
                scenario, item, tuple(item.compartments.get(size, 0) for size in sizes), none
            )
            for item in listed
            if item.temperature == "ambient"
        ]
    if scenario.catalogue:
        raise BuyingError("catalogue: no item of kind module, of which banks could be built")
    prices = _prices(scenario)
    none = (0,) * (scenario.temperatures - 1) * len(sizes)
    bank = next(each for each in scenario.banks if each.id == entry)
    if bank.modules is not None:
        return [
            Part(
                module.id,
                tuple(module.compartments.get(size, 0) for size in sizes),
                round(
                    sum(n * prices[sizes.index(size)] for size, n in module.compartments.items()), 2
                ),
                cells=none,
            )
            for module in scenario.modules
            if module.id in bank.modules
        ]
    wanted = [scenario.parcels.size_mix.get(size, 0.0) > 0 for size in sizes]
    used = [i for i in range(len(sizes)) if wanted[i]]
    return [
        Part(
            f"compartment-{sizes[i]}",
            tuple(int(i == k) for k in range(len(sizes))),
            round(prices[i], 2),
            cells=none,
        )
        for i in used
    ]


def _prices(scenario: Scenario) -> list[float]:
    """Assumed prices of a compartment by size."""
    heights = [size.height_cm for size in scenario.sizes]
    mean_height = sum(heights) / len(heights)
    return [COMPARTMENT_PRICE * height / mean_height for height in heights]


def cold_items(scenario: Scenario, standing: Sequence[int]) -> list[Part]:
    """Items that cold cells can be bought as, for a bank where `standing` cells stand by class.

    The modules of the catalogue that are cold; where there is no catalogue, single cells of the
    temperatures and sizes that stand. With a catalogue without cold modules cells stay as they are.
    """
    if scenario.cold is None or not scenario.has_cold:
        return []
    sizes = [size.id for size in scenario.sizes]
    no_doors, count = (0,) * len(sizes), len(sizes)
    found = []
    for item in scenario.catalogue:
        if item.temperature == "ambient" or getattr(scenario.cold, item.temperature) is None:
            continue
        first = (TEMPERATURES.index(item.temperature) - 1) * count
        cells = [0] * (count * (len(TEMPERATURES) - 1))
        cells[first : first + count] = [item.compartments.get(size, 0) for size in sizes]
        found.append(listed_part(scenario, item, no_doors, tuple(cells)))
    if scenario.catalogue:
        return found
    return [
        Part(
            f"{TEMPERATURES[number // count + 1]}-{sizes[number % count]}",
            no_doors,
            round(COLD_TIMES * _prices(scenario)[number % count], 2),
            cells=tuple(int(number == each) for each in range(len(standing))),
        )
        for number, stands in enumerate(standing)
        if stands
    ]


def terminal_item(scenario: Scenario) -> Part | None:
    """The terminal of the catalogue, the cheapest; None where none is listed."""
    listed = [item for item in scenario.catalogue if item.kind == "terminal"]
    if not listed:
        return None
    item = min(listed, key=lambda each: each.price)
    return listed_part(scenario, item, (0,) * len(scenario.sizes))


def bin_part(scenario: Scenario, template: BinPlace) -> Part:
    """The bin of the catalogue with the volume of a bin that stands; else one of its own price."""
    volume_l = template.capacity_ml / 1000
    for item in scenario.catalogue:
        if item.kind == "bin" and item.volume_l == volume_l:
            return listed_part(scenario, item)
    return Part(f"bin-{volume_l:g}", (), round(BIN_PRICE_PER_L * volume_l, 2))


def sensor_part(scenario: Scenario) -> Part | None:
    """The fill sensor of the catalogue, the cheapest; None where none is listed."""
    listed = [item for item in scenario.catalogue if item.kind == "sensor"]
    item = min(listed, key=lambda each: each.price, default=None)
    return None if item is None else listed_part(scenario, item)


def cabinet_of(scenario: Scenario) -> Item | None:
    """The cabinet of the catalogue; None where none is listed."""
    return next((item for item in scenario.catalogue if item.kind == "cabinet"), None)
