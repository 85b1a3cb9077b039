"""Means and shares over seeds, with their 95 % intervals.

Lives here: Student-t, Wilson. Not here: what is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

CONFIDENCE = 0.95


def share(part: int, whole: int) -> dict[str, float | None]:
    """A share with Wilson's interval (1927); it holds where events are independent."""
    if not whole:
        return {"mean": None, "low": None, "high": None}
    found = stats.binomtest(part, whole).proportion_ci(CONFIDENCE, method="wilson")
    return {"mean": part / whole, "low": float(found.low), "high": float(found.high)}


def mean(values: Sequence[float]) -> dict[str, float | None]:
    """A mean over seeds with Student's interval; no interval of one."""
    if not values:
        return {"mean": None, "low": None, "high": None}
    middle = float(np.mean(values))
    if len(values) == 1:
        return {"mean": middle, "low": None, "high": None}
    wide = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * float(
        np.std(values, ddof=1) / np.sqrt(len(values))
    )
    return {"mean": middle, "low": middle - wide, "high": middle + wide}
