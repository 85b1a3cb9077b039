"""Sums over a network of sites of what is told apart by temperature.

Lives here: what is kept of each site once its log is folded, and the scopes that rows speak of.
Not here: folds of logs, formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from twin.figures.cold.counters import COLD_COUNTERS
from twin.figures.counters import COUNTERS, I64

Scope = tuple[dict[str, str], I64, int]
"""Keys of rows, counters, and the number of days."""


@dataclass(frozen=True, slots=True)
class ColdSite:
    """What one site's log came to.

    `by_day[counter, temperature, day]` and `by_bank[counter, bank]` of cold cells, and the counters
    of lockers `by_temperature[counter, temperature]`.
    """

    by_day: I64
    by_bank: I64
    by_temperature: I64


@dataclass(frozen=True, slots=True)
class ColdShare:
    """What is kept of one site; by day where days are kept."""

    site: str
    banks: tuple[str, ...]
    by_bank: I64
    by_day: I64 | None


@dataclass(slots=True)
class ColdSums:
    """Counters of all sites of one replication by temperature; as `ColdSite`, over sites."""

    temperatures: int
    days: int
    keeps_sites: bool
    keeps_site_days: bool
    by_day: I64 = field(init=False)
    by_temperature: I64 = field(init=False)
    regions: dict[str, I64] = field(init=False, default_factory=dict)
    apart: list[ColdShare] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        shape = (COLD_COUNTERS, self.temperatures, self.days)
        self.by_day = np.zeros(shape, dtype=np.int64)
        self.by_temperature = np.zeros((COUNTERS, self.temperatures), dtype=np.int64)

    def add_site(self, site: str, region: str, banks: tuple[str, ...], own: ColdSite) -> None:
        """Add one site."""
        self.by_day += own.by_day
        self.by_temperature += own.by_temperature
        days = own.by_day.sum(axis=1)
        self._add_region(region, days.sum(axis=1))
        if self.keeps_sites:
            kept = days if self.keeps_site_days else None
            self.apart.append(ColdShare(site, banks, own.by_bank, kept))

    def merge(self, other: ColdSums) -> None:
        """Add the sites of `other`, which come after the own ones."""
        self.by_day += other.by_day
        self.by_temperature += other.by_temperature
        for region, counters in other.regions.items():
            self._add_region(region, counters)
        self.apart += other.apart

    def arrange(self, place: Mapping[str, int]) -> None:
        """Put the sites that stand apart in order."""
        self.apart.sort(key=lambda share: place[share.site])

    def _add_region(self, region: str, counters: I64) -> None:
        self.regions[region] = self.regions.get(region, 0) + counters

    def scopes(
        self, names: Sequence[str], dates: Iterable[str], labels: Mapping[str, Sequence[int]]
    ) -> Iterator[Scope]:
        """The whole, sites and banks, cold temperatures, regions (if several), days and labels."""
        by_day = self.by_day.sum(axis=1)
        yield {}, by_day.sum(axis=1), self.days
        for share in self.apart:
            yield {"site": share.site}, share.by_bank.sum(axis=1), self.days
            for bank, own in enumerate(share.banks):
                keys = {"site": share.site, "bank": own}
                yield keys, share.by_bank[:, bank], self.days
        for number, name in list(enumerate(names))[1:]:
            yield {"temperature": name}, self.by_day[:, number].sum(axis=1), self.days
        if len(self.regions) > 1:
            for region in sorted(self.regions):
                yield {"region": region}, self.regions[region], self.days
        for day, date in enumerate(dates):
            yield {"day": date}, by_day[:, day], 1
        for label, days in labels.items():
            yield {"day": label}, by_day[:, list(days)].sum(axis=1), len(days)
