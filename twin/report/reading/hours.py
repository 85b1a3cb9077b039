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
from twin.report.reading.by_hour.cold import ColdFold, ColdHours
from twin.report.reading.by_hour.faults import FaultFold, FaultHours
from twin.report.reading.by_hour.service import ServiceFold, ServiceHours
from twin.report.reading.by_hour.steps import hourly_means, measured
from twin.report.reading.by_hour.waste import WasteFold, WasteHours
from twin.report.reading.by_hour.watch import WatchFold, WatchHours
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
    - `waste`, `cold`, `faults`, `service`: None where there are no waste points, no cold cells, no
      faults, no other ways than lockers; `watch` as `waste`
    """

    replications: int
    weeks: list[BankWeek]
    presented: F64
    rejected: F64
    occupied: F64
    lobby: F64
    capacity: int
    waste: WasteHours | None = None
    cold: ColdHours | None = None
    faults: FaultHours | None = None
    service: ServiceHours | None = None
    watch: WatchHours | None = None


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
    waste = WasteFold(rows, result) if result.setting.streams else None
    cold = ColdFold(rows, result) if result.setting.limits else None
    faults = FaultFold(rows, result) if result.has_faults else None
    service = ServiceFold(rows, result) if result.has_service else None
    watch = WatchFold(rows, result) if result.setting.streams else None
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
            if waste is not None:
                waste.add(row, records, layout)
            for fold in (cold, faults, service, watch):
                if fold is not None:
                    fold.add(row, site, records, layout)
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
        waste=None if waste is None else waste.close(),
        cold=None if cold is None else cold.close(),
        faults=None if faults is None else faults.close(),
        service=None if service is None else service.close(),
        watch=None if watch is None else watch.close(),
    )


def _layout(result: Result, site: SiteBuilt) -> TallyLayout:
    return TallyLayout(
        banks=len(site.banks),
        classes=len(result.setting.sizes),
        companies=len(result.setting.companies),
        warmup_days=result.days.warmup,
        measured_days=result.days.measured,
        temperatures=3 if result.setting.limits else 1,
    )


def _first_attempts_by_hour(records: Records, layout: TallyLayout) -> I64:
    """First attempts, and those rejected, by hour of the day, over all measured days."""
    counted = measured(records, layout)
    first = counted[counted[:, ORDINAL] == 0]
    hour = first[:, TIME] % DAY_MS // HOUR_MS
    rejected = first[:, KIND] == Kind.REJECTION
    presented = rejected | (first[:, KIND] == Kind.DEPOSIT)
    return np.stack(
        [np.bincount(hour[chosen], minlength=DAY_HOURS) for chosen in (presented, rejected)]
    )
