"""A terminal: couriers and recipients at one bank, on one connection over MQTT.

Lives here: cycles from a wish to an empty compartment, doors, what is asked again, a connection
that is cut. Not here: when a cycle begins (`fleet.loadtest.allocation.banks.playing`), the wire's
words (`fleet.loadtest.allocation.banks.words`).

A bank obeys orders as docs/wire.md says: each id once, no fence twice, none that is lower. What the
broker has not taken over when the connection is cut is said again, in order, when it is back.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from devices.codes import bank_key, code_of
from fleet.adapters.bus import frames
from fleet.loadtest.allocation.banks.words import Bank, Order
from fleet.loadtest.allocation.history import Held, Opening
from fleet.loadtest.allocation.plan import size_of
from fleet.loadtest.allocation.task import Played, Task

ASK_AGAIN_S = 3.0
"""A wish or a code that was not answered for so long is asked again, under its name."""


class Stage(Protocol):
    """Where a terminal plays: luck, and what was seen by all."""

    task: Task
    played: Played
    failure: Exception | None
    is_over: bool

    def is_lost(self) -> bool:
        """Whether an order is lost on its way."""

    def is_doubled(self) -> bool:
        """Whether a message is sent twice."""

    def ended(self, cycles: int) -> None:
        """A cycle is over, whole or not."""


class Cycle:
    """A parcel on its way through a compartment."""

    __slots__ = ("asked", "asked_again", "code_asked", "held", "request", "size")

    def __init__(self, request: str, size: int, now: float) -> None:
        self.request = request
        self.size = size
        self.asked = self.asked_again = now
        self.code_asked = False
        self.held: Held | None = None


class Terminal(asyncio.Protocol):
    """One bank on one connection."""

    def __init__(self, stage: Stage, key: str) -> None:
        self.stage = stage
        self.words = Bank(key, stage.task.boot)
        self.key = key
        self.bank_key = bank_key(bytes.fromhex(stage.task.fleet_key), self.key)
        self.turn = 0
        self.under_way: dict[str, Cycle] = {}
        self.done_ids: dict[str, str] = {}
        self.fences: dict[int, int] = {}
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reader = frames.Reader()
        self._transport: asyncio.Transport | None = None
        self._out: list[bytes] = []
        self._is_up = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """There, or there again; the broker has kept the session."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._reader = frames.Reader()
        name = f"{self.stage.task.boot}-{self.key.replace('/', '.')}"
        transport.write(frames.connect(name, "", "", 600, 600))

    def cut(self) -> None:
        """The network is gone, without a word."""
        if self._transport is not None:
            transport, self._transport, self._is_up = self._transport, None, False
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of the play, unless we have cut it or all is over."""
        if not self.stage.is_over and self._transport is not None:
            self.stage.failure = exc or ConnectionError("the broker closed the connection")

    def data_received(self, data: bytes) -> None:
        """Obey orders; say what follows."""
        reader = self._reader
        reader.feed(data)
        messages, reader.messages = reader.messages, []
        others, reader.others = reader.others, []
        if messages and self._transport is not None:
            self._transport.write(bytes(reader.acknowledgements))
            reader.acknowledgements.clear()
        for message in messages:
            self._order(message.payload)
        for kind, _, body in others:
            if kind == frames.CONNACK and self._transport is not None:
                self._transport.write(frames.subscribe(1, [self.words.filter]))
            elif kind == frames.PUBACK:
                self.words.heard(int.from_bytes(body[:2]))
            elif kind == frames.SUBACK:
                self._subscribed()
        self.flush()

    def _subscribed(self) -> None:
        self._is_up = True
        self._out = self.words.unheard()
        if not self.ready.done():
            self._say("state", self.words.birth())
            self.ready.set_result(None)

    def begin(self, now: float) -> None:
        """A courier comes with the next parcel."""
        request = f"{self.stage.task.boot}-{self.turn}"
        cycle = Cycle(request, size_of(self.turn), now)
        self.turn += 1
        self.under_way[request] = cycle
        self._ask(cycle)

    def ask_again(self, now: float) -> None:
        """What was not answered for a while."""
        for cycle in self.under_way.values():
            if now - cycle.asked_again > ASK_AGAIN_S:
                cycle.asked_again = now
                self._ask(cycle)

    def _ask(self, cycle: Cycle) -> None:
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

    def _opened(self, order: Order) -> None:
        now = time.perf_counter()
        lease, number, fence = order.lease, order.compartment, order.fence
        cycle = self.under_way.get(order.request.removesuffix("-out"))
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
        if self._out and self._is_up and self._transport is not None:
            self._transport.write(b"".join(self._out))
            self._out.clear()
