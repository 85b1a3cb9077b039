"""Who is away when: banks without their network, a manager that ends, a broker that ends.

Lives here: their times, drawn before the run, and what begins and ends with them. Not here: what
becomes of single messages (`twin.managed.wire.fates`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from devices.simulator.acts import NETWORK
from scenarios.days import DAY_MS
from scenarios.streams import Purpose, Streams
from twin.managed.away.reach import Reach
from twin.managed.counts import Counts, ManagerCounter
from twin.managed.manager import Manager
from twin.managed.wire.agenda import Agenda
from twin.managed.wire.fates import WireFaults

SECOND_MS = 1_000

Window = tuple[int, int, float]
"""Something is away from a time for so long, in ms; and a uniform draw on how it goes."""


def windows(
    streams: Streams, purpose: Purpose, place: str, part: int, per_day: float, mean_s: float
) -> Iterator[Window]:
    """Times of a Poisson process that stands still while something is away; none without it."""
    generator = streams.generator(purpose, place, part)
    at_ms = 0.0
    while per_day > 0:
        gap, length, how = generator.random(3).tolist()
        at_ms += max(1.0, -math.log1p(-gap) * DAY_MS / per_day)
        length_ms = max(SECOND_MS, round(-math.log1p(-length) * mean_s * SECOND_MS))
        yield round(at_ms), length_ms, how
        at_ms += length_ms


class Outages:
    """Those of one group, on its agenda; those of a place wait one at a time."""

    def __init__(
        self,
        agenda: Agenda,
        streams: Streams,
        faults: WireFaults,
        counts: Counts,
        manager: Manager,
        reach: Reach,
    ) -> None:
        self._agenda = agenda
        self._streams = streams
        self._faults = faults
        self._counts = counts
        self._manager = manager
        self._reach = reach
        self.broker_moves: list[Callable[[int, bool], None]] = []
        """Told when the broker ends (False) and when it is back."""

    def begin(self, site_of: Sequence[int], sites: Sequence[str]) -> None:
        """From time 0 on, for the banks of these sites (`site_of[bank]`); the manager's and the
        broker's times go by the first of the sites.
        """
        faults = self._faults
        ranks: dict[int, int] = {}
        for bank, site in enumerate(site_of):
            rank = ranks[site] = ranks.get(site, -1) + 1
            cuts = windows(
                self._streams, Purpose.WIRE_CUT, sites[site], rank,
                faults.cuts_per_day, faults.cut_s,
            )  # fmt: skip
            self._next_cut(bank, cuts)
        self._next_end(windows(
            self._streams, Purpose.MANAGER_ENDS, sites[0], 0, faults.ends_per_day, faults.end_s
        ))  # fmt: skip
        self._next_broker_end(windows(
            self._streams, Purpose.BROKER_ENDS, sites[0], 0,
            faults.broker_ends_per_day, faults.broker_end_s,
        ))  # fmt: skip

    # ---------------------------------------------------------------- a bank is cut off

    def _next_cut(self, bank: int, cuts: Iterator[Window]) -> None:
        for at_ms, length_ms, _ in cuts:
            self._agenda.at(at_ms, partial(self._cut, bank, length_ms, cuts))
            return

    def _cut(self, bank: int, length_ms: int, cuts: Iterator[Window], now: int) -> None:
        self._reach.lose(now, bank, NETWORK)
        self._agenda.at(now + length_ms, partial(self._heal, bank, cuts))

    def _heal(self, bank: int, cuts: Iterator[Window], now: int) -> None:
        self._reach.regain(now, bank, NETWORK)
        self._next_cut(bank, cuts)

    # ---------------------------------------------------------------- the manager ends

    def _next_end(self, ends: Iterator[Window]) -> None:
        for at_ms, length_ms, how in ends:
            self._agenda.at(at_ms, partial(self._end, length_ms, how, ends))
            return

    def _end(self, length_ms: int, how: float, ends: Iterator[Window], now: int) -> None:
        """Between two commits, or (half of them) after the next, before anybody hears of it."""

        def ended(now: int) -> None:
            self._counts.add(now, 0, ManagerCounter.RESTARTS)
            self._agenda.at(now + length_ms, partial(self._begin_again, ends))

        self._manager.ended = ended
        if how < 0.5:
            self._manager.end(now)
        else:
            self._manager.ends_after_commit = True

    def _begin_again(self, ends: Iterator[Window], now: int) -> None:
        self._manager.start(now, is_broker_here=self._reach.is_broker_here)
        self._next_end(ends)

    # ---------------------------------------------------------------- the broker ends

    def _next_broker_end(self, ends: Iterator[Window]) -> None:
        for at_ms, length_ms, _ in ends:
            self._agenda.at(at_ms, partial(self._broker_end, length_ms, ends))
            return

    def _broker_end(self, length_ms: int, ends: Iterator[Window], now: int) -> None:
        """Every connection is gone; what it keeps on its disk is not."""
        self._manager.disconnect()
        self._reach.broker_ends(now)
        for moved in self.broker_moves:
            moved(now, False)
        self._agenda.at(now + length_ms, partial(self._broker_back, ends))

    def _broker_back(self, ends: Iterator[Window], now: int) -> None:
        if self._manager.is_here:
            self._manager.connect(now)
        self._reach.broker_back(now)
        for moved in self.broker_moves:
            moved(now, True)
        self._next_broker_end(ends)
