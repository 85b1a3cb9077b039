"""Laying the parcels of the initial state into the kernel's memory.

Lives here: the rows of `held`, and refusals of compartments that are not there, cold or taken.
Not here: waste in bins (`twin.engines.kernel.parts.waste`), running.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.initial import HeldParcels
from scenarios.trace import SiteTrace
from twin.engines.kernel.arrays import Array
from twin.engines.kernel.compiled import memory as at
from twin.world.plan import Plan

NOT_THERE = "bank {bank} has no number {number}"
COLD = "compartment {number} is a cold cell"
TAKEN = "two parcels in compartment {number}"


class HeldArrays:
    """Where the compartments of a plan are found by their numbers; kept for its next run.

    `position[b, n]`: position of number n in bank b, −1 where there is none.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        numbers = np.array(plan.position_number, dtype=np.int64)
        firsts = np.array(plan.class_first, dtype=np.int64)[:: plan.classes]
        bank = np.repeat(np.arange(plan.banks), np.diff(firsts))
        self._position = np.full(
            (plan.banks, int(numbers.max(initial=0)) + 1), at.NONE, dtype=np.int64
        )
        self._position[bank, numbers] = np.arange(len(numbers))
        self._cell_at = None if plan.cold is None else np.array(plan.cold.cell_at, dtype=np.int64)

    def lay_out(self, traces: Sequence[SiteTrace], held: Sequence[HeldParcels | None]) -> Array:
        """A row for each parcel held; raises ValueError for a compartment not there, or taken."""
        rows = [np.empty((0, at.HELD_WIDTH), dtype=np.int64)]
        for site, (trace, parcels) in enumerate(zip(traces, held, strict=True)):
            if parcels is not None:
                rows.append(self._rows(site, trace, parcels))
        return np.concatenate(rows).reshape(-1)

    def _rows(self, site: int, trace: SiteTrace, parcels: HeldParcels) -> Array:
        plan = self._plan
        bank = plan.site_first_bank[site] + np.asarray(parcels.bank, dtype=np.int64)
        number = np.asarray(parcels.compartment, dtype=np.int64)
        is_known = (number >= 0) & (number < self._position.shape[1])
        position = self._position[bank, np.where(is_known, number, 0)]
        self._refuse(site, bank, number, ~is_known | (position == at.NONE), NOT_THERE)
        if self._cell_at is not None:
            self._refuse(site, bank, number, self._cell_at[position] >= 0, COLD)
        again = np.ones(len(position), dtype=np.bool_)
        again[np.unique(position, return_index=True)[1]] = False
        self._refuse(site, bank, number, again, TAKEN)
        part = np.empty((len(position), at.HELD_WIDTH), dtype=np.int64)
        part[:, at.HELD_SITE] = site
        part[:, at.HELD_NUMBER] = trace.parcels + np.arange(len(part))
        part[:, at.HELD_SIZE] = parcels.size
        part[:, at.HELD_COMPANY] = parcels.company
        part[:, at.HELD_BANK] = at.BANK_WIDTH * bank
        part[:, at.HELD_SINCE] = parcels.deposited_ms
        part[:, at.HELD_POSITION] = position
        return part

    def _refuse(self, site: int, bank: Array, number: Array, wrong: Array, what: str) -> None:
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(
                f"initial state of {self._plan.sites[site].id}: "
                + what.format(bank=bank[row], number=number[row])
            )
