"""Laying out who watches the waste points, and what is refused before.

Lives here: supervisors, cameras and linkage of a group as the arrays of `compiled.columns.watch`.
Not here: the points themselves (`twin.engines.kernel.parts.waste`), running.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from scenarios.parts.watch import WatchTrace, shift_numbers
from scenarios.points import PointPlace
from scenarios.trace import SiteTrace
from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled.columns import watch as at
from twin.engines.kernel.compiled.columns.watch import Watch
from twin.world.plan import Plan

NONE = -1

COLUMNS: dict[str, tuple[str, Any]] = {
    "abnormal": ("drop_abnormal", np.int8),
    "present_mixed": ("present_mixed", np.int8),
    "present_habit": ("present_habit", np.int8),
    "present_abnormal": ("present_abnormal", np.int8),
    "complies": ("drop_complies", np.int8),
    "landed_seen": ("landed_seen", np.int16),
    "abnormal_seen": ("abnormal_seen", np.int16),
    "shift_missed": ("shift_missed", np.int8),
    "shift_seen": ("shift_seen", np.int16),
    "false_ms": ("false_ms", np.int64),
    "false_point": ("false_point", np.int64),
    "false_subject": ("false_subject", np.int8),
    "false_seen": ("false_seen", np.int16),
}
"""Arrays of the kernel, their names in a trace, and their types."""


class WatchArrays:
    """Who watches the points of a plan, as arrays; kept for the next trace of the same plan."""

    def __init__(self, plan: Plan) -> None:
        self.watches = plan.waste is not None and plan.waste.rules.watches
        self.sites = len(plan.sites)
        places = [point for place in plan.sites for point in place.points]
        self.bins = sum(len(point.bins) for point in places)
        self.has_lids = any(point.linkage is not None for point in places)
        rows: list[list[int]] = []
        days: list[int] = []
        from_ms: list[int] = []
        to_ms: list[int] = []
        first_bin = [0]
        for point in places if self.watches else ():
            first = len(from_ms)
            for shift in point.shifts:
                days += shift.weekdays
                from_ms.append(shift.from_ms)
                to_ms.append(shift.to_ms)
            rows.append(_row(point, first, len(from_ms)))
            first_bin.append(first_bin[-1] + len(point.bins))
        self.points, self.first_bin = _flat(rows), _flat(first_bin)
        self.shift_days, self.shift_from, self.shift_to = _flat(days), _flat(from_ms), _flat(to_ms)
        self.waiting = self.sites + len(rows)


def _row(point: PointPlace, first: int, stop: int) -> list[int]:
    camera, linkage = point.camera, point.linkage
    looks = [NONE, 0] if camera is None else [camera.report_from_permille, camera.absent_after_ms]
    lids = [NONE, 0, 0, 0]
    if linkage is not None:
        lids = [linkage.lock_permille, linkage.by_contact, linkage.walk_ms, linkage.deodorises]
    return [first, stop, NONE, NONE, 0, *looks, *lids, 0]


def lay_out_watch(arrays: WatchArrays, traces: Sequence[SiteTrace], buffers: Buffers) -> Watch:
    """What watches the points, as it stands before the first event."""
    given = [trace.watch if arrays.watches else None for trace in traces]
    whole = [watch for watch in given if watch is not None]
    columns = {
        name: buffers.join(f"watch {name}", [getattr(watch, own) for watch in whole], dtype)
        for name, (own, dtype) in COLUMNS.items()
    }
    sites = np.zeros((len(traces), at.WATCH_SITE_WIDTH), dtype=np.int64)
    shifts = falses = 0
    for site, watch in enumerate(given):
        if watch is not None:
            sites[site] = shifts, watch.shift_missed.shape[1], falses, len(watch.false_ms)
            shifts += watch.shift_missed.size
            falses += len(watch.false_ms)
    return Watch(
        **columns,
        sites=sites.reshape(-1),
        points=buffers.copy("watch points", arrays.points),
        shift_days=arrays.shift_days,
        shift_from=arrays.shift_from,
        shift_to=arrays.shift_to,
        first_bin=arrays.first_bin,
        locked=buffers.fill("locked", arrays.bins, 0),
        locked_since=buffers.fill("locked since", arrays.bins, 0),
        spoilt=buffers.fill("spoilt", arrays.bins, 0),
        bags=buffers.fill("brought", len(columns["abnormal"]), 0),
    )


def check_watch(plan: Plan, site: int, trace: SiteTrace) -> None:
    """Raise ValueError where the watch part of a site's trace does not fit its plan."""
    points = plan.sites[site].points
    if plan.waste is None or not plan.waste.rules.watches or trace.waste is None:
        return
    if trace.watch is None:
        raise ValueError("has no watch part: the plan has supervisors, cameras or linkage")
    for field in fields(WatchTrace):
        array = getattr(trace.watch, field.name)
        if array.dtype.kind != "i":
            raise ValueError(f"watch.{field.name} holds {array.dtype}: must be integers")
        if array.ndim != (2 if field.name.startswith("shift_") else 1):
            raise ValueError(f"watch.{field.name} has {array.ndim} dimensions")
    fault = trace.watch.fault(
        drop_offs=trace.waste.drop_offs,
        points=len(points),
        shifts=shift_numbers(points, plan.rules.horizon_ms),
    )
    if fault is not None:
        name, value, bound = fault
        raise ValueError(f"watch.{name} = {value}: must be {bound}")


def _flat(rows: Sequence[int] | Sequence[Sequence[int]]) -> Array:
    return np.array(rows, dtype=np.int64).reshape(-1)
