"""The connection to a Dask scheduler: tasks go to its workers, answers come back.

Lives here: sockets and the client, and what is said where the scheduler or a worker is lost. Not
here: which tasks there are (`twin.studies.running.cluster`).
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from twin.studies.running.cluster import ClusterError, checked
from twin.studies.running.resuming import source_digest

Task = TypeVar("Task")
Answer = TypeVar("Answer")

CONNECT_S = 10.0
"""How long a scheduler may take to answer."""

AHEAD = 4
"""Tasks a worker that may be handed out before the first of them is answered."""


class Cluster:
    """A connection to the scheduler at `address` (tcp://HOST:PORT); a context manager.

    Raises ClusterError where none answers there, or no worker has joined it.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        _refuse_silence(address)
        from distributed import Client

        connect: Callable[..., Any] = Client
        try:
            self._client = connect(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise ClusterError(f"--cluster {address}: no Dask scheduler answers there") from error
        threads = self._client.nthreads()
        if not threads:
            self._client.close()
            raise ClusterError(
                f"--cluster {address}: the scheduler has no workers; start some with "
                f"`dask worker {address} --nthreads 1`"
            )
        self.jobs: int = sum(threads.values())
        self._executor = self._client.get_executor(pure=False)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def call(self, function: Callable[..., Answer], *given: Any) -> Future[Answer]:
        """Have a function of a module called by some worker; `result` reads the answer."""
        future: Future[Answer] = self._executor.submit(checked, source_digest(), function, *given)
        return future

    def result(self, future: Future[Answer]) -> Answer:
        """The answer of `call`, or what it raised. Raises ClusterError where the task is lost."""
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except KilledWorker as error:
            raise ClusterError(
                f"--cluster {self.address}: one task ended several workers; are they short of "
                "memory?"
            ) from error
        except CancelledError as error:
            raise ClusterError(f"--cluster {self.address}: the scheduler is gone") from error

    def map(self, answer: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterator[Answer]:
        """Yield `answer(task)` for every task, in order, a few ahead."""
        waiting: deque[Future[Answer]] = deque()
        left = iter(tasks)
        try:
            for task in left:
                waiting.append(self.call(answer, task))
                if len(waiting) >= AHEAD * self.jobs:
                    yield self.result(waiting.popleft())
            while waiting:
                yield self.result(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()


def _refuse_silence(address: str) -> None:
    """Whether anybody listens at all is known at once; the client would try for long."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = None
    if not parts.scheme or parts.hostname is None or port is None:
        raise ClusterError(f"--cluster {address!r}: must be an address such as tcp://HOST:8786")
    try:
        socket.create_connection((parts.hostname, port), timeout=CONNECT_S).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ClusterError(f"--cluster {address}: no scheduler answers there: {reason}") from error
