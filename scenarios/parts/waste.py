"""The waste part of a trace: drop-offs that would be made, and the noise of fill sensors.

Lives here: its arrays, their digest and their ranges. Not here: drawing them
(`scenarios.demand.drop_offs`), the parcel part (`scenarios.trace`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scenarios.parts.arrays import I64, Wrong, digest_arrays, find_outside

I16 = npt.NDArray[np.int16]
I8 = npt.NDArray[np.int8]

NOISE_SLOT_MS = 600_000
"""Noise of a sensor is drawn by slots of ten minutes, the shortest interval that vendors name: so
another reporting interval meets the same luck. Reports within one slot share its noise."""

NOISE_MILLI = 10_000
"""Bound of a latent noise, in thousandths of its standard deviation."""

MAX_BAG_G = 10_000_000
"""Heaviest bag: ten tonnes, no container holds more."""


@dataclass(frozen=True, slots=True)
class WasteTrace:
    """Potential outcomes at the waste points of one site as a struct of arrays.

    D drop-offs in ascending order of `drop_ms`. Arrays have D rows and are contiguous:

    - `drop_household` opaque index of the household within the site, from 0
    - `drop_point` waste point within the site, `drop_stream` index of the stream
    - `drop_mass_g` mass of the bag, at least 1
    - `drop_mixed` 1 where the bag is badly sorted
    - `drop_habit` what the resident does at a full bin (`scenarios.behaviour.drop_off`)
    - `drop_landed_ms` how long the bag would lie on the floor until a cleaner comes, at least 1

    `noise_milli` [bins of the site, slots] latent noise of each bin's sensor in each slot of
    NOISE_SLOT_MS, in thousandths of its standard deviation; one row of one 0 without noise.
    """

    drop_ms: I64
    drop_household: I64
    drop_point: I64
    drop_stream: I8
    drop_mass_g: I64
    drop_mixed: I8
    drop_habit: I8
    drop_landed_ms: I64
    noise_milli: I16

    @property
    def drop_offs(self) -> int:
        """Number of drop-offs."""
        return len(self.drop_ms)

    def until(self, horizon_ms: int) -> WasteTrace:
        """The drop-offs before `horizon_ms`."""
        stop = int(np.searchsorted(self.drop_ms, horizon_ms))
        cut = {f.name: getattr(self, f.name)[:stop] for f in fields(self)[:-1]}
        return WasteTrace(**cut, noise_milli=self.noise_milli)

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        return digest_arrays(self)

    def fault(self, *, points: int, streams: int, bins: int, horizon_ms: int) -> Wrong | None:
        """The first (array, value, bound) that keeps an engine from running it, None if nothing.

        Noise is read in every slot before the horizon.
        """
        ranges = {
            "drop_ms": (0, horizon_ms - 1),
            "drop_household": (0, 2**31 - 1),
            "drop_point": (0, points - 1),
            "drop_stream": (0, streams - 1),
            "drop_mass_g": (1, MAX_BAG_G),
            "drop_mixed": (0, 1),
            "drop_habit": (0, 2),
            "drop_landed_ms": (1, 10**13),
            "noise_milli": (-NOISE_MILLI, NOISE_MILLI),
        }
        for field in fields(self)[:-1]:
            if (rows := len(getattr(self, field.name))) != self.drop_offs:
                return field.name, rows, f"{self.drop_offs} rows"
        if (outside := find_outside(self, ranges)) is not None:
            return outside
        falls = np.flatnonzero(self.drop_ms[1:] < self.drop_ms[:-1])
        if len(falls):
            return "drop_ms", int(self.drop_ms[falls[0] + 1]), "in ascending order"
        slots = -(-horizon_ms // NOISE_SLOT_MS)
        rows, columns = self.noise_milli.shape
        if (rows, columns) != (1, 1) and (rows < bins or columns < slots):
            return "noise_milli", columns, f"{bins} rows of {slots}"
        return None
