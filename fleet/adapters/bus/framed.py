"""The bus over our own frames: one session a partition, one batch over all.

Lives here: the adapter of the bus port that the manager uses by default. Not here: a session's life
(`fleet.adapters.bus.session`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from devices.wire.topics import manager_filter, partition_name
from fleet.adapters.bus.address import BrokerAddress
from fleet.adapters.bus.session import Acknowledgement, Session
from fleet.ports.bus import SessionHealth, Share

WAITING_LIMIT = 20_000
"""Messages read and not yet taken, over all sessions; then reading pauses and the broker queues.
At 10,000 a second it is two seconds of a busy manager."""


class FramedBus:
    """Adapter of `fleet.ports.bus.Bus`."""

    def __init__(self, address: BrokerAddress, name: str, partitions: Iterable[int]) -> None:
        """`name` is part of the client ids: a manager that comes back must bear the same."""
        self._event = asyncio.Event()
        self._address = address
        self._name = name
        self._sessions = {partition: self._session(partition) for partition in partitions}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._paused = False
        self._waiting = 0

    def _session(self, partition: int) -> Session:
        client_id = f"{self._name}-{partition_name(partition)}"
        filters = (manager_filter(partition),)
        return Session(partition, client_id, filters, self._address, self._wake)

    async def start(self) -> None:
        """See the port."""
        for partition in self._sessions:
            self._run(partition)

    def _run(self, partition: int) -> None:
        session = self._sessions[partition]
        self._tasks[partition] = asyncio.create_task(session.run(), name=session.client_id)

    def join(self, partition: int) -> None:
        """See the port."""
        self._sessions[partition] = self._session(partition)
        self._run(partition)

    async def leave(self, partition: int) -> None:
        """See the port."""
        task = self._tasks.pop(partition)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        self._sessions.pop(partition).close()

    def _wake(self, count: int) -> None:
        self._event.set()
        self._waiting += count
        if self._waiting > WAITING_LIMIT and not self._paused:
            self._paused = True
            for session in self._sessions.values():
                session.pause()

    async def next_batch(self, timeout_s: float | None) -> Sequence[Share]:
        """See the port."""
        if not self._event.is_set():
            try:
                async with asyncio.timeout(timeout_s):
                    await self._event.wait()
            except TimeoutError:
                return ()
        self._event.clear()
        self._waiting = 0
        shares = [
            share for session in self._sessions.values() if (share := session.take()) is not None
        ]
        if self._paused:
            self._paused = False
            for session in self._sessions.values():
                session.resume()
        return shares

    def interrupt(self) -> None:
        """See the port."""
        self._event.set()

    def acknowledge(self, shares: Sequence[Share]) -> None:
        """See the port."""
        for share in shares:
            assert isinstance(share.acknowledgement, Acknowledgement)
            if share.partition in self._sessions:
                self._sessions[share.partition].acknowledge(share.acknowledgement)

    def publish(
        self, partition: int, topic: str, payload: bytes, retain: bool, effect: int
    ) -> None:
        """See the port."""
        self._sessions[partition].publish(topic, payload, retain, effect)

    def health(self) -> list[SessionHealth]:
        """See the port."""
        return [session.health() for session in self._sessions.values()]

    async def stop(self) -> None:
        """See the port."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        for session in self._sessions.values():
            session.close()
        self._tasks = {}
