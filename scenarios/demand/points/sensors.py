"""The sensor part of a site's trace: stray echoes, lost reports, charges, bags that bridge.

Lives here: the draws, one named stream for each purpose and bin. Not here: noise
(`scenarios.demand.drop_offs`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenarios.days import Days
from scenarios.expand import SitePlace
from scenarios.parts.sensors import SensorTrace
from scenarios.parts.waste import NOISE_SLOT_MS
from scenarios.points import PointPlace, WearPlace
from scenarios.streams import Purpose, Streams

I64 = npt.NDArray[np.int64]


def draw_bridges(points: Sequence[PointPlace], point: I64, generator: np.random.Generator) -> I64:
    """1 for bags that would bridge the throat, by the sensor of the household's own point."""
    wears = [_wear(each) for each in points]
    shares = np.array([0.0 if wear is None else wear.bridge_share for wear in wears])
    bridges: I64 = (generator.random(len(point)) < shares[point]).astype(np.int64)
    return bridges


def sensor_trace(drop_bridges: I64, place: SitePlace, days: Days, streams: Streams) -> SensorTrace:
    """The sensor part of a site; bins whose sensor is as new, or has none, have nothing."""
    wears = [_wear(point) for point in place.points for _ in point.bins]
    slots = -(-days.horizon_ms // NOISE_SLOT_MS)
    charge = np.full(len(wears), 1000, dtype=np.int16)
    stray = np.full((len(wears), slots), -1, dtype=np.int16)
    lost = np.zeros((len(wears), slots), dtype=np.int8)
    for row, wear in enumerate(wears):
        if wear is None:
            continue
        uniform = streams.generator(Purpose.SENSOR_CHARGE, place.id, row).random()
        charge[row] = round(1000 * (wear.least_charge + (1 - wear.least_charge) * uniform))
        if wear.outlier_share:
            drawn = streams.generator(Purpose.SENSOR_OUTLIER, place.id, row).random((slots, 2))
            strays = np.floor(1001 * drawn[:, 1]).astype(np.int16)
            stray[row] = np.where(drawn[:, 0] < wear.outlier_share, strays, -1)
        if wear.dropout_share:
            drawn = streams.generator(Purpose.SENSOR_LOST, place.id, row).random(slots)
            lost[row] = drawn < wear.dropout_share
    return SensorTrace(drop_bridges.astype(np.int8), charge, stray, lost)


def _wear(point: PointPlace) -> WearPlace | None:
    return None if point.sensor is None else point.sensor.wear
