"""What only the log can tell: the run by the hour.

Lives here: the fold of every site's log into profiles of the week and the day and into time lines
of the network. Not here: files (`twin.report.reading.logs`), figures, plots.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, ORDINAL, TIME, Records
from twin.figures.counters import F64, I64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS, HourProfile
from twin.figures.slots import COMPARTMENT_STEP, LOBBY_STEP
from twin.report.reading.logs import MAX_REPLICATIONS_READ, read_site
from twin.report.reading.result import Result, SiteBuilt


@dataclass(frozen=True, slots=True)
class BankWeek:
    """Mean share of a bank's compartments that is occupied, by hour of the week (Monday first).

    NaN in hours that were not measured.
    """

    site: str
    bank: str
    occupancy: F64


@dataclass(frozen=True, slots=True)
class Hours:
    """The run by the hour; `replications` of it were read.

    - `weeks`: one a bank with compartments in service
    - `presented`, `rejected`: first attempts and those of them rejected, mean a measured day, by
      hour of the day, whole network
    - `occupied`, `lobby`: [replication, hour since the first measured one] occupied compartments
      and parcels on lobby floors, mean over the hour, whole network
    - `capacity`: compartments in service, whole network
    """

    replications: int
    weeks: list[BankWeek]
    presented: F64
    rejected: F64
    occupied: F64
    lobby: F64
    capacity: int


def read_hours(folder: Path, result: Result) -> Hours:
    """Fold the log in `folder`, site by site; nothing of it is kept.

    Raises ReportError for files that are not this run's log.
    """
    sites = result.setting.sites or []
    rows = min(len(result.log_digests or []), MAX_REPLICATIONS_READ)
    span = result.days.measured * DAY_HOURS
    first_attempts: I64 = np.zeros((2, DAY_HOURS), dtype=np.int64)
    lines = np.zeros((2, rows, span))
    weeks: list[BankWeek] = []
    for site in sites:
        layout = _layout(result, site)
        first_weekday = (result.days.first.weekday() - layout.warmup_days) % 7
        week = np.zeros((len(site.banks), 7 * DAY_HOURS))
        for row, (_, records) in enumerate(read_site(folder, result, site.id)):
            profile = HourProfile(layout, first_weekday)
            profile.add(records)
            week += profile.by_hour_of_week()
            first_attempts += _first_attempts_by_hour(records, layout)
            for line, step in enumerate((COMPARTMENT_STEP, LOBBY_STEP)):
                lines[line, row] += hourly_means(records, step, layout)
        weeks += [
            BankWeek(site.id, bank.id, mean / (rows * bank.doors))
            for bank, mean in zip(site.banks, week, strict=True)
            if bank.doors
        ]
    per_day = first_attempts / (rows * result.days.measured)
    return Hours(
        replications=rows,
        weeks=weeks,
        presented=per_day[0],
        rejected=per_day[1],
        occupied=lines[0],
        lobby=lines[1],
        capacity=sum(bank.doors for site in sites for bank in site.banks),
    )


def _layout(result: Result, site: SiteBuilt) -> TallyLayout:
    return TallyLayout(
        banks=len(site.banks),
        classes=len(result.setting.sizes),
        companies=len(result.setting.companies),
        warmup_days=result.days.warmup,
        measured_days=result.days.measured,
    )


def _measured(records: Records, layout: TallyLayout) -> Records:
    times = records[:, TIME]
    return records[
        np.searchsorted(times, layout.warmup_ms) : np.searchsorted(times, layout.horizon_ms)
    ]


def _first_attempts_by_hour(records: Records, layout: TallyLayout) -> I64:
    """First attempts, and those rejected, by hour of the day, over all measured days."""
    measured = _measured(records, layout)
    first = measured[measured[:, ORDINAL] == 0]
    hour = first[:, TIME] % DAY_MS // HOUR_MS
    rejected = first[:, KIND] == Kind.REJECTION
    presented = rejected | (first[:, KIND] == Kind.DEPOSIT)
    return np.stack(
        [np.bincount(hour[chosen], minlength=DAY_HOURS) for chosen in (presented, rejected)]
    )


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
