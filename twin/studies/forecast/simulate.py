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
from scenarios.expand import SitePlace
from scenarios.initial import HeldParcels
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import MAX_LATENT_MS
from twin.engines.kernel.engine import run_group
from twin.eventlog.record import Records
from twin.studies.forecast.folding import SiteFold, SiteFuture
from twin.studies.forecast.moment import Moment, SiteMoment
from twin.studies.running.setup import RunGroup
from twin.world.beginning import begin_at
from twin.world.plan import Plan, plan_groups

I64 = npt.NDArray[np.int64]

BATCH = 50
"""Futures drawn together; batch k has the streams of replication k, so the first 50 of 500 futures
are those of a forecast with 50."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is forecast. `scenario` as `twin.studies.forecast.reduced` leaves it; `futures` are a
    multiple of BATCH.
    """

    scenario: Scenario
    moment: Moment
    seed: int
    futures: int
    engine: RunGroup = run_group

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

    def plans(self) -> Iterator[Plan]:
        """Groups of coupled sites, from now until the end."""
        span = self._question.moment.span
        for plan in plan_groups(self._question.scenario, self._question.moment.days):
            yield begin_at(plan, span.now_ms, span.end_ms)

    def run(self, plan: Plan, batch: int) -> list[list[SiteFuture]]:
        """Batch `batch` of the futures of a group: site by site, future by future."""
        streams = Streams(self._question.seed, batch)
        moment = self._question.moment
        traces, held = [], []
        for place in plan.sites:
            site = moment.sites[place.id]
            traces.append(self._compiler.compile(place, streams, site.come_today))
            held.append(list(self._hold(place, site, streams)))
        folds = [SiteFold(plan, number, self._marks_ms) for number in range(len(plan.sites))]
        found: list[list[SiteFuture]] = [[] for _ in plan.sites]
        for future in range(BATCH):
            logs: list[list[Records]] = [[] for _ in plan.sites]

            def keep(site: int, block: Records, logs: list[list[Records]] = logs) -> None:
                logs[site].append(block.copy())

            self._question.engine(
                plan, [of[future] for of in traces], [of[future] for of in held], keep
            )
            for number, blocks in enumerate(logs):
                log = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
                found[number].append(folds[number].fold(log))
        return found

    def _hold(self, place: SitePlace, site: SiteMoment, streams: Streams) -> Iterator[HeldParcels]:
        """What is inside, future by future, with recipients drawn given that none has come."""
        moment = self._question.moment
        count = len(site.bank)
        latents = draw_recipients(
            self._question.scenario, place, streams, moment.days,
            np.tile(site.since_ms, BATCH), moment.span.now_ms,
        )  # fmt: skip
        _keep_blocked(latents, np.tile(~site.is_parcel, BATCH))
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


def _keep_blocked(latents: HeldLatents, blocked: npt.NDArray[np.bool_]) -> None:
    """Nobody comes for what blocks a compartment."""
    latents.dwell_ms[blocked] = MAX_LATENT_MS - DAY_MS
    latents.clock_ms[blocked] = -1
    latents.answer_ms[blocked] = -1
    latents.fee_lead_ms[blocked] = -1
