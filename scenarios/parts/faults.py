"""The fault part of a trace: when components would fail, and how long repairing them would take.

Lives here: its arrays, their digest and their ranges. Not here: drawing them
(`scenarios.demand.breakdowns`), the parcel part (`scenarios.trace`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.parts.arrays import Wrong, digest_arrays, find_outside

I64 = npt.NDArray[np.int64]

MAINS, NETWORK, TERMINAL, DOOR, SENSOR, COLD_UNIT = range(6)
"""Codes of components, in the order of `scenarios.schema.faults.COMPONENTS`."""

DOOR_BITS = 31
"""Bits of the latent uniform that says which door of a bank is jammed."""

MAX_FAULT_MS = 10**13
"""No operating time, work or return takes longer: past every horizon."""

MAX_FAULTS = 10_000_000
"""Faults of a site over a run."""


@dataclass(frozen=True, slots=True)
class FaultTrace:
    """Potential outcomes of the components of one site as a struct of arrays.

    C components in ascending order of (kind, number); component c fails and is repaired in turn by
    the rows `first[c]` … `first[c + 1] − 1` of the last three arrays, which reach past the horizon:

    - `kind` MAINS … COLD_UNIT; `number` 0 for mains and network, else the bank within the site, or
      for a sensor the bin
    - `operating_ms` time from the end of the last repair to the failure, at least 1; of doors from
      one failure of any door of the bank to the next
    - `work_ms` work of the repair; `door` which door of the bank, in 1/2³¹ of their number

    `return_ms` how long after a blocked pick-up the recipient tries again, at least 1: a row for
    each parcel; parcels beyond, such as those of an initial state, take the mean.
    """

    kind: I64
    number: I64
    first: I64
    operating_ms: I64
    work_ms: I64
    door: I64
    return_ms: I64

    @property
    def components(self) -> int:
        """Number of components that may fail."""
        return len(self.kind)

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        return digest_arrays(self)

    def fault(self, *, banks: int, bins: int, horizon_ms: int) -> Wrong | None:
        """The first (array, value, bound) that keeps an engine from running it, None if nothing."""
        count, faults = self.components, len(self.operating_ms)
        for name, rows in (
            ("number", count),
            ("first", count + 1),
            ("work_ms", faults),
            ("door", faults),
        ):
            if len(getattr(self, name)) != rows:
                return name, len(getattr(self, name)), f"{rows} rows"
        outside = find_outside(
            self,
            {
                "kind": (MAINS, COLD_UNIT),
                "first": (0, faults),
                "operating_ms": (1, MAX_FAULT_MS),
                "work_ms": (0, MAX_FAULT_MS),
                "door": (0, (1 << DOOR_BITS) - 1),
                "return_ms": (1, MAX_FAULT_MS),
            },
        )
        return outside or self._disorder(banks, bins, horizon_ms)

    def _disorder(self, banks: int, bins: int, horizon_ms: int) -> Wrong | None:
        faults = len(self.operating_ms)
        if faults > MAX_FAULTS:
            return "operating_ms", faults, f"at most {MAX_FAULTS} rows"
        if self.first[0] != 0 or self.first[-1] != faults:
            return "first", int(self.first[-1]), f"from 0 to {faults}"
        most = np.array([1, 1, banks, banks, bins, banks])[self.kind]
        wrong = np.flatnonzero((self.number < 0) | (self.number >= most))
        if len(wrong):
            return "number", int(self.number[wrong[0]]), f"0 to {most[wrong[0]] - 1}"
        order = (self.kind << 32) | self.number
        falls = np.flatnonzero(order[1:] <= order[:-1])
        if len(falls):
            return "kind", int(self.kind[falls[0] + 1]), "in ascending order with number"
        for component in range(self.components):
            own = self.operating_ms[self.first[component] : self.first[component + 1]]
            if own.sum() < horizon_ms:
                return "operating_ms", int(own.sum()), f"at least {horizon_ms} for each component"
        return None
