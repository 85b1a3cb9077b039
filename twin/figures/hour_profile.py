"""The hourly profile: mean occupied compartments of each bank by hour of week.

Lives here: the fold from blocks of one site's log. Not here: plots, the law it is compared with.

A step at time t adds (end of its hour − t) to its hour and a whole hour to every later one. How
many later hours share an hour of week follows from counting, so only 168 sums a bank are kept.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import HOUR_MS
from twin.eventlog.record import KIND, PLACE, TIME, Records
from twin.figures.counters import F64, I64, NONE, TallyLayout
from twin.figures.slots import COMPARTMENT_STEP

DAY_HOURS = 24
WEEK_HOURS = 168


class HourProfile:
    """Folds one site's log, block by block in time order; blocks may be cut anywhere.

    `first_weekday` is the weekday of day 0 of the run (Monday 0).
    """

    def __init__(self, layout: TallyLayout, first_weekday: int) -> None:
        self.layout = layout
        self._begin = (first_weekday + layout.warmup_days) % 7 * DAY_HOURS
        shape = (layout.banks + 1, WEEK_HOURS)
        # Hours count from the first measured one; "week" is a row of 168 of them.
        self._steps = np.zeros(shape, dtype=np.int64)
        self._step_weeks = np.zeros(shape, dtype=np.int64)
        self._part_hour_ms = np.zeros(shape, dtype=np.int64)

    def add(self, records: Records) -> None:
        """Fold one block."""
        stop = int(np.searchsorted(records[:, TIME], self.layout.horizon_ms))
        records = records[:stop]
        moves = np.flatnonzero(COMPARTMENT_STEP[records[:, KIND]])
        if not len(moves):
            return
        step = COMPARTMENT_STEP[records[moves, KIND]]
        bank = (records[moves, PLACE] >> 32) + 1
        since_ms = np.maximum(records[moves, TIME] - self.layout.warmup_ms, 0)
        hour = since_ms // HOUR_MS
        left_ms = (hour + 1) * HOUR_MS - since_ms
        cell = bank * WEEK_HOURS + hour % WEEK_HOURS
        for sums, weights in (
            (self._steps, step),
            (self._step_weeks, step * (hour // WEEK_HOURS)),
            (self._part_hour_ms, step * left_ms),
        ):
            added = np.bincount(cell, weights=weights, minlength=sums.size).astype(np.int64)
            np.add(sums, added.reshape(sums.shape), out=sums)

    def by_hour_of_week(self) -> F64:
        """Mean occupied compartments [bank, hour of week], Monday first; NaN where not measured."""
        return self._rows(self._mean(self._occupied_ms(), self._occurrences()))

    def _occupied_ms(self) -> I64:
        """Occupied time by bank slot and hour since the first measured one, modulo a week.

        A step in hour h of week w reaches those of the occurrences of an hour s that lie later:
        all but the first w, and but one more where s ≤ h.
        """
        total = self._steps.sum(axis=1, keepdims=True)
        weeks = self._step_weeks.sum(axis=1, keepdims=True)
        not_before = np.cumsum(self._steps[:, ::-1], axis=1)[:, ::-1]
        hours = total * self._occurrences() - weeks - not_before
        occupied_ms: I64 = hours * HOUR_MS + self._part_hour_ms
        return occupied_ms

    def _occurrences(self) -> I64:
        """How often hour s of a week that begins with the first measured hour is measured."""
        hours = self.layout.measured_days * DAY_HOURS
        return (hours - np.arange(WEEK_HOURS) + WEEK_HOURS - 1) // WEEK_HOURS

    def _mean(self, occupied_ms: I64, occurrences: I64) -> F64:
        mean = np.full(occupied_ms.shape, np.nan)
        np.divide(occupied_ms, occurrences * HOUR_MS, out=mean, where=occurrences > 0)
        return mean

    def _rows(self, by_hour: F64) -> F64:
        """From the first measured hour on to Monday on; without the slot of no bank."""
        return np.roll(by_hour, self._begin, axis=1)[NONE + 1 :]
