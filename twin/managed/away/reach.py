"""Which banks can be spoken to: each has causes for which it cannot, and they add up.

Lives here: connections that break and are made again, power that goes and comes, and for how long
a bank was without its network. Not here: when (`twin.managed.away.outages`, the faults of the
world), what a bank does meanwhile (`twin.managed.parcels`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from devices.simulator.acts import NETWORK, OffLine, PowerSwitched
from twin.managed.counts import Counts, ManagerCounter
from twin.managed.parcels.banks import BankThere
from twin.managed.wire.agenda import Agenda

KEEPALIVE_MS = 45_000
"""A broker gives up a client that says nothing for so long: one and a half times 30 s."""

MAINS, TERMINAL = "mains", "terminal"
"""Causes beside the network for which a bank stands still: no power, a broken computer."""


class Reach:
    """The banks of one group; `is_broker_here`: whether there is anything to be connected to."""

    def __init__(self, agenda: Agenda, base_ms: int, counts: Counts) -> None:
        self._agenda = agenda
        self._base_ms = base_ms
        self._counts = counts
        self._banks: Sequence[BankThere] = ()
        self._causes: list[Counter[str]] = []
        self._cut_ms: list[int] = []
        self.is_broker_here = True

    def begin(self, now: int, banks: Sequence[BankThere]) -> None:
        """All of them are there, and connect."""
        self._banks = banks
        self._causes = [Counter() for _ in banks]
        self._cut_ms = [now] * len(banks)
        for there in banks:
            there.link.connect(now)

    def last_words(self, now: int, number: int) -> None:
        """The bank says that its power goes; that is under way before `lose` cuts it off."""
        there = self._banks[number]
        if not self._causes[number][MAINS]:
            there.link.session.undergo(PowerSwitched(False), self._base_ms + now)
            there.link.flush(now)

    def lose(self, now: int, number: int, cause: str) -> None:
        """One reason more why the bank `number` is off line."""
        self._causes[number][cause] += 1
        if self._causes[number][cause] > 1:
            return
        there, unix_ms = self._banks[number], self._base_ms + now
        if cause == NETWORK:
            self._cut_ms[number] = now
        there.link.session.undergo(OffLine(cause, True), unix_ms)
        self._break(there, now)

    def regain(self, now: int, number: int, cause: str) -> None:
        """One reason less; without any it speaks again, after a loss of power under a new boot."""
        self._causes[number][cause] -= 1
        if self._causes[number][cause] > 0:
            return
        there, unix_ms = self._banks[number], self._base_ms + now
        if cause == NETWORK:
            self._counts.add_span(self._cut_ms[number], now, there.site, ManagerCounter.CUT_MS)
        there.link.session.undergo(OffLine(cause, False), unix_ms)
        self._reconnect(there, now)
        if cause == MAINS:
            there.link.session.undergo(PowerSwitched(True), unix_ms)
            there.link.flush(now)

    def broker_ends(self, now: int) -> None:
        """Every connection is gone, and no will is said."""
        self.is_broker_here = False
        for there in self._banks:
            if there.link.is_connected:
                there.link.cut(now)
            there.link.forget_will()

    def broker_back(self, now: int) -> None:
        """Whoever can connects."""
        self.is_broker_here = True
        for there in self._banks:
            self._reconnect(there, now)

    def end(self, now: int) -> None:
        """The run is over; who is cut off is until then."""
        for number, there in enumerate(self._banks):
            if self._causes[number][NETWORK] > 0:
                self._counts.add_span(self._cut_ms[number], now, there.site, ManagerCounter.CUT_MS)

    def _reconnect(self, there: BankThere, now: int) -> None:
        if self.is_broker_here and not there.link.session.off and not there.link.is_connected:
            there.link.connect(now)

    def _break(self, there: BankThere, now: int) -> None:
        if there.link.is_connected:
            there.link.cut(now)
            self._agenda.at(now + KEEPALIVE_MS, partial(self._noticed, there))

    def _noticed(self, there: BankThere, now: int) -> None:
        if not there.link.is_connected:
            there.link.say_will(now)
