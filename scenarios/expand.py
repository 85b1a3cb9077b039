"""Groups become places: one `SitePlace` after the other, each with its banks.

Lives here: the lazy expansion of groups and regions, in the order of site ids.
Not here: what a region deals to its sites (`scenarios.places`), door geometry (`devices.specs`)
and anything drawn.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice

from devices.earth import EARTH_RADIUS_M
from scenarios.counters import CounterPlace, counter_at
from scenarios.places.steel import cells_of, counts_of
from scenarios.points import PointPlace, points_at
from scenarios.schema import Scenario
from scenarios.schema.counters import Counter
from scenarios.schema.groups import site_ids
from scenarios.schema.place import Bank, BankParts, Region, Site
from scenarios.schema.waste.points import WastePoint


@dataclass(frozen=True, slots=True)
class BankPlace:
    """A bank as built: compartments in service per size, in the order of the scenario's sizes.

    `cold` are its cold cells: chilled by size, then frozen by size; empty in a scenario without.
    """

    id: str
    state: str
    age_years: float
    compartments: tuple[int, ...]
    out_of_service: tuple[int, ...]
    terminals: int
    share: float
    area_m2: float = 0.0
    cold: tuple[int, ...] = ()

    @property
    def classes(self) -> tuple[int, ...]:
        """Compartments by class: temperature by temperature, in each by size."""
        return (*self.compartments, *self.cold)


@dataclass(frozen=True, slots=True)
class SitePlace:
    """One site with its banks (retired ones left out), waste points and counters, in the file's
    order.
    """

    id: str
    name: str
    region: str
    kind: str
    households: int
    growth_per_year: float
    latitude: float
    longitude: float
    demand_factor: float
    dwell_factor: float
    banks: tuple[BankPlace, ...]
    points: tuple[PointPlace, ...] = ()
    counters: tuple[CounterPlace, ...] = ()


def natural_key(identifier: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which c2 comes before c10."""
    parts = re.findall(r"\d+|\D+", identifier)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def count_sites(scenario: Scenario) -> int:
    """Number of sites without expanding any."""
    return sum(site.count or 1 for site in scenario.sites) + sum(
        region.sites for region in scenario.regions
    )


def _members_of(entry: Site | Region) -> int:
    return entry.sites if isinstance(entry, Region) else entry.count or 1


def total_households(scenario: Scenario) -> float:
    """Sum of households × demand factor over all sites: the weights that deal `per_day` out."""
    total = 0.0
    for site in scenario.sites:
        total += (site.count or 1) * site.households * site.demand_factor
        for member in site.members.values():
            households = site.households if member.households is None else member.households
            factor = site.demand_factor if member.demand_factor is None else member.demand_factor
            total += households * factor - site.households * site.demand_factor
    if scenario.regions:
        from scenarios.places.regions import households_of

        total += sum(households_of(each) * each.demand_factor for each in scenario.regions)
    return total


def expand_sites(scenario: Scenario) -> Iterator[SitePlace]:
    """Yield every site in natural order of ids, one at a time (nothing is kept)."""
    return Places(scenario).span(0, None)


class Places:
    """The sites of a scenario in natural order of ids, made when they are asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._banks: dict[str, list[Bank]] = {}
        for bank in scenario.banks:
            self._banks.setdefault(bank.site, []).append(bank)
        self._points: dict[str, list[WastePoint]] = {}
        for point in scenario.waste_points:
            self._points.setdefault(point.site, []).append(point)
        self._counters: dict[str, list[Counter]] = {}
        for counter in scenario.counters:
            self._counters.setdefault(counter.site, []).append(counter)
        entries: list[Site | Region] = [*scenario.sites, *scenario.regions]
        self._entries = sorted(entries, key=lambda entry: natural_key(entry.id))
        self._upto = list(accumulate(map(_members_of, self._entries)))

    def span(self, first: int, stop: int | None) -> Iterator[SitePlace]:
        """Sites number `first` … `stop` − 1 of all (default: to the last)."""
        entry = bisect_right(self._upto, first)
        while entry < len(self._entries):
            before = self._upto[entry - 1] if entry else 0
            if stop is not None and before >= stop:
                return
            upto = self._upto[entry] if stop is None else min(stop, self._upto[entry])
            yield from self._within(
                self._entries[entry], max(first, before) - before, upto - before
            )
            entry += 1

    def _within(self, entry: Site | Region, first: int, stop: int) -> Iterator[SitePlace]:
        """Members number `first` … `stop` − 1 of one entry."""
        if isinstance(entry, Region):
            yield from _of_region(self._scenario, entry, first, stop)
            return
        banks, points = self._banks.get(entry.id, []), self._points.get(entry.id, [])
        counters = self._counters.get(entry.id, [])
        for index, site_id in enumerate(islice(site_ids(entry), first, stop), first):
            yield _site(self._scenario, entry, index, site_id, banks, points, counters)


def _of_region(scenario: Scenario, region: Region, first: int, stop: int) -> Iterator[SitePlace]:
    from scenarios.places.regions import members

    sizes = [size.id for size in scenario.sizes]
    built = {
        module.id: tuple(module.compartments.get(size, 0) for size in sizes)
        for module in scenario.modules
    }
    none = (0,) * len(sizes)
    cold = none * (scenario.temperatures - 1)
    for member in members(region, first, stop):
        site_id = f"{region.id}{member.number + 1}"
        latitude, longitude = _on_grid(region, member.number, region.sites)
        banks = tuple(
            BankPlace(
                f"{site_id}-{k}", "new", 0.0, built[name], none, region.terminals, 1.0, 0.0, cold
            )
            for k, name in enumerate(member.modules, 1)
        )
        yield SitePlace(
            id=site_id,
            name=site_id,
            region=region.id,
            kind=region.kind,
            households=member.households,
            growth_per_year=region.growth_per_year,
            latitude=latitude,
            longitude=longitude,
            demand_factor=region.demand_factor,
            dwell_factor=region.dwell_factor,
            banks=banks,
        )


def _site(
    scenario: Scenario,
    entry: Site,
    index: int,
    site_id: str,
    banks: list[Bank],
    points: list[WastePoint],
    counters: list[Counter],
) -> SitePlace:
    own = entry.members.get(site_id)
    chosen = {
        name: getattr(entry, name)
        if own is None or getattr(own, name) is None
        else getattr(own, name)
        for name in ("name", "households", "latitude", "longitude", "demand_factor", "dwell_factor")
    }
    if entry.count is not None:
        latitude, longitude = _on_grid(entry, index, entry.count)
        if own is None or own.latitude is None:
            chosen["latitude"] = latitude
        if own is None or own.longitude is None:
            chosen["longitude"] = longitude
    chosen["name"] = chosen["name"] or site_id
    places = [
        place
        for bank in banks
        for place in _banks_at(scenario, bank, index, entry.count or 1)
        if place.state != "retired"
    ]
    return SitePlace(
        id=site_id,
        region=entry.region,
        kind=entry.kind,
        growth_per_year=entry.growth_per_year,
        banks=tuple(places),
        points=tuple(
            place
            for point in points
            for place in points_at(scenario, point, index, entry.count or 1)
        ),
        counters=tuple(counter_at(counter, index, entry.count or 1) for counter in counters),
        **chosen,
    )


def _on_grid(entry: Site | Region, index: int, count: int) -> tuple[float, float]:
    """Latitude and longitude of a member: on a square grid around the middle, row by row."""
    side = math.isqrt(count - 1) + 1
    row, column = divmod(index, side)
    north_m, east_m = ((at - (side - 1) / 2) * entry.spacing_m for at in (row, column))
    circle = EARTH_RADIUS_M * max(math.cos(math.radians(entry.latitude)), 1e-6)
    return (
        entry.latitude + math.degrees(north_m / EARTH_RADIUS_M),
        entry.longitude + math.degrees(east_m / circle),
    )


def _banks_at(scenario: Scenario, bank: Bank, index: int, sites: int) -> Iterator[BankPlace]:
    """Banks of one entry at its site number `index`; member k·index+1 … of the group's ids."""
    per_site = bank.count or 1
    grouped = bank.count is not None or sites > 1
    for k in range(per_site):
        number = index * per_site + k + 1
        bank_id = f"{bank.id}{number}" if grouped else bank.id
        own = bank.members.get(bank_id)
        yield _bank(scenario, bank, own, bank_id)


def _bank(scenario: Scenario, bank: Bank, own: BankParts | None, bank_id: str) -> BankPlace:
    def chosen(name: str, default: object) -> object:
        value = None if own is None else getattr(own, name)
        value = getattr(bank, name) if value is None else value
        return default if value is None else value

    counts = counts_of(scenario, bank, own)
    broken = float(chosen("out_of_service_share", 0.0))  # type: ignore[arg-type]
    lost = tuple(math.floor(count * broken) for count in counts)
    return BankPlace(
        id=bank_id,
        state=str(chosen("state", "new")),
        age_years=float(chosen("age_years", 0.0)),  # type: ignore[arg-type]
        compartments=tuple(n - out for n, out in zip(counts, lost, strict=True)),
        out_of_service=lost,
        terminals=int(chosen("terminals", 1)),  # type: ignore[call-overload]
        share=float(chosen("share", 1.0)),  # type: ignore[arg-type]
        area_m2=bank.area_m2,
        cold=cells_of(scenario, bank, own) if scenario.has_cold else (),
    )
