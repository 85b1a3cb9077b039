"""Replaying a log of fill levels: does the run show what the log says?

Lives here: running the trace of a log and reading its own readings back from the run's event log.
Not here: the log (`scenarios.logs`), how a run is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from devices.physics.fill import fill_permille
from scenarios.days import lay_out_days
from scenarios.expand import SitePlace
from scenarios.logs.bin_trace import trace_of_levels
from scenarios.logs.fill_levels import BinLog, FillLog, scenario_id
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, TIME, Records, bank_of, volume_ml_of
from twin.studies.running.setup import RunGroup
from twin.world.plan import plan_groups

CHANGES = (Kind.DROP_OFF, Kind.CLEARING, Kind.EMPTYING)
"""Records after which a bin holds something else."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One bin: what its log says, and what the log of the run says in the same places.

    `readings` used, `same` of them met to the per mille; emptyings and readings at or above their
    threshold, in the log and in the run.
    """

    bin: str
    readings: int
    same: int
    emptyings: int
    run_emptyings: int
    full_days: int
    run_full_days: int

    @property
    def agrees(self) -> bool:
        """Whether the run shows what the log says."""
        return (
            self.same == self.readings
            and self.emptyings == self.run_emptyings
            and self.full_days == self.run_full_days
        )


def replay(scenario: Scenario, log: FillLog, engine: RunGroup) -> list[Replayed]:
    """Run the trace of a log; the bins of the log in its order.

    Raises ScenarioError as `trace_of_levels` does.
    """
    trace = trace_of_levels(scenario, log)
    days = lay_out_days(
        scenario, trace.measured_days, warmup_days=trace.warmup_days, first_day=trace.first_day
    )
    by_site = {site.site: site for site in trace.sites}
    logged = {scenario_id(each.id): each for each in log.bins}
    found: dict[str, Replayed] = {}
    for plan in plan_groups(scenario, days):
        traces = [by_site[place.id] for place in plan.sites]
        for place, records in zip(plan.sites, _run(engine, plan, traces), strict=True):
            for number, point in enumerate(place.points):
                if point.id in logged:
                    found[point.id] = _compare(logged[point.id], place, number, records)
    return [found[scenario_id(each.id)] for each in log.bins]


def summary(log: FillLog, rows: list[Replayed]) -> dict[str, Any]:
    """The whole of a replay as JSON values, its bins under `bins`."""
    names = ("readings", "same", "emptyings", "run_emptyings", "full_days", "run_full_days")
    return {
        "file": log.file,
        "first_day": log.first_day.isoformat(),
        "days": log.days,
        "rows": log.rows,
        "left_out": log.left_out,
        **{name: sum(getattr(row, name) for row in rows) for name in names},
        "agrees": all(row.agrees for row in rows),
        "bins": [
            {"bin": row.bin, **{name: getattr(row, name) for name in names}, "agrees": row.agrees}
            for row in rows
        ],
    }


def _run(engine: RunGroup, plan: Any, traces: list[SiteTrace]) -> list[Records]:
    """What changed bins, of each site of a group."""
    kept: list[list[Records]] = [[] for _ in traces]

    def keep(site: int, block: Records) -> None:
        kept[site].append(block[np.isin(block[:, KIND], CHANGES)].copy())

    engine(plan, traces, [None] * len(traces), keep)
    return [np.concatenate(blocks) for blocks in kept]


def _compare(logged: BinLog, place: SitePlace, point: int, records: Records) -> Replayed:
    own = records[bank_of(records) == len(place.banks) + point]
    is_emptying = own[:, KIND] == Kind.EMPTYING
    held_ml = np.where(is_emptying, 0, volume_ml_of(own))
    (built,) = place.points[point].bins
    last = np.searchsorted(own[:, TIME], logged.time_ms, side="right") - 1
    level = np.array(
        [fill_permille(int(held_ml[at]), built.capacity_ml) if at >= 0 else 0 for at in last],
        dtype=np.int64,
    )
    full = (logged.threshold_permille >= 0) & (level >= logged.threshold_permille)
    return Replayed(
        bin=logged.id,
        readings=len(level),
        same=int((level == logged.level_permille).sum()),
        emptyings=int(logged.emptied.sum()),
        run_emptyings=int(is_emptying.sum()),
        full_days=int(logged.full.sum()),
        run_full_days=int(full.sum()),
    )
