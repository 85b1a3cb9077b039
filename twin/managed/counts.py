"""Counters of the manager in the loop.

Lives here: their list, and sums by site and day. Not here: figures made of them
(`twin.figures.managed`).
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS


class ManagerCounter(IntEnum):
    """What is counted."""

    WISHES = 0
    DECLINED = 1
    FAILED_DEPOSITS = 2
    ENTRIES = 3
    FAILED_ENTRIES = 4
    REPLIES = 5
    REPLY_MS = 6
    MESSAGES_UP = 7
    MESSAGES_DOWN = 8
    LOST = 9
    DOUBLED = 10
    RESTARTS = 11
    CUT_MS = 12
    LAID_ALONE = 13
    COLLECTED_ALONE = 14


MANAGER_COUNTERS = len(ManagerCounter)

I64 = npt.NDArray[np.int64]


class Counts:
    """Of one group of sites, the measured days alone."""

    def __init__(self, sites: int, warmup_days: int, measured_days: int) -> None:
        self._first = warmup_days
        self._days = measured_days
        self.by_site: I64 = np.zeros((sites, MANAGER_COUNTERS, measured_days), dtype=np.int64)

    def add(self, now: int, site: int, counter: ManagerCounter, amount: int = 1) -> None:
        """So much more on the day of `now`; days of warm-up are not counted."""
        day = now // DAY_MS - self._first
        if 0 <= day < self._days:
            self.by_site[site, counter, day] += amount

    def add_span(self, from_ms: int, to_ms: int, site: int, counter: ManagerCounter) -> None:
        """The ms from one time to another, each day's to the day."""
        for day in range(from_ms // DAY_MS, -(-to_ms // DAY_MS)):
            begin_ms = day * DAY_MS
            within_ms = min(to_ms, begin_ms + DAY_MS) - max(from_ms, begin_ms)
            self.add(begin_ms, site, counter, within_ms)
