"""Counters: the sums that every figure is made of, and where they are counted.

Lives here: the list of counters, the layout of a site's counters and the counters themselves.
All of them are int64 and additive: over banks, sizes, days, companies and sites. Not here: the
fold that fills them (`twin.figures.tally`), formulas (`twin.figures.catalogue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

NONE = 0
"""Slot of "none" on the axes of banks, sizes and companies; member i stands at i + 1."""


class Counter(IntEnum):
    """What is counted in the measured days. Times in ms, money in 1/100 of the currency.

    Events are counted on the day they happen, parcels by their own size; those that end in MS from
    OCCUPIED_MS to UP_MS are integrals over time, those of compartments by size class. SHUT_MS of
    banks that faults keep from working, UP_MS of the others; RECOVERY_MS is summed over RECOVERED.
    """

    FIRST_ATTEMPTS = 0
    REJECTIONS = 1
    DEPOSITS = 2
    COLLECTIONS = 3
    DWELL_MS = 4
    TAKE_BACKS = 5
    RETRIES = 6
    REDIRECTED = 7
    OVERSIZE = 8
    SERVICES = 9
    WAIT_MS = 10
    COURIER_MS = 11
    COUNTER = 12
    HOME = 13
    LOBBY = 14
    RETURNS = 15
    UNDELIVERED = 16
    OVERDUE = 17
    FEE_CENTS = 18
    OCCUPIED_MS = 19
    CAPACITY_MS = 20
    CLASS_FULL_MS = 21
    CLASS_MS = 22
    BANK_FULL_MS = 23
    BANK_MS = 24
    LOBBY_MS = 25
    SHUT_MS = 26
    UP_MS = 27
    BLOCKED = 28
    ATTEMPTS_BLOCKED = 29
    RECOVERED = 30
    RECOVERY_MS = 31
    OPENINGS = 32
    TURNED_AWAY = 33
    FAILURES = 34


COUNTERS = len(Counter)


class MeasuredSpan:
    """What is counted of a run: `measured_days` of 24 h after `warmup_days`.

    A layout says the two; everything else is reckoned from them.
    """

    __slots__ = ()

    warmup_days: int
    measured_days: int

    @property
    def warmup_ms(self) -> int:
        """Begin of the measured days."""
        return self.warmup_days * DAY_MS

    @property
    def horizon_ms(self) -> int:
        """End of the measured days."""
        return (self.warmup_days + self.measured_days) * DAY_MS


@dataclass(frozen=True, slots=True)
class TallyLayout(MeasuredSpan):
    """Axes of one site's counters: banks, size classes, companies, and the days counted.

    `streams` of waste, 0 where the scenario has no waste points; `temperatures` that parcels and
    compartments have, 1 where all are ambient; `has_service` 1 where it speaks of counters,
    doors or lobbies; `has_manager` 1 where the manager stands in the loop.
    """

    banks: int
    classes: int
    companies: int
    warmup_days: int
    measured_days: int
    streams: int = 0
    temperatures: int = 1
    has_service: int = 0
    has_manager: int = 0


@dataclass(frozen=True, slots=True)
class SiteCounters:
    """The counters of one site's log, along three axes.

    - `by_day[counter, size slot, measured day]`
    - `by_bank[counter, bank slot]`
    - `by_company[counter, company slot]`: events only, integrals are 0

    Slot `NONE` holds what has no such property, slot i + 1 member i.
    """

    by_day: I64
    by_bank: I64
    by_company: I64
