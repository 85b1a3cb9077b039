"""Folds of one site's log by the hour that lockers and waste points share.

Lives here: the measured part of a log, and means over each hour of what goes up and down. Not
here: which kinds of records count.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import HOUR_MS
from twin.eventlog.record import KIND, TIME, Records
from twin.figures.counters import F64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS


def measured(records: Records, layout: TallyLayout) -> Records:
    """The records of the measured days."""
    times = records[:, TIME]
    return records[
        np.searchsorted(times, layout.warmup_ms) : np.searchsorted(times, layout.horizon_ms)
    ]


def hourly_means(records: Records, step: F64, layout: TallyLayout) -> F64:
    """Mean number over each measured hour of what `step` counts up and down, by record kind.

    A step at time t adds the rest of its hour to that hour and the whole of every later one; what
    happened in the warm-up counts from the first measured hour on.
    """
    hours = layout.measured_days * DAY_HOURS
    stop = int(np.searchsorted(records[:, TIME], layout.horizon_ms))
    moves = np.flatnonzero(step[records[:stop, KIND]])
    by = step[records[moves, KIND]]
    since_ms = np.maximum(records[moves, TIME] - layout.warmup_ms, 0)
    hour = since_ms // HOUR_MS
    steps = np.bincount(hour, weights=by, minlength=hours)
    rest = np.bincount(hour, weights=by * ((hour + 1) * HOUR_MS - since_ms), minlength=hours)
    earlier = np.cumsum(steps) - steps
    means: F64 = rest / HOUR_MS + earlier
    return means
