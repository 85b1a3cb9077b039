"""What is kept of the logs of futures: free compartments by the hour, first times.

Lives here: the fold of one site's logs, a batch at once. Not here: what they answer
(`twin.studies.forecast.answers`).

A bank counts as full where it is so at the end of a moment: parcels that were there already are
laid in one after the other, and what stands between two of them never was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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

_LONG_MS = 1 << 40
"""Above every time of a forecast: futures stand one after the other on one axis."""

_CHANGES = np.zeros(int(max(Kind)) + 1, dtype=np.bool_)
_CHANGES[[Kind.START, Kind.HELD, Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK]] = True
"""Records after which another number of compartments is free."""

_NEEDED = _CHANGES.copy()
_NEEDED[[Kind.BIN, Kind.DROP_OFF, Kind.CLEARING, Kind.OVERFLOW, Kind.EMPTYING]] = True
"""These, and those that tell how much is in a bin."""


@dataclass(frozen=True, slots=True)
class SiteFutures:
    """F futures of one site; M marks (ends of hours), B banks, S sizes, N bins.

    `free[f, m, b, s]` compartments free; `full_ms[f, b, 0]` when bank b first has none, `full_ms[f,
    b, 1 + s]` when it first has none for a parcel of size s, NEVER_MS never. Of bin n, before its
    next truck: `overflow_ms[f, n]` when waste first stands above the brim; `truck_ms[f, n]` when
    the truck comes; `fill_permille[f, n]` then, at the end without a truck.
    """

    free: I64
    full_ms: I64
    overflow_ms: I64
    truck_ms: I64
    fill_permille: I64

    @classmethod
    def join(cls, parts: Sequence[SiteFutures]) -> SiteFutures:
        """Batches one after the other."""
        return cls(
            **{name: np.concatenate([getattr(p, name) for p in parts]) for name in cls.__slots__}
        )

    def digest(self) -> bytes:
        """SHA-256 over shapes and little-endian bytes."""
        sha = hashlib.sha256()
        for name in self.__slots__:
            array = getattr(self, name)
            sha.update(f"{name}{array.shape}".encode())
            sha.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
        return sha.digest()


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

    def keep(self, block: Records) -> Records:
        """The records of a block that are needed, apart from the log's memory."""
        return block[(_NEEDED if len(self._bin_place) else _CHANGES)[block[:, KIND]]]

    def fold(self, logs: Sequence[Records]) -> SiteFutures:
        """What whole logs tell, or what is kept of them, a future each."""
        changes = [log[_CHANGES[log[:, KIND]]] for log in logs]
        free, full_ms = self._lockers(changes)
        bins = [np.stack(each) for each in zip(*map(self._bins, logs), strict=True)]
        return SiteFutures(free, full_ms, *bins)

    def _lockers(self, changes: Sequence[Records]) -> tuple[I64, I64]:
        """All futures at once: rows by future and bank, in the order of time within each."""
        futures, banks, sizes = len(changes), self._banks, self._sizes
        future = np.repeat(np.arange(futures), [len(each) for each in changes])
        rows = np.concatenate(changes)
        group = future * banks + bank_of(rows)
        if banks > 1:
            order = np.argsort(group, kind="stable")
            rows, group = rows[order], group[order]
        times, size_class, count = rows[:, TIME], class_of(rows), free_of_class(rows)
        at = np.arange(len(rows))
        free = np.empty((len(rows), sizes), dtype=np.int64)
        for each in range(sizes):
            free[:, each] = count[np.maximum.accumulate(np.where(size_class == each, at, 0))]
        place = group * _LONG_MS + times
        marks = np.arange(futures * banks)[:, None] * _LONG_MS + self._marks_ms
        found = free[np.searchsorted(place, marks.ravel(), side="right") - 1]
        found = found.reshape(futures, banks, len(self._marks_ms), sizes).swapaxes(1, 2)
        counts = np.append(place[1:] > place[:-1], True)
        full_ms = np.full((futures * banks, 1 + sizes), NEVER_MS, dtype=np.int64)
        for column in range(1 + sizes):
            left = self._fits(free, column - 1) if column else free_of_bank(rows)
            full = np.flatnonzero(counts & (left == 0))
            which, first = np.unique(group[full], return_index=True)
            full_ms[which, column] = times[full[first]]
        return found, full_ms.reshape(futures, banks, 1 + sizes)

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
