"""The bus over aiomqtt: the same port on a client that others maintain.

Lives here: one aiomqtt client a partition, with acknowledgement by hand. Not here: our own frames
(`fleet.adapters.bus.framed`), which the manager uses by default because they read several times as
many messages a second.

aiomqtt acknowledges before a message is handled, and does not come back after a cut; here the
acknowledgement is left to the caller and the connection is made anew with full jitter. What was not
acknowledged when a connection ends is forgotten: it comes again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devices.wire.topics import manager_filter, partition_name
from fleet.adapters.bus.address import BrokerAddress
from fleet.adapters.bus.frames import RECEIVE_MAXIMUM
from fleet.adapters.bus.session import FIRST_WAIT_MS, KEEP_ALIVE_S, LONGEST_WAIT_MS
from fleet.adapters.bus.session import SESSION_EXPIRY_S as EXPIRY_S
from fleet.ports.bus import Message, SessionHealth, Share

CANCEL_AGAIN_S = 0.5

Version = Literal["5", "3.1.1"]
"""Of MQTT."""


class _Handle(NamedTuple):
    """Numbers to acknowledge, and the client they belong to."""

    client: _HandClient
    numbers: list[int]


class _HandClient(aiomqtt.Client):
    """A client that acknowledges when it is told to."""

    def __init__(
        self, address: BrokerAddress, name: str, wake: Callable[[int], None], version: Version
    ) -> None:
        super().__init__(
            address.host,
            address.port,
            username=address.user or None,
            password=address.password or None,
            identifier=name,
            keepalive=KEEP_ALIVE_S,
            tls_context=address.tls(),
            **_kept_session(version),
        )
        self._client.manual_ack_set(True)
        self._tell = wake

    def _on_message(self, client: Any, userdata: Any, message: Any) -> None:
        super()._on_message(client, userdata, message)
        self._tell(1)

    def take(self) -> tuple[list[Message], list[int]]:
        """What came, and the numbers that acknowledge it."""
        messages, numbers = [], []
        while not self._queue.empty():
            came = self._queue.get_nowait()
            messages.append(Message(str(came.topic), bytes(came.payload), came.retain))
            if came.qos:
                numbers.append(came.mid)
        return messages, numbers

    def acknowledge(self, numbers: Iterable[int]) -> None:
        """Say that these are durable."""
        for number in numbers:
            self._client.ack(number, 1)

    async def until_cut(self) -> None:
        """Wait for the end of the connection; raises MqttError."""
        await asyncio.shield(self._disconnected)


def _kept_session(version: Version) -> dict[str, Any]:
    """What makes a broker keep the session while we are away, in each version of MQTT."""
    if version == "3.1.1":
        return {"protocol": aiomqtt.ProtocolVersion.V311, "clean_session": False}
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = EXPIRY_S
    properties.ReceiveMaximum = RECEIVE_MAXIMUM
    return {
        "protocol": aiomqtt.ProtocolVersion.V5,
        "clean_start": False,
        "properties": properties,
    }


class Line:
    """The client of one subscription, made anew whenever it is cut.

    `wake` is called with the number of messages that came, 0 for other news.
    """

    def __init__(
        self,
        partition: int,
        name: str,
        filters: Sequence[str],
        address: BrokerAddress,
        wake: Callable[[int], None],
        version: Version = "5",
    ) -> None:
        self.partition = partition
        self.name = name
        self.filters = filters
        self.version = version
        self.done: list[int] = []
        self.connects = 0
        self.complaint = ""
        self.is_ready = False
        self.client: _HandClient | None = None
        self._address = address
        self._wake = wake
        self._waiting: asyncio.Queue[tuple[str, bytes, bool, int]] = asyncio.Queue()

    async def run(self) -> None:
        """Be connected; ends when cancelled."""
        attempt = 0
        while True:
            connects = self.connects
            try:
                async with _HandClient(
                    self._address, self.name, self._wake, self.version
                ) as client:
                    self.client = client
                    await client.subscribe([(topic, 1) for topic in self.filters])
                    self.connects += 1
                    self.complaint, self.is_ready = "", True
                    self._wake(0)
                    await self._until_cut(client)
            except aiomqtt.MqttError as error:
                self.complaint = f"{self._address}: {error}"
            finally:
                self.client, self.is_ready = None, False
            attempt = 0 if self.connects > connects else attempt + 1
            bound_ms = min(FIRST_WAIT_MS << min(attempt, 16), LONGEST_WAIT_MS)
            await asyncio.sleep(secrets.randbelow(bound_ms) / 1_000)

    async def _until_cut(self, client: _HandClient) -> None:
        sending = asyncio.ensure_future(self._send(client))
        cut = asyncio.ensure_future(client.until_cut())
        try:
            await asyncio.wait((sending, cut), return_when=asyncio.FIRST_COMPLETED)
            for ended in (cut, sending):
                if ended.done():
                    ended.result()
        finally:
            sending.cancel()
            cut.cancel()
            await asyncio.gather(sending, cut, return_exceptions=True)

    async def _send(self, client: _HandClient) -> None:
        while True:
            waiting = await self._waiting.get()
            topic, payload, retain, effect = waiting
            try:
                await client.publish(topic, payload, qos=1, retain=retain)
            except BaseException:
                self._waiting.put_nowait(waiting)
                raise
            self.done.append(effect)
            self._wake(0)

    def publish(self, topic: str, payload: bytes, retain: bool, effect: int) -> None:
        """Effects wait for their turn; what is none is sent now or never."""
        if effect:
            self._waiting.put_nowait((topic, payload, retain, effect))
        elif self.client is not None:
            client = self.client
            task = asyncio.ensure_future(client.publish(topic, payload, qos=0))
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())

    def take(self) -> Share | None:
        """What came since the last time."""
        messages: list[Message] = []
        handle: _Handle | None = None
        if self.client is not None:
            messages, numbers = self.client.take()
            handle = _Handle(self.client, numbers)
        done, self.done = self.done, []
        return Share(self.partition, messages, done, handle) if messages or done else None

    def acknowledge(self, handle: object) -> None:
        """What came in this share is durable; of an earlier connection it comes again."""
        if isinstance(handle, _Handle) and self.client is handle.client:
            handle.client.acknowledge(handle.numbers)


class AiomqttBus:
    """Adapter of `fleet.ports.bus.Bus`."""

    def __init__(self, address: BrokerAddress, name: str, partitions: Iterable[int]) -> None:
        """`name` is part of the client ids: a manager that comes back must bear the same."""
        self._event = asyncio.Event()
        self._address = address
        self._name = name
        self._lines = {number: self._line(number) for number in partitions}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def _line(self, partition: int) -> Line:
        name, filters = f"{self._name}-{partition_name(partition)}", (manager_filter(partition),)
        return Line(partition, name, filters, self._address, lambda _: self._event.set())

    async def start(self) -> None:
        """See the port."""
        self._tasks = {n: asyncio.create_task(line.run()) for n, line in self._lines.items()}

    def join(self, partition: int) -> None:
        """See the port."""
        self._lines[partition] = self._line(partition)
        self._tasks[partition] = asyncio.create_task(self._lines[partition].run())

    async def leave(self, partition: int) -> None:
        """See the port."""
        await end_all([self._tasks.pop(partition)])
        del self._lines[partition]

    async def next_batch(self, timeout_s: float | None) -> Sequence[Share]:
        """See the port."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._event.wait()
        except TimeoutError:
            return ()
        self._event.clear()
        return [share for line in self._lines.values() if (share := line.take()) is not None]

    def interrupt(self) -> None:
        """See the port."""
        self._event.set()

    def acknowledge(self, shares: Sequence[Share]) -> None:
        """See the port."""
        for share in shares:
            if share.partition in self._lines:
                self._lines[share.partition].acknowledge(share.acknowledgement)

    def publish(
        self, partition: int, topic: str, payload: bytes, retain: bool, effect: int
    ) -> None:
        """See the port."""
        self._lines[partition].publish(topic, payload, retain, effect)

    def health(self) -> list[SessionHealth]:
        """See the port."""
        return [
            SessionHealth(line.partition, line.is_ready, line.connects, line.complaint)
            for line in self._lines.values()
        ]

    async def stop(self) -> None:
        """See the port."""
        await end_all(self._tasks.values())
        self._tasks = {}


async def end_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until they have ended.

    Once is not enough: `asyncio.wait_for` of Python 3.11, on which aiomqtt waits, forgets a
    cancellation that comes together with what it waits for.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        ended, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_S)
        for task in ended:
            _ = task.cancelled() or task.exception()
