"""Sums over a network of sites of counters that are told apart by slots: streams, temperatures.

Lives here: what is kept of each site once its log is folded, and the scopes that rows speak of. Of
waste slots are streams, of cold cells temperatures; the parcel service has the one slot that all
have. Not here: sums of lockers (`twin.figures.network`), folds of logs, formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from twin.figures.counters import I64

Scope = tuple[dict[str, str], I64, int]
"""Keys of rows, counters, and the number of days."""


@dataclass(frozen=True, slots=True)
class SlotShare:
    """What one site adds: counters, by day where days are kept, and `by_bank[counter, bank]`."""

    site: str
    counters: I64
    by_day: I64 | None
    banks: tuple[str, ...]
    by_bank: I64 | None


@dataclass(slots=True)
class SlotSums:
    """Counters of all sites of one replication; `counters` how many there are.

    `by_day[counter, slot, day]`, `regions[id][counter]`, `apart` one share a site. `key` is what
    rows call a slot; the first slot has no rows: what has no stream, what is ambient.
    """

    counters: int
    key: str
    slots: int
    days: int
    keeps_sites: bool
    keeps_site_days: bool
    by_day: I64 = field(init=False)
    regions: dict[str, I64] = field(init=False, default_factory=dict)
    apart: list[SlotShare] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.by_day = np.zeros((self.counters, self.slots, self.days), dtype=np.int64)

    def add_site(
        self,
        site: str,
        region: str,
        by_day: I64,
        banks: tuple[str, ...] = (),
        by_bank: I64 | None = None,
    ) -> None:
        """Add one site, of which `by_bank` is told apart by bank as well where it is given."""
        self.by_day += by_day
        days = by_day.sum(axis=1)
        counters = days.sum(axis=1)
        self._add_region(region, counters)
        if self.keeps_sites:
            kept = days if self.keeps_site_days else None
            self.apart.append(SlotShare(site, counters, kept, banks, by_bank))

    def merge(self, other: SlotSums) -> None:
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
        self, names: Sequence[str], dates: Iterable[str], labels: Mapping[str, Sequence[int]]
    ) -> Iterator[Scope]:
        """The whole, sites, their banks, slots but the first, regions (if several), days, labels.

        `names` are those of the slots after the first.
        """
        by_day = self.by_day.sum(axis=1)
        yield {}, by_day.sum(axis=1), self.days
        for share in self.apart:
            yield {"site": share.site}, share.counters, self.days
            if share.by_bank is not None:
                for bank, own in enumerate(share.banks):
                    yield {"site": share.site, "bank": own}, share.by_bank[:, bank], self.days
        for slot, name in enumerate(names, 1):
            yield {self.key: name}, self.by_day[:, slot].sum(axis=1), self.days
        if len(self.regions) > 1:
            for region in sorted(self.regions):
                yield {"region": region}, self.regions[region], self.days
        for day, date in enumerate(dates):
            yield {"day": date}, by_day[:, day], 1
        for label, days in labels.items():
            yield {"day": label}, by_day[:, list(days)].sum(axis=1), len(days)
