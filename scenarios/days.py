"""The calendar of a run: what each simulated day is.

Lives here: dates, weekdays, demand multipliers, labels and holidays by day number.
Not here: clock times of events; a day is 24 h of local time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.schema import Scenario

SECOND_MS = 1_000
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Days:
    """Days 0 … n−1 of a run; the first `warmup_days` are not counted.

    `multiplier[d]` is the calendar's and the weekday's factor on parcels; `holiday[d]` is 1 on
    holidays; `labels` maps a label to the day numbers that bear it (measured days only).
    """

    first: dt.date
    warmup_days: int
    measured_days: int
    weekday: npt.NDArray[np.int64]
    multiplier: npt.NDArray[np.float64]
    holiday: npt.NDArray[np.int64]
    labels: dict[str, tuple[int, ...]]

    @property
    def count(self) -> int:
        """Days in all."""
        return self.warmup_days + self.measured_days

    @property
    def warmup_ms(self) -> int:
        """End of the warm-up."""
        return self.warmup_days * DAY_MS

    @property
    def horizon_ms(self) -> int:
        """End of the run."""
        return self.count * DAY_MS

    def date(self, day: int) -> dt.date:
        """Date of day number `day`."""
        return self.first + dt.timedelta(days=day)


def lay_out_days(
    scenario: Scenario,
    measured_days: int | None = None,
    *,
    warmup_days: int | None = None,
    first_day: dt.date | None = None,
) -> Days:
    """Lay out the days of a run; the scenario's `start_date` is the first measured day.

    `first_day` (of the warm-up, if any) takes its place for a replayed trace. A peak is its own
    label besides the scenario's `labels`.
    """
    measured = scenario.run.days if measured_days is None else measured_days
    warmup = scenario.run.warmup_days if warmup_days is None else warmup_days
    first = scenario.start_date - dt.timedelta(days=warmup) if first_day is None else first_day
    count = warmup + measured
    numbers = np.arange(count)
    weekday = (numbers + first.weekday()) % 7
    multiplier = np.asarray(scenario.parcels.weekday_factor, dtype=np.float64)[weekday]
    labels: dict[str, set[int]] = {}
    for peak in scenario.calendar.peaks:
        start = (peak.first_day - first).days
        days = range(max(start, 0), min(start + peak.length_days, count))
        multiplier[list(days)] *= peak.multiplier
        labels.setdefault(peak.id, set()).update(days)
    for name, spans in scenario.labels.items():
        for span in spans:
            start = (span.first_day - first).days
            days = range(max(start, 0), min(start + span.length_days, count))
            labels.setdefault(name, set()).update(days)
    holiday = np.zeros(count, dtype=np.int64)
    for date in scenario.calendar.holidays:
        if 0 <= (date - first).days < count:
            holiday[(date - first).days] = 1
    return Days(
        first=first,
        warmup_days=warmup,
        measured_days=measured,
        weekday=weekday.astype(np.int64),
        multiplier=multiplier,
        holiday=holiday,
        labels={
            name: tuple(sorted(d for d in days if d >= warmup)) for name, days in labels.items()
        },
    )
