"""Stays of parcels, some of which had not ended when the log did.

Lives here: censored dwells, and the share still there after each time (Kaplan-Meier). Not here:
laws of dwell (`laws`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from scenarios.days import HOUR_MS
from scenarios.logs.cleaning.clock import step_ms
from scenarios.logs.cleaning.parcels import STILL_INSIDE, ParcelLog

F64 = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stays:
    """Dwells in h; where `censored` they are longer than that."""

    hours: F64
    censored: Flags

    @property
    def ended(self) -> F64:
        """Dwells that are known."""
        return self.hours[~self.censored]

    def sample(self, count: int, generator: np.random.Generator) -> Stays:
        """So many of them, without replacement; all where there are no more."""
        if len(self.hours) <= count:
            return self
        chosen = generator.choice(len(self.hours), count, replace=False)
        return Stays(self.hours[chosen], self.censored[chosen])


@dataclass(frozen=True)
class Survival:
    """Kaplan-Meier: share still there after each time at which a stay ended."""

    quantiles: F64
    probabilities: F64


def survival_of(stays: Stays) -> Survival:
    """The Kaplan-Meier estimate at the times at which stays ended."""
    data = stats.CensoredData.right_censored(stays.hours, stays.censored)
    found = stats.ecdf(data).sf
    quantiles = np.asarray(found.quantiles, dtype=float)
    probabilities = np.asarray(found.probabilities, dtype=float)
    ended = np.isin(quantiles, stays.ended)
    return Survival(quantiles[ended], probabilities[ended])


def stays_of(log: ParcelLog) -> Stays:
    """The stays of a log. Those without an end, or ended by a courier, are censored.

    A stay shorter than the step of the log's times counts as half that step.
    """
    inside = log.ended_ms == STILL_INSIDE
    until = np.where(inside, log.last_ms, log.ended_ms)
    least = max(step_ms(log.deposited_ms), step_ms(log.ended_ms[~inside])) / 2
    hours = np.maximum(until - log.deposited_ms, least) / HOUR_MS
    return Stays(hours, inside | log.taken_back)
