"""The fold from blocks of one site's log to its counters of waste.

Lives here: which records count as what, and the integrals over time: a step at time t adds (end of
its day − t) to its day and a whole day to every later one. Not here: sums over sites, formulas.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import DAY_MS
from twin.eventlog.events import WASTE_KINDS, Kind
from twin.eventlog.record import KIND, ORDINAL, TIME, VALUE, Records, stream_of, volume_ml_of
from twin.figures.counters import I64
from twin.figures.waste.counters import WASTE_COUNTERS, WasteCounter, WasteLayout

_C = WasteCounter

NUMBERS: tuple[tuple[Kind, int, WasteCounter], ...] = (
    # kind, bits that its ordinal must have, counter of the number of such records
    (Kind.DROP_OFF, 0, _C.DROP_OFFS),
    (Kind.DROP_OFF, 1, _C.MIXED),
    (Kind.LANDED, 0, _C.DROP_OFFS),
    (Kind.LANDED, 1, _C.MIXED),
    (Kind.LANDED, 0, _C.LANDED),
    (Kind.EMPTYING, 0, _C.EMPTYINGS),
    (Kind.EMPTYING, 1, _C.NEARLY_EMPTY),
    (Kind.EMPTYING, 2, _C.HEAPED),
    (Kind.EMPTYING, 4, _C.REACHED),
    (Kind.EMPTYING, 12, _C.REACHED_ALARMED),
    (Kind.EMPTYING, 16, _C.SPOILT),
    (Kind.ALARM, 0, _C.ALARMS),
    (Kind.ALARM, 1, _C.TRUE_ALARMS),
    (Kind.TRUCK, 0, _C.VISITS),
    (Kind.ABNORMAL, 0, _C.ABNORMAL),
    (Kind.SHIFT, 0, _C.SHIFTS),
    (Kind.SHIFT, 1, _C.MISSED_SHIFTS),
    (Kind.DETECTION, 0, _C.DETECTIONS),
    (Kind.DETECTION, 4, _C.TRUE_DETECTIONS),
    (Kind.LANDED, 2, _C.WATCHED),
    (Kind.SHIFT, 3, _C.WATCHED),
    (Kind.ABNORMAL, 2, _C.WATCHED),
    (Kind.POINTED, 0, _C.POINTED),
    (Kind.REPORT, 0, _C.REPORTS),
    (Kind.LOST, 0, _C.LOST),
    (Kind.BACKFILL, 0, _C.BACKFILLED),
)

VALUES: tuple[tuple[Kind, WasteCounter], ...] = (
    (Kind.OVERFLOW, _C.OVERFLOW_ML),
    (Kind.EMPTYING, _C.COLLECTED_G),
    (Kind.TRUCK, _C.TRUCK_M),
    (Kind.ALARM, _C.DELAY_MS),
    (Kind.SHIFT, _C.SUPERVISED_MS),
    (Kind.STAND_IN, _C.SUPERVISED_MS),
)

STEPS: tuple[tuple[Kind, int, int, WasteCounter], ...] = (
    # kind, bits that its ordinal must have, step, integral
    (Kind.LANDED, 0, 1, _C.LANDED_MS),
    (Kind.CLEARING, 0, -1, _C.LANDED_MS),
    (Kind.OVERFLOW, 1, 1, _C.OVERFLOW_MS),
    (Kind.EMPTYING, 2, -1, _C.OVERFLOW_MS),
    (Kind.LOCK, 0, 1, _C.LOCKED_MS),
    (Kind.UNLOCK, 0, -1, _C.LOCKED_MS),
    (Kind.LOCK, 1, 1, _C.DEODORISED_MS),
    (Kind.UNLOCK, 1, -1, _C.DEODORISED_MS),
    (Kind.BATTERY, 1, 1, _C.DEAD_MS),
    (Kind.BATTERY, 2, -1, _C.DEAD_MS),
)

_IS_WASTE = np.isin(np.arange(128), WASTE_KINDS)


def is_waste(records: Records) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which records are about waste points."""
    marked: np.ndarray[tuple[int], np.dtype[np.bool_]] = _IS_WASTE[records[:, KIND]]
    return marked


class WasteTally:
    """Folds one site's log, block by block in time order, into counters of waste.

    The result does not depend on how the log is cut into blocks; records of other kinds, and at or
    after the horizon, count nothing. Raises ValueError for a stream outside the layout.
    """

    def __init__(self, layout: WasteLayout) -> None:
        self.layout = layout
        shape = (WASTE_COUNTERS, layout.streams + 1, layout.measured_days)
        self._by_day = np.zeros(shape, dtype=np.int64)
        self._step = np.zeros(shape, dtype=np.int64)
        self._begin = np.zeros(shape[:2], dtype=np.int64)

    def add(self, records: Records) -> None:
        """Fold one block."""
        stop = int(np.searchsorted(records[:, TIME], self.layout.horizon_ms))
        records = records[:stop]
        records = records[is_waste(records)]
        if not len(records):
            return
        slot = stream_of(records) + 1
        if slot.max() > self.layout.streams:
            raise ValueError(f"stream {slot.max() - 1} in the log, of {self.layout.streams}")
        warm = int(np.searchsorted(records[:, TIME], self.layout.warmup_ms))
        kind, ordinal = records[:, KIND], records[:, ORDINAL]
        for each, bits, step, integral in STEPS:
            rows = np.flatnonzero((kind[:warm] == each) & (ordinal[:warm] & bits == bits))
            np.add.at(self._begin[integral], slot[rows], step)
        self._fold(records[warm:], slot[warm:])

    def _fold(self, records: Records, slot: I64) -> None:
        """Records of the measured days."""
        kind, ordinal = records[:, KIND], records[:, ORDINAL]
        since_ms = records[:, TIME] - self.layout.warmup_ms
        day = since_ms // DAY_MS
        for each, bits, counter in NUMBERS:
            rows = np.flatnonzero((kind == each) & (ordinal & bits == bits))
            np.add.at(self._by_day[counter], (slot[rows], day[rows]), 1)
        for each, counter in VALUES:
            rows = np.flatnonzero(kind == each)
            np.add.at(self._by_day[counter], (slot[rows], day[rows]), records[rows, VALUE])
        rows = np.flatnonzero(kind == Kind.EMPTYING)
        emptied_ml = volume_ml_of(records[rows])
        np.add.at(self._by_day[_C.COLLECTED_ML], (slot[rows], day[rows]), emptied_ml)
        for each, bits, step, integral in STEPS:
            rows = np.flatnonzero((kind == each) & (ordinal & bits == bits))
            cell, left_ms = (slot[rows], day[rows]), DAY_MS - since_ms[rows] % DAY_MS
            np.add.at(self._step[integral], cell, step)
            np.add.at(self._by_day[integral], cell, step * left_ms)

    def close(self) -> I64:
        """Counters `[counter, stream slot, measured day]` of the whole log."""
        earlier = np.cumsum(self._step, axis=2) - self._step + self._begin[:, :, None]
        return self._by_day + DAY_MS * earlier
