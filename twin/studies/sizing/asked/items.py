"""What a bank can be built of: modules of the catalogue, of the scenario, or single compartments.

Lives here: which items there are for a bank, and what they cost where no catalogue says so. Not
here: how many are bought.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.expand import SitePlace
from scenarios.points import BinPlace
from scenarios.schema import Scenario
from scenarios.schema.buying.catalogue import Item
from scenarios.schema.buying.economics import Economics
from scenarios.schema.buying.sizing import Sizing
from scenarios.schema.cold import TEMPERATURES
from twin.oracles.erlang import servers_for
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

LIKELY_LOSS = 0.01
"""Loss at which sites are priced before anything is simulated."""

TOO_LARGE = 1e12
"""Added to the price of a site that does not take its modules: behind all others, not refused."""

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


def site_cost(scenario: Scenario, entries: Sequence[str]) -> Callable[[SitePlace, int], float]:
    """What a site is expected to cost that serves so many households: to rank sets of sites by.

    Erlang B of LIKELY_LOSS at the mean load, in the module that costs least a compartment, with its
    terminals, staff and upkeep. A site whose floor or wall does not take that ranks behind all that
    do.
    """
    sizing, economics = scenario.sizing or Sizing(), scenario.economics or Economics()
    items = [item for entry in entries[:1] for item in locker_items(scenario, entry)]
    item = min(items, key=lambda each: each.cost / sum(each.doors), default=None)
    terminal = terminal_item(scenario)
    area_m2 = sizing.candidates.area_m2 if sizing.candidates is not None else None
    yearly = [economics.staff_per_site] * economics.years
    own = present_value(yearly, economics.discount_rate)

    def cost(place: SitePlace, households: int) -> float:
        if item is None:
            return own
        a_day = mean_parcels_per_day(scenario, replace(place, households=households))
        mean_h = getattr(scenario.dwell.law, "mean_h", 24.0) * place.dwell_factor
        doors = servers_for(max(a_day * mean_h / 24, 1e-3), LIKELY_LOSS)
        modules = -(-doors // sum(item.doors))
        width_cm = modules * item.width_cm
        banks = 1
        if sizing.bank_width_cm is not None:
            banks = max(1, math.ceil(width_cm / sizing.bank_width_cm - 1e-9))
        too_large = banks > sizing.most_banks
        too_large |= area_m2 is not None and modules * item.footprint_m2 > area_m2 + 1e-9
        screens = max(banks, -(-doors // (sizing.doors_per_terminal or doors)))
        price = modules * item.cost + screens * (0.0 if terminal is None else terminal.cost)
        return price + own + (TOO_LARGE if too_large else 0.0)

    return cost


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
