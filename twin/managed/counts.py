"""Counters of the manager in the loop.

Lives here: their list, and sums by site and day. Not here: figures made of them
(`twin.figures.manager`).
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
    ALARMS = 13
    FLOOD_ALARMS = 14
    HELD_ALARMS = 15
    INCIDENTS = 16
    ORDERS = 17
    ORDERS_BINS = 18
    ORDERS_BAGS = 19
    ORDERS_SHIFTS = 20
    ORDERS_DEVICES = 21
    ORDERS_PLANNED = 22
    ANSWERED = 23
    ANSWER_MS = 24
    CLOSED = 25
    CLOSE_MS = 26
    ESCALATED = 27
    LATE = 28
    REOPENED = 29
    BUSY_MS = 30
    DUTY_MS = 31
    STAFF_EMPTYINGS = 32
    STAFF_BAGS = 33


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

    def spread(self, from_ms: int, to_ms: int, site: int, counter: int) -> None:
        """The time from one moment to another, on the days on which it goes by."""
        while from_ms < to_ms:
            until_ms = min((from_ms // DAY_MS + 1) * DAY_MS, to_ms)
            self.add(from_ms, site, counter, until_ms - from_ms)
            from_ms = until_ms
