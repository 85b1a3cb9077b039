"""The loop of a manager: wait for a batch, commit it, let out what follows.

Lives here: the asyncio driver over a bus and a `Fleet`. Not here: decisions, MQTT, HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections import deque
from collections.abc import Sequence
from typing import BinaryIO

from devices.clock import ScaledClock
from fleet.core.decisions import Decision
from fleet.core.inputs import Request
from fleet.ports.bus import Bus, Share
from fleet.ports.journal import JournalError
from fleet.service.committing import Committed, Fleet
from fleet.service.memory import Memory

BATCH_MESSAGES = 4_000
"""Messages in one commit: about 0.1 s of work; more would make requests wait."""

REQUESTS_WAITING = 1_000
"""Requests that wait for their commit; more are refused at once."""

FORGET_MS = 60_000
FORGET_RECORDS = 20_000
"""Old records go so many at a time, so often: more than 300 a second, in a few milliseconds."""

_log = logging.getLogger("courtyard.fleet")


class Busy(RuntimeError):
    """Too many requests wait; ask again later."""


class Driver:
    """Runs one `Fleet` on one bus until it is stopped."""

    def __init__(self, fleet: Fleet, bus: Bus, clock: ScaledClock, keep_ms: int) -> None:
        """`keep_ms`: how long records are kept that recovery does not need."""
        self.fleet = fleet
        self.bus = bus
        self.clock = clock
        self.keep_ms = keep_ms
        self.failure: JournalError | None = None
        self.timings: BinaryIO | None = None
        self._written = 0
        self._requests: deque[tuple[int, Request, asyncio.Future[list[Decision]]]] = deque()
        self._stopping = False
        self._forgot_ms = clock.now_ms()
        self._memory = Memory()

    async def run(self) -> None:
        """Go on until `stop`; raises JournalError where the journal can be written no more."""
        await self.bus.start()
        try:
            while not self._stopping:
                shares = await self._next()
                for part in _parts(shares):
                    self._step(part)
                    await asyncio.sleep(0)
        except JournalError as error:
            self.failure = error
            self._refuse_all(error)
            raise
        finally:
            await self.bus.stop()
        self.fleet.save_all()

    def stop(self) -> None:
        """End after the commit that is under way."""
        self._stopping = True
        self.bus.interrupt()

    async def ask(self, partition: int, request: Request) -> list[Decision]:
        """What is decided on a request, once it is durable. Raises Busy, JournalError."""
        if self.failure is not None:
            raise self.failure
        if len(self._requests) >= REQUESTS_WAITING:
            raise Busy(f"{REQUESTS_WAITING} requests wait")
        answer: asyncio.Future[list[Decision]] = asyncio.get_running_loop().create_future()
        self._requests.append((partition, request, answer))
        self.bus.interrupt()
        return await answer

    async def _next(self) -> Sequence[Share]:
        """Wait for messages, requests or the next timer, whichever comes first."""
        if self._requests:
            return await self.bus.next_batch(0)
        due_ms = self.fleet.next_due_ms(self.clock.now_ms())
        timeout_s = 1.0 if due_ms is None else min(self.clock.seconds_until(due_ms), 1.0)
        return await self.bus.next_batch(timeout_s)

    def _step(self, shares: Sequence[Share]) -> None:
        asked = list(self._requests)
        self._requests.clear()
        now_ms = self.clock.now_ms()
        committed, answers = self.fleet.commit(
            shares, [(partition, request) for partition, request, _ in asked], now_ms
        )
        if self.timings is not None and committed.records:
            self._note(self.timings, committed.records)
        self.bus.acknowledge(shares)
        self._memory.wrote(committed.records)
        self._let_out(committed)
        for (_, _, answer), decided in zip(asked, answers, strict=True):
            if not answer.done():
                answer.set_result(decided)
        if now_ms - self._forgot_ms > FORGET_MS:
            self._forgot_ms = now_ms
            self.fleet.journal.forget(now_ms - self.keep_ms, FORGET_RECORDS)

    def _note(self, timings: BinaryIO, records: int) -> None:
        self._written += records
        timings.write(struct.pack("=qq", self._written, self.clock.now_ms()))

    def _let_out(self, committed: Committed) -> None:
        for partition, effect, publish in committed.effects:
            self.bus.publish(partition, publish.topic, publish.payload, publish.retain, effect)
        for receipt in committed.receipts:
            self.bus.publish(receipt.partition, receipt.topic, receipt.payload, False, 0)

    def _refuse_all(self, error: JournalError) -> None:
        _log.error("journal: %s", error)
        for _, _, answer in self._requests:
            if not answer.done():
                answer.set_exception(error)


def _parts(shares: Sequence[Share]) -> list[list[Share]]:
    """The batch in parts of at most BATCH_MESSAGES, where shares are that small; at least one."""
    parts: list[list[Share]] = [[]]
    size = 0
    for share in shares:
        if size and size + len(share.messages) > BATCH_MESSAGES:
            parts.append([])
            size = 0
        parts[-1].append(share)
        size += len(share.messages)
    return parts
