"""What will break: when, and until when, from a moment on.

Lives here: failures and repairs of one component in many futures. Not here: what is broken now
(`scenarios.demand.ahead.repairs`), rates of components (`scenarios.demand.breakdowns`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scenarios.days import HOUR_MS
from scenarios.demand.ahead.repairs import end_of_repair_ms
from scenarios.schema.faults import Repair

I64 = npt.NDArray[np.int64]


class Down(NamedTuple):
    """A component is down from … to, in ms of the calendar."""

    from_ms: int
    to_ms: int


def draw_failures(
    repair: Repair, per_ms: float, works_ms: I64, end_ms: int, generator: np.random.Generator
) -> list[list[Down]]:
    """Future by future, when one component is down that works from `works_ms` on, until `end_ms`.

    Times to a failure are exponential at the rate `per_ms` > 0, at least 1 ms, and a component
    under repair does not fail: the law of `scenarios.demand.breakdowns`.
    """
    found: list[list[Down]] = [[] for _ in works_ms]
    response_ms = round(repair.response_h * HOUR_MS)
    working, at_ms = np.arange(len(works_ms)), np.minimum(works_ms, end_ms)
    while len(working):
        operating_ms = np.rint(generator.standard_exponential(len(working)) / per_ms)
        fails = at_ms + np.clip(operating_ms, 1, end_ms + 1).astype(np.int64)
        come = fails < end_ms
        working, fails = working[come], fails[come]
        at_ms = end_of_repair_ms(repair, fails, response_ms, generator)
        for future, *span in zip(working.tolist(), fails.tolist(), at_ms.tolist(), strict=True):
            found[future].append(Down(*span))
    return found
