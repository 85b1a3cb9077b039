"""Futures run from a moment: draws, kernel, fold.

Lives here: what is run, in one picklable object, and a batch of its futures. Not here: processes,
answers (`twin.studies.forecast.answers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.demand.ahead.futures import FutureCompiler
from scenarios.demand.ahead.held import HeldLatents, draw_recipients
from scenarios.demand.ahead.repairs import draw_repaired_ms
from scenarios.expand import SitePlace, expand_sites
from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from scenarios.schema.faults import Repair
from scenarios.streams import Purpose, Streams
from scenarios.trace import MAX_LATENT_MS, latent_dwell_ms
from twin.engines.kernel.engine import run_group
from twin.eventlog.record import Records
from twin.studies.forecast.folding import SiteFold, SiteFutures
from twin.studies.forecast.moment import NOT_JAMMED, Moment, SiteMoment
from twin.studies.running.setup import RunGroup
from twin.world.beginning import begin_at
from twin.world.coupling.groups import couples_sites
from twin.world.plan import Plan, SitePlanner, plan_groups

I64 = npt.NDArray[np.int64]

BATCH = 50
"""Futures drawn together; batch k has the streams of replication k, so the first 50 of 500 futures
are those of a forecast with 50."""

COPIES = 10
"""Futures of a site that run side by side, as so many sites that nothing couples: laying a run out
costs more than a day at a bank takes, and more copies than these leave the cache."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is forecast. `scenario` as `twin.studies.forecast.reduced` leaves it; `futures` are a
    multiple of BATCH. `repair` of a jammed door; None: it stays so to the end.
    """

    scenario: Scenario
    moment: Moment
    seed: int
    futures: int
    engine: RunGroup = run_group
    repair: Repair | None = None

    def __post_init__(self) -> None:
        if self.futures < BATCH or self.futures % BATCH:
            raise ValueError(f"futures = {self.futures}: must be a multiple of {BATCH}")

    @property
    def batches(self) -> int:
        """How many batches that is."""
        return self.futures // BATCH


def marks_of(moment: Moment) -> I64:
    """Ends of the hours of a forecast, on its calendar: full hours of the clock after now."""
    span = moment.span
    return np.arange(span.now_ms // HOUR_MS + 1, span.end_ms // HOUR_MS + 1) * HOUR_MS


class Simulator:
    """Runs batches of the futures of a question; what they share is laid out once."""

    def __init__(self, question: Question) -> None:
        self._question = question
        scenario, moment = question.scenario, question.moment
        self._compiler = FutureCompiler(scenario, moment.days, moment.span, BATCH)
        self._marks_ms = marks_of(moment)

    def groups(self) -> Iterator[tuple[tuple[SitePlace, ...], Plan]]:
        """Sites that redirects couple, and the plan of their copies from now until the end."""
        scenario, moment = self._question.scenario, self._question.moment
        span = moment.span
        if couples_sites(scenario):
            for plan in plan_groups(scenario, moment.days):
                yield plan.sites, begin_at(plan, span.now_ms, span.end_ms)
            return
        planner = SitePlanner(scenario, moment.days)
        for place in expand_sites(scenario):
            plan = planner.copies(place, COPIES)
            yield (place,), begin_at(plan, span.now_ms, span.end_ms)

    def run(self, sites: tuple[SitePlace, ...], plan: Plan, batch: int) -> list[SiteFutures]:
        """Batch `batch` of the futures of coupled sites, site by site."""
        streams = Streams(self._question.seed, batch)
        moment = self._question.moment
        traces, held = [], []
        for place in sites:
            site = moment.sites[place.id]
            traces.append(self._compiler.compile(place, streams, site.come_today))
            held.append(list(self._hold(place, site, streams)))
        folds = [SiteFold(plan, number, self._marks_ms) for number in range(len(sites))]
        logs: list[list[Records]] = [[] for _ in sites]
        copies = len(plan.sites) // len(sites)
        for first in range(0, BATCH, copies):
            futures = range(first, first + copies)
            blocks: list[list[Records]] = [[] for _ in plan.sites]

            def keep(site: int, block: Records, blocks: list[list[Records]] = blocks) -> None:
                blocks[site].append(folds[site % len(folds)].keep(block))

            self._question.engine(
                plan,
                [of[future] for future in futures for of in traces],
                [of[future] for future in futures for of in held],
                keep,
            )
            for number, parts in enumerate(blocks):
                log = parts[0] if len(parts) == 1 else np.concatenate(parts)
                logs[number % len(sites)].append(log)
        return [fold.fold(of) for fold, of in zip(folds, logs, strict=True)]

    def _hold(self, place: SitePlace, site: SiteMoment, streams: Streams) -> Iterator[HeldParcels]:
        """What is inside, future by future, with recipients drawn given that none has come."""
        moment = self._question.moment
        count = len(site.bank)
        latents = draw_recipients(
            self._question.scenario, place, streams, moment.days,
            np.tile(site.since_ms, BATCH), moment.span.now_ms,
        )  # fmt: skip
        _keep_blocked(latents, np.tile(~site.is_parcel, BATCH))
        self._repair(latents, place, site, streams)
        for future in range(BATCH):
            rows = slice(future * count, (future + 1) * count)
            yield HeldParcels(
                bank=site.bank,
                compartment=site.compartment,
                size=site.size,
                company=np.full(count, -1, dtype=np.int64),
                deposited_ms=site.since_ms,
                dwell_ms=latents.dwell_ms[rows],
                clock_ms=latents.clock_ms[rows],
                answer_ms=latents.answer_ms[rows],
                fee_lead_ms=latents.fee_lead_ms[rows],
                bins_g=site.bins_g,
            )

    def _repair(
        self, latents: HeldLatents, place: SitePlace, site: SiteMoment, streams: Streams
    ) -> None:
        """Jammed doors come back when they are repaired, in each future at another time."""
        repair, now_ms = self._question.repair, self._question.moment.span.now_ms
        rows = np.flatnonzero(np.tile(site.jammed_ms < NOT_JAMMED, BATCH))
        if repair is None or not len(rows):
            return
        failed_ms = np.tile(site.jammed_ms, BATCH)[rows]
        generator = streams.generator(Purpose.HELD_REPAIR, place.id)
        repaired_ms = draw_repaired_ms(repair, failed_ms, now_ms, generator)
        scenario, days = self._question.scenario, self._question.moment.days
        latents.dwell_ms[rows] = latent_dwell_ms(
            repaired_ms - now_ms, np.full(len(rows), now_ms), int(days.weekday[0]),
            round(scenario.dwell.weekend_factor * 1000),
        )  # fmt: skip


def _keep_blocked(latents: HeldLatents, blocked: npt.NDArray[np.bool_]) -> None:
    """Nobody comes for what blocks a compartment."""
    latents.dwell_ms[blocked] = MAX_LATENT_MS - DAY_MS
    latents.clock_ms[blocked] = -1
    latents.answer_ms[blocked] = -1
    latents.fee_lead_ms[blocked] = -1
