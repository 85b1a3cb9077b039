"""Costs and incomes of an order by year.

Lives here: capital, upkeep, repairs, rent, energy, kilometres, staff, platform, incentives. Not
here: who pays what, what comes in (`twin.studies.economics.payers`).

Year 0 is the first. All in the scenario's currency of the first year: nothing is inflated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.schema.buying.catalogue import Item
from scenarios.schema.buying.economics import Economics, OfYears

DAYS_PER_YEAR = 365.25
HOURS_PER_YEAR = 24 * DAYS_PER_YEAR

DEFAULT_LIFE_YEARS = 10.0
"""Service life of what no catalogue lists, assumed."""


ONCE = frozenset({"removal", "trade-in"})
"""Kinds of items that are paid once, whatever wears out."""


ONCE = frozenset({"removal", "trade-in"})
"""Kinds of items that are paid once, whatever wears out."""


@dataclass(frozen=True, slots=True)
class Bought:
    """`count` of one item at `price` each; `item` None where no catalogue lists it."""

    count: int
    price: float
    item: Item | None


@dataclass(frozen=True, slots=True)
class Running:
    """What happens on a day, and where: from the simulation of the order.

    `deposits_per_day` by company, in the order of `companies`; `staff_hours_per_day` of desks at
    counters and stations; `cooling_kwh_per_day` of cold cells.
    """

    sites: int
    households: int
    companies: tuple[str, ...]
    deposits_per_day: tuple[float, ...]
    overdue_fees_per_day: float
    truck_km_per_day: float
    staff_hours_per_day: float = 0.0
    cooling_kwh_per_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Flows:
    """Amounts by year."""

    capital: tuple[float, ...]
    upkeep: tuple[float, ...]
    repairs: tuple[float, ...]
    rent: tuple[float, ...]
    energy: tuple[float, ...]
    trucks: tuple[float, ...]
    staff: tuple[float, ...]
    platform: tuple[float, ...]
    incentives: tuple[float, ...]

    def total(self, year: int) -> float:
        """All costs of a year."""
        return self.capital[year] + self.operation(year)

    def operation(self, year: int) -> float:
        """Costs of a year but for capital."""
        standing = self.upkeep[year] + self.repairs[year] + self.rent[year]
        running = standing + self.energy[year] + self.trucks[year] + self.staff[year]
        return running + self.platform[year] + self.incentives[year]


def flows_of(economics: Economics, bought: Sequence[Bought], running: Running) -> Flows:
    """Costs by year. What wears out within the years is bought again."""
    years = range(economics.years)
    capital = [0.0] * economics.years
    upkeep = [0.0] * economics.years
    repairs = [0.0] * economics.years
    power_w = rent = 0.0
    for each in bought:
        life = each.item.life_years if each.item else DEFAULT_LIFE_YEARS
        again = max(1, round(life))
        if each.item is not None and each.item.kind in ONCE:
            again = economics.years
        if each.item is not None and each.item.kind in ONCE:
            again = economics.years
        for start in range(0, economics.years, again):
            parts = instalments(
                each.count * each.price, economics.instalment_years, economics.interest_rate
            )
            for year, part in enumerate(parts, start):
                if year < economics.years:
                    capital[year] += part
        if each.item is not None:
            power_w += each.count * each.item.power_w
            rent += each.count * _rent(economics, each.item)
            for year in years:
                if year % again >= each.item.warranty_years:
                    upkeep[year] += each.count * each.item.upkeep_per_year
                    repairs[year] += repair_visits(each) * economics.repair_price
    kwh = power_w / 1000 * HOURS_PER_YEAR + running.cooling_kwh_per_day * DAYS_PER_YEAR
    energy = kwh * economics.energy_price
    trucks = running.truck_km_per_day * DAYS_PER_YEAR * economics.km_price
    desks = running.staff_hours_per_day * DAYS_PER_YEAR * economics.staff_hour_price
    staff = running.sites * economics.staff_per_site + desks
    return Flows(
        capital=tuple(capital),
        upkeep=tuple(upkeep),
        repairs=tuple(repairs),
        rent=(rent,) * economics.years,
        energy=(energy,) * economics.years,
        trucks=(trucks,) * economics.years,
        staff=(staff,) * economics.years,
        platform=tuple(
            running.households * of_year(economics.platform_per_household, y) for y in years
        ),
        incentives=tuple(
            running.households * of_year(economics.incentives_per_household, y) for y in years
        ),
    )


def repair_visits(bought: Bought) -> float:
    """Failures to be expected in a year: the renewal rate of `count` things, 1/`mtbf_h` each."""
    if bought.item is None or bought.item.mtbf_h is None:
        return 0.0
    return bought.count * HOURS_PER_YEAR / bought.item.mtbf_h


def _rent(economics: Economics, item: Item) -> float:
    """Rent of an item a year, for its width along the wall and its ground."""
    wall_m = (item.width_cm or 0.0) / 100
    return wall_m * economics.rent_per_m + item.footprint_m2 * economics.rent_per_m2


def instalments(price: float, years: int, rate: float) -> list[float]:
    """Equal payments at the begin of each year whose present value is the price (annuity due)."""
    if rate == 0.0:
        return [price / years] * years
    factor = (1 - (1 + rate) ** -years) / rate * (1 + rate)
    return [price / factor] * years


def of_year(values: Sequence[float], year: int) -> float:
    """The value of a year; the last one repeats."""
    return values[min(year, len(values) - 1)]


def of_years(amount: OfYears, year: int) -> float:
    """What an amount of the first year, or a list by year, is in a year."""
    amounts = amount if isinstance(amount, list) else [amount]
    return amounts[year] if year < len(amounts) else 0.0


def present_value(amounts: Sequence[float], rate: float) -> float:
    """Amounts paid at the begin of each year, in money of the first."""
    return sum(amount / (1 + rate) ** year for year, amount in enumerate(amounts))
