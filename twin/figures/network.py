"""Sums of site counters over a network of sites, in flat memory.

Lives here: what is kept of each site once its log is folded. The whole and the regions are summed
at once; sites stand apart only while they are few. Not here: folds of logs, formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from twin.figures.cold.counters import COLD_COUNTERS
from twin.figures.counters import COUNTERS, F64, I64, SiteCounters, TallyLayout
from twin.figures.service.counters import SERVICE_COUNTERS
from twin.figures.sums.slots import SlotSums
from twin.figures.waste.counters import WASTE_COUNTERS
from twin.managed.counts import MANAGER_COUNTERS

MAX_SITES_APART = 1_000
"""Sites with rows of their own (and of their banks); above it only whole and regions have rows."""

MAX_SITE_DAYS = 100_000
"""Sites × measured days kept apart (35 counters, 27 MB); above it sites have no day quantiles."""


@dataclass(frozen=True, slots=True)
class SiteShare:
    """What one site adds.

    `by_day[counter, day]` (None above MAX_SITE_DAYS) and `by_bank[counter, bank slot]`;
    `hours[bank, hour of week]` are mean occupied compartments, where a profile was asked for.
    """

    site: str
    region: str
    banks: tuple[str, ...]
    by_day: I64 | None
    by_bank: I64
    hours: F64 | None = None


@dataclass(frozen=True, slots=True)
class ColdSite:
    """What one site's log came to.

    `by_day[counter, temperature, day]` and `by_bank[counter, bank]` of cold cells, and the counters
    of lockers `by_temperature[counter, temperature]`.
    """

    by_day: I64
    by_bank: I64
    by_temperature: I64


@dataclass(slots=True)
class NetworkCounters:
    """Counters of all sites of one replication.

    - `by_day[counter, size slot, day]`, `by_company[counter, company slot]`, `regions[id][counter]`
    - `apart` one share a site, in the order of adding; empty above MAX_SITES_APART
    - `by_temperature[counter, temperature]` of lockers, and `cold` sums of cold cells by
      temperature; the former without temperatures and the latter None where all is ambient
    - `waste` sums of waste by stream, None where the scenario has no waste points; `service` those
      of the parcel service (one slot), None where it says nothing of counters or doors; `managed`
      those of the manager (one slot), None where it does not stand in the loop
    """

    classes: int
    companies: int
    days: int
    keeps_sites: bool
    keeps_site_days: bool
    temperatures: int = 0
    waste: SlotSums | None = None
    service: SlotSums | None = None
    cold: SlotSums | None = None
    managed: SlotSums | None = None
    by_day: I64 = field(init=False)
    by_company: I64 = field(init=False)
    by_temperature: I64 = field(init=False)
    regions: dict[str, I64] = field(init=False, default_factory=dict)
    apart: list[SiteShare] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.by_day = np.zeros((COUNTERS, self.classes + 1, self.days), dtype=np.int64)
        self.by_company = np.zeros((COUNTERS, self.companies + 1), dtype=np.int64)
        self.by_temperature = np.zeros((COUNTERS, self.temperatures), dtype=np.int64)

    @classmethod
    def for_sites(cls, sites: int, layout: TallyLayout) -> NetworkCounters:
        """Empty counters for a network of `sites` sites."""
        days = layout.measured_days
        keeps = sites <= MAX_SITES_APART, sites * days <= MAX_SITE_DAYS
        temperatures = layout.temperatures if layout.temperatures > 1 else 0

        def sums(has: int, counters: int, key: str, slots: int) -> SlotSums | None:
            return SlotSums(counters, key, slots, days, *keeps) if has else None

        return cls(
            classes=layout.classes,
            companies=layout.companies,
            days=days,
            keeps_sites=keeps[0],
            keeps_site_days=keeps[1],
            temperatures=temperatures,
            waste=sums(layout.streams, WASTE_COUNTERS, "stream", layout.streams + 1),
            service=sums(layout.has_service, SERVICE_COUNTERS, "stream", 1),
            cold=sums(temperatures, COLD_COUNTERS, "temperature", temperatures),
            managed=sums(layout.has_manager, MANAGER_COUNTERS, "stream", 1),
        )

    def add_site(
        self,
        site: str,
        region: str,
        banks: tuple[str, ...],
        counters: SiteCounters,
        hours: F64 | None = None,
        waste: I64 | None = None,
        cold: ColdSite | None = None,
        service: I64 | None = None,
        managed: I64 | None = None,
    ) -> None:
        """Add one site; its counters (of lockers and all else) may be dropped afterwards."""
        if self.service is not None and service is not None:
            self.service.add_site(site, region, service[:, None])
        if self.managed is not None and managed is not None:
            self.managed.add_site(site, region, managed[:, None])
        if self.cold is not None and cold is not None:
            self.cold.add_site(site, region, cold.by_day, banks, cold.by_bank)
            self.by_temperature += cold.by_temperature
        if self.waste is not None and waste is not None:
            self.waste.add_site(site, region, waste)
        self.by_day += counters.by_day
        self.by_company += counters.by_company
        days = counters.by_day.sum(axis=1)
        self._add_region(region, days.sum(axis=1))
        if self.keeps_sites:
            kept = days if self.keeps_site_days else None
            self.apart.append(SiteShare(site, region, banks, kept, counters.by_bank, hours))

    def merge(self, other: NetworkCounters) -> None:
        """Add the sites of `other`, which come after the own ones."""
        self.by_day += other.by_day
        self.by_company += other.by_company
        self.by_temperature += other.by_temperature
        for region, counters in other.regions.items():
            self._add_region(region, counters)
        self.apart += other.apart
        if self.waste is not None and other.waste is not None:
            self.waste.merge(other.waste)
        if self.service is not None and other.service is not None:
            self.service.merge(other.service)
        if self.cold is not None and other.cold is not None:
            self.cold.merge(other.cold)
        if self.managed is not None and other.managed is not None:
            self.managed.merge(other.managed)

    def arrange(self, sites: Iterable[str]) -> None:
        """Put the sites that stand apart in the given order of ids."""
        place = {site: i for i, site in enumerate(sites)} if self.apart else {}
        self.apart.sort(key=lambda share: place[share.site])
        if self.waste is not None:
            self.waste.arrange(place)
        if self.service is not None:
            self.service.arrange(place)
        if self.cold is not None:
            self.cold.arrange(place)
        if self.managed is not None:
            self.managed.arrange(place)

    def _add_region(self, region: str, counters: I64) -> None:
        if region in self.regions:
            self.regions[region] = self.regions[region] + counters
        else:
            self.regions[region] = counters
