"""The crew: processes that simulate designs, each with its own share of the replications.

Lives here: who simulates which replication, starting and stopping. Not here: a simulation
(`twin.studies.sizing.simulated.simulate`), the connection to a cluster (`courtyard.cluster`).

Replication r belongs to process r mod jobs, which keeps its traces: what is drawn once serves all
designs. On a cluster a share goes to whoever is free, and what is too little for a task is done
here. Results do not depend on who simulates.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cached_property
from types import TracebackType

import numpy as np

from twin.figures.counters import F64, I64
from twin.studies.economics.flows import Running
from twin.studies.running.cluster import LEAST_TASK_S, Callers
from twin.studies.running.pool import available_jobs
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.simulated.simulate import Bench, Study

ALONE_UP_TO = 3_000_000
"""Parcels and drop-offs after which processes are worth their start."""


Made = tuple[I64, I64]
"""Columns[replication, site, column] and events by replication."""


class Crew:
    """Simulates in this process, and in `jobs` of its own once there is much to do; or on the
    workers of a cluster.
    """

    least_task_s = LEAST_TASK_S

    def __init__(
        self, study: Study, jobs: int | None = None, cluster: Callers | None = None
    ) -> None:
        self.study = study
        self._bench = Bench(study)
        self._cluster = cluster
        self._jobs = jobs or (available_jobs() if cluster is None else cluster.jobs)
        self._seconds = 0.0
        self._replications = 0
        self._workers: list[ProcessPoolExecutor] = []
        self._elsewhere = 0

    @cached_property
    def _packed(self) -> bytes:
        """The study for other processes; made once, and only where there are some."""
        return pickle.dumps(self.study)

    @property
    def simulated(self) -> int:
        """Parcels and drop-offs simulated so far by this crew; what was kept is not among them."""
        return self._bench.simulated + self._elsewhere

    def run(self, design: Design, sites: Sequence[int], replications: Sequence[int]) -> Made:
        """Columns[replication, site, column] and events by replication, as `Bench.run`."""
        if self._cluster is not None:
            return self._run_on(self._cluster, design, sites, replications)
        if self._jobs == 1 or (not self._workers and self.simulated < ALONE_UP_TO):
            return self._bench.run(design, sites, replications)
        if not self._workers:
            self._start()
        workers = self._workers

        def submit(number: int, own: list[int]) -> Future[Made]:
            return workers[number].submit(_run, design, tuple(sites), own)

        return self._joined(self._jobs, submit, Future.result, (sites, replications))

    def _run_on(
        self, cluster: Callers, design: Design, sites: Sequence[int], replications: Sequence[int]
    ) -> Made:
        """On workers, as many tasks as there is work for; what is too little for two stays here,
        and shows how long a replication takes.
        """
        each_s = self._seconds / self._replications if self._replications else 0.0
        work_s = each_s * len(replications)
        tasks = min(self._jobs, len(replications), int(work_s / max(self.least_task_s, 1e-9)))
        if not self._replications or tasks < 2:
            began = time.perf_counter()
            made = self._bench.run(design, sites, replications)
            self._seconds += time.perf_counter() - began
            self._replications += len(replications)
            return made

        def submit(_: int, own: list[int]) -> Future[Made]:
            return cluster.call(_run_packed, self._packed, design, tuple(sites), own)

        return self._joined(tasks, submit, cluster.result, (sites, replications))

    def _joined(
        self,
        shares: int,
        submit: Callable[[int, list[int]], Future[Made]],
        result: Callable[[Future[Made]], Made],
        asked: tuple[Sequence[int], Sequence[int]],
    ) -> Made:
        """Replication r is of share r mod `shares`; joined in the order that was asked for."""
        sites, replications = asked
        futures: list[tuple[list[int], Future[Made]]] = []
        for number in range(shares):
            rows = [i for i, r in enumerate(replications) if r % shares == number]
            if rows:
                futures.append((rows, submit(number, [replications[i] for i in rows])))
        shape = (len(replications), len(sites), self.study.width)
        columns = np.zeros(shape, dtype=np.int64)
        events = np.zeros(len(replications), dtype=np.int64)
        for rows, future in futures:
            columns[rows], events[rows] = result(future)
        self._elsewhere += int(events.sum())
        return columns, events

    def loads(self, sites: Sequence[int], replications: Sequence[int]) -> F64:
        """As `Bench.loads`."""
        return self._bench.loads(sites, replications)

    def totals(self, design: Design, replications: Sequence[int]) -> Running:
        """As `Bench.totals`."""
        return self._bench.totals(design, replications)

    def _start(self) -> None:
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self._workers = [
            ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(self._packed,))
            for _ in range(self._jobs)
        ]

    def rest(self) -> None:
        """Stop the processes and drop the traces; what comes later starts them again."""
        for worker in self._workers:
            worker.shutdown()
        self._workers = []
        self._bench.forget()

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.shutdown(wait=error_type is None, cancel_futures=True)


_bench: Bench | None = None


def _begin(packed: bytes) -> None:
    global _bench  # noqa: PLW0603 - state of a process of the crew, set once at its start
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bench = Bench(pickle.loads(packed))


def _run(design: Design, sites: Sequence[int], replications: Sequence[int]) -> Made:
    assert _bench is not None
    return _bench.run(design, sites, replications)


_of_thread = threading.local()
"""The study that a thread of a worker simulated last, with its bench: traces are kept."""


def _run_packed(
    packed: bytes, design: Design, sites: Sequence[int], replications: Sequence[int]
) -> Made:
    """Runs on a worker of a cluster; the task carries all it needs."""
    if getattr(_of_thread, "packed", None) != packed:
        _of_thread.packed, _of_thread.bench = packed, Bench(pickle.loads(packed))
    bench: Bench = _of_thread.bench
    return bench.run(design, sites, replications)
