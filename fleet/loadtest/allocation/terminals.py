"""Terminals: a process of its own that plays couriers and recipients at banks, over MQTT.

Lives here: cycles from a wish to an empty compartment, what is asked again, the history of it. Not
here: the wire's words (`fleet.loadtest.allocation.words`), what the history proves.

A bank obeys orders as docs/wire.md says: each id once, no fence twice, none that is lower. Run as
`python -m fleet.loadtest.allocation.terminals`: a `Task` as JSON on standard input, a `Played` as
MessagePack on standard output.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Iterator

import msgspec
import numpy as np

from devices.codes import bank_key, code_of
from fleet.adapters.bus import frames
from fleet.adapters.bus.address import BrokerAddress, read_address
from fleet.loadtest.allocation.history import Held, Opening
from fleet.loadtest.allocation.plan import Banks, size_of
from fleet.loadtest.allocation.task import Played, Task
from fleet.loadtest.allocation.words import Bank

TICK_S = 0.002
"""How often it looks which cycles are due."""

ASK_AGAIN_S = 3.0
"""A wish or a code that was not answered for so long is asked again, under its name."""

PATIENCE_S = 120.0
"""How long the last cycles may take."""


class _Cycle:
    """A parcel on its way through a compartment."""

    __slots__ = ("asked", "asked_again", "code_asked", "held", "request", "size")

    def __init__(self, request: str, size: int, now: float) -> None:
        self.request = request
        self.size = size
        self.asked = self.asked_again = now
        self.code_asked = False
        self.held: Held | None = None


class _Terminal(asyncio.Protocol):
    """One bank on one connection."""

    def __init__(self, stage: Stage, number: int) -> None:
        self.stage = stage
        self.words = Bank(stage.banks.key(number), stage.task.boot)
        self.key = stage.banks.key(number)
        self.bank_key = bank_key(bytes.fromhex(stage.task.fleet_key), self.key)
        self.turn = 0
        self.under_way: dict[str, _Cycle] = {}
        self.done_ids: dict[str, str] = {}
        self.fences: dict[int, int] = {}
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reader = frames.Reader()
        self._transport: asyncio.Transport | None = None
        self._out: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        name = f"{self.stage.task.boot}-{self.key.replace('/', '.')}"
        transport.write(frames.connect(name, "", "", 600, 600))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.stage.is_over:
            self.stage.failure = exc or ConnectionError("the broker closed the connection")

    def data_received(self, data: bytes) -> None:
        reader = self._reader
        reader.feed(data)
        messages, reader.messages = reader.messages, []
        others, reader.others = reader.others, []
        if messages and self._transport is not None:
            self._transport.write(bytes(reader.acknowledgements))
            reader.acknowledgements.clear()
        for message in messages:
            self._order(message.payload)
        for kind, _, _ in others:
            if kind == frames.CONNACK and self._transport is not None:
                self._transport.write(frames.subscribe(1, [self.words.filter]))
            elif kind == frames.SUBACK and not self.ready.done():
                self._say("state", self.words.birth())
                self.flush()
                self.ready.set_result(None)
        self.flush()

    def begin(self, now: float) -> None:
        """A courier comes with the next parcel."""
        request = f"{self.stage.task.boot}-{self.turn}"
        cycle = _Cycle(request, size_of(self.turn), now)
        self.turn += 1
        self.under_way[request] = cycle
        self._ask(cycle)

    def ask_again(self, now: float) -> None:
        """What was not answered for a while."""
        for cycle in self.under_way.values():
            if now - cycle.asked_again > ASK_AGAIN_S:
                cycle.asked_again = now
                self._ask(cycle)

    def _ask(self, cycle: _Cycle) -> None:
        if cycle.held is None:
            self._say("event", self.words.wish(cycle.request, cycle.size))
            return
        cycle.code_asked = True
        code = code_of(self.bank_key, cycle.held.lease, 0)
        self._say("entered", self.words.entry(f"{cycle.request}-out", code))

    def _order(self, payload: bytes) -> None:
        order = self.words.read(payload)
        if order is None or self.stage.is_lost():
            return
        if order.command == "decline":
            self._say("result", self.words.result(order.id, "done"))
            self._declined(order.request, order.reason)
            return
        outcome = self.done_ids.get(order.id)
        if outcome is None:
            outcome = self._open(order.id, order.compartment, order.fence)
            self.done_ids[order.id] = outcome
            self._say("result", self.words.result(order.id, outcome))
            if outcome == "done":
                self._opened(order)
        else:
            self._say("result", self.words.result(order.id, outcome))

    def _open(self, command: str, compartment: int, fence: int) -> str:
        if fence <= self.fences.get(compartment, 0):
            self.stage.played.refused += 1
            return "refused"
        self.fences[compartment] = fence
        at = time.perf_counter()
        self.stage.played.openings.append(Opening(self.key, compartment, command, fence, at))
        return "done"

    def _opened(self, order: object) -> None:
        now = time.perf_counter()
        request, lease = getattr(order, "request", ""), getattr(order, "lease", "")
        number, fence = getattr(order, "compartment", 0), getattr(order, "fence", 0)
        cycle = self.under_way.get(request.removesuffix("-out"))
        if cycle is None:
            return
        if cycle.held is None:
            cycle.held = Held(self.key, number, lease, fence, cycle.asked, now, -1.0)
            self.stage.played.held.append(cycle.held)
            self.stage.played.waits_s.append(now - cycle.asked)
            self._say("event", self.words.handled("deposited", lease, number))
            cycle.asked_again = now
            self._ask(cycle)
        elif cycle.code_asked:
            cycle.held.left = time.perf_counter()
            self._say("event", self.words.handled("collected", lease, number))
            del self.under_way[cycle.request]
            self.stage.ended(1)

    def _declined(self, request: str, reason: str) -> None:
        cycle = self.under_way.get(request.removesuffix("-out"))
        counts = self.stage.played.declined
        counts[reason] = counts.get(reason, 0) + 1
        if cycle is not None and cycle.held is None:
            del self.under_way[cycle.request]
            self.stage.ended(0)

    def _say(self, channel: str, payload: bytes) -> None:
        frame = self.words.frame(channel, payload)
        self._out.append(frame)
        if self.stage.is_doubled():
            self._out.append(frame)

    def flush(self) -> None:
        """Everything that was said, in one write."""
        if self._out and self._transport is not None:
            self._transport.write(b"".join(self._out))
            self._out.clear()


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
        self._terminals: list[_Terminal] = []
        self._turns: deque[_Terminal] = deque()

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

    async def connect(self, address: BrokerAddress) -> None:
        """Every bank is born."""
        loop = asyncio.get_running_loop()
        for number in range(self.banks.count):
            terminal = _Terminal(self, number)
            await loop.create_connection(lambda t=terminal: t, address.host, address.port)  # type: ignore[misc]
            await terminal.ready
            self._terminals.append(terminal)
        self._turns.extend(self._terminals)

    async def play(self) -> Played:
        """All cycles, begun at their times; returns when they are over, or after PATIENCE_S."""
        began, cpu = time.perf_counter(), time.process_time()
        if not self.task.rate_per_s:
            self._begin(self.task.window, began)
        last = began
        while (self._begun < self.task.cycles or self._under_way) and self.failure is None:
            now = time.perf_counter()
            if self.task.rate_per_s and self._begun < self.task.cycles:
                due = min(self.task.cycles, int((now - began) * self.task.rate_per_s) + 1)
                for moment in self._moments(began, due):
                    self._begin(1, moment)
            if self._begun < self.task.cycles:
                last = now
            if now - last > PATIENCE_S:
                break
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
    await stage.connect(read_address(task.broker))
    return await stage.play()


def main() -> None:
    """Read a task, play it, say what was seen."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    sys.stdout.buffer.write(msgspec.msgpack.encode(asyncio.run(play(task))))


if __name__ == "__main__":
    main()
