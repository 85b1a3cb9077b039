"""Sums of counters of waste, or of the parcel service, over a network of sites.

Lives here: what is kept of each site once its log is folded, and the scopes that rows speak of.
Not here: folds of logs, formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from twin.figures.counters import I64
from twin.figures.waste.counters import WASTE_COUNTERS

Scope = tuple[dict[str, str], I64, int]
"""Keys of rows, counters, and the number of days."""


@dataclass(frozen=True, slots=True)
class WasteShare:
    """What one site adds: counters, and by day where days are kept."""

    site: str
    counters: I64
    by_day: I64 | None


@dataclass(slots=True)
class WasteSums:
    """Counters of all sites with waste of one replication; `counters` how many there are.

    `by_day[counter, stream slot, day]`, `regions[id][counter]`, `apart` one share a site.
    """

    streams: int
    days: int
    keeps_sites: bool
    keeps_site_days: bool
    counters: int = WASTE_COUNTERS
    by_day: I64 = field(init=False)
    regions: dict[str, I64] = field(init=False, default_factory=dict)
    apart: list[WasteShare] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.by_day = np.zeros((self.counters, self.streams + 1, self.days), dtype=np.int64)

    def add_site(self, site: str, region: str, by_day: I64) -> None:
        """Add one site."""
        self.by_day += by_day
        days = by_day.sum(axis=1)
        counters = days.sum(axis=1)
        self._add_region(region, counters)
        if self.keeps_sites:
            kept = days if self.keeps_site_days else None
            self.apart.append(WasteShare(site, counters, kept))

    def merge(self, other: WasteSums) -> None:
        """Add the sites of `other`, which come after the own ones."""
        self.by_day += other.by_day
        for region, counters in other.regions.items():
            self._add_region(region, counters)
        self.apart += other.apart

    def arrange(self, place: Mapping[str, int]) -> None:
        """Put the sites that stand apart in order."""
        self.apart.sort(key=lambda share: place[share.site])

    def _add_region(self, region: str, counters: I64) -> None:
        self.regions[region] = self.regions.get(region, 0) + counters

    def scopes(
        self, streams: Sequence[str], dates: Iterable[str], labels: Mapping[str, Sequence[int]]
    ) -> Iterator[Scope]:
        """The whole, sites, streams, regions (where there are several), days and labels."""
        by_day = self.by_day.sum(axis=1)
        yield {}, by_day.sum(axis=1), self.days
        for share in self.apart:
            yield {"site": share.site}, share.counters, self.days
        for slot, stream in enumerate(streams, 1):
            yield {"stream": stream}, self.by_day[:, slot].sum(axis=1), self.days
        if len(self.regions) > 1:
            for region in sorted(self.regions):
                yield {"region": region}, self.regions[region], self.days
        for day, date in enumerate(dates):
            yield {"day": date}, by_day[:, day], 1
        for label, days in labels.items():
            yield {"day": label}, by_day[:, list(days)].sum(axis=1), len(days)
