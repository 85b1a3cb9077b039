"""A bare SimPy model of the plain bank: one process a parcel, no devices, no policy, no log.

Lives here: what a modeller writes in ten minutes, as the baseline. It reads the same trace, takes
the smallest free compartment class that fits, and counts. Not here: the reference engine.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import simpy

from scenarios.trace import SiteTrace


def run_bare(trace: SiteTrace, compartments: tuple[int, ...], horizon_ms: int) -> tuple[int, int]:
    """Deposits and rejections until the horizon."""
    env = simpy.Environment()
    free = list(compartments)
    counts = [0, 0]
    arrivals = zip(
        trace.visit_arrival_ms.tolist(),
        trace.parcel_size.tolist(),
        trace.dwell_ms.tolist(),
        strict=True,
    )
    env.process(_source(env, arrivals, free, counts))
    env.run(until=horizon_ms)
    return counts[0], counts[1]


def _source(
    env: simpy.Environment,
    arrivals: Iterator[tuple[int, int, int]],
    free: list[int],
    counts: list[int],
) -> Generator[simpy.Event, Any, None]:
    for arrival_ms, size, dwell_ms in arrivals:
        yield env.timeout(arrival_ms - env.now)
        env.process(_parcel(env, size, dwell_ms, free, counts))


def _parcel(
    env: simpy.Environment, size: int, dwell_ms: int, free: list[int], counts: list[int]
) -> Generator[simpy.Event, Any, None]:
    for size_class in range(size, len(free)):
        if free[size_class] > 0:
            free[size_class] -= 1
            counts[0] += 1
            yield env.timeout(dwell_ms)
            free[size_class] += 1
            return
    counts[1] += 1
