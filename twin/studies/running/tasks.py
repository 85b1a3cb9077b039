"""Independent tasks on several processes, their answers in order.

Lives here: starting and stopping the processes. Not here: what a task is.

Processes ignore the interrupt key; this one sees it and ends them.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from twin.studies.running.pool import available_jobs

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class Unwatched:
    """A watch that neither stops a batch nor listens to it: its process is ended instead."""

    def stopped(self) -> bool:
        """Never."""
        return False

    def report(self, work: float, parcels: float) -> None:
        """Hear, and say nothing."""


class Workers(Protocol):
    """Whoever answers tasks elsewhere."""

    def map(self, answer: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterator[Answer]:
        """Yield `answer(task)` for every task, in order."""


def run_tasks(
    answer: Callable[[Task], Answer],
    tasks: Sequence[Task],
    jobs: int | None,
    workers: Workers | None = None,
) -> Iterator[Answer]:
    """Yield `answer(task)` for every task, in order; at most `jobs` at once (default: all CPUs),
    or by `workers`.

    `answer` is a function of a module. With one job it runs in this process. Closing the iterator,
    or an interrupt while it waits, ends the processes.
    """
    if workers is not None:
        yield from workers.map(answer, tasks)
        return
    jobs = min(jobs or available_jobs(), len(tasks))
    if jobs <= 1:
        yield from map(answer, tasks)
        return
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    with context.Pool(jobs, initializer=_ignore_interrupt) as pool:
        yield from pool.imap(answer, tasks)


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
