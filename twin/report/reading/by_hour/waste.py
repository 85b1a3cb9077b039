"""What only the log can tell of waste: the hours of the day, the floor, how full bins are emptied.

Lives here: the fold of sites' logs. Not here: files, figures, plots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, PLACE, TIME, VALUE, Records, stream_of, volume_ml_of
from twin.figures.counters import F64, I64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS
from twin.report.reading.by_hour.steps import hourly_means, measured
from twin.report.reading.result import Result

FILL_STEPS = 11
"""Tenths of a bin, and one more for what stands above the brim."""


@dataclass(frozen=True, slots=True)
class WasteHours:
    """Waste by the hour.

    - `brought`, `landed`: bags, and those of them left on the floor, mean a measured day, by hour
      of the day, whole network
    - `floor`: [replication, hour since the first measured one] bags on the floor, mean over the
      hour, whole network
    - `fills`: [stream, tenth] emptyings by the true fill that they found, mean a measured day;
      the last step is above the brim
    """

    brought: F64
    landed: F64
    floor: F64
    fills: F64


class WasteFold:
    """Folds the logs of all sites of all replications that are read."""

    def __init__(self, replications: int, result: Result) -> None:
        self._days = replications * result.days.measured
        self._bags: I64 = np.zeros((2, DAY_HOURS), dtype=np.int64)
        self._floor = np.zeros((replications, result.days.measured * DAY_HOURS))
        self._fills: I64 = np.zeros((len(result.setting.streams), FILL_STEPS), dtype=np.int64)
        self._step = np.zeros(128)
        self._step[Kind.LANDED], self._step[Kind.CLEARING] = 1.0, -1.0

    def add(self, row: int, records: Records, layout: TallyLayout) -> None:
        """Fold the whole log of one site in one replication."""
        counted = measured(records, layout)
        hour = counted[:, TIME] % DAY_MS // HOUR_MS
        landed = counted[:, KIND] == Kind.LANDED
        brought = landed | (counted[:, KIND] == Kind.DROP_OFF)
        for of, chosen in enumerate((brought, landed)):
            self._bags[of] += np.bincount(hour[chosen], minlength=DAY_HOURS)
        self._floor[row] += hourly_means(records, self._step, layout)
        self._add_fills(records, counted[counted[:, KIND] == Kind.EMPTYING])

    def _add_fills(self, records: Records, emptyings: Records) -> None:
        """Volume found over volume to the brim, which the log says of each bin at its begin."""
        bins = records[records[:, KIND] == Kind.BIN]
        if not len(emptyings) or not len(bins):
            return
        order = np.argsort(bins[:, PLACE])
        bins = bins[order]
        at = np.searchsorted(bins[:, PLACE], emptyings[:, PLACE])
        brim_ml, found_ml = bins[at, VALUE], volume_ml_of(emptyings)
        tenth = np.minimum(10 * found_ml // np.maximum(brim_ml, 1), FILL_STEPS - 2)
        tenth[found_ml > brim_ml] = FILL_STEPS - 1
        np.add.at(self._fills, (stream_of(emptyings), tenth), 1)

    def close(self) -> WasteHours:
        """The means."""
        return WasteHours(
            brought=self._bags[0] / self._days,
            landed=self._bags[1] / self._days,
            floor=self._floor,
            fills=self._fills / self._days,
        )
