"""The emptyings of a trace: when trucks came to waste points, as a real log shows it.

Lives here: its arrays, their digest and their ranges. Not here: the log they are from
(`scenarios.logs`), services that come by a timetable or are called.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.parts.arrays import I64, Wrong, digest_arrays, find_outside


@dataclass(frozen=True, slots=True)
class EmptyingTrace:
    """Visits of trucks of services with `kind: replayed` at one site, in ascending order of time.

    `truck_ms` the time, `truck_point` the waste point within the site; never two visits to one
    point at one time.
    """

    truck_ms: I64
    truck_point: I64

    def of_point(self, point: int) -> I64:
        """Times of the visits to a point, ascending."""
        times: I64 = self.truck_ms[self.truck_point == point]
        return times

    def until(self, horizon_ms: int) -> EmptyingTrace:
        """The visits before `horizon_ms`."""
        stop = int(np.searchsorted(self.truck_ms, horizon_ms))
        return EmptyingTrace(self.truck_ms[:stop], self.truck_point[:stop])

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        return digest_arrays(self)

    def fault(self, *, points: int, horizon_ms: int) -> Wrong | None:
        """The first (array, value, bound) that keeps an engine from running it, None if nothing."""
        if len(self.truck_point) != len(self.truck_ms):
            return "truck_point", len(self.truck_point), f"{len(self.truck_ms)} rows"
        ranges = {"truck_ms": (0, horizon_ms - 1), "truck_point": (0, points - 1)}
        if (wrong := find_outside(self, ranges)) is not None:
            return wrong
        order = np.lexsort((self.truck_ms, self.truck_point))
        times, places = self.truck_ms[order], self.truck_point[order]
        again = np.flatnonzero((np.diff(times) == 0) & (np.diff(places) == 0))
        falls = np.flatnonzero(np.diff(self.truck_ms) < 0)
        if len(falls):
            return "truck_ms", int(self.truck_ms[falls[0] + 1]), "in ascending order"
        if len(again):
            return "truck_ms", int(times[again[0]]), "at most one visit to a point at a time"
        return None
