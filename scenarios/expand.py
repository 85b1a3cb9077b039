"""Groups become places: one `SitePlace` after the other, each with its banks.

Lives here: the lazy expansion of site and bank groups, in the order of site ids.
Not here: door geometry (`devices.specs`) and anything drawn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.points import PointPlace, points_at
from scenarios.schema import Scenario
from scenarios.schema.groups import site_ids
from scenarios.schema.place import Bank, BankParts, ColdDoors, Site
from scenarios.schema.waste.points import WastePoint

EARTH_RADIUS_M = 6_371_008.8
"""Mean Earth radius R1 of the IUGG (GRS 80)."""


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
    cold: tuple[int, ...] = ()

    @property
    def classes(self) -> tuple[int, ...]:
        """Compartments by class: temperature by temperature, in each by size."""
        return (*self.compartments, *self.cold)


@dataclass(frozen=True, slots=True)
class SitePlace:
    """One site with its banks (retired ones left out) and waste points, in the file's order."""

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


def natural_key(identifier: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key under which c2 comes before c10."""
    parts = re.findall(r"\d+|\D+", identifier)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def count_sites(scenario: Scenario) -> int:
    """Number of sites without expanding any."""
    return sum(site.count or 1 for site in scenario.sites)


def total_households(scenario: Scenario) -> float:
    """Sum of households × demand factor over all sites: the weights that deal `per_day` out."""
    total = 0.0
    for site in scenario.sites:
        total += (site.count or 1) * site.households * site.demand_factor
        for member in site.members.values():
            households = site.households if member.households is None else member.households
            factor = site.demand_factor if member.demand_factor is None else member.demand_factor
            total += households * factor - site.households * site.demand_factor
    return total


def expand_sites(scenario: Scenario) -> Iterator[SitePlace]:
    """Yield every site in natural order of ids, one at a time (nothing is kept)."""
    banks_of: dict[str, list[Bank]] = {}
    for bank in scenario.banks:
        banks_of.setdefault(bank.site, []).append(bank)
    points_of: dict[str, list[WastePoint]] = {}
    for point in scenario.waste_points:
        points_of.setdefault(point.site, []).append(point)
    for entry in sorted(scenario.sites, key=lambda s: natural_key(s.id)):
        for index, site_id in enumerate(site_ids(entry)):
            banks, points = banks_of.get(entry.id, []), points_of.get(entry.id, [])
            yield _site(scenario, entry, index, site_id, banks, points)


def _site(
    scenario: Scenario,
    entry: Site,
    index: int,
    site_id: str,
    banks: list[Bank],
    points: list[WastePoint],
) -> SitePlace:
    own = entry.members.get(site_id)
    chosen = {
        name: getattr(entry, name)
        if own is None or getattr(own, name) is None
        else getattr(own, name)
        for name in ("name", "households", "latitude", "longitude", "demand_factor", "dwell_factor")
    }
    if entry.count is not None:
        north_m, east_m = _grid_offset(index, entry.count, entry.spacing_m)
        if own is None or own.latitude is None:
            chosen["latitude"] = entry.latitude + math.degrees(north_m / EARTH_RADIUS_M)
        if own is None or own.longitude is None:
            circle = EARTH_RADIUS_M * max(math.cos(math.radians(entry.latitude)), 1e-6)
            chosen["longitude"] = entry.longitude + math.degrees(east_m / circle)
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
        **chosen,
    )


def _grid_offset(index: int, count: int, spacing_m: float) -> tuple[float, float]:
    """Members of a group stand on a square grid around its middle, row by row."""
    side = math.isqrt(count - 1) + 1
    row, column = divmod(index, side)
    return (row - (side - 1) / 2) * spacing_m, (column - (side - 1) / 2) * spacing_m


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

    counts = _counts(scenario, bank, own)
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
        cold=_cells(scenario, bank, own) if scenario.has_cold else (),
    )


def _cells(scenario: Scenario, bank: Bank, own: BankParts | None) -> tuple[int, ...]:
    """Cold cells by temperature and size; what is said of a member stands for the bank's."""
    said = own.cold if own is not None and own.cold is not None else bank.cold
    doors = (said or ColdDoors()).by_temperature()
    return tuple(cells.get(size.id, 0) for cells in doors.values() for size in scenario.sizes)


def _counts(scenario: Scenario, bank: Bank, own: BankParts | None) -> list[int]:
    sizes = [size.id for size in scenario.sizes]
    for parts in (own, bank):
        if parts is None or (parts.modules is None and parts.doors is None):
            continue
        if parts.modules is not None:
            built = {m.id: m for m in scenario.modules}
            counts = [
                sum(n * built[m].compartments.get(size, 0) for m, n in parts.modules.items())
                for size in sizes
            ]
            break
        mix = parts.door_mix or bank.door_mix or {sizes[0]: 1.0}
        counts = apportion(parts.doors or 0, [mix.get(size, 0.0) for size in sizes])
        break
    else:
        counts = [0] * len(sizes)
    for parts in (bank, own):
        for size, count in ((parts.compartments if parts else None) or {}).items():
            counts[sizes.index(size)] = count
    return counts


def apportion(doors: int, mix: list[float]) -> list[int]:
    """Deal `doors` out by the mix in whole doors (largest remainder, ties to the first)."""
    exact = [doors * part for part in mix]
    counts = [math.floor(value + 1e-9) for value in exact]
    rest = doors - sum(counts)
    by_remainder = sorted(range(len(mix)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[:rest]:
        counts[i] += 1
    return counts


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in metres (haversine)."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))
