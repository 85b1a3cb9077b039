"""The sensor part of a trace: what would happen to worn fill sensors and their reports.

Lives here: its arrays, their digest and their ranges. Not here: drawing them
(`scenarios.demand.points.sensors`), the noise of sensors as new (`scenarios.parts.waste`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scenarios.parts.arrays import Wrong, digest_arrays, find_outside
from scenarios.parts.waste import NOISE_SLOT_MS

I16 = npt.NDArray[np.int16]
I8 = npt.NDArray[np.int8]

SLOT_ARRAYS = ("stray_permille", "lost")


@dataclass(frozen=True, slots=True)
class SensorTrace:
    """Potential outcomes of the worn fill sensors of one site.

    - `drop_bridges` [drop-offs] 1 where the bag would bridge the throat of its bin
    - `charge_permille` [bins] charge at the start over that of a full battery
    - `stray_permille` [bins, slots] where a stray echo comes from, as a part of the way from sensor
      to floor; −1 no echo strays. Slots are those of the noise
    - `lost` [bins, slots] 1 where a report is lost
    """

    drop_bridges: I8
    charge_permille: I16
    stray_permille: I16
    lost: I8

    def until(self, drop_offs: int) -> SensorTrace:
        """The first so many drop-offs."""
        cut = {f.name: getattr(self, f.name) for f in fields(self)}
        return SensorTrace(**cut | {"drop_bridges": self.drop_bridges[:drop_offs]})

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        return digest_arrays(self)

    def fault(self, *, drop_offs: int, bins: int, horizon_ms: int) -> Wrong | None:
        """The first (array, value, bound) that keeps an engine from running it, None if nothing."""
        if (rows := len(self.drop_bridges)) != drop_offs:
            return "drop_bridges", rows, f"{drop_offs} rows"
        if (rows := len(self.charge_permille)) != bins:
            return "charge_permille", rows, f"{bins} rows"
        slots = -(-horizon_ms // NOISE_SLOT_MS)
        for name in SLOT_ARRAYS:
            rows, columns = getattr(self, name).shape
            if rows != bins or columns < slots:
                return name, columns, f"{bins} rows of {slots}"
        return find_outside(self, RANGES)


RANGES = {
    "drop_bridges": (0, 1),
    "charge_permille": (0, 1000),
    "stray_permille": (-1, 1000),
    "lost": (0, 1),
}
