"""What only the log can tell of those who watch waste points: supervisors, lids, alarms, sensors.

Lives here: the fold of sites' logs. Not here: bags and bins as such
(`twin.report.reading.by_hour.waste`), files, figures, plots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.days import DAY_MS, MINUTE_MS
from scenarios.parts.watch import ABNORMAL, ABSENT, LANDED
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, ORDINAL, PLACE, TIME, VALUE, Records, stream_of, volume_ml_of
from twin.figures.counters import F64, I64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS
from twin.report.reading.by_hour.steps import by_hour_of_day, hours_since, means_of_steps, measured
from twin.report.reading.result import Result, SiteBuilt

SUBJECTS = (LANDED, ABSENT, ABNORMAL)
TRUE = 4
"""Bit of a detection of what is there."""

REACHED, ALARMED = 4, 8
"""Bits of an emptying: the alarm level was reached, there was an alarm."""

DELAY_MIN = (0, 5, 15, 30, 60, 120, 360, 720, 1440)
"""Steps of delays in minutes; the last is open."""

WINDOW_DAYS = 7


@dataclass(frozen=True, slots=True)
class SensorLine:
    """A bin in one `replication` over at most WINDOW_DAYS: what lies in it, what is reported.

    Hours since the first measured one; fills as shares of the volume to the brim. `true_*` has the
    fill before and after each emptying.
    """

    replication: int
    site: str
    point: int
    bin: int
    stream: int
    first_day: int
    days: int
    true_h: F64
    true_fill: F64
    reported_h: F64
    reported_fill: F64


@dataclass(frozen=True, slots=True)
class WatchHours:
    """Watching by the hour; everything a mean over measured days unless it says otherwise.

    - `present`: supervisors at points, by hour of the day
    - `detections`: [subject of SUBJECTS, 0 false or 1 true] detections of cameras a day
    - `locked`, `pointed`: locked lids, mean over the hour, and bags carried on, by hour of the day
    - `delays`: true alarms a day by their delay, in steps of DELAY_MIN
    - `false_alarms`, `missed`: false alarms, and emptied bins that had reached the alarm level
      without an alarm, a day
    - `sensor`: of all bins with a sensor in all replications the one that overflows most often
    """

    present: F64
    detections: F64
    locked: F64
    pointed: F64
    delays: F64
    false_alarms: float
    missed: float
    sensor: SensorLine | None


class WatchFold:
    """Folds the logs of all sites of all replications that are read."""

    def __init__(self, replications: int, result: Result) -> None:
        self._days = replications * result.days.measured
        self._present = np.zeros(DAY_HOURS)
        self._locked = np.zeros(DAY_HOURS)
        self._pointed = np.zeros(DAY_HOURS)
        self._detections: I64 = np.zeros((len(SUBJECTS), 2), dtype=np.int64)
        self._delays = np.zeros(len(DELAY_MIN))
        self._false = self._missed = 0
        self._sensor: tuple[tuple[int, int], SensorLine] | None = None

    def add(self, row: int, site: SiteBuilt, records: Records, layout: TallyLayout) -> None:
        """Fold the whole log of one site in one replication."""
        records = records[: np.searchsorted(records[:, TIME], layout.horizon_ms)]
        shifts = records[records[:, KIND] == Kind.SHIFT]
        ends = np.minimum(shifts[:, TIME] + shifts[:, VALUE], layout.horizon_ms - 1)
        ones = np.ones(len(shifts))
        self._present += _of_day(
            np.concatenate([shifts[:, TIME], ends]), np.concatenate([ones, -ones]), layout
        )
        lids = records[np.isin(records[:, KIND], (Kind.LOCK, Kind.UNLOCK))]
        self._locked += _of_day(
            lids[:, TIME], np.where(lids[:, KIND] == Kind.LOCK, 1.0, -1.0), layout
        )
        counted = measured(records, layout)
        self._pointed += by_hour_of_day(counted[counted[:, KIND] == Kind.POINTED])
        seen = counted[counted[:, KIND] == Kind.DETECTION][:, ORDINAL]
        np.add.at(self._detections, ((seen & 3) - 1, (seen & TRUE) // TRUE), 1)
        self._add_alarms(counted)
        self._add_sensor(row, site, records, counted, layout)

    def _add_alarms(self, counted: Records) -> None:
        alarms = counted[counted[:, KIND] == Kind.ALARM]
        true = alarms[alarms[:, ORDINAL] & 1 == 1]
        minutes = true[:, VALUE] / MINUTE_MS
        step = np.searchsorted(DELAY_MIN, minutes, side="right") - 1
        self._delays += np.bincount(step, minlength=len(DELAY_MIN))
        self._false += len(alarms) - len(true)
        emptied = counted[counted[:, KIND] == Kind.EMPTYING][:, ORDINAL]
        self._missed += int(((emptied & REACHED > 0) & (emptied & ALARMED == 0)).sum())

    def _add_sensor(
        self, row: int, site: SiteBuilt, records: Records, counted: Records, layout: TallyLayout
    ) -> None:
        """Keep the bin with a sensor that overflows most; of equals the one with more alarms."""
        reports = counted[counted[:, KIND] == Kind.REPORT]
        places, reported = np.unique(reports[:, PLACE], return_counts=True)
        if not len(places):
            return
        over, alarms = (_times(counted, kind, places) for kind in (Kind.OVERFLOW, Kind.ALARM))
        best = max(range(len(places)), key=lambda i: (over[i], alarms[i], reported[i]))
        score = int(over[best]), int(alarms[best])
        if self._sensor is None or score > self._sensor[0]:
            line = _sensor_line(row, site, records, int(places[best]), layout)
            self._sensor = score, line

    def close(self) -> WatchHours:
        """The means."""
        return WatchHours(
            present=self._present / self._days,
            detections=self._detections / self._days,
            locked=self._locked / self._days,
            pointed=self._pointed / self._days,
            delays=self._delays / self._days,
            false_alarms=self._false / self._days,
            missed=self._missed / self._days,
            sensor=None if self._sensor is None else self._sensor[1],
        )


def _of_day(times_ms: I64, by: F64, layout: TallyLayout) -> F64:
    """What goes up and down, as a sum over days by hour of the day of means over each hour."""
    if not len(times_ms):
        return np.zeros(DAY_HOURS)
    summed: F64 = means_of_steps(times_ms, by, layout).reshape(-1, DAY_HOURS).sum(axis=0)
    return summed


def _times(counted: Records, kind: Kind, places: I64) -> I64:
    """How often something happened at each of these places, which ascend."""
    where = counted[counted[:, KIND] == kind][:, PLACE]
    where = where[np.isin(where, places)]
    return np.bincount(np.searchsorted(places, where), minlength=len(places))


def _sensor_line(
    row: int, site: SiteBuilt, records: Records, place: int, layout: TallyLayout
) -> SensorLine:
    own = records[records[:, PLACE] == place]
    brim_ml = int(own[own[:, KIND] == Kind.BIN][0, VALUE])
    first_day = _first_day(own, layout)
    days = min(WINDOW_DAYS, layout.measured_days - first_day)
    begin = layout.warmup_ms + first_day * DAY_MS
    own = own[(own[:, TIME] >= begin) & (own[:, TIME] < begin + days * DAY_MS)]
    moves = own[np.isin(own[:, KIND], (Kind.DROP_OFF, Kind.CLEARING, Kind.EMPTYING, Kind.REPORT))]
    times = hours_since(moves[:, TIME], layout)
    fills = volume_ml_of(moves) / brim_ml
    emptied = np.flatnonzero(moves[:, KIND] == Kind.EMPTYING)
    reports = own[own[:, KIND] == Kind.REPORT]
    return SensorLine(
        replication=row,
        site=site.id,
        point=(place >> 32) - len(site.banks),
        bin=place & 0xFFFFFFFF,
        stream=int(stream_of(reports)[0]) if len(reports) else 0,
        first_day=first_day,
        days=days,
        true_h=np.insert(times, emptied + 1, times[emptied]),
        true_fill=np.insert(fills, emptied + 1, 0.0),
        reported_h=hours_since(reports[:, TIME], layout),
        reported_fill=reports[:, VALUE] / 1000,
    )


def _first_day(own: Records, layout: TallyLayout) -> int:
    """Two days before the first overflow, else before the first alarm, else the first."""
    own = measured(own, layout)
    for kind in (Kind.OVERFLOW, Kind.ALARM):
        found = own[own[:, KIND] == kind]
        if len(found):
            day = int((found[0, TIME] - layout.warmup_ms) // DAY_MS) - 2
            return max(0, min(day, layout.measured_days - WINDOW_DAYS))
    return 0
