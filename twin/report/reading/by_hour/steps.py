"""Folds of one site's log by the hour that all rooms share.

Lives here: the measured part of a log, means over each hour of what goes up and down, counts by
the hour of the day. Not here: which kinds of records count.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from twin.eventlog.record import KIND, TIME, Records
from twin.figures.counters import F64, I64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS


def measured(records: Records, layout: TallyLayout) -> Records:
    """The records of the measured days."""
    times = records[:, TIME]
    return records[
        np.searchsorted(times, layout.warmup_ms) : np.searchsorted(times, layout.horizon_ms)
    ]


def hourly_means(records: Records, step: F64, layout: TallyLayout) -> F64:
    """Mean number over each measured hour of what `step` counts up and down, by record kind."""
    stop = int(np.searchsorted(records[:, TIME], layout.horizon_ms))
    moves = np.flatnonzero(step[records[:stop, KIND]])
    return means_of_steps(records[moves, TIME], step[records[moves, KIND]], layout)


def means_of_steps(times_ms: I64, by: F64, layout: TallyLayout) -> F64:
    """Mean number over each measured hour of what goes up or down `by` so much at these times.

    A step at time t adds the rest of its hour to that hour and the whole of every later one; what
    happened in the warm-up counts from the first measured hour on. Times are before the horizon.
    """
    hours = layout.measured_days * DAY_HOURS
    since_ms = np.maximum(times_ms - layout.warmup_ms, 0)
    hour = since_ms // HOUR_MS
    steps = np.bincount(hour, weights=by, minlength=hours)
    rest = np.bincount(hour, weights=by * ((hour + 1) * HOUR_MS - since_ms), minlength=hours)
    earlier = np.cumsum(steps) - steps
    means: F64 = rest / HOUR_MS + earlier
    return means


def by_hour_of_day(records: Records, values: I64 | None = None) -> F64:
    """How many records (or the sum of their values) begin in each hour of the day."""
    hour = records[:, TIME] % DAY_MS // HOUR_MS
    counted = np.bincount(hour, weights=values, minlength=DAY_HOURS)
    return counted.astype(np.float64)


def hours_since(times_ms: I64, layout: TallyLayout) -> F64:
    """Hours since the first measured one, negative in the warm-up."""
    since: F64 = (times_ms - layout.warmup_ms) / HOUR_MS
    return since
