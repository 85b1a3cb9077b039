"""Statistics over replications and over days.

Lives here: mean with Student interval, and the quantile of days. Not here: what is averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twin.figures.counters import F64, I64

LEVEL = 0.95
"""Two-sided confidence of the intervals of a result."""

DAY_QUANTILE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Means over replications with two-sided bounds, one entry a row; NaN = undefined.

    `n` counts the replications in which the value is defined, or all of them where it is
    undefined in every one. With one replication the bounds are undefined.
    """

    mean: F64
    low: F64
    high: F64
    n: I64


def over_replications(values: F64, level: float = LEVEL) -> Interval:
    """Mean ± t · s / √n of `values[replication, row]` (Student, n − 1 degrees of freedom).

    Values that are NaN in some replications are left out of their row's mean.
    """
    from scipy.special import stdtrit

    defined = np.isfinite(values)
    n = defined.sum(axis=0)
    nothing = np.full(values.shape[1], np.nan)
    total = np.where(defined, values, 0.0).sum(axis=0)
    mean = np.divide(total, n, out=nothing.copy(), where=n > 0)
    squares = np.where(defined, (values - mean) ** 2, 0.0).sum(axis=0)
    several = n > 1
    variance = np.divide(squares, n - 1, out=nothing.copy(), where=several)
    t = stdtrit(np.where(several, n - 1, 1), (1 + level) / 2)
    half = t * np.sqrt(np.divide(variance, n, out=nothing.copy(), where=several))
    return Interval(mean, mean - half, mean + half, np.where(n > 0, n, len(values)))


def day_quantile(values: F64, quantile: float = DAY_QUANTILE) -> float:
    """Quantile of day values pooled over replications, NaN where no day is defined.

    Linear between order statistics (Hyndman and Fan 1996, type 7); undefined days are left out.
    """
    defined = values[np.isfinite(values)]
    return float(np.quantile(defined, quantile)) if len(defined) else float("nan")
