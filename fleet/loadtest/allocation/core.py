"""Allocation in one process: the core and its journal, no network.

Lives here: wishes at full speed, then at a rate whatever becomes of those before (open loop). Not
here: decisions; every allocation passes `Fleet.commit`, as in the service, and its door command is
let out and reported as done in the next commit.
"""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from devices.wire.topics import PARTITIONS
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.decisions import Decision
from fleet.core.inputs import Ask, Request
from fleet.core.parcels.decisions import DoorOrdered, Leased
from fleet.loadtest.allocation.history import Held
from fleet.loadtest.allocation.plan import CLASSES, Banks, size_of
from fleet.ports.bus import Share
from fleet.service.committing import Committed, Fleet
from fleet.service.driver import REQUESTS_WAITING
from fleet.service.memory import Memory

HEADROOM = 1.2
"""Compartments for each wish: a bank that wishes choose by turns is full at the end, no sooner."""


class Pace(Struct):
    """One pass: wishes, how many got a compartment, over how long, and how long each waited."""

    wishes: int
    leased: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate_per_s(self) -> float:
        """Durable allocations a second."""
        return self.leased / self.seconds


class Wish(NamedTuple):
    """A compartment is wanted, since this moment (s)."""

    moment: float
    partition: int
    ask: Ask


class InProcess:
    """A fleet of its own, whose every wish is remembered."""

    def __init__(self, folder: Path, wishes: int) -> None:
        """Banks enough for so many wishes in all."""
        self.banks = Banks(max(64, int(wishes * HEADROOM) // sum(CLASSES) + 1))
        self.journal = SqliteJournal(folder / "journal")
        self.banks.make_known(self.journal, _now_ms())
        self.fleet = Fleet(self.journal, range(PARTITIONS))
        self.held: list[Held] = []
        self._asked = 0
        self._shares: list[Share] = []
        self._later: list[Wish] = []
        self._memory = Memory()

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()
        gc.unfreeze()

    def at_full_speed(self, wishes: int) -> Pace:
        """As many in a commit as the service lets wait; each waits from its commit's beginning."""
        began = time.perf_counter()
        waits: list[float] = []
        begun = leased = 0
        while len(waits) < wishes:
            count = min(wishes - begun, REQUESTS_WAITING - len(self._later))
            begun += count
            leased += self._commit([time.perf_counter()] * count, waits)
        return _pace(leased, time.perf_counter() - began, waits)

    def open_loop(self, rate_per_s: float, seconds: float) -> Pace:
        """Wish n is due n / rate after the beginning, and waits from then until it is durable."""
        total = int(rate_per_s * seconds)
        began = time.perf_counter()
        waits: list[float] = []
        begun = leased = 0
        while len(waits) < total:
            due = min(total, int((time.perf_counter() - began) * rate_per_s) + 1)
            stop = min(due, begun + REQUESTS_WAITING - len(self._later))
            if stop > begun or self._later:
                moments = [began + n / rate_per_s for n in range(begun, stop)]
                begun = stop
                leased += self._commit(moments, waits)
        return _pace(leased, time.perf_counter() - began, waits)

    def _commit(self, moments: list[float], waits: list[float]) -> int:
        """A batch of wishes made durable, of which those wait whose partition is being saved.

        What was leased is remembered; how long each waited is appended to `waits`.
        """
        wishes = [*self._later, *map(self._wish, moments)]
        closed = self.fleet.closed
        now = [wish for wish in wishes if wish.partition != closed] or wishes
        self._later = [wish for wish in wishes if wish.partition == closed and now is not wishes]
        shares = [share for share in self._shares if share.partition != closed]
        behind = [share for share in self._shares if share.partition == closed]
        requests: list[tuple[int, Request]] = [(wish.partition, wish.ask) for wish in now]
        committed, answers = self.fleet.commit(shares, requests, _now_ms())
        told = time.perf_counter()
        self._memory.wrote(committed.records)
        self._shares = behind + _done(committed)
        for wish, decided in zip(now, answers, strict=True):
            self._remember(wish, decided, told)
        waits += [told - wish.moment for wish in now]
        return sum(bool(decided) and type(decided[0]) is Leased for decided in answers)

    def _wish(self, moment: float) -> Wish:
        turn, bank = divmod(self._asked, self.banks.count)
        ask = Ask(
            f"w{self._asked}", "loadtest", self.banks.key(bank), f"c{self._asked % 7}",
            f"p{self._asked}", size_of(turn), f"r{self._asked}",
        )  # fmt: skip
        self._asked += 1
        return Wish(moment, self.banks.partition(bank), ask)

    def _remember(self, wish: Wish, decided: list[Decision], told: float) -> None:
        bank, asked = wish.ask.device, wish.moment
        match decided:
            case [Leased(lease=lease, position=position), DoorOrdered(fence=fence)]:
                self.held.append(Held(bank, position + 1, lease, fence, asked, told, -1.0))
            case _:
                pass


def _done(committed: Committed) -> list[Share]:
    """The broker has taken over what went out."""
    done: dict[int, list[int]] = {}
    for effect in committed.effects:
        done.setdefault(effect.partition, []).append(effect.effect)
    return [Share(partition, (), effects, None) for partition, effects in done.items()]


def _pace(leased: int, seconds: float, waits: list[float]) -> Pace:
    p50, p99 = np.percentile(waits, [50, 99])
    return Pace(len(waits), leased, seconds, float(p50) * 1_000, float(p99) * 1_000)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
