"""What only the log can tell of the parcel service: desks, shelves and floors by the hour.

Lives here: the fold of sites' logs. Not here: files, figures, plots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.days import SECOND_MS
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, ORDINAL, TIME, VALUE, Records
from twin.figures.counters import F64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS
from twin.figures.service.tally import STEPS
from twin.report.reading.by_hour.steps import by_hour_of_day, means_of_steps, measured
from twin.report.reading.result import Result, SiteBuilt

AT_COUNTER: tuple[tuple[Kind, int], ...] = (
    (Kind.HAND_IN, 1),
    (Kind.COUNTER_COLLECTION, -1),
    (Kind.COUNTER_TAKE_BACK, -1),
)
"""Kinds, and how many parcels more or fewer are at a counter after them."""

WEEK_HOURS = 7 * DAY_HOURS


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """The parcel service by the hour.

    - `served`: recipients served at desks, mean a measured day, by hour of the day
    - `wait_s`: how long those wait whose service begins in that hour of the day, NaN without any
    - `open_share`: share of the week's hours of that hour of the day in which a counter is open,
      mean over counters; empty without counters
    - `counters`, `floors`: [replication, hour since the first measured one] parcels at counters,
      and on floors of lobbies and before full shelves, mean over the hour, whole network
    - `places`: on the shelves of all counters
    """

    served: F64
    wait_s: F64
    open_share: F64
    counters: F64
    floors: F64
    places: int


class ServiceFold:
    """Folds the logs of all sites of all replications that are read."""

    def __init__(self, replications: int, result: Result) -> None:
        self._days = replications * result.days.measured
        self._counters = [
            counter for site in result.setting.sites or [] for counter in site.counters
        ]
        self._served = np.zeros(DAY_HOURS)
        self._wait_ms = np.zeros(DAY_HOURS)
        self._lines = np.zeros((2, replications, result.days.measured * DAY_HOURS))

    def add(self, row: int, _site: SiteBuilt, records: Records, layout: TallyLayout) -> None:
        """Fold the whole log of one site in one replication."""
        counted = measured(records, layout)
        services = counted[counted[:, KIND] == Kind.COUNTER_SERVICE]
        self._served += by_hour_of_day(services)
        self._wait_ms += by_hour_of_day(services, services[:, VALUE])
        records = records[: np.searchsorted(records[:, TIME], layout.horizon_ms)]
        kind, ordinal = records[:, KIND], records[:, ORDINAL]
        steps = np.zeros((2, len(records)))
        for each, step in AT_COUNTER:
            steps[0, kind == each] += step
        for each, bits, step in STEPS:
            steps[1, (kind == each) & (ordinal & bits == bits)] += step
        for line, by in enumerate(steps):
            moves = np.flatnonzero(by)
            self._lines[line, row] += means_of_steps(records[moves, TIME], by[moves], layout)

    def close(self) -> ServiceHours:
        """The means."""
        waits = np.full(DAY_HOURS, np.nan)
        np.divide(self._wait_ms, self._served * SECOND_MS, out=waits, where=self._served > 0)
        return ServiceHours(
            served=self._served / self._days,
            wait_s=waits,
            open_share=self._open_share(),
            counters=self._lines[0],
            floors=self._lines[1],
            places=sum(counter.shelf_places for counter in self._counters),
        )

    def _open_share(self) -> F64:
        hours = np.arange(WEEK_HOURS)
        shares = np.zeros(WEEK_HOURS)
        if not self._counters:
            return np.zeros(0)
        for counter in self._counters:
            for opened, closed in zip(counter.opens_h, counter.closes_h, strict=True):
                shares += np.clip(np.minimum(closed, hours + 1) - np.maximum(opened, hours), 0, 1)
        by_day: F64 = shares.reshape(7, DAY_HOURS).mean(axis=0) / len(self._counters)
        return by_day
