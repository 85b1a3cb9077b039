"""Counters of the manager in the loop.

Lives here: their list, and sums by site and day. Not here: figures made of them
(`twin.figures.managed`).
"""

from __future__ import annotations

from bisect import bisect_left
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, MINUTE_MS


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
    ALARMS = 15
    FLOOD_ALARMS = 16
    HELD_ALARMS = 17
    INCIDENTS = 18
    ORDERS = 19
    ORDERS_BINS = 20
    ORDERS_BAGS = 21
    ORDERS_SHIFTS = 22
    ORDERS_DEVICES = 23
    ORDERS_PLANNED = 24
    ANSWERED = 25
    ANSWER_MS = 26
    CLOSED = 27
    CLOSE_MS = 28
    ESCALATED = 29
    LATE = 30
    REOPENED = 31
    BUSY_MS = 32
    DUTY_MS = 33
    STAFF_EMPTYINGS = 34
    STAFF_BAGS = 35


ANSWERED_WITHIN_MIN = (
    1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240, 300,
    360, 480, 600, 720, 1_080, 1_440, 2_880, 5_760, 10_080,
)  # fmt: skip
"""Classes of the time until somebody has an order; one more holds what takes longer."""

FIRST_CLASS = len(ManagerCounter)
ANSWER_CLASSES = range(FIRST_CLASS, FIRST_CLASS + len(ANSWERED_WITHIN_MIN) + 1)
"""Counters of orders by the time until somebody has them, after the others."""

MANAGER_COUNTERS = ANSWER_CLASSES.stop


def answer_class(answer_ms: int) -> int:
    """The counter of a time until somebody has an order."""
    return FIRST_CLASS + bisect_left(ANSWERED_WITHIN_MIN, answer_ms / MINUTE_MS)


I64 = npt.NDArray[np.int64]


class Counts:
    """Of one group of sites, the measured days alone."""

    def __init__(self, sites: int, warmup_days: int, measured_days: int) -> None:
        self._first = warmup_days
        self._days = measured_days
        self.by_site: I64 = np.zeros((sites, MANAGER_COUNTERS, measured_days), dtype=np.int64)

    def add(self, now: int, site: int, counter: int, amount: int = 1) -> None:
        """So much more on the day of `now`; days of warm-up are not counted."""
        day = now // DAY_MS - self._first
        if 0 <= day < self._days:
            self.by_site[site, counter, day] += amount

    def add_span(self, from_ms: int, to_ms: int, site: int, counter: int) -> None:
        """The ms from one time to another, each day's to the day."""
        for day in range(from_ms // DAY_MS, -(-to_ms // DAY_MS)):
            begin_ms = day * DAY_MS
            within_ms = min(to_ms, begin_ms + DAY_MS) - max(from_ms, begin_ms)
            self.add(begin_ms, site, counter, within_ms)
