"""What is to happen beside the world: messages on their way, timers, people who lose patience.

Lives here: one heap, in the order of time and, at one time, of entering. Not here: what happens.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

Act = Callable[[int], None]
"""What happens; it is told the time."""


class Agenda:
    """Times are those of the run, in ms."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Act]] = []
        self._entered = 0

    def at(self, time_ms: int, act: Act) -> None:
        """Have something happen."""
        heappush(self._waiting, (time_ms, self._entered, act))
        self._entered += 1

    def next_ms(self) -> int | None:
        """When something happens next."""
        return self._waiting[0][0] if self._waiting else None

    def run(self, now: int) -> None:
        """Everything that is due, also what comes to be due meanwhile."""
        waiting = self._waiting
        while waiting and waiting[0][0] <= now:
            heappop(waiting)[2](now)
