"""What replications say of a target: an estimate and one-sided limits.

Lives here: limits of a mean (ratio of sums) and of the 95 % quantile of days. Not here: which
replications are run, or when it is enough (`twin.studies.sizing.proof`).

Replications are the independent units. A mean is Σ numerators / Σ denominators, because parcels
count alike whatever the day: the mean over replications of their own shares is lower, since days
with many parcels reject more of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from twin.figures.counters import F64
from twin.figures.statistics import DAY_QUANTILE, day_quantile
from twin.oracles.intervals import ratio_limits


@dataclass(frozen=True, slots=True)
class Limits:
    """An estimate from `n` replications, one-sided limits, and whether they can be trusted.

    `spread` is the standard deviation that one replication adds: the standard error is
    spread / √n. `settled` is false while the replications are too skewed for their number.
    """

    estimate: float
    lower: float
    upper: float
    spread: float
    n: int
    settled: bool


VACUOUS = Limits(0.0, 0.0, 0.0, 0.0, 0, settled=True)
"""Of a figure that is 0/0 in every replication."""


def limits_of_mean(above: F64, below: F64, alpha: float, *, counts: bool) -> Limits:
    """Limits of Σ `above` / Σ `below`, one value each a replication, each limit missed in `alpha`.

    `counts`: the numerators count rejections or over-full bins, so that none seen has a bound.
    """
    total = float(below.sum())
    if total <= 0:
        return VACUOUS
    n = len(above)
    estimate = float(above.sum()) / total
    if n < 2:
        return Limits(estimate, -math.inf, math.inf, math.inf, n, settled=False)
    interval, settled = ratio_limits(above, below, 1.0 - 2.0 * alpha, counts=counts)
    residual = above - estimate * below
    spread = math.sqrt(float(residual @ residual) / (n - 1)) * n / total
    return Limits(estimate, interval.low, interval.high, spread, n, settled)


def limits_of_day_quantile(above: F64, below: F64, alpha: float) -> Limits:
    """Limits of the 95 % quantile of the days' shares, `above[replication, day]`.

    The upper limit is the smallest share that fewer than 5 % of days pass, at its own upper limit:
    days of one replication hang together, so the share of days is a mean over replications.
    """
    defined = below > 0
    if not defined.any():
        return VACUOUS
    shares = np.divide(above, below, out=np.full(above.shape, -np.inf), where=defined)
    values = np.unique(shares[defined])
    days = defined.sum(axis=1).astype(np.float64)
    beyond = 1.0 - DAY_QUANTILE

    def first(side: int) -> float:
        low, high = 0, len(values) - 1
        if _passing(shares, days, float(values[high]), alpha)[side] > beyond:
            return math.inf
        while low < high:
            middle = (low + high) // 2
            if _passing(shares, days, float(values[middle]), alpha)[side] <= beyond:
                high = middle
            else:
                low = middle + 1
        return float(values[high])

    estimate = day_quantile(shares[defined])
    if len(above) < 2:
        return Limits(estimate, -math.inf, math.inf, math.inf, len(above), settled=False)
    lower, upper = first(0), first(1)
    spread = (min(upper, float(values[-1])) - lower) / 2 * math.sqrt(len(above)) / _normal(alpha)
    return Limits(estimate, lower, upper, spread, len(above), settled=True)


def _passing(shares: F64, days: F64, value: float, alpha: float) -> tuple[float, float]:
    """Limits of the share of days whose share passes `value`."""
    passing = (shares > value).sum(axis=1).astype(np.float64)
    limits = limits_of_mean(passing, days, alpha, counts=True)
    return limits.lower, limits.upper


def _normal(alpha: float) -> float:
    """Quantile of the normal law that `alpha` pass."""
    from scipy import special

    return float(-special.ndtri(alpha))
