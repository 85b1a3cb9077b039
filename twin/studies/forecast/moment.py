"""The moment from which is forecast: a snapshot on the scenario's calendar and steel.

Lives here: local time, parcels and waste as the engines' initial state. Not here: what recipients
will do (`scenarios.demand.ahead.held`), futures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from devices.physics.fill import brim_mass_g
from fleet.ports.forecast import BankNow, SiteNow, Snapshot
from scenarios.days import DAY_MS, HOUR_MS, Days, lay_out_days
from scenarios.demand.ahead.futures import Span
from scenarios.expand import BankPlace, SitePlace, expand_sites
from scenarios.schema import Scenario
from twin.world.waste.plan import waste_rules_of

I64 = npt.NDArray[np.int64]


NOT_JAMMED = 2**62


@dataclass(frozen=True, slots=True)
class SiteMoment:
    """One site at the moment: a row a compartment that is not free, by bank and compartment.

    `size` of the parcel inside, or of a compartment that is out of use, where `is_parcel` is
    false; `since_ms` on the calendar of the forecast. `jammed_ms`: since when a repair is waited
    for, NOT_JAMMED where none is. `bins_g` None without bins.
    """

    bank: I64
    compartment: I64
    size: I64
    since_ms: I64
    is_parcel: npt.NDArray[np.bool_]
    jammed_ms: I64
    bins_g: I64 | None
    come_today: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """When, on the scenario's calendar (day 0 is today), and what is where by site id.

    `midnight_ms`: its day's local midnight since 1970 UTC; `by_ms` on the calendar.
    """

    days: Days
    span: Span
    by_ms: int
    midnight_ms: int
    sites: Mapping[str, SiteMoment]

    def since_1970_ms(self, time_ms: int) -> int:
        """A time on the calendar as the manager tells it."""
        return self.midnight_ms + time_ms


def local_date(snapshot: Snapshot, zone: str) -> dt.date:
    """The day of a snapshot where the sites are."""
    return dt.datetime.fromtimestamp(snapshot.taken_ms / 1000, ZoneInfo(zone)).date()


def moment_of(
    snapshot: Snapshot, scenario: Scenario, by_hour: float, horizon_h: float, zone: str = ""
) -> Moment:
    """The moment of a snapshot; sites it does not name are empty.

    `by_hour` of the day (the next time that the clock shows it), `horizon_h` ahead, at least as far
    as that. `zone`: where the clock is read, default the scenario's. Raises ValueError for sites,
    banks and bins that the scenario has not, and for more parcels than compartments.
    """
    local = dt.datetime.fromtimestamp(
        snapshot.taken_ms / 1000, ZoneInfo(zone or scenario.time_zone)
    )
    clock = dt.timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    now_ms = round(clock.total_seconds()) * 1000 + snapshot.taken_ms % 1000
    by_ms = round(by_hour * HOUR_MS)
    if by_ms <= now_ms:
        by_ms += DAY_MS
    end_ms = max(now_ms + round(horizon_h * HOUR_MS), by_ms + 1)
    span = Span(now_ms, end_ms)
    days = lay_out_days(scenario, span.days, warmup_days=0, first_day=local.date())
    midnight_ms = snapshot.taken_ms - now_ms
    told = {site.site: site for site in snapshot.sites}
    places = {place.id: place for place in expand_sites(scenario)}
    for name in told:
        if name not in places:
            raise ValueError(f"site {name}: not in the scenario")
    steel = _Steel(scenario, days, now_ms, midnight_ms)
    sites = {name: steel.site(told.get(name, SiteNow(name)), places[name]) for name in places}
    return Moment(days, span, by_ms, midnight_ms, sites)


def bin_names(place: SitePlace) -> list[str]:
    """Names of a site's bins, POINT-BIN, through its points."""
    return [f"{point.id}-{each.id}" for point in place.points for each in point.bins]


_Row = tuple[int, int, int, int, bool, int]
"""Bank, compartment, size, since when, whether it is a parcel, since when it is jammed."""


class _Steel:
    """Lays what is told of a site onto what the scenario says stands there."""

    def __init__(self, scenario: Scenario, days: Days, now_ms: int, midnight_ms: int) -> None:
        self._now_ms, self._midnight_ms = now_ms, midnight_ms
        self._waste = waste_rules_of(scenario, days) if scenario.waste_points else None

    def site(self, told: SiteNow, place: SitePlace) -> SiteMoment:
        numbers = {bank.id: number for number, bank in enumerate(place.banks)}
        rows: list[_Row] = []
        for bank in told.banks:
            number = numbers.get(bank.bank)
            if number is None:
                raise ValueError(f"bank {bank.bank} of site {told.site}: not in the scenario")
            rows += self._bank(bank, place.banks[number], number)
        columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 6)
        return SiteMoment(
            bank=columns[:, 0],
            compartment=columns[:, 1],
            size=columns[:, 2],
            since_ms=columns[:, 3],
            is_parcel=columns[:, 4] == 1,
            jammed_ms=columns[:, 5],
            bins_g=self._bins(told, place),
            come_today=told.come_today,
        )

    def _bank(self, told: BankNow, place: BankPlace, number: int) -> list[_Row]:
        """Compartments of a class are filled in their order: which one it is decides nothing.

        Classes after the ambient ones are cold cells, of which nothing is forecast.
        """
        sizes = len(place.compartments)
        inside: list[list[tuple[int, int, bool, int]]] = [[] for _ in range(sizes)]
        for parcel in told.parcels:
            if parcel.size_class >= sizes + len(place.cold):
                raise ValueError(
                    f"bank {told.bank}: a parcel in class {parcel.size_class}: the scenario has "
                    f"{sizes + len(place.cold)}"
                )
            if parcel.size_class >= sizes:
                continue
            if not 0 <= parcel.size <= parcel.size_class < sizes:
                raise ValueError(
                    f"bank {told.bank}: a parcel of size {parcel.size} in class "
                    f"{parcel.size_class}: must ascend from 0 to {sizes - 1}"
                )
            since_ms = min(parcel.since_ms - self._midnight_ms, self._now_ms)
            inside[parcel.size_class].append((parcel.size, since_ms, True, NOT_JAMMED))
        for size_class, blocked in enumerate(told.blocked[:sizes]):
            inside[size_class] += [(size_class, self._now_ms, False, NOT_JAMMED)] * blocked
        for jam in told.jammed:
            if jam.size_class < sizes:
                since_ms = min(jam.since_ms - self._midnight_ms, self._now_ms)
                inside[jam.size_class].append((jam.size_class, self._now_ms, False, since_ms))
        rows: list[_Row] = []
        first = 1
        for size_class, built in enumerate(place.compartments):
            if len(inside[size_class]) > built:
                raise ValueError(
                    f"bank {told.bank}: {len(inside[size_class])} compartments of class "
                    f"{size_class} in use: the scenario has {built}"
                )
            rows += [(number, first + k, *one) for k, one in enumerate(inside[size_class])]
            first += built
        return rows

    def _bins(self, told: SiteNow, place: SitePlace) -> I64 | None:
        """Mass that stands as high as told: loose below the brim, pressed at it."""
        if self._waste is None or not place.points:
            return None
        names = bin_names(place)
        masses_g = np.zeros(len(names), dtype=np.int64)
        built = [each for point in place.points for each in point.bins]
        for each in told.bins:
            if each.bin not in names:
                raise ValueError(f"bin {each.bin} of site {told.site}: not in the scenario")
            number = names.index(each.bin)
            stream, capacity_ml = built[number].stream, built[number].capacity_ml
            density, loosest = self._waste.density_g_l[stream], 1000
            permille = max(0, each.fill_permille)
            if permille >= loosest:
                pressed = self._waste.compaction_permille[stream]
                masses_g[number] = brim_mass_g(capacity_ml, density, pressed) * permille // 1000
            else:
                masses_g[number] = capacity_ml * permille // 1000 * density // 1000
        return masses_g
