"""What is kept of the log of one future: free compartments by the hour, first times.

Lives here: the fold of one site's log. Not here: many futures together
(`twin.studies.forecast.answers`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fleet.policy import allocation
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    KIND,
    PLACE,
    TIME,
    Records,
    bank_of,
    class_of,
    free_of_bank,
    free_of_class,
    volume_ml_of,
)
from twin.world.plan import Plan

I64 = npt.NDArray[np.int64]

NEVER_MS = 2**62
"""Where something does not happen before the end."""

_CHANGES = np.zeros(int(max(Kind)) + 1, dtype=np.bool_)
_CHANGES[[Kind.START, Kind.HELD, Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK]] = True
"""Records after which another number of compartments is free."""


@dataclass(frozen=True, slots=True)
class SiteFuture:
    """One future of one site; M marks (ends of hours), B banks, S sizes, N bins.

    `free[m, b, s]` compartments free; `full_ms[b, 0]` when bank b first has none, `full_ms[b, 1 +
    s]` when it first has none for a parcel of size s, NEVER_MS never. Of bin n, before its next
    truck: `overflow_ms[n]` when waste first stands above the brim; `truck_ms[n]` when the truck
    comes; `fill_permille[n]` then, at the end without a truck.
    """

    free: I64
    full_ms: I64
    overflow_ms: I64
    truck_ms: I64
    fill_permille: I64


class SiteFold:
    """Folds logs of one site of a plan."""

    def __init__(self, plan: Plan, site: int, marks_ms: I64) -> None:
        self._marks_ms = marks_ms
        self._sizes = plan.sizes
        self._rule, self._keep = plan.rules.size_rule, 0
        if self._rule == allocation.RESERVE:
            self._keep = plan.rules.reserve
        place = plan.sites[site]
        self._banks = len(place.banks)
        self._capacity_ml = np.array(
            [built.capacity_ml for point in place.points for built in point.bins], dtype=np.int64
        )
        self._bin_place = np.array(
            [
                (self._banks + number) << 32 | count
                for number, point in enumerate(place.points)
                for count in range(1, len(point.bins) + 1)
            ],
            dtype=np.int64,
        )

    def fold(self, log: Records) -> SiteFuture:
        """What is kept of a whole log."""
        changes = log[_CHANGES[log[:, KIND]]]
        shape = len(self._marks_ms), self._banks, self._sizes
        free = np.zeros(shape, dtype=np.int64)
        full_ms = np.full((self._banks, 1 + self._sizes), NEVER_MS, dtype=np.int64)
        bank = bank_of(changes)
        for number in range(self._banks):
            own = changes if self._banks == 1 else changes[bank == number]
            free[:, number], full_ms[number] = self._bank(own)
        return SiteFuture(free, full_ms, *self._bins(log))

    def _bank(self, own: Records) -> tuple[I64, I64]:
        """Free by mark and class, and first times without a compartment: of any class, by size."""
        times, size_class, count = own[:, TIME], class_of(own), free_of_class(own)
        rows = np.arange(len(own))
        free = np.empty((len(own), self._sizes), dtype=np.int64)
        for each in range(self._sizes):
            at = np.flatnonzero(size_class == each)
            latest = np.searchsorted(at, rows, side="right") - 1
            free[:, each] = count[at[np.maximum(latest, 0)]] if len(at) else 0
        marks = np.searchsorted(times, self._marks_ms, side="right") - 1
        full_ms = np.full(1 + self._sizes, NEVER_MS, dtype=np.int64)
        full_ms[0] = _first(times, free_of_bank(own) == 0)
        for size in range(self._sizes):
            full_ms[1 + size] = _first(times, self._fits(free, size) == 0)
        return free[marks], full_ms

    def _fits(self, free: I64, size: int) -> I64:
        """How many compartments a parcel of a size may get (`fleet.policy.allocation`)."""
        if self._rule == allocation.OWN or size == self._sizes - 1:
            own: I64 = free[:, size]
            return own
        larger = np.maximum(free[:, size + 1 :] - self._keep, 0).sum(axis=1)
        fits: I64 = free[:, size] + larger
        return fits

    def _bins(self, log: Records) -> tuple[I64, I64, I64]:
        count = len(self._bin_place)
        overflow_ms = np.full(count, NEVER_MS, dtype=np.int64)
        truck_ms = overflow_ms.copy()
        fill = np.zeros(count, dtype=np.int64)
        if not count:
            return overflow_ms, truck_ms, fill
        waste = log[np.isin(log[:, PLACE], self._bin_place)]
        kinds = waste[:, KIND]
        for number, place in enumerate(self._bin_place.tolist()):
            own = waste[:, PLACE] == place
            emptied = np.flatnonzero(own & (kinds == Kind.EMPTYING))
            stop = int(emptied[0]) if len(emptied) else len(waste)
            if len(emptied):
                truck_ms[number] = waste[stop, TIME]
            heaped = np.flatnonzero(own[:stop] & (kinds[:stop] == Kind.OVERFLOW))
            if len(heaped):
                overflow_ms[number] = waste[heaped[0], TIME]
            last = np.flatnonzero(own[: stop + 1])[-1]
            volume_ml = int(volume_ml_of(waste[last : last + 1])[0])
            fill[number] = volume_ml * 1000 // int(self._capacity_ml[number])
        return overflow_ms, truck_ms, fill


def _first(times: I64, holds: npt.NDArray[np.bool_]) -> int:
    """When something first holds; what holds only while the initial state is laid in does not
    count, for the last record of a moment says what stands then.
    """
    at = np.flatnonzero(holds & np.append(times[1:] > times[:-1], True))
    return int(times[at[0]]) if len(at) else NEVER_MS
