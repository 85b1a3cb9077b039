"""The crew: processes that simulate designs, each with its own share of the replications.

Lives here: who simulates which replication, starting and stopping. Not here: a simulation
(`twin.studies.sizing.simulated.simulate`).

Replication r belongs to process r mod jobs, which keeps its traces: what is drawn once serves all
designs. Results do not depend on the number of processes.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType

import numpy as np

from twin.figures.counters import F64, I64
from twin.studies.economics.flows import Running
from twin.studies.running.pool import available_jobs
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.simulated.simulate import Bench, Study

ALONE_UP_TO = 3_000_000
"""Parcels and drop-offs after which processes are worth their start."""


class Crew:
    """Simulates in this process, and in `jobs` of its own once there is much to do."""

    def __init__(self, study: Study, jobs: int | None = None) -> None:
        self.study = study
        self._bench = Bench(study)
        self._jobs = jobs or available_jobs()
        self._workers: list[ProcessPoolExecutor] = []
        self._elsewhere = 0

    @property
    def simulated(self) -> int:
        """Parcels and drop-offs simulated so far by this crew; what was kept is not among them."""
        return self._bench.simulated + self._elsewhere

    def run(
        self, design: Design, sites: Sequence[int], replications: Sequence[int]
    ) -> tuple[I64, I64]:
        """Columns[replication, site, column] and events by replication, as `Bench.run`."""
        if self._jobs == 1 or (not self._workers and self.simulated < ALONE_UP_TO):
            return self._bench.run(design, sites, replications)
        if not self._workers:
            self._start()
        futures: list[tuple[list[int], Future[tuple[I64, I64]]]] = []
        for number, worker in enumerate(self._workers):
            rows = [i for i, r in enumerate(replications) if r % self._jobs == number]
            if rows:
                own = [replications[i] for i in rows]
                futures.append((rows, worker.submit(_run, design, tuple(sites), own)))
        shape = (len(replications), len(sites), self.study.width)
        columns = np.zeros(shape, dtype=np.int64)
        events = np.zeros(len(replications), dtype=np.int64)
        for rows, future in futures:
            columns[rows], events[rows] = future.result()
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
        packed = pickle.dumps(self.study)
        self._workers = [
            ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(packed,))
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


def _run(design: Design, sites: Sequence[int], replications: Sequence[int]) -> tuple[I64, I64]:
    assert _bench is not None
    return _bench.run(design, sites, replications)
