"""Terminals at play: a process of its own, with the connections of many banks.

Lives here: when cycles begin and end, whose connection is cut. Not here: what a terminal does
(`fleet.loadtest.allocation.banks.terminal`), what the history proves.

Run as `python -m fleet.loadtest.allocation.banks.playing`: a `Task` as JSON on standard input, a
`Played` as MessagePack on standard output.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Iterator

import msgspec
import numpy as np

from fleet.adapters.bus.address import read_address
from fleet.loadtest.allocation.banks.terminal import Terminal
from fleet.loadtest.allocation.plan import Banks
from fleet.loadtest.allocation.task import Played, Task

TICK_S = 0.002
"""How often it looks which cycles are due."""

PATIENCE_S = 120.0
"""How long the last cycles may take."""

AWAY_S = (0.2, 5.0)
"""How long a connection is cut."""


class Stage:
    """All terminals of a task."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.banks = Banks(task.banks)
        self.played = Played(0, {}, 0, 0, 0.0, 0.0, [], [], [])
        self.failure: Exception | None = None
        self.is_over = False
        self._luck = np.random.default_rng(task.seed)
        self._under_way = 0
        self._begun = 0
        self._terminals: list[Terminal] = []
        self._turns: deque[Terminal] = deque()
        self._address = read_address(task.broker)
        cuts = self._luck.integers(0, max(task.cycles, 1), task.cuts)
        self._cuts = deque(sorted(int(moment) for moment in cuts))
        self._away: list[tuple[float, Terminal]] = []
        self._coming: set[asyncio.Task[None]] = set()

    def is_lost(self) -> bool:
        """Whether an order is lost on its way."""
        return self._luck.random() * 1_000 < self.task.lost_permille

    def is_doubled(self) -> bool:
        """Whether a message is sent twice."""
        return self._luck.random() * 1_000 < self.task.doubled_permille

    def ended(self, cycles: int) -> None:
        """A cycle is over, whole or not; where no rate is given the next begins."""
        self._under_way -= 1
        self.played.cycles += cycles
        if not self.task.rate_per_s:
            self._begin(1, time.perf_counter())

    async def connect(self) -> None:
        """Every bank is born."""
        for number in range(self.banks.count):
            terminal = Terminal(self, self.banks.key(number))
            await self._connect(terminal)
            await terminal.ready
            self._terminals.append(terminal)
        self._turns.extend(self._terminals)

    async def _connect(self, terminal: Terminal) -> None:
        loop, address = asyncio.get_running_loop(), self._address
        await loop.create_connection(lambda: terminal, address.host, address.port)

    def _cut_and_heal(self, now: float) -> None:
        """Cut somebody's connection, once so many cycles have begun; who was away long is back."""
        while self._cuts and self._begun > self._cuts[0]:
            self._cuts.popleft()
            terminal = self._terminals[int(self._luck.integers(len(self._terminals)))]
            if all(terminal is not other for _, other in self._away):
                terminal.cut()
                self._away.append((now + float(self._luck.uniform(*AWAY_S)), terminal))
                self.played.cuts += 1
        back = [terminal for moment, terminal in self._away if moment <= now]
        self._away = [(moment, terminal) for moment, terminal in self._away if moment > now]
        for terminal in back:
            coming = asyncio.create_task(self._connect(terminal))
            self._coming.add(coming)
            coming.add_done_callback(self._coming.discard)

    async def play(self) -> Played:
        """All cycles, begun at their times; returns when they are over, or after PATIENCE_S."""
        began, cpu = time.perf_counter(), time.process_time()
        if not self.task.rate_per_s:
            self._begin(self.task.window, began)
        last = began
        while self._is_at_it() and self.failure is None:
            now = time.perf_counter()
            if self.task.rate_per_s and self._begun < self.task.cycles:
                due = min(self.task.cycles, int((now - began) * self.task.rate_per_s) + 1)
                for moment in self._moments(began, due):
                    self._begin(1, moment)
            if self._begun < self.task.cycles:
                last = now
            if now - last > PATIENCE_S:
                break
            self._cut_and_heal(now)
            for terminal in self._terminals:
                terminal.ask_again(now)
                terminal.flush()
            await asyncio.sleep(TICK_S)
        self.is_over = True
        if self.failure is not None:
            raise self.failure
        self.played.unfinished = self._under_way
        self.played.seconds = time.perf_counter() - began
        self.played.cpu_s = time.process_time() - cpu
        return self.played

    def _is_at_it(self) -> bool:
        """Whether cycles are left, or something that was said has not arrived."""
        if self._begun < self.task.cycles or self._under_way:
            return True
        return any(terminal.words.unheard() for terminal in self._terminals)

    def _moments(self, began: float, due: int) -> Iterator[float]:
        """When each cycle was due that is: being late is the generator's fault, and counted."""
        for number in range(self._begun, due):
            yield began + number / self.task.rate_per_s

    def _begin(self, count: int, now: float) -> None:
        for _ in range(min(count, self.task.cycles - self._begun)):
            self._begun += 1
            self._under_way += 1
            self._turns[0].begin(now)
            self._turns.rotate(-1)


async def play(task: Task) -> Played:
    """Play a task; raises ConnectionError where the broker goes away."""
    stage = Stage(task)
    await stage.connect()
    return await stage.play()


def main() -> None:
    """Read a task, play it, say what was seen."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    sys.stdout.buffer.write(msgspec.msgpack.encode(asyncio.run(play(task))))


if __name__ == "__main__":
    main()
