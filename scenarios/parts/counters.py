"""The part of a trace about parcels that pass no locker: calls, and what would become of each.

Lives here: its arrays and their ranges. Not here: drawing them (`scenarios.demand.calls`), the
lockers' part (`scenarios.trace`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scenarios.parts.arrays import I64, Wrong, digest_arrays, find_outside

I8 = npt.NDArray[np.int8]

TO_COUNTER, TO_HOME, TO_LOBBY = 0, 1, 2
"""Ways of a call: all its parcels go to one counter, to doors, or into lobbies."""

MAX_TIME_MS = 10**13
MAX_SERVICE_MS = 86_400_000
"""Nobody stands at a desk for longer than a day."""


@dataclass(frozen=True, slots=True)
class CounterTrace:
    """Potential outcomes of one site's parcels beside the lockers, as a struct of arrays.

    V calls of couriers in ascending order of `call_ms` (when the courier would come; a closed
    counter lets him come when it opens), D parcels in the order of their calls: call v brings
    `call_first_parcel[v]` … `call_first_parcel[v + 1] − 1`. Arrays are contiguous; −1 means none.

    - `call_company` index of the company, `call_way` one of TO_COUNTER, TO_HOME, TO_LOBBY,
      `call_counter` counter of the site (of the other ways: where a parcel ends that finds nobody)
    - `size`, `temperature`, `dwell_ms`, `clock_ms` [D] as in `SiteTrace`
    - `service_ms` [D] time at the desk, `at_home` [D] 1 where somebody opens the door, `lobby_ms`
      [D] how long it would lie on the lobby floor, at least 1
    - `locker_service_ms` [P] time at the desk of the lockers' parcels, should they end there; empty
      where the site has no counter
    """

    call_ms: I64
    call_company: I64
    call_way: I8
    call_counter: I64
    call_first_parcel: I64
    size: I8
    temperature: I8
    dwell_ms: I64
    clock_ms: I64
    service_ms: I64
    at_home: I8
    lobby_ms: I64
    locker_service_ms: I64

    @property
    def calls(self) -> int:
        """Number of calls."""
        return len(self.call_ms)

    @property
    def parcels(self) -> int:
        """Number of parcels that pass no locker."""
        return len(self.size)

    def until(self, horizon_ms: int, locker_parcels: int) -> CounterTrace:
        """The calls before `horizon_ms` and their parcels; of the lockers' the first ones."""
        calls = int(np.searchsorted(self.call_ms, horizon_ms))
        parcels = int(self.call_first_parcel[calls])
        keep = {"call_first_parcel": calls + 1, "locker_service_ms": locker_parcels}
        return CounterTrace(
            **{
                name: getattr(self, name)[
                    : keep.get(name, calls if name.startswith("call_") else parcels)
                ]
                for name in ARRAYS
            }
        )

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        return digest_arrays(self)

    def fault(self, *, counters: int, sizes: int, companies: int, horizon_ms: int) -> Wrong | None:
        """The first (array, value, bound) that keeps an engine from running it, None if nothing."""
        for name in ARRAYS:
            rows = self.calls if name.startswith("call_") else self.parcels
            wanted = rows + 1 if name == "call_first_parcel" else rows
            if name != "locker_service_ms" and getattr(self, name).shape != (wanted,):
                return name, len(getattr(self, name)), f"{wanted} rows"
        ranges = {
            "call_ms": (0, horizon_ms - 1),
            "call_company": (-1, companies - 1),
            "call_way": (TO_COUNTER if counters else TO_HOME, TO_LOBBY),
            "call_counter": (0, max(counters - 1, 0)),
            "call_first_parcel": (0, self.parcels),
            "size": (-1, sizes - 1),
            "temperature": (0, 15),
            "dwell_ms": (1, MAX_TIME_MS),
            "clock_ms": (-1, 86_400_000 - 1),
            "service_ms": (0, MAX_SERVICE_MS),
            "at_home": (0, 1),
            "lobby_ms": (1, MAX_TIME_MS),
            "locker_service_ms": (0, MAX_SERVICE_MS),
        }
        return find_outside(self, ranges) or self._disorder()

    def _disorder(self) -> Wrong | None:
        first = self.call_first_parcel
        if first[0] != 0 or first[-1] != self.parcels:
            return "call_first_parcel", int(first[-1]), f"from 0 to {self.parcels}"
        if self.calls and int(np.diff(first).min()) < 1:
            return "call_first_parcel", int(np.diff(first).min()), "a parcel for every call"
        falls = np.flatnonzero(self.call_ms[1:] < self.call_ms[:-1])
        if len(falls):
            return "call_ms", int(self.call_ms[falls[0] + 1]), "in ascending order"
        return None


ARRAYS = tuple(field.name for field in fields(CounterTrace))
"""Names of the arrays."""

BYTES = frozenset({"call_way", "size", "temperature", "at_home"})
"""Arrays of one byte a value."""
