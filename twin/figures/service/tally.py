"""The fold from blocks of one site's log to its counters of the parcel service.

Lives here: which records count as what, and the integral of parcels on floors: a step at time t
adds (end of its day − t) to its day and a whole day to every later one. Records of lockers are
read too: a parcel counts whichever way it goes. Not here: sums over sites, formulas.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import DAY_MS
from twin.eventlog.events import SERVICE_KINDS, Kind
from twin.eventlog.record import KIND, ORDINAL, PLACE, TIME, VALUE, Records
from twin.figures.counters import I64
from twin.figures.service.counters import SERVICE_COUNTERS, ServiceCounter, ServiceLayout

_C = ServiceCounter

NUMBERS: tuple[tuple[Kind, int, int, ServiceCounter], ...] = (
    # kind, bits of its ordinal that are looked at, what they must be, counter of such records
    (Kind.DEPOSIT, -1, 0, _C.BROUGHT),
    (Kind.REJECTION, -1, 0, _C.BROUGHT),
    (Kind.OVERSIZE, 0, 0, _C.BROUGHT),
    (Kind.HAND_IN, 8, 0, _C.BROUGHT),
    (Kind.DOOR, 0, 0, _C.BROUGHT),
    (Kind.FLOOR, 8, 0, _C.BROUGHT),
    (Kind.LOBBY, 0, 0, _C.FLOORED),
    (Kind.FLOOR, 0, 0, _C.FLOORED),
    (Kind.HAND_IN, 1, 1, _C.FLOORED),
    (Kind.HAND_IN, 0, 0, _C.HANDED_IN),
    (Kind.HAND_IN, 1, 1, _C.FULL),
    (Kind.HAND_IN, 2, 2, _C.UNCHILLED),
    (Kind.COUNTER_SERVICE, 0, 0, _C.SERVED),
    (Kind.COUNTER_COLLECTION, 0, 0, _C.COLLECTED),
    (Kind.COUNTER_TAKE_BACK, 0, 0, _C.TAKEN_BACK),
    (Kind.DOOR, 0, 0, _C.RUNG),
    (Kind.DOOR, 1, 1, _C.AT_DOOR),
)

VALUES: tuple[tuple[Kind, ServiceCounter], ...] = (
    (Kind.COUNTER_SERVICE, _C.WAIT_MS),
    (Kind.COUNTER_COLLECTION, _C.LYING_MS),
    *(
        (kind, _C.COURIER_MS)
        for kind in (Kind.DEPARTURE, Kind.CALL, Kind.HAND_IN, Kind.DOOR, Kind.FLOOR)
    ),
)

STEPS: tuple[tuple[Kind, int, int], ...] = (
    # kind, bits that its ordinal must have, step of the parcels on floors
    (Kind.LOBBY, 0, 1),
    (Kind.LOBBY_COLLECTION, 0, -1),
    (Kind.FLOOR, 0, 1),
    (Kind.FLOOR_COLLECTION, 0, -1),
    (Kind.HAND_IN, 1, 1),
    (Kind.COUNTER_COLLECTION, 1, -1),
    (Kind.COUNTER_TAKE_BACK, 1, -1),
)

_IS_SERVICE = np.isin(np.arange(128), SERVICE_KINDS)
_READ = np.isin(np.arange(128), [kind for kind, *_ in (*NUMBERS, *VALUES, *STEPS)])


def is_service(records: Records) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which records are about counters, doors and lobbies."""
    marked: np.ndarray[tuple[int], np.dtype[np.bool_]] = _IS_SERVICE[records[:, KIND]]
    return marked


class ServiceTally:
    """Folds one site's log, block by block in time order, into counters of the service.

    The result does not depend on how the log is cut into blocks; records at or after the horizon
    count nothing.
    """

    def __init__(self, layout: ServiceLayout) -> None:
        self.layout = layout
        self._by_day = np.zeros((SERVICE_COUNTERS, layout.measured_days), dtype=np.int64)
        self._step = np.zeros(layout.measured_days, dtype=np.int64)
        self._begin = 0

    def add(self, records: Records) -> None:
        """Fold one block."""
        stop = int(np.searchsorted(records[:, TIME], self.layout.horizon_ms))
        records = records[:stop]
        records = records[_READ[records[:, KIND]]]
        if not len(records):
            return
        warm = int(np.searchsorted(records[:, TIME], self.layout.warmup_ms))
        kind, ordinal = records[:warm, KIND], records[:warm, ORDINAL]
        for each, bits, step in STEPS:
            self._begin += step * int(((kind == each) & (ordinal & bits == bits)).sum())
        self._fold(records[warm:])

    def _fold(self, records: Records) -> None:
        """Records of the measured days."""
        kind, ordinal = records[:, KIND], records[:, ORDINAL]
        since_ms = records[:, TIME] - self.layout.warmup_ms
        day = since_ms // DAY_MS
        for each, mask, bits, counter in NUMBERS:
            rows = np.flatnonzero((kind == each) & (ordinal & mask == bits))
            np.add.at(self._by_day[counter], day[rows], 1)
        for each, counter in VALUES:
            rows = np.flatnonzero(kind == each)
            np.add.at(self._by_day[counter], day[rows], records[rows, VALUE])
        for each, bits, step in STEPS:
            rows = np.flatnonzero((kind == each) & (ordinal & bits == bits))
            np.add.at(self._step, day[rows], step)
            left_ms = DAY_MS - since_ms[rows] % DAY_MS
            np.add.at(self._by_day[_C.FLOOR_MS], day[rows], step * left_ms)
        rows = np.flatnonzero((kind == Kind.COUNTER_SERVICE) & (records[:, VALUE] > 0))
        np.add.at(self._by_day[_C.WAITED], day[rows], 1)
        rows = np.flatnonzero(kind == Kind.COUNTER_COLLECTION)
        if len(rows):
            walk_mm = np.array(self.layout.walk_mm, dtype=np.int64)
            counter_of = (records[rows, PLACE] >> 32) - self.layout.first_place
            np.add.at(self._by_day[_C.WALK_MM], day[rows], walk_mm[counter_of])

    def close(self) -> I64:
        """Counters `[counter, measured day]` of the whole log."""
        counters = self._by_day.copy()
        earlier = np.cumsum(self._step) - self._step + self._begin
        counters[_C.FLOOR_MS] += DAY_MS * earlier
        counters[_C.STAFF_MS] = self.layout.staff_ms
        counters[_C.AREA_CM2] = self.layout.area_cm2
        return counters
