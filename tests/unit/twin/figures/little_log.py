"""Little logs written by hand: a site whose state is kept beside, so that `free` is right.

Only the writing of records lives here. Times are given in hours, in ascending order.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from twin.eventlog.events import Kind
from twin.eventlog.record import Records, pack_attributes, pack_free, pack_place
from twin.figures.counters import SiteCounters, TallyLayout
from twin.figures.tally import SiteTally

Row = tuple[int, int, int, int, int, int, int, int]


class LittleLog:
    """Writes the log of one site; `capacities[bank][size class]` compartments in service."""

    def __init__(self, *capacities: tuple[int, ...], companies: int = 2) -> None:
        self.capacities = capacities
        self.companies = companies
        self.free = [list(capacity) for capacity in capacities]
        self.lying: dict[int, tuple[int, int, int, int, int]] = {}
        self.rows: list[Row] = []
        for bank, capacity in enumerate(capacities):
            for size_class, count in enumerate(capacity):
                attributes = pack_attributes(-1, size_class, 0, -1)
                free = pack_free(count, sum(capacity))
                place = pack_place(bank, 0)
                self.rows.append((0, Kind.START, size_class, 0, place, attributes, free, count))

    def layout(self, warmup_days: int, measured_days: int) -> TallyLayout:
        """The layout that fits this site."""
        classes = len(self.capacities[0]) if self.capacities else 1
        banks = len(self.capacities)
        return TallyLayout(banks, classes, self.companies, warmup_days, measured_days)

    def lay(
        self,
        hour: float,
        parcel: int,
        size: int = 0,
        *,
        size_class: int | None = None,
        bank: int = 0,
        company: int = 0,
        ordinal: int = 0,
        kind: Kind = Kind.DEPOSIT,
        value: int = 0,
    ) -> LittleLog:
        """A deposit (or, with `kind`, a parcel held at time 0)."""
        chosen = size if size_class is None else size_class
        at_ms = round(hour * HOUR_MS)
        self.free[bank][chosen] -= 1
        since_ms = value if kind is Kind.HELD else at_ms
        self.lying[parcel] = (bank, size, chosen, company, since_ms)
        self._write(at_ms, kind, parcel, ordinal, bank, size, chosen, company, value)
        return self

    def empty(self, hour: float, parcel: int, kind: Kind = Kind.COLLECTION) -> LittleLog:
        """A collection (or, with `kind`, a take-back)."""
        bank, size, size_class, company, since_ms = self.lying.pop(parcel)
        at_ms = round(hour * HOUR_MS)
        self.free[bank][size_class] += 1
        self._write(at_ms, kind, parcel, 0, bank, size, size_class, company, at_ms - since_ms)
        return self

    def jam(self, hour: float, size_class: int, bank: int = 0, *, freed: bool = False) -> LittleLog:
        """A free compartment is withdrawn or, `freed`, restored."""
        self.free[bank][size_class] += 1 if freed else -1
        kind = Kind.RESTORED if freed else Kind.WITHDRAWN
        self._write(round(hour * HOUR_MS), kind, 0, 0, bank, -1, size_class, -1, 0)
        return self

    def about(
        self,
        hour: float,
        kind: Kind,
        entity: int = 0,
        *,
        size: int = 0,
        bank: int = 0,
        company: int = 0,
        ordinal: int = 0,
        value: int = 0,
    ) -> LittleLog:
        """Any event that moves no parcel into or out of a compartment."""
        row = round(hour * HOUR_MS), kind, entity, ordinal
        attributes = pack_attributes(size, -1, 0, company)
        self.rows.append((*row, pack_place(bank, 0), attributes, 0, value))
        return self

    def end(self, days: int) -> Records:
        """The whole log of so many days."""
        self.rows.append((days * DAY_MS, Kind.END, 0, 0, 0, 0, 0, 0))
        return np.array(self.rows, dtype=np.int64)

    def _write(
        self,
        at_ms: int,
        kind: Kind,
        parcel: int,
        ordinal: int,
        bank: int,
        size: int,
        size_class: int,
        company: int,
        value: int,
    ) -> None:
        free = self.free[bank]
        place = pack_place(bank, 1)
        attributes = pack_attributes(size, size_class, 0, company)
        packed = pack_free(free[size_class], sum(free))
        self.rows.append((at_ms, kind, parcel, ordinal, place, attributes, packed, value))


def fold(layout: TallyLayout, *blocks: Records) -> SiteCounters:
    """The counters of a log that comes in these blocks."""
    tally = SiteTally(layout)
    for block in blocks:
        tally.add(block)
    return tally.close()
