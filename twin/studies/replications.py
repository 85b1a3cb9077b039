"""Replications: a set-up run several times, in parallel, each with its own draws.

Lives here: which batches there are, in which order their outcomes are joined, what happens when
the run is interrupted. Not here: what a batch does, processes (`twin.studies.running`), figures.

Replication r of seed s depends on neither the number of replications nor the number of jobs:
batches share nothing, their outcomes are sums, and digests are joined in site order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter

from scenarios.expand import count_sites
from twin.figures.network import MAX_SITES_APART
from twin.studies.running.batch import BatchOutcome, run_batch
from twin.studies.running.estimate import estimate_s
from twin.studies.running.finishing import finishing
from twin.studies.running.joining import JoinedRun, Replication
from twin.studies.running.pool import BatchPool, PackedSetup, WorkerPool, available_jobs
from twin.studies.running.resuming import KeptRun
from twin.studies.running.setup import Planned, Planner, Setup, SiteSpan, Weights, is_large
from twin.world.coupling.groups import couples_sites
from twin.world.plan import Plan, plan_groups

ANNOUNCE_FROM_S = 10.0
"""Runs that are estimated to take longer are announced."""

POOL_FROM_S = 3.0
"""Runs that are estimated to take less are not worth the start of processes."""

BATCHES_PER_JOB = 16
MAX_BATCH_GROUPS = 256
MAX_SPAN_SITES = 512
"""Sites of one batch of a large network: some seconds, so that little is lost and seen often."""

AHEAD = 4
"""Batches a job that may be handed out before the outcome of the first of them is joined."""

TELL_EVERY_S = 0.2

Progress = Callable[[float, float], None]
"""Told the share of the run that is done and the parcels simulated a second."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """All replications that are finished, in order; `complete` unless the run was interrupted."""

    setup: Setup
    replications: list[Replication]
    complete: bool
    elapsed_s: float

    @property
    def parcels(self) -> int:
        """Parcels simulated in finished replications."""
        return sum(replication.parcels for replication in self.replications)

    @property
    def drop_offs(self) -> int:
        """Drop-offs simulated in finished replications."""
        return sum(replication.drop_offs for replication in self.replications)


def run_replications(
    setup: Setup,
    replications: int,
    *,
    jobs: int | None = None,
    pool: BatchPool | None = None,
    kept: KeptRun | None = None,
    progress: Progress | None = None,
    announce: Callable[[float], None] | None = None,
) -> RunOutcome:
    """Run replications 0 … `replications` − 1.

    `jobs` processes (default: one a processor; none for short runs), or those of `pool`, which can
    serve several runs. Batches that `kept` has are not run again, and those that are run are kept
    (of runs that are large). `announce` is told the estimated seconds before a run of more than
    ANNOUNCE_FROM_S. KeyboardInterrupt (also raised by `progress`) ends the run: finished
    replications are kept. Raises ValueError for less than one replication or job.
    """
    if replications < 1:
        raise ValueError(f"replications = {replications}: must be at least 1")
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs = {jobs}: must be at least 1")
    began = perf_counter()
    joined = JoinedRun(setup, kept)
    try:
        jobs = pool.jobs if pool is not None else jobs or available_jobs()
        jobs = min(jobs, _most_batches(setup, replications))
        meter = _Meter(Weights(setup).total * replications, progress, joined.recall(replications))
        run_s = 0.0
        packs = pool is not None and pool.least_task_s > 0
        if announce is not None or packs or (jobs > 1 and pool is None):
            run_s = estimate_s(setup, replications) * meter.left
            jobs = jobs if pool is not None or run_s >= POOL_FROM_S else 1
            if announce is not None and run_s / jobs >= ANNOUNCE_FROM_S:
                announce(run_s / jobs)
        tasks = _tasks(setup, replications, jobs, joined.begun)
        if jobs == 1 and pool is None:
            planner = Planner(setup)
            for task in tasks:
                outcome = run_batch(setup, task.replication, planner.plans(task.planned), meter)
                joined.add(task.replication, task.planned, outcome, last=task.last)
        else:
            with ExitStack() as stack:
                pool = pool or stack.enter_context(WorkerPool(jobs))
                least = pool.least_task_s * meter.total * meter.left / max(run_s, 1e-9)
                _run_in(pool, setup, _packed(tasks, least), joined, meter)
        meter.tell(finished=True)
    except KeyboardInterrupt:
        if pool is not None:
            pool.stop()
    with finishing():
        finished = joined.close()
    return RunOutcome(setup, finished, len(finished) == replications, perf_counter() - began)


def _run_in(
    pool: BatchPool, setup: Setup, packs: Iterator[list[_Task]], joined: JoinedRun, meter: _Meter
) -> None:
    """Keep the pool busy; join outcomes in the order of the tasks."""
    packed = PackedSetup.pack(setup)
    begun = pool.done()
    waiting: deque[tuple[list[_Task], Future[list[BatchOutcome]]]] = deque()
    more = True
    try:
        while more or waiting:
            while more and len(waiting) < AHEAD * pool.jobs:
                pack = next(packs, None)
                more = pack is not None
                if pack is not None:
                    works = [(task.replication, task.planned) for task in pack]
                    waiting.append((pack, pool.submit(packed, works)))
            if waiting:
                wait([waiting[0][1]], timeout=TELL_EVERY_S, return_when=FIRST_COMPLETED)
            while waiting and waiting[0][1].done():
                pack, future = waiting.popleft()
                for task, outcome in zip(pack, pool.outcomes(future), strict=True):
                    joined.add(task.replication, task.planned, outcome, last=task.last)
            work, parcels = pool.done()
            meter.set(work - begun[0], parcels - begun[1])
            meter.tell()
    finally:
        for _, future in waiting:
            future.cancel()


def _packed(tasks: Iterator[_Task], least: float) -> Iterator[list[_Task]]:
    """Tasks in lists of at least so much work; the last may have less."""
    pack: list[_Task] = []
    for task in tasks:
        pack.append(task)
        if sum(each.work for each in pack) >= least:
            yield pack
            pack = []
    if pack:
        yield pack


def _most_batches(setup: Setup, replications: int) -> int:
    """Batches into which the run can be divided at most; coupled sites count as one group."""
    coupled = couples_sites(setup.scenario)
    return replications * (1 if coupled else count_sites(setup.scenario))


@dataclass(frozen=True, slots=True)
class _Task:
    """A batch; `last` of its replication; `work` in the unit of `Weights`."""

    replication: int
    planned: Planned
    last: bool
    work: float


def _tasks(
    setup: Setup, replications: int, jobs: int, begun: tuple[int, int] = (0, 0)
) -> Iterator[_Task]:
    """Batches of similar weight, replication after replication; plans of few sites are kept, the
    sites of a large network are planned where they run, from number `begun` on.
    """
    weights = Weights(setup)
    if is_large(setup):
        yield from _spans(count_sites(setup.scenario), replications, jobs, begun, weights.total)
        return
    batch_weight = weights.total * replications / (jobs * BATCHES_PER_JOB)
    kept: list[Plan] | None = None
    if count_sites(setup.scenario) <= MAX_SITES_APART:
        kept = list(plan_groups(setup.scenario, setup.days))
    for replication in range(replications):
        plans = plan_groups(setup.scenario, setup.days) if kept is None else kept
        batch: list[Plan] = []
        weight = 0.0
        for plan in plans:
            if batch and (weight >= batch_weight or len(batch) >= MAX_BATCH_GROUPS):
                yield _Task(replication, tuple(batch), last=False, work=weight)
                batch, weight = [], 0.0
            batch.append(plan)
            weight += sum(weights.of(place) for place in plan.sites)
        yield _Task(replication, tuple(batch), last=True, work=weight)


def _spans(
    sites: int, replications: int, jobs: int, begun: tuple[int, int], work: float
) -> Iterator[_Task]:
    """Batches of sites in their order, as long as leaves every job some of them; `work` of all."""
    length = min(MAX_SPAN_SITES, -(-sites * replications // (jobs * BATCHES_PER_JOB)))
    for replication in range(begun[0], replications):
        for first in range(begun[1] if replication == begun[0] else 0, sites, length):
            stop = min(first + length, sites)
            own = work * (stop - first) / sites
            yield _Task(replication, SiteSpan(first, stop), last=stop == sites, work=own)


class _Meter:
    """Work done against all work; also the watch of batches that run in this process."""

    def __init__(self, total: float, progress: Progress | None, before: float = 0.0) -> None:
        self.total = total
        self._progress = progress
        self._before = before
        self._work = 0.0
        self._parcels = 0.0
        self._began = self._told = perf_counter()

    @property
    def left(self) -> float:
        """Share of the work that was not done before."""
        return max(0.0, 1.0 - self._before / self.total) if self.total else 1.0

    def stopped(self) -> bool:
        return False

    def report(self, work: float, parcels: float) -> None:
        self.set(self._work + work, self._parcels + parcels)
        self.tell()

    def set(self, work: float, parcels: float) -> None:
        self._work = work
        self._parcels = parcels

    def tell(self, *, finished: bool = False) -> None:
        now = perf_counter()
        if self._progress is not None and (finished or now - self._told >= TELL_EVERY_S):
            self._told = now
            share = 1.0 if finished else min((self._before + self._work) / self.total, 1.0)
            self._progress(share, self._parcels / max(now - self._began, 1e-9))
