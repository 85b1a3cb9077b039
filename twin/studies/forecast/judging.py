"""Forecasts judged by a life that the forecaster knows from its log alone.

Lives here: a life run by one scenario, forecasts of it by another (mostly `calibrate`'s), scores.
Not here: the scores' formulas (`scoring`, `fleet.core.foresight.scores`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from fleet.core.foresight.scores import brier
from fleet.ports.forecast import BankNow, ParcelNow, SiteNow, Snapshot
from scenarios.days import DAY_MS, HOUR_MS, Days, lay_out_days
from scenarios.demand.site import SiteCompiler
from scenarios.expand import SitePlace
from scenarios.logs.cleaning.dropped import Dropped
from scenarios.logs.cleaning.parcels import STILL_INSIDE, ParcelLog
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.engines.kernel.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    ENTITY,
    KIND,
    TIME,
    Records,
    bank_of,
    class_of,
    free_of_bank,
    size_of,
)
from twin.studies.forecast.folding import SiteFutures
from twin.studies.forecast.moment import Moment, moment_of
from twin.studies.forecast.reduced import reduced
from twin.studies.forecast.scoring import covered, histogram, randomised_pit
from twin.studies.forecast.simulate import BATCH, Question, marks_of
from twin.studies.forecast.study import run_batch
from twin.studies.running.tasks import run_tasks
from twin.world.plan import plan_groups

I64 = npt.NDArray[np.int64]

BY_HOUR = 18.0


@dataclass(frozen=True, slots=True)
class SiteLife:
    """One site's parcels, a row each, and when a bank of it was full: from … to, row by row."""

    place: SitePlace
    bank: I64
    size_class: I64
    size: I64
    came_ms: I64
    left_ms: I64
    full_bank: I64
    full_from_ms: I64
    full_to_ms: I64

    def now(self, now_ms: int, midnight_ms: int) -> SiteNow:
        """What a manager would tell of it; `midnight_ms` of its day 0 since 1970."""
        lies = (self.came_ms <= now_ms) & (now_ms < self.left_ms)
        day_ms = now_ms // DAY_MS * DAY_MS
        rows = np.stack([self.size_class, self.size, self.came_ms + midnight_ms], axis=1)
        banks = [
            BankNow(bank.id, [ParcelNow(*row) for row in rows[lies & (self.bank == k)].tolist()])
            for k, bank in enumerate(self.place.banks)
        ]
        come = int(((self.came_ms >= day_ms) & (self.came_ms <= now_ms)).sum())
        return SiteNow(self.place.id, banks, come_today=come)

    def free(self, times_ms: I64) -> I64:
        """Free compartments by time, bank and class."""
        sizes = len(self.place.banks[0].compartments)
        found = np.array([bank.compartments for bank in self.place.banks])[None].repeat(
            len(times_ms), axis=0
        )
        for number in range(len(self.place.banks)):
            for each in range(sizes):
                own = (self.bank == number) & (self.size_class == each)
                came, left = np.sort(self.came_ms[own]), np.sort(self.left_ms[own])
                inside = np.searchsorted(came, times_ms, "right") - np.searchsorted(
                    left, times_ms, "right"
                )
                found[:, number, each] -= inside
        return found

    def was_full(self, bank: int, from_ms: int, to_ms: int) -> bool:
        """Whether a bank was full at some time from … to, both included."""
        own = self.full_bank == bank
        return bool(((self.full_from_ms <= to_ms) & (self.full_to_ms > from_ms) & own).any())


@dataclass(frozen=True, slots=True)
class Life:
    """What happened at all sites over `days`; `midnight_ms` of day 0 since 1970."""

    days: Days
    midnight_ms: int
    sites: tuple[SiteLife, ...]


def live(scenario: Scenario, days: int, seed: int) -> Life:
    """A life of so many days, after a week in which the banks fill."""
    run = lay_out_days(scenario, days, warmup_days=7)
    compiler, streams = SiteCompiler(scenario, run), Streams(seed, 0)
    sites: list[SiteLife] = []
    for plan in plan_groups(scenario, run):
        logs: list[list[Records]] = [[] for _ in plan.sites]
        traces = [compiler.compile(place, streams) for place in plan.sites]

        def keep(site: int, block: Records, logs: list[list[Records]] = logs) -> None:
            logs[site].append(block.copy())

        run_group(plan, traces, [None] * len(plan.sites), keep)
        sites += [
            _life_of(place, np.concatenate(log))
            for place, log in zip(plan.sites, logs, strict=True)
        ]
    begins = dt.datetime.combine(run.first, dt.time(), ZoneInfo(scenario.time_zone))
    return Life(run, round(begins.timestamp()) * 1000, tuple(sites))


def _life_of(place: SitePlace, log: Records) -> SiteLife:
    came = log[log[:, KIND] == Kind.DEPOSIT]
    gone = log[np.isin(log[:, KIND], (Kind.COLLECTION, Kind.TAKE_BACK))]
    left_ms = np.full(int(came[:, ENTITY].max(initial=-1)) + 1, 2**62, dtype=np.int64)
    left_ms[gone[:, ENTITY]] = gone[:, TIME]
    changes = log[np.isin(log[:, KIND], (Kind.DEPOSIT, Kind.COLLECTION, Kind.TAKE_BACK))]
    spans: list[tuple[int, int, int]] = []
    for number in range(len(place.banks)):
        own = changes[bank_of(changes) == number]
        full = np.flatnonzero(free_of_bank(own) == 0)
        ends = np.append(own[1:, TIME], log[-1, TIME])
        spans += [(number, int(own[k, TIME]), int(ends[k])) for k in full.tolist()]
    table = np.array(spans, dtype=np.int64).reshape(-1, 3)
    return SiteLife(
        place, bank_of(came), class_of(came), size_of(came), came[:, TIME],
        left_ms[came[:, ENTITY]], table[:, 0], table[:, 1], table[:, 2],
    )  # fmt: skip


@dataclass
class Judgement:
    """What was said and what came, case by case."""

    pit: list[npt.NDArray[np.float64]] = field(default_factory=list)
    said: list[float] = field(default_factory=list)
    came: list[bool] = field(default_factory=list)
    climatology: list[float] = field(default_factory=list)
    yesterday: list[float] = field(default_factory=list)
    now: list[float] = field(default_factory=list)

    def rows(self) -> dict[str, float]:
        """Scores by name: coverage of bands, Brier scores of the forecast and of those without a
        model, the base rate, and how far the PIT's histogram is from flat at most.
        """
        pit = np.concatenate([each.ravel() for each in self.pit])
        return {
            "cases": float(len(self.said)),
            "counts": float(pit.size),
            "covered_90": covered(pit, 0.9),
            "covered_50": covered(pit, 0.5),
            "pit_off": max(abs(cell - 1) for cell in histogram(pit)),
            "base_rate": float(np.mean(self.came)),
            "brier": brier(self.said, self.came),
            "climatology": brier(self.climatology, self.came),
            "persistence": brier(self.yesterday, self.came),
            "as_now": brier(self.now, self.came),
        }


def judge(
    life: Life, told: Scenario, first_day: int, hours: Sequence[int], futures: int,
    jobs: int | None = 1, days: int | None = None, seed: int = 1,
) -> Judgement:  # fmt: skip
    """Forecasts at `hours` of each day from `first_day` (of the life, its first week counted) on,
    by `told`; climatology knows the days before `first_day`.
    """
    scenario, found = reduced(told), Judgement()
    generator = np.random.default_rng(seed)
    last = life.days.count if days is None else first_day + days
    when = [(day, hour) for day in range(first_day, last) for hour in hours]
    questions = [_question(life, scenario, day, hour, futures, seed) for day, hour in when]
    batches = futures // BATCH
    tasks = [(question, batch) for question in questions for batch in range(batches)]
    parts = run_tasks(run_batch, tasks, jobs)
    for (day, _), question in zip(when, questions, strict=True):
        runs = [next(parts) for _ in range(batches)]
        marks_ms = marks_of(question.moment) + day * DAY_MS
        for number, site in enumerate(life.sites):
            ahead = SiteFutures.join([run[number] for run in runs])
            found.pit.append(randomised_pit(ahead.free, site.free(marks_ms), generator))
            _judge_full(found, site, ahead.full_ms, question.moment, day, first_day)
    return found


def _question(
    life: Life, scenario: Scenario, day: int, hour: int, futures: int, seed: int
) -> Question:
    """What is asked at an hour of a day."""
    now_ms = day * DAY_MS + hour * HOUR_MS
    sites = [site.now(now_ms, life.midnight_ms) for site in life.sites]
    snapshot = Snapshot(life.midnight_ms + now_ms, sites)
    moment = moment_of(snapshot, scenario, BY_HOUR, BY_HOUR - hour)
    return Question(scenario, moment, seed + day * 24 + hour, futures)


def _judge_full(
    found: Judgement, site: SiteLife, full_ms: I64, moment: Moment, day: int, first_day: int
) -> None:
    """Full by 18:00, of each bank of a site."""
    now_ms, by_ms = moment.span.now_ms, moment.by_ms

    def was(bank: int, on: int) -> bool:
        return site.was_full(bank, on * DAY_MS + now_ms, on * DAY_MS + by_ms)

    for bank in range(len(site.place.banks)):
        found.said.append(float((full_ms[:, bank, 0] <= by_ms).mean()))
        found.came.append(was(bank, day))
        found.climatology.append(float(np.mean([was(bank, d) for d in range(7, first_day)])))
        found.yesterday.append(float(was(bank, day - 1)))
        at_ms = day * DAY_MS + now_ms
        found.now.append(float(site.was_full(bank, at_ms, at_ms)))


def log_of(life: Life, scenario: Scenario, until_day: int) -> ParcelLog:
    """What the banks logged before a day, as `calibrate` takes it."""
    end_ms = until_day * DAY_MS
    banks = [bank.id for site in life.sites for bank in site.place.banks]
    columns: list[tuple[I64, I64, I64, I64]] = []
    for site in life.sites:
        first = banks.index(site.place.banks[0].id)
        own = site.came_ms < end_ms
        left_ms = site.left_ms[own]
        ended_ms = np.where(left_ms < end_ms, left_ms + life.midnight_ms, STILL_INSIDE)
        came_ms = site.came_ms[own] + life.midnight_ms
        columns.append((first + site.bank[own], site.size[own], came_ms, ended_ms))
    joined = [np.concatenate(each) for each in zip(*columns, strict=True)]
    bank, size, deposited_ms, ended_ms = joined
    order = np.argsort(deposited_ms, kind="stable")
    return ParcelLog(
        files=("life",),
        rows=len(order),
        local_times=0,
        dropped=Dropped(),
        banks=tuple(banks),
        sizes=tuple(each.id for each in scenario.sizes),
        bank=bank[order],
        size=size[order],
        deposited_ms=deposited_ms[order],
        ended_ms=ended_ms[order],
        taken_back=np.zeros(len(order), dtype=np.bool_),
    )
