"""The watch part of a trace: what supervisors and cameras would meet at waste points.

Lives here: its arrays, their digest and their ranges. Not here: drawing them
(`scenarios.demand.watch`), the drop-offs themselves (`scenarios.parts.waste`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scenarios.parts.arrays import I64, Wrong, digest_arrays, find_outside
from scenarios.points import PointPlace

I16 = npt.NDArray[np.int16]
I8 = npt.NDArray[np.int8]

DAY_MS = 86_400_000

LANDED, ABSENT, ABNORMAL = 1, 2, 3
"""What a camera sees: a bag on the floor, no supervisor in a shift, an abnormal drop-off."""


@dataclass(frozen=True, slots=True)
class WatchTrace:
    """Potential outcomes of watching the waste points of one site.

    Rows of drop-offs, as those of `WasteTrace`:

    - `drop_abnormal` 0 none, 1 too bulky, 2 spoils its bin (`scenarios.behaviour.supervision`)
    - `present_mixed`, `present_habit`, `present_abnormal` the same bag, brought while a supervisor
      is at the point
    - `drop_complies` 1 where the resident would walk on to a point shown
    - `landed_seen`, `abnormal_seen` confidence of the camera in ‰, −1 it would not see it

    Rows of points, columns of shifts by number (`scenarios.behaviour.supervision.next_shift`):

    - `shift_missed` 1 where nobody comes, `shift_seen` confidence with which that is seen

    False sightings in ascending order of `false_ms`: `false_point`, `false_subject` (LANDED,
    ABSENT, ABNORMAL), `false_seen` their confidence.
    """

    drop_abnormal: I8
    present_mixed: I8
    present_habit: I8
    present_abnormal: I8
    drop_complies: I8
    landed_seen: I16
    abnormal_seen: I16
    shift_missed: I8
    shift_seen: I16
    false_ms: I64
    false_point: I64
    false_subject: I8
    false_seen: I16

    def until(self, drop_offs: int) -> WatchTrace:
        """The first so many drop-offs."""
        cut = {f.name: getattr(self, f.name) for f in fields(self)}
        cut |= {name: cut[name][:drop_offs] for name in DROP_OFF_ARRAYS}
        return WatchTrace(**cut)

    def digest(self) -> str:
        """SHA-256 over names, shapes and little-endian bytes of all arrays."""
        return digest_arrays(self)

    def fault(self, *, drop_offs: int, points: int, shifts: int) -> Wrong | None:
        """The first (array, value, bound) that keeps an engine from running it, None if nothing.

        `shifts` is the highest number of a shift at any point, plus one.
        """
        for name in DROP_OFF_ARRAYS:
            if (rows := len(getattr(self, name))) != drop_offs:
                return name, rows, f"{drop_offs} rows"
        for name in FALSE_ARRAYS:
            if (rows := len(getattr(self, name))) != len(self.false_ms):
                return name, rows, f"{len(self.false_ms)} rows"
        for name in SHIFT_ARRAYS:
            rows, columns = getattr(self, name).shape
            if shifts and (rows != points or columns < shifts):
                return name, columns, f"{points} rows of {shifts}"
        if self.shift_missed.shape != self.shift_seen.shape:
            return "shift_seen", self.shift_seen.shape[1], "of the shape of shift_missed"
        if (outside := find_outside(self, RANGES | {"false_point": (0, points - 1)})) is not None:
            return outside
        falls = np.flatnonzero(self.false_ms[1:] < self.false_ms[:-1])
        if len(falls):
            return "false_ms", int(self.false_ms[falls[0] + 1]), "in ascending order"
        return None


def shift_numbers(points: Sequence[PointPlace], horizon_ms: int) -> int:
    """Numbers of shifts that a run may ask for: days times the most shifts of a point."""
    return -(-horizon_ms // DAY_MS) * max((len(point.shifts) for point in points), default=0)


DROP_OFF_ARRAYS = (
    "drop_abnormal", "present_mixed", "present_habit", "present_abnormal", "drop_complies",
    "landed_seen", "abnormal_seen",
)  # fmt: skip
SHIFT_ARRAYS = ("shift_missed", "shift_seen")
FALSE_ARRAYS = ("false_ms", "false_point", "false_subject", "false_seen")

RANGES = {
    "drop_abnormal": (0, 2),
    "present_mixed": (0, 1),
    "present_habit": (0, 2),
    "present_abnormal": (0, 2),
    "drop_complies": (0, 1),
    "landed_seen": (-1, 1000),
    "abnormal_seen": (-1, 1000),
    "shift_missed": (0, 1),
    "shift_seen": (-1, 1000),
    "false_ms": (0, 10**13),
    "false_subject": (LANDED, ABNORMAL),
    "false_seen": (0, 1000),
}
