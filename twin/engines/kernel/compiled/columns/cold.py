"""Where cold cells lie: arrays; the columns of a cell are those of `devices.physics.cold_cell`.

Lives here: names of arrays. Not here: any function.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]

Ints: TypeAlias = Any
"""An `I64` that kernel-safe functions read and write as a sequence of int."""


class Cold(NamedTuple):
    """Cold cells; every array is empty where there are none.

    `cells` holds the rows of `devices.physics.cold_cell` (PARCEL is a slot), the others are those
    of `twin.world.cold.plan.ColdPlan` by the same names.
    """

    cells: Ints
    site: I64
    bank: I64
    place: I64
    attributes: I64
    setpoint_uc: I64
    first_cell: I64
    cell_at: I64
    ambient_uc: I64
