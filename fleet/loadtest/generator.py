"""The generator: a process of its own that publishes a load and counts acknowledgements.

Lives here: connections, pacing, the process's entry. Not here: what is said
(`fleet.loadtest.plan`).

Run as `python -m fleet.loadtest.generator`: a `Task` as JSON on standard input, a `Done` as JSON on
standard output.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import deque

import msgspec

from fleet.adapters.bus import frames
from fleet.adapters.bus.address import read_address
from fleet.loadtest.plan import Load, Voice

TICK_S = 0.002
"""How often a paced generator looks what is due."""


class Task(msgspec.Struct):
    """What to publish, and where."""

    broker: str
    load: Load


class Done(msgspec.Struct):
    """What was published: `acknowledged` by the broker, over `seconds`, with this much CPU."""

    published: int
    acknowledged: int
    refused: int
    began_ms: int
    seconds: float
    cpu_s: float


class _Publisher(asyncio.Protocol):
    """One connection that speaks for some of the devices, one after the other."""

    def __init__(self, name: str, voices: list[Voice], messages: int, window: int) -> None:
        self._name = name
        self._turns: deque[Voice] = deque(voices)
        self._reader = frames.Reader()
        self._window = window
        self._packet = 0
        self._transport: asyncio.Transport | None = None
        self.ready = asyncio.get_running_loop().create_future()
        self.done = asyncio.get_running_loop().create_future()
        self.left = len(voices) * messages
        self.total = self.left
        self.acknowledged = 0
        self.refused = 0
        self.is_paced = False
        if not voices:
            self.done.set_result(None)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(frames.connect(self._name, "", "", 600, 0))

    def data_received(self, data: bytes) -> None:
        reader = self._reader
        reader.feed(data)
        others, reader.others = reader.others, []
        for kind, _, body in others:
            if kind == frames.PUBACK:
                self.acknowledged += 1
                self.refused += len(body) > 2 and body[2] >= 0x80
            elif kind == frames.CONNACK and not self.ready.done():
                self.ready.set_result(None)
        if self.acknowledged >= self.total and not self.done.done():
            self.done.set_result(None)
        elif not self.is_paced:
            self.fill()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the broker closed the connection"))

    def fill(self) -> None:
        """As many as the window has room for, made now."""
        room = self._window - (self.total - self.left - self.acknowledged)
        if room >= self._window // 4:
            self.send(min(room, self.left), time.time_ns() // 1_000_000)

    def send(self, count: int, time_ms: int) -> None:
        """The next messages, as made at a time, in one write."""
        if not count or self._transport is None:
            return
        out = []
        for _ in range(count):
            voice = self._turns[0]
            self._turns.rotate(-1)
            self._packet = self._packet % 65_535 + 1
            out.append(voice.next_frame(time_ms, self._packet))
        self.left -= count
        self._transport.write(b"".join(out))


async def publish(task: Task) -> Done:
    """Publish the load; returns when all of it is acknowledged."""
    load, address = task.load, read_address(task.broker)
    loop = asyncio.get_running_loop()
    shares: list[list[Voice]] = [[] for _ in range(min(load.connections, load.devices))]
    for number in range(load.devices):
        shares[number % len(shares)].append(Voice(load.first + number, load.boot, load.is_baseline))
    publishers = []
    for index, voices in enumerate(shares):
        name = f"load-{os.getpid()}-{index}"
        publisher = _Publisher(name, voices, load.messages, load.window)
        publisher.is_paced = load.rate_per_s > 0
        await loop.create_connection(lambda p=publisher: p, address.host, address.port)  # type: ignore[misc]
        await publisher.ready
        publishers.append(publisher)
    began, began_ms, cpu = time.perf_counter(), time.time_ns() // 1_000_000, time.process_time()
    if load.rate_per_s:
        await _pace(publishers, load.rate_per_s, began_ms)
    else:
        for publisher in publishers:
            publisher.fill()
    await asyncio.gather(*(publisher.done for publisher in publishers))
    return Done(
        published=sum(p.total for p in publishers),
        acknowledged=sum(p.acknowledged for p in publishers),
        refused=sum(p.refused for p in publishers),
        began_ms=began_ms,
        seconds=time.perf_counter() - began,
        cpu_s=time.process_time() - cpu,
    )


async def _pace(publishers: list[_Publisher], rate_per_s: float, began_ms: int) -> None:
    """Open loop: message n is due n / rate after the beginning, whatever became of those before.

    A message bears the time it was due at: being late is the generator's fault and is counted.
    """
    began = time.perf_counter()
    sent, turn, total = 0, 0, sum(publisher.total for publisher in publishers)
    while sent < total:
        due = min(total, int((time.perf_counter() - began) * rate_per_s) + 1)
        while sent < due:
            publisher = publishers[turn % len(publishers)]
            turn += 1
            share = min(publisher.left, -(-(due - sent) // len(publishers)), due - sent)
            publisher.send(share, began_ms + int(sent / rate_per_s * 1_000))
            sent += share
        await asyncio.sleep(TICK_S)


def main() -> None:
    """Read a task, publish it, say what was done."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    done = asyncio.run(publish(task))
    sys.stdout.buffer.write(msgspec.json.encode(done))


if __name__ == "__main__":
    main()
