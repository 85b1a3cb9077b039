"""Processes that run batches.

Lives here: the pool of processes, how they are stopped and how they say how far they are. Not
here: what a batch is (`twin.studies.running.batch`), in which order outcomes are taken.

Processes are forked from a small server where there is one, else spawned: never from this process,
which may have threads. They ignore the interrupt key, from their first moment on where signals can
be held back while they start; this process sees it and stops them.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.sharedctypes import SynchronizedArray
from multiprocessing.synchronize import Event
from types import TracebackType
from typing import Protocol

from twin.studies.running.batch import BatchOutcome, run_batch
from twin.studies.running.setup import Planned, Planner, Setup

_NUMBERS = count()


def available_jobs() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class PackedSetup:
    """A set-up pickled once; processes that have read number `number` do not read it again."""

    content: bytes
    number: int = field(default_factory=lambda: next(_NUMBERS))

    @classmethod
    def pack(cls, setup: Setup) -> PackedSetup:
        """Pickle a set-up."""
        return cls(pickle.dumps(setup))

    def unpack(self) -> Setup:
        """The set-up."""
        setup: Setup = pickle.loads(self.content)
        return setup


Work = tuple[int, Planned]
"""A replication, and which of its groups."""


class BatchPool(Protocol):
    """Processes that run batches, here or on other machines.

    Batches handed out together have work for `least_task_s` or more, as far as is known.
    """

    jobs: int
    least_task_s: float

    def submit(self, setup: PackedSetup, works: Sequence[Work]) -> Future[list[BatchOutcome]]:
        """Have batches run, one after the other."""

    def outcomes(self, future: Future[list[BatchOutcome]]) -> list[BatchOutcome]:
        """What became of `submit`; raises what it raised."""

    def done(self) -> tuple[float, float]:
        """Work and parcels done by all processes since the pool began."""

    def stop(self) -> None:
        """Drop all batches; waits for those under way to end."""


class WorkerPool:
    """`jobs` processes, started with the first batch; a context manager.

    After `stop` (or leaving the context on an error) it takes no more batches.
    """

    least_task_s = 0.0

    def __init__(self, jobs: int) -> None:
        if jobs < 1:
            raise ValueError(f"jobs = {jobs}: must be at least 1")
        self.jobs = jobs
        method = (
            "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        )
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload([__name__])
        self._stop = context.Event()
        self._done: SynchronizedArray[float] = context.Array("d", 2)
        self._executor = ProcessPoolExecutor(
            jobs,
            mp_context=context,
            initializer=_begin,
            initargs=(self._stop, self._done),
        )

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error_type is not None:
            self.stop()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def submit(self, setup: PackedSetup, works: Sequence[Work]) -> Future[list[BatchOutcome]]:
        """Have batches run, one after the other."""
        with _interrupt_held():
            return self._executor.submit(_run, setup, tuple(works))

    def outcomes(self, future: Future[list[BatchOutcome]]) -> list[BatchOutcome]:
        """What became of `submit`; raises what it raised."""
        return future.result()

    def done(self) -> tuple[float, float]:
        """Work and parcels done by all processes since the pool began."""
        with self._done.get_lock():
            return self._done[0], self._done[1]

    def stop(self) -> None:
        """Drop all batches; those under way end at their next block of log. Waits for that."""
        self._stop.set()
        self._executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupt_held() -> Iterator[None]:
    """Hold the interrupt key back; processes that start meanwhile never see it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _PoolWatch:
    """The watch of a process of the pool."""

    def __init__(self, stop: Event, done: SynchronizedArray[float]) -> None:
        self._stop = stop
        self._done = done

    def stopped(self) -> bool:
        return self._stop.is_set()

    def report(self, work: float, parcels: float) -> None:
        with self._done.get_lock():
            self._done[0] += work
            self._done[1] += parcels


_watch: _PoolWatch | None = None
_latest: tuple[int, Planner] | None = None


def _begin(stop: Event, done: SynchronizedArray[float]) -> None:
    global _watch  # noqa: PLW0603 - state of a process of the pool, set once at its start
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _watch = _PoolWatch(stop, done)


def _run(packed: PackedSetup, works: Sequence[Work]) -> list[BatchOutcome]:
    global _latest  # noqa: PLW0603 - the set-up that this process of the pool read last
    if _latest is None or _latest[0] != packed.number:
        _latest = (packed.number, Planner(packed.unpack()))
    assert _watch is not None
    planner = _latest[1]
    return [
        run_batch(planner.setup, replication, planner.plans(planned), _watch)
        for replication, planned in works
    ]
