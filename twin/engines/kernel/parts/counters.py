"""Laying counters, doors and lobbies into the kernel's memory, and what is refused before.

Lives here: places, calls and parcels of a group as the arrays of `compiled.columns.counters`;
traces that do not fit their plan. Not here: lockers, waste points, running.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenarios.counters import CounterPlace, nearest
from scenarios.initial import HeldParcels
from scenarios.parts.counters import ARRAYS, BYTES, CounterTrace
from scenarios.trace import MAX_ENTITIES, SiteTrace
from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled.columns import counters as at
from twin.engines.kernel.compiled.columns.counters import Counters
from twin.engines.kernel.compiled.memory import NONE
from twin.world.plan import Plan


class CounterArrays:
    """Counters of a plan as arrays; kept for the next trace of the same plan."""

    def __init__(self, plan: Plan) -> None:
        rows: list[list[int]] = []
        opens_ms: list[int] = []
        closes_ms: list[int] = []
        used = plan.counter is not None
        self.sites = np.zeros((len(plan.sites) if used else 0, at.SERVICE_SITE_WIDTH), np.int64)
        for site, place in enumerate(plan.sites if used else ()):
            closest = nearest(place.counters)
            self.sites[site, at.FIRST_COUNTER] = len(rows)
            self.sites[site, at.NEAREST] = (
                NONE if closest < 0 else at.COUNTER_WIDTH * (len(rows) + closest)
            )
            before = len(place.banks) + len(place.points)
            for number, counter in enumerate(place.counters):
                rows.append(_row(site, before + number, number, len(opens_ms), counter))
                opens_ms += counter.opens_ms
                closes_ms += counter.closes_ms
        self.counters = np.array(rows, dtype=np.int64).reshape(-1)
        self.opens_ms = np.array(opens_ms, dtype=np.int64)
        self.closes_ms = np.array(closes_ms, dtype=np.int64)


def _row(site: int, place: int, number: int, windows: int, counter: CounterPlace) -> list[int]:
    return [
        site, place, number, windows, windows + len(counter.opens_ms), counter.staff, 0,
        counter.shelf_places, 0, counter.fridge_places, 0, counter.hand_in_ms, NONE, NONE, 0,
    ]  # fmt: skip


def lay_out_counters(
    arrays: CounterArrays,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    buffers: Buffers,
) -> Counters:
    """Counters as they stand before the first event."""
    given = [trace.counter for trace in traces] if len(arrays.sites) else []
    sites = arrays.sites.copy()
    calls_at = firsts_at = direct_at = service_at = kept_at = 0
    for site, counter in enumerate(given):
        lying = held[site]
        first_number = traces[site].parcels + (0 if lying is None else lying.count)
        sites[site, [at.FIRST_NUMBER, at.KEPT_AT]] = first_number, kept_at
        sites[site, at.LOCKER_SERVICE_AT] = NONE
        kept_at += first_number
        if counter is None:
            continue
        sites[site, [at.CALLS_AT, at.CALLS, at.FIRSTS_AT]] = calls_at, counter.calls, firsts_at
        sites[site, at.DIRECT_AT] = direct_at
        if len(counter.locker_service_ms):
            sites[site, at.LOCKER_SERVICE_AT] = service_at
        calls_at += counter.calls
        firsts_at += counter.calls + 1
        direct_at += counter.parcels
        service_at += len(counter.locker_service_ms)
        kept_at += counter.parcels
    whole = [counter for counter in given if counter is not None]
    columns: dict[str, Any] = {
        name: buffers.join(
            f"counter {name}",
            [getattr(counter, name) for counter in whole],
            np.int8 if name in BYTES else np.int64,
        )
        for name in ARRAYS
    }
    return Counters(
        **columns,
        call_of=buffers.join("counter call_of", [_call_of(each) for each in whole], np.int64),
        sites=sites.reshape(-1),
        counters=buffers.copy("counter counters", arrays.counters),
        opens_ms=arrays.opens_ms,
        closes_ms=arrays.closes_ms,
        kept=buffers.take("counter kept", at.KEPT_WIDTH * kept_at),
    )


def _call_of(counter: CounterTrace) -> Array:
    return np.repeat(np.arange(counter.calls), np.diff(counter.call_first_parcel))


def check_counters(plan: Plan, site: int, trace: SiteTrace, lying: int) -> None:
    """Raise ValueError where a site's calls do not fit its plan, `lying` parcels held there."""
    counter = trace.counter
    if plan.counter is None or counter is None:
        return
    total = trace.parcels + lying + counter.parcels
    if max(total, counter.calls) > MAX_ENTITIES:
        raise ValueError(f"{total} parcels, {counter.calls} calls: at most {MAX_ENTITIES}")
    for name in ARRAYS:
        kind = getattr(counter, name).dtype
        if kind.kind != "i":
            raise ValueError(f"{name} holds {kind}: must be integers")
    counters = len(plan.sites[site].counters)
    fault = counter.fault(
        counters=counters,
        sizes=plan.sizes,
        companies=2**16,
        horizon_ms=plan.rules.horizon_ms,
    )
    rows = len(counter.locker_service_ms)
    if fault is None and rows not in {0, trace.parcels}:
        fault = "locker_service_ms", rows, f"{trace.parcels} rows or none"
    if fault is not None:
        name, value, bound = fault
        raise ValueError(f"{name} = {value}: must be {bound}")
