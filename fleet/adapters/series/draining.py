"""From the spool to a store, in order, whatever the store says.

Lives here: one step of sending, isolating what is refused, how long to wait. Not here: the thread
it runs in (`fleet.service.feeding`).

A refused batch is divided until what is wrong stands alone: by measurement first, because types
belong to measurements, then by halves. The right ones are stored on the way, some of them twice,
which is once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fleet.adapters.series.poison import PoisonFile
from fleet.adapters.series.spool import READ_BYTES, Spool
from fleet.adapters.series.stores import Said, Store

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
"""Waits between attempts while a store is away; doubled each time."""

IDLE_S = 0.5
"""How often to look for points where none wait."""


class Stopped(Exception):
    """It was told to stop while it isolated points: the batch begins again the next time."""


class Drain:
    """Sends what a spool has. `complaint`: why nothing moves, "" while it does."""

    def __init__(
        self, spool: Spool, store: Store, poison: PoisonFile, wait: Callable[[float], bool]
    ) -> None:
        """`wait` pauses for so many seconds; True where it is time to stop."""
        self._spool = spool
        self._store = store
        self._poison = poison
        self._wait = wait
        self._wait_s = FIRST_WAIT_S
        self.complaint = ""

    def run(self) -> None:
        """Go on until told to stop."""
        while not self._wait(self.step()):
            pass

    def step(self, limit_bytes: int = READ_BYTES) -> float:
        """Send a batch; how many seconds to wait before the next."""
        lines, place = self._spool.read(limit_bytes)
        if not lines:
            return IDLE_S
        if self._poison.is_full:
            self.complaint = f"{self._poison.path} is full: look at it, and move it away"
            return LONGEST_WAIT_S
        said = self._store.write(lines)
        if said.away:
            return self._away(said)
        isolated = 0
        if said.refused:
            try:
                refused = self._isolate(lines, said)
            except Stopped:
                return 0.0
            self._poison.add(refused)
            isolated = len(refused)
        self._spool.done(place, len(lines) - isolated, isolated)
        self._wait_s, self.complaint = FIRST_WAIT_S, ""
        return 0.0

    def _away(self, said: Said) -> float:
        self.complaint = said.away
        wait_s = max(self._wait_s, said.wait_s)
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
        return wait_s

    def _isolate(self, lines: Sequence[str], said: Said) -> list[tuple[str, str]]:
        """Reasons and lines of a batch that was refused; the others are stored."""
        refused: list[tuple[str, str]] = []
        waiting = [(lines, said)]
        while waiting:
            part, answer = waiting.pop()
            if not answer.refused:
                continue
            if len(part) == 1 or answer.dropped == len(part):
                refused += [(answer.refused, line) for line in part]
                continue
            waiting += [(each, self._surely(each)) for each in reversed(divide(part))]
        return refused

    def _surely(self, lines: Sequence[str]) -> Said:
        """The answer to a part, once the store is there; raises Stopped."""
        while (said := self._store.write(lines)).away:
            if self._wait(self._away(said)):
                raise Stopped
        self._wait_s, self.complaint = FIRST_WAIT_S, ""
        return said


def divide(lines: Sequence[str]) -> list[Sequence[str]]:
    """By measurement where there are several, else into halves."""
    by_name: dict[str, list[str]] = {}
    for line in lines:
        by_name.setdefault(line.partition(" ")[0].partition(",")[0], []).append(line)
    if len(by_name) > 1:
        return list(by_name.values())
    middle = len(lines) // 2
    return [lines[:middle], lines[middle:]]
