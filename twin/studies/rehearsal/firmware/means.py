"""A mean over replications, with its interval.

Lives here: Student-t. Not here: what is averaged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

CONFIDENCE = 0.95


def mean_with_interval(values: Sequence[float]) -> dict[str, float | None]:
    """Mean, low and high at 95 %; low and high are None for a single value, all for none."""
    if not values:
        return {"mean": None, "low": None, "high": None}
    mean = float(np.mean(values))
    if len(values) < 2:
        return {"mean": mean, "low": None, "high": None}
    wide = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * float(
        np.std(values, ddof=1) / np.sqrt(len(values))
    )
    return {"mean": mean, "low": mean - wide, "high": mean + wide}
