"""What is broken now: when it works again, given that it does not yet.

Lives here: the conditional draws. Not here: faults to come (`scenarios.demand.ahead.failures`),
when staff begin (`scenarios.behaviour.repair`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.behaviour.repair import repaired_at_ms
from scenarios.days import HOUR_MS
from scenarios.demand.breakdowns import draw_work_ms
from scenarios.schema.faults import Repair

I64 = npt.NDArray[np.int64]

MAX_ROUNDS = 50
"""Works proposed for a repair that was to be over: after them it begins now."""


def draw_repaired_ms(
    repair: Repair, failed_ms: I64, now_ms: int, generator: np.random.Generator
) -> I64:
    """When components that failed at `failed_ms` ≤ `now_ms` (ms from a midnight, may be negative)
    work again, after now.

    The law of response, staff hours and work, cut to what is later than now: proposals are drawn
    until one is. Where the law says that it was to be over (fixed work), staff begin now.
    """
    found = np.full(len(failed_ms), now_ms, dtype=np.int64)
    response_ms = round(repair.response_h * HOUR_MS)
    waiting = np.arange(len(failed_ms))
    for _ in range(MAX_ROUNDS):
        proposed = end_of_repair_ms(repair, failed_ms[waiting], response_ms, generator)
        found[waiting] = proposed
        waiting = waiting[proposed <= now_ms]
        if not len(waiting):
            return found
    begun_ms = np.full(len(waiting), now_ms)
    found[waiting] = np.maximum(end_of_repair_ms(repair, begun_ms, 0, generator), now_ms + 1)
    return found


_ERA_MS = 10_000 * 24 * HOUR_MS
"""Whole days, so that no failure lies before the clock begins."""


def end_of_repair_ms(
    repair: Repair, failed_ms: I64, response_ms: int, generator: np.random.Generator
) -> I64:
    """When components that failed at `failed_ms` work again, nothing else being known."""
    from_ms, to_ms = round(repair.from_hour * HOUR_MS), round(repair.to_hour * HOUR_MS)
    work_ms = np.rint(draw_work_ms(repair.work, len(failed_ms), generator)).astype(np.int64)
    return np.array(
        [
            repaired_at_ms(_ERA_MS + failed, response_ms, work, from_ms, to_ms) - _ERA_MS
            for failed, work in zip(failed_ms.tolist(), work_ms.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
