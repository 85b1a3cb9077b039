"""Laying out worn fill sensors, and what is refused before.

Lives here: wear of a group's sensors as the arrays of `compiled.columns.sensors`. Not here: sensors
as new (`twin.engines.kernel.parts.waste`), running.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from scenarios.parts.sensors import SLOT_ARRAYS, SensorTrace
from scenarios.points import PointPlace
from scenarios.trace import SiteTrace
from twin.engines.kernel.arrays import Array, Buffers
from twin.engines.kernel.compiled.columns import sensors as at
from twin.engines.kernel.compiled.columns.sensors import Sensors
from twin.world.plan import Plan

NONE = -1


class SensorArrays:
    """Worn sensors of a plan as arrays; kept for the next trace of the same plan.

    `kept` is the most lost reports that one of them keeps.
    """

    def __init__(self, plan: Plan) -> None:
        self.wears = plan.waste is not None and plan.waste.rules.wears
        places = [point for place in plan.sites for point in place.points] if self.wears else []
        rows = [_row(point) for point in places]
        self.points = np.array(rows, dtype=np.int64).reshape(-1)
        self.kept = max((row[at.KEEPS] for row in rows), default=0)
        self.bins = [
            0
            if point.sensor is None or point.sensor.wear is None
            else point.sensor.wear.battery_uah
            for point in places
            for _ in point.bins
        ]


def _row(point: PointPlace) -> list[int]:
    wear = None if point.sensor is None else point.sensor.wear
    if wear is None:
        return [0] * at.SENSOR_POINT_WIDTH
    return [
        1, wear.dead_band_permille, wear.silent_at_most, wear.battery_uah, wear.report_uah,
        wear.idle_uah_per_day, wear.replace_ms, wear.drift_um_per_day, wear.kept,
    ]  # fmt: skip


def lay_out_sensors(arrays: SensorArrays, traces: Sequence[SiteTrace], buffers: Buffers) -> Sensors:
    """Worn sensors as they stand before the first event."""
    given = [trace.sensors for trace in traces] if arrays.wears else []
    whole = [sensors for sensors in given if sensors is not None]
    table = np.zeros((len(arrays.bins), at.SENSOR_BIN_WIDTH), dtype=np.int64)
    table[:, [at.LAST, at.DEAD_SINCE]] = NONE
    first = start = 0
    for sensors in whole:
        bins, slots = sensors.lost.shape
        rows = slice(first, first + bins)
        battery_uah = np.array(arrays.bins[rows], dtype=np.int64)
        table[rows, at.CHARGE] = battery_uah * sensors.charge_permille // 1000
        table[rows, at.SLOTS_AT] = start + slots * np.arange(bins)
        first += bins
        start += bins * slots
    columns: dict[str, Array] = {
        name: buffers.join(f"sensors {name}", [getattr(each, name) for each in whole], dtype)
        for name, dtype in (
            ("drop_bridges", np.int8), ("stray_permille", np.int16), ("lost", np.int8)
        )
    }  # fmt: skip
    return Sensors(
        **columns,
        points=arrays.points,
        bins=buffers.copy("worn bins", table.reshape(-1)),
        kept=buffers.fill("kept", len(arrays.bins) * arrays.kept * at.KEPT_WIDTH, 0),
    )


def check_sensors(plan: Plan, site: int, trace: SiteTrace) -> None:
    """Raise ValueError where the sensor part of a site's trace does not fit its plan."""
    if plan.waste is None or not plan.waste.rules.wears or trace.waste is None:
        return
    if trace.sensors is None:
        raise ValueError("has no sensor part: the plan has worn sensors")
    for field in fields(SensorTrace):
        array = getattr(trace.sensors, field.name)
        if array.dtype.kind != "i":
            raise ValueError(f"wear.{field.name} holds {array.dtype}: must be integers")
        if array.ndim != (2 if field.name in SLOT_ARRAYS else 1):
            raise ValueError(f"wear.{field.name} has {array.ndim} dimensions")
    if trace.sensors.stray_permille.shape != trace.sensors.lost.shape:
        raise ValueError("wear.lost: must be of the shape of stray_permille")
    fault = trace.sensors.fault(
        drop_offs=trace.waste.drop_offs,
        bins=sum(len(point.bins) for point in plan.sites[site].points),
        horizon_ms=plan.rules.horizon_ms,
    )
    if fault is not None:
        name, value, bound = fault
        raise ValueError(f"wear.{name} = {value}: must be {bound}")
