"""A bus that hears network servers beside the manager's own broker.

Lives here: one client a network, batches over both, acknowledgement after the commit. Not here:
what messages mean (`fleet.adapters.sensors.translating`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from fleet.adapters.bus.address import BrokerAddress
from fleet.adapters.bus.with_aiomqtt import Line, end_all
from fleet.adapters.sensors.settings import Sending
from fleet.adapters.sensors.translating import FILTERS, Translator
from fleet.ports.bus import Bus, SessionHealth, Share

NO_PARTITION = -1
"""What a network's session says where the others have their partition."""


class _Ours(NamedTuple):
    """Acknowledges what a line brought, and answers; without a line there is nothing to say."""

    line: Line | None
    handle: object
    answers: tuple[Sending, ...] = ()


class SensorsBus:
    """Adapter of `fleet.ports.bus.Bus` around another one.

    Messages of partitions that are not ours are passed over: another manager hears them, too.
    """

    def __init__(
        self,
        bus: Bus,
        translator: Translator,
        addresses: Mapping[str, BrokerAddress],
        name: str,
        partitions: Collection[int],
        now_ms: Callable[[], int],
    ) -> None:
        """`addresses`: of each network's broker; `name`: part of the client ids."""
        self._bus = bus
        self._translator = translator
        self._partitions = frozenset(partitions)
        self._now_ms = now_ms
        self._done: list[tuple[int, int]] = []
        self._waiting = False
        self._sent = 0
        self._lines = {
            network.name: Line(
                NO_PARTITION,
                f"{name}-{network.name}",
                FILTERS[network.kind],
                addresses[network.name],
                self._wake,
                network.version,
            )
            for network in translator.plan.networks
        }
        self._tasks: list[asyncio.Task[None]] = []

    def _wake(self, count: int) -> None:
        self._waiting = True
        self._bus.interrupt()

    async def start(self) -> None:
        """See the port."""
        await self._bus.start()
        self._tasks = [asyncio.create_task(line.run()) for line in self._lines.values()]

    def join(self, partition: int) -> None:
        """See the port; what network servers say of it is heard from now on."""
        self._partitions |= {partition}
        self._bus.join(partition)

    async def leave(self, partition: int) -> None:
        """See the port."""
        self._partitions -= {partition}
        await self._bus.leave(partition)

    async def next_batch(self, timeout_s: float | None) -> Sequence[Share]:
        """See the port."""
        waits = self._waiting or bool(self._done)
        shares = list(await self._bus.next_batch(0 if waits else timeout_s))
        self._waiting = False
        done, self._done = self._done, []
        shares += [Share(partition, (), (effect,), _Ours(None, None)) for partition, effect in done]
        for name, line in self._lines.items():
            if (came := line.take()) is not None:
                shares += self._translated(name, line, came)
        return shares

    def _translated(self, network: str, line: Line, came: Share) -> list[Share]:
        """Shares of partitions; the last one acknowledges all that the line brought."""
        shares: list[Share] = []
        answers: list[Sending] = []
        for message in came.messages:
            taken = self._translator.take(network, message, self._now_ms())
            if taken.partition not in self._partitions:
                continue
            self._send(taken.sendings)
            answers += taken.answers
            if taken.messages or taken.refusals:
                nothing = _Ours(None, None)
                shares.append(Share(taken.partition, taken.messages, (), nothing, taken.refusals))
        ours = _Ours(line, came.acknowledgement, tuple(answers))
        if not shares:
            self._acknowledge(ours)
            return []
        shares[-1] = shares[-1]._replace(acknowledgement=ours)
        return shares

    def _send(self, sendings: Sequence[Sending]) -> None:
        """To a network server, with QoS 1; kept while it is away."""
        for sending in sendings:
            self._sent += 1
            line = self._lines[sending.network]
            line.publish(sending.topic, sending.payload, False, self._sent)

    def interrupt(self) -> None:
        """See the port."""
        self._bus.interrupt()

    def acknowledge(self, shares: Sequence[Share]) -> None:
        """See the port."""
        theirs = []
        for share in shares:
            if isinstance(share.acknowledgement, _Ours):
                self._acknowledge(share.acknowledgement)
            else:
                theirs.append(share)
        self._bus.acknowledge(theirs)

    def _acknowledge(self, ours: _Ours) -> None:
        if ours.line is not None:
            ours.line.acknowledge(ours.handle)
            self._send(ours.answers)

    def publish(
        self, partition: int, topic: str, payload: bytes, retain: bool, effect: int
    ) -> None:
        """See the port. What goes to a sensor is done once its network server is told: it is
        published again at the sensor's next birth where it was lost.
        """
        sendings = self._translator.tell(topic, payload)
        if sendings is None:
            self._bus.publish(partition, topic, payload, retain, effect)
            return
        self._send(sendings)
        if effect:
            self._done.append((partition, effect))
            self._bus.interrupt()

    def health(self) -> list[SessionHealth]:
        """See the port: the sessions of the inner bus, and one for each network."""
        return [
            *self._bus.health(),
            *(
                SessionHealth(NO_PARTITION, line.is_ready, line.connects, line.complaint)
                for line in self._lines.values()
            ),
        ]

    async def stop(self) -> None:
        """See the port."""
        await end_all(self._tasks)
        self._tasks = []
        await self._bus.stop()
