"""The loop of a manager: wait for a batch, commit it, let out what follows.

Lives here: the asyncio driver over a bus and a `Fleet`. Not here: decisions, MQTT, HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO

from devices.clock import ScaledClock
from fleet.core.decisions import Decision
from fleet.core.inputs import Request
from fleet.ports.bus import Bus, Share
from fleet.ports.claims import Claims, Elsewhere
from fleet.ports.forecast import Foreseen
from fleet.ports.journal import JournalError
from fleet.service.committing import Committed, Fleet
from fleet.service.memory import Memory

BATCH_MESSAGES = 4_000
"""Messages in one commit: about 0.1 s of work; more would make requests wait."""

REQUESTS_WAITING = 1_000
"""Requests that wait for their commit; more are refused at once."""

FORGET_MS = 60_000
FORGET_RECORDS = 20_000
AGAIN_MS = 1_000
"""Old records go so many at a time, so often; where there were more, again after a second: as fast
as a manager writes."""

TELL_MS = 1_000
"""How old what others hear of our health may be."""

_log = logging.getLogger("courtyard.fleet")


Asked = tuple[int, Request, asyncio.Future[list[Decision]]]


class Busy(RuntimeError):
    """Too many requests wait; ask again later."""


class Driver:
    """Runs one `Fleet` on one bus until it is stopped."""

    def __init__(
        self,
        fleet: Fleet,
        bus: Bus,
        clock: ScaledClock,
        keep_ms: int,
        claims: Claims | None = None,
    ) -> None:
        """`keep_ms`: how long records are kept that recovery does not need.

        With `claims` the partitions come and go, as they say; without they stay as they are.
        """
        self.fleet = fleet
        self.bus = bus
        self.clock = clock
        self.keep_ms = keep_ms
        self.claims = claims
        self.failure: JournalError | None = None
        self.timings: BinaryIO | None = None
        self._written = 0
        self._requests: deque[Asked] = deque()
        self._later: list[Share] = []
        self._stopping = False
        self._forgot_ms = clock.now_ms()
        self._told_ms = 0
        self._told = b""
        self.tell: Callable[[], bytes] = bytes
        self._memory = Memory()
        self.foresight: Foreseen | None = None

    async def run(self) -> None:
        """Go on until `stop`; raises JournalError where the journal can be written no more."""
        await self.bus.start()
        if self.claims is not None:
            self.claims.start(partial(_interrupt, asyncio.get_running_loop(), self.bus))
        try:
            while not self._stopping:
                if self.claims is not None:
                    await self._settle(self.claims)
                shares = await self._next()
                for part in _parts(shares):
                    self._step(part)
                    await asyncio.sleep(0)
        except JournalError as error:
            self.failure = error
            _log.error("journal: %s", error)
            self._refuse_all(error)
            raise
        finally:
            await self.bus.stop()
        self._refuse_all(Elsewhere("this manager ends; ask again"))
        self.fleet.save_all()

    def stop(self) -> None:
        """End after the commit that is under way."""
        self._stopping = True
        self.bus.interrupt()

    async def ask(self, partition: int, request: Request) -> list[Decision]:
        """What is decided on a request, once it is durable.

        Raises Busy, JournalError, and Elsewhere where the partition is another manager's.
        """
        if self.failure is not None:
            raise self.failure
        if self._stopping:
            raise Elsewhere("this manager ends; ask again")
        self._look_for(partition)
        if len(self._requests) >= REQUESTS_WAITING:
            raise Busy(f"{REQUESTS_WAITING} requests wait")
        answer: asyncio.Future[list[Decision]] = asyncio.get_running_loop().create_future()
        self._requests.append((partition, request, answer))
        self.bus.interrupt()
        return await answer

    def _look_for(self, partition: int) -> None:
        if partition not in self.fleet.partitions:
            raise Elsewhere(f"partition {partition} is another manager's; ask again")

    async def _settle(self, claims: Claims) -> None:
        """Take one partition, or hand one on: messages of the others pass in between."""
        if claims.failure is not None:
            raise claims.failure
        claims.turned(self._health())
        taken = claims.next_taken()
        if taken is not None:
            self.fleet.take(taken)
            self.bus.join(taken)
            self.bus.interrupt()
        unwanted = claims.next_unwanted()
        if unwanted is not None:
            self._later = [share for share in self._later if share.partition != unwanted]
            await self.bus.leave(unwanted)
            self.fleet.leave(unwanted)
            claims.hand_on(unwanted)
            self.bus.interrupt()

    def _health(self) -> bytes:
        now_ms = self.clock.now_ms()
        if now_ms - self._told_ms >= TELL_MS:
            self._told_ms = now_ms
            self._told = self.tell()
        return self._told

    async def _next(self) -> Sequence[Share]:
        """Wait for messages, requests or the next timer, whichever comes first."""
        if self._requests or self._later:
            return await self.bus.next_batch(0)
        due_ms = self.fleet.next_due_ms(self.clock.now_ms())
        timeout_s = 1.0 if due_ms is None else min(self.clock.seconds_until(due_ms), 1.0)
        return await self.bus.next_batch(timeout_s)

    def _step(self, came: Sequence[Share]) -> None:
        shares, asked = self._whose_turn([*self._later, *came], self._asked())
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
            gone = self.fleet.journal.forget(now_ms - self.keep_ms, FORGET_RECORDS)
            self._forgot_ms = now_ms if gone < FORGET_RECORDS else now_ms - FORGET_MS + AGAIN_MS

    def _whose_turn(
        self, shares: list[Share], asked: list[Asked]
    ) -> tuple[list[Share], list[Asked]]:
        """Without those of a partition that is being saved, who wait, while there are others."""
        self._later = []
        closed = self.fleet.closed
        now = [share for share in shares if share.partition != closed]
        asked_now = [one for one in asked if one[0] != closed]
        if not now and not asked_now:
            return shares, asked
        self._later = [share for share in shares if share.partition == closed]
        self._requests.extend(one for one in asked if one[0] == closed)
        return now, asked_now

    def _asked(self) -> list[Asked]:
        """What is asked of us; who asks of a partition that went meanwhile asks again."""
        asked = []
        while self._requests:
            partition, _, answer = waiting = self._requests.popleft()
            try:
                self._look_for(partition)
                asked.append(waiting)
            except Elsewhere as error:
                if not answer.done():
                    answer.set_exception(error)
        return asked

    def _note(self, timings: BinaryIO, records: int) -> None:
        self._written += records
        timings.write(struct.pack("=qq", self._written, self.clock.now_ms()))

    def _let_out(self, committed: Committed) -> None:
        for partition, effect, publish in committed.effects:
            self.bus.publish(partition, publish.topic, publish.payload, publish.retain, effect)
        for receipt in committed.receipts:
            self.bus.publish(receipt.partition, receipt.topic, receipt.payload, False, 0)

    def _refuse_all(self, error: Exception) -> None:
        for _, _, answer in self._requests:
            if not answer.done():
                answer.set_exception(error)


def _interrupt(loop: asyncio.AbstractEventLoop, bus: Bus) -> None:
    """From another thread."""
    loop.call_soon_threadsafe(bus.interrupt)


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
