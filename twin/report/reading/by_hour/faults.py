"""What only the log can tell of faults: what is down when, and who waits for his parcel.

Lives here: the fold of sites' logs. Not here: files, figures, plots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scenarios.days import HOUR_MS
from scenarios.parts.faults import DOOR, MAINS, NETWORK
from twin.eventlog.events import Kind
from twin.eventlog.record import ENTITY, KIND, ORDINAL, TIME, VALUE, Records, bank_of
from twin.figures.counters import F64, I64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS
from twin.report.reading.by_hour.steps import by_hour_of_day, hours_since, means_of_steps, measured
from twin.report.reading.result import OutageTold, Result, SiteBuilt
from twin.world.faults.plan import KIND_SHIFT

_CODES = {"mains": MAINS, "network": NETWORK}


class Span(NamedTuple):
    """From and to, in hours since the first measured one; clipped to the measured days."""

    begin_h: float
    end_h: float


@dataclass(frozen=True, slots=True)
class Down:
    """A component in one replication and when it does not work.

    `kind` is its code (`scenarios.schema.faults.COMPONENTS`); `number` that of a bank or a sensor,
    0 for mains and network. The doors of a bank stand together.
    """

    site: str
    kind: int
    number: int
    spans: list[Span]

    @property
    def hours(self) -> float:
        """Hours down in all."""
        return sum(span.end_h - span.begin_h for span in self.spans)


@dataclass(frozen=True, slots=True)
class OutageEnd:
    """What one outage did, mean over replications.

    `blocked`: parcels whose recipient it kept from them; `served`: those of them that were fetched
    while it lasted; `last_h`: from its begin until the last of them had been fetched, None where
    there is none.
    """

    blocked: float
    served: float
    last_h: float | None


@dataclass(frozen=True, slots=True)
class FaultHours:
    """Faults by the hour.

    - `down`: components of the first replication, those that were down for longest first
    - `waiting`: [replication, hour since the first measured one] parcels that a recipient could not
      take out and that still lie there, mean over the hour
    - `first`, `again`: blocked attempts, first and later ones of a parcel, mean a measured day, by
      hour of the day
    - `outages`: one for each outage of the scenario
    """

    down: list[Down]
    waiting: F64
    first: F64
    again: F64
    outages: list[OutageEnd]


def spans_of(records: Records, kind: int, number: int, layout: TallyLayout) -> list[Span]:
    """When a component of a site was down, within the measured days."""
    failures = records[records[:, KIND] == Kind.FAILURE]
    entity = (kind << KIND_SHIFT) | number
    return _spans(failures[failures[:, ENTITY] == entity], layout)


def _spans(failures: Records, layout: TallyLayout) -> list[Span]:
    begin = hours_since(failures[:, TIME], layout)
    end = hours_since(failures[:, TIME] + failures[:, VALUE], layout)
    last = float(layout.measured_days * DAY_HOURS)
    return [
        Span(max(float(a), 0.0), min(float(b), last))
        for a, b in zip(begin, end, strict=True)
        if b > 0 and a < last
    ]


class FaultFold:
    """Folds the logs of all sites of all replications that are read."""

    def __init__(self, replications: int, result: Result) -> None:
        self._days = replications * result.days.measured
        self._outages = result.setting.outages
        self._down: list[Down] = []
        self._waiting = np.zeros((replications, result.days.measured * DAY_HOURS))
        self._attempts = np.zeros((2, DAY_HOURS))
        shape = (len(self._outages), replications)
        self._blocked, self._served, self._last = np.zeros((3, *shape))

    def add(self, row: int, site: SiteBuilt, records: Records, layout: TallyLayout) -> None:
        """Fold the whole log of one site in one replication."""
        records = records[: np.searchsorted(records[:, TIME], layout.horizon_ms)]
        failures = records[records[:, KIND] == Kind.FAILURE]
        if row == 0:
            self._add_down(site, failures, layout)
        blocked = records[records[:, KIND] == Kind.BLOCKED]
        counted = measured(blocked, layout)
        for of, chosen in enumerate((counted[:, ORDINAL] == 0, counted[:, ORDINAL] > 0)):
            self._attempts[of] += by_hour_of_day(counted[chosen])
        ends = _ends(records)
        first = blocked[blocked[:, ORDINAL] == 0]
        until = np.array([ends.get(int(e), layout.horizon_ms) for e in first[:, ENTITY]], np.int64)
        gone = until < layout.horizon_ms
        times = np.concatenate([first[:, TIME], until[gone]])
        by = np.concatenate([np.ones(len(first)), -np.ones(int(gone.sum()))])
        self._waiting[row] += means_of_steps(times, by, layout)
        for number, outage in enumerate(self._outages):
            if len(failures) and (failures[:, ORDINAL] == number + 1).any():
                self._add_outage(row, number, outage, blocked, ends, layout)

    def _add_down(self, site: SiteBuilt, failures: Records, layout: TallyLayout) -> None:
        kind = failures[:, ENTITY] >> KIND_SHIFT
        within = failures[:, ENTITY] & ((1 << KIND_SHIFT) - 1)
        number = np.where(kind == DOOR, bank_of(failures), within)
        for each in np.unique(np.stack([kind, number], axis=1), axis=0):
            own = failures[(kind == each[0]) & (number == each[1])]
            if spans := _spans(own, layout):
                self._down.append(Down(site.id, int(each[0]), int(each[1]), spans))

    def _add_outage(
        self,
        row: int,
        number: int,
        outage: OutageTold,
        blocked: Records,
        ends: dict[int, int],
        layout: TallyLayout,
    ) -> None:
        """Parcels blocked while an outage lasts, for its cause, and when they were fetched."""
        begin = layout.warmup_ms + round(outage.from_h * HOUR_MS)
        end = begin + round(outage.hours * HOUR_MS)
        cause = 1 << _CODES[outage.kind]
        hit = (
            (blocked[:, TIME] >= begin) & (blocked[:, TIME] < end) & (blocked[:, VALUE] & cause > 0)
        )
        entities: I64 = np.unique(blocked[hit, ENTITY])
        until = [ends[int(each)] for each in entities if int(each) in ends]
        self._blocked[number, row] += len(entities)
        self._served[number, row] += sum(each < end for each in until)
        last = max(((each - begin) / HOUR_MS for each in until), default=0.0)
        self._last[number, row] = max(self._last[number, row], last)

    def close(self) -> FaultHours:
        """The means."""
        return FaultHours(
            down=sorted(self._down, key=lambda each: (-each.hours, each.site, each.kind)),
            waiting=self._waiting,
            first=self._attempts[0] / self._days,
            again=self._attempts[1] / self._days,
            outages=[
                OutageEnd(
                    blocked=float(self._blocked[number].mean()),
                    served=float(self._served[number].mean()),
                    last_h=float(self._last[number].mean())
                    if self._blocked[number].any()
                    else None,
                )
                for number in range(len(self._outages))
            ],
        )


def _ends(records: Records) -> dict[int, int]:
    """When each parcel that was blocked left its compartment, in ms."""
    gone = records[np.isin(records[:, KIND], (Kind.RECOVERED, Kind.TAKE_BACK))]
    return {int(entity): int(time) for entity, time in gone[:, [ENTITY, TIME]]}
