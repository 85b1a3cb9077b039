"""Past one machine: batches and other tasks on the workers of a cluster.

Lives here: what a worker does, and a pool of workers in the place of processes. Not here: the
connection to them (`courtyard.cluster`), which batches there are.

A task carries all it needs, so that a worker that dies takes nothing with it: the scheduler gives
its tasks to another. What is joined where, and so every digest, is as in one process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from twin.studies.running.batch import BatchOutcome, run_batch
from twin.studies.running.pool import PackedSetup, Work
from twin.studies.running.resuming import source_digest
from twin.studies.running.setup import Planner
from twin.studies.running.tasks import Unwatched

Answer = TypeVar("Answer")

LEAST_TASK_S = 0.25
"""Work of a task at least; a scheduler spends about a millisecond on each."""


class ClusterError(ValueError):
    """The cluster does not answer, has no workers, other code, or lost a task for good."""

    clear = True


class Callers(Protocol):
    """The workers of a cluster, `jobs` at once."""

    jobs: int

    def call(self, function: Callable[..., Answer], *given: Any) -> Future[Answer]:
        """Have a function of a module called by some worker."""

    def result(self, future: Future[Answer]) -> Answer:
        """The answer of `call`, or what it raised. Raises ClusterError where the task is lost."""


class ClusterPool:
    """Batches on a cluster: what `WorkerPool` is on this machine."""

    least_task_s = LEAST_TASK_S

    def __init__(self, cluster: Callers) -> None:
        self.jobs = cluster.jobs
        self._cluster = cluster
        self._work = self._parcels = 0.0

    def submit(self, setup: PackedSetup, works: Sequence[Work]) -> Future[list[BatchOutcome]]:
        """Have batches run, one after the other."""
        return self._cluster.call(_run, setup.content, list(works))

    def outcomes(self, future: Future[list[BatchOutcome]]) -> list[BatchOutcome]:
        """What became of `submit`. Raises ClusterError where it is lost."""
        made = self._cluster.result(future)
        self._work += sum(outcome.work for outcome in made)
        self._parcels += sum(outcome.parcels for outcome in made)
        return made

    def done(self) -> tuple[float, float]:
        """Work and parcels of the batches whose outcomes were taken."""
        return self._work, self._parcels

    def stop(self) -> None:
        """Nothing is taken any more; workers end the batch that they are at, and drop it."""


def checked(digest: str, function: Callable[..., Answer], *given: Any) -> Answer:
    """Runs on a worker, which must be of the same version: else digests would differ."""
    if digest != source_digest():
        raise ClusterError("--cluster: a worker runs another version of Courtyard than this one")
    return function(*given)


_latest: tuple[bytes, Planner] | None = None


def _run(content: bytes, works: Sequence[Work]) -> list[BatchOutcome]:
    global _latest  # noqa: PLW0603 - the set-up that this worker read last
    latest = _latest
    if latest is None or latest[0] != content:
        latest = _latest = (content, Planner(PackedSetup(content).unpack()))
    planner = latest[1]
    return [
        run_batch(planner.setup, replication, planner.plans(planned), Unwatched())
        for replication, planned in works
    ]
