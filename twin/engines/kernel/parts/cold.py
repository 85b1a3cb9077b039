"""Laying cold cells into the kernel's memory.

Lives here: the cells of a group as the arrays of `compiled.memory.Cold`. Not here: running.
"""

from __future__ import annotations

import numpy as np

from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled import memory as at
from twin.engines.kernel.compiled.columns.cold import Cold
from twin.world.plan import Plan

RECORDS_PER_CELL = 3
"""Records at most that a change of power writes for a cell."""


class ColdArrays:
    """Cold cells of a plan as arrays; kept for the next trace of the same plan."""

    def __init__(self, plan: Plan) -> None:
        cold = plan.cold
        names = Cold._fields[1:]
        self._fixed = {
            name: np.array(() if cold is None else getattr(cold, name), dtype=np.int64)
            for name in names
        }
        rows = () if cold is None else cold.cells
        self._cells = np.array(rows, dtype=np.int64).reshape(-1)
        self.count = len(rows)
        of_site = np.diff(self._fixed["first_cell"])
        self._most = int(of_site.max()) if len(of_site) else 0

    def lay_out(self, buffers: Buffers, state: Array) -> Cold:
        """Cells as they stand before the first event; enters into `state` what depends on them."""
        state[at.ROOM] = max(int(state[at.ROOM]), at.PLAIN_ROOM + RECORDS_PER_CELL * self._most)
        state[at.MOST_ENTERED] = 1 + self._most
        return Cold(cells=buffers.copy("cells", self._cells), **self._fixed)
