"""The paced driver: the world moves on as far as it is told to, and says what happened.

Lives here: the link between a heap of pending keys and the world, for those who follow a clock
from outside (simulated devices in real time). It pops what the other engines pop, so its log is
theirs. Not here: any behaviour, any clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

from scenarios.initial import HeldParcels
from scenarios.trace import SiteTrace
from twin.eventlog.log import Record
from twin.eventlog.order import key_entity, key_kind, key_ordinal, key_site
from twin.world.plan import Plan
from twin.world.world import World


class PacedGroup:
    """One group of coupled sites, at `now_ms`; times are those of the run, from its midnight 0."""

    def __init__(
        self, plan: Plan, traces: Sequence[SiteTrace], held: Sequence[HeldParcels | None]
    ) -> None:
        self.now_ms = plan.rules.begin_ms
        self._pending: list[tuple[int, int]] = []
        self._written: list[tuple[int, Record]] = []
        self._world = World(plan, traces, self._schedule, self._emit)
        self._is_over = False
        self._world.start(held)

    def next_ms(self) -> int | None:
        """When something happens next; None when nothing will."""
        return self._pending[0][0] if self._pending else None

    def advance(self, until_ms: int) -> list[tuple[int, Record]]:
        """Let everything happen up to `until_ms`, which is included: (site in the group, record).

        The first call also says what stands at time 0, the one that empties the queue what stands
        at the end.
        """
        pending, handlers = self._pending, self._world.handlers
        while pending and pending[0][0] <= until_ms:
            self.now_ms, key = heappop(pending)
            site, entity, ordinal = key_site(key), key_entity(key), key_ordinal(key)
            handlers[key_kind(key)](self.now_ms, site, entity, ordinal)
        if not pending and not self._is_over:
            self._is_over = True
            self._world.end()
        written, self._written = self._written, []
        return written

    def _schedule(self, time_ms: int, key: int) -> None:
        heappush(self._pending, (time_ms, key))

    def _emit(self, site: int, record: Record) -> None:
        self._written.append((site, record))
