"""The session of one partition with the broker: connect, subscribe, read, acknowledge, publish.

Lives here: an asyncio protocol and its way back after a cut. Not here: frames
(`fleet.adapters.bus.frames`), batches over all sessions (`fleet.adapters.bus.framed`).

The broker knows the session by its client id and keeps what comes while we are away. What was read
and not acknowledged when a connection ends is forgotten: it comes again on the next one. What was
published and not acknowledged is published again.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from fleet.adapters.bus import frames
from fleet.adapters.bus.address import BrokerAddress
from fleet.ports.bus import Message, SessionHealth, Share

KEEP_ALIVE_S = 30
SESSION_EXPIRY_S = 7 * 86_400
"""How long the broker keeps a session without us: a manager away for a long weekend finds all."""

FIRST_WAIT_MS, LONGEST_WAIT_MS = 100, 15_000
"""Full jitter between attempts to connect: uniform below the first, doubled up to the longest, so
that 64 sessions do not come back in one moment."""

CONNECT_TIMEOUT_S = 10.0
TAKEN_OVER = 0x8E
"""Reason of a DISCONNECT (section 3.14.2.1): somebody else connected under our client id."""


TAKEN_WAIT_S = 5.0
"""How long we leave the session to whoever took it. Where managers share partitions we learn in
that time that ours has another owner; else two that throw each other out do it seldom."""


class _Outgoing(NamedTuple):
    topic: str
    payload: bytes
    retain: bool
    effect: int


class Acknowledgement(NamedTuple):
    """Frames that acknowledge a share, and the connection that they belong to.

    A session that the broker kept sends what waited before it answers the subscription.
    """

    connection: int
    frames: bytes


class Session(asyncio.Protocol):
    """One connection at a time; `wake` is called with the number of messages that came."""

    def __init__(
        self,
        partition: int,
        client_id: str,
        filters: tuple[str, ...],
        address: BrokerAddress,
        wake: Callable[[int], None],
    ) -> None:
        self.partition = partition
        self.client_id = client_id
        self.filters = filters
        self.address = address
        self.complaint = ""
        self.connects = 0
        self.is_ready = False
        self._wake = wake
        self._reader = frames.Reader()
        self._done: list[int] = []
        self._transport: asyncio.Transport | None = None
        self._ended = asyncio.Event()
        self._waiting: deque[_Outgoing] = deque()
        self._in_flight: dict[int, _Outgoing] = {}
        self._may_fly = frames.RECEIVE_MAXIMUM
        self._packet = 0
        self._connection = 0
        self._heard = False
        self._paused = False
        self._is_taken = False

    # ---------------------------------------------------------------- the life of a session

    async def run(self) -> None:
        """Connect, and again whenever the connection ends; ends when cancelled."""
        attempt = 0
        while True:
            connects = self.connects
            try:
                await self._connect()
            except (OSError, ssl.SSLError, TimeoutError) as error:
                self.complaint = f"{self.address}: {str(error) or type(error).__name__}"
            if self._is_taken:
                self._is_taken = False
                await asyncio.sleep(TAKEN_WAIT_S)
            attempt = 0 if self.connects > connects else attempt + 1
            bound_ms = min(FIRST_WAIT_MS << min(attempt, 16), LONGEST_WAIT_MS)
            await asyncio.sleep(secrets.randbelow(bound_ms) / 1_000)

    async def _connect(self) -> None:
        self._ended.clear()
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await loop.create_connection(
                lambda: self, self.address.host, self.address.port, ssl=self.address.tls()
            )
        watch = asyncio.ensure_future(self._keep_alive())
        try:
            await self._ended.wait()
        finally:
            watch.cancel()
            self.close()

    async def _keep_alive(self) -> None:
        """Ask for a sign of life when nothing came for half the interval; then give up."""
        silent = 0
        while silent < 2:
            self._heard = False
            await asyncio.sleep(KEEP_ALIVE_S / 2)
            silent = 0 if self._heard or self._paused else silent + 1
            if self._transport is not None:
                self._transport.write(frames.PING_REQUEST)
        self.complaint = f"{self.address}: silent for {KEEP_ALIVE_S} s"
        self.close()

    def close(self) -> None:
        """End the connection, politely where that is still possible."""
        transport, self._transport = self._transport, None
        if transport is not None and not transport.is_closing():
            transport.write(frames.disconnect())
            transport.close()
        self._forget()

    def _forget(self) -> None:
        self.is_ready = False
        self._reader = frames.Reader()
        self._waiting.extendleft(reversed(self._in_flight.values()))
        self._in_flight.clear()
        self._paused = False

    # ---------------------------------------------------------------- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say who we are."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connection += 1
        user, password = self.address.user, self.address.password
        transport.write(
            frames.connect(self.client_id, user, password, KEEP_ALIVE_S, SESSION_EXPIRY_S)
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what is not acknowledged; `run` goes on."""
        if exc is not None:
            self.complaint = f"{self.address}: {exc}"
        self._transport = None
        self._forget()
        self._ended.set()

    def data_received(self, data: bytes) -> None:
        """Read what came; messages wait to be taken."""
        self._heard = True
        reader = self._reader
        before = len(reader.messages)
        try:
            reader.feed(data)
            if reader.others:
                others, reader.others = reader.others, []
                for packet in others:
                    self._packet_came(packet)
        except frames.BadFrame as error:
            self.complaint = f"{self.address}: {error}"
            self.close()
            self._ended.set()
            return
        if reader.messages or self._done:
            self._wake(len(reader.messages) - before)

    def _packet_came(self, packet: frames.Packet) -> None:
        if packet.kind == frames.PUBACK:
            outgoing = self._in_flight.pop(int.from_bytes(packet.body[:2], "big"), None)
            if outgoing is not None:
                self._done.append(outgoing.effect)
                self._send_waiting()
        elif packet.kind == frames.CONNACK:
            self._connected(packet.body)
        elif packet.kind == frames.SUBACK:
            self._subscribed(packet.body)
        elif packet.kind == frames.DISCONNECT:
            reason = packet.body[0] if packet.body else 0
            self._is_taken = reason == TAKEN_OVER
            taken = "another manager connected under our id, " if self._is_taken else ""
            self.complaint = f"{self.address}: {taken}closed by the broker ({reason:#04x})"

    def _connected(self, body: bytes) -> None:
        if len(body) < 2 or body[1] != 0:
            reason = body[1] if len(body) > 1 else -1
            self.complaint = f"{self.address}: refused ({reason:#04x})"
            self.close()
            self._ended.set()
            return
        found = frames.properties(body, 2)
        self._may_fly = int(found.get(frames.PROPERTY_RECEIVE_MAXIMUM, frames.RECEIVE_MAXIMUM))
        if self._transport is not None:
            self._transport.write(frames.subscribe(1, self.filters))

    def _subscribed(self, body: bytes) -> None:
        refused = [code for code in body[3:] if code > 2]
        if refused:
            self.complaint = f"{self.address}: subscription refused ({refused[0]:#04x})"
            return
        self.connects += 1
        self.is_ready = True
        self.complaint = ""
        self._send_waiting()
        self._wake(0)

    # ---------------------------------------------------------------- what the bus asks for

    def take(self) -> Share | None:
        """What came since the last time."""
        reader = self._reader
        if not reader.messages and not self._done:
            return None
        acknowledgement = Acknowledgement(self._connection, bytes(reader.acknowledgements))
        messages: list[Message] = reader.messages
        reader.messages = []
        reader.acknowledgements.clear()
        done, self._done = self._done, []
        return Share(self.partition, messages, done, acknowledgement)

    def pause(self) -> None:
        """Read no more until `resume`; TCP makes the broker wait."""
        if self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._paused:
            self._paused = False
            if self._transport is not None:
                self._transport.resume_reading()

    def acknowledge(self, given: Acknowledgement) -> None:
        """Acknowledge what belongs to this connection; the rest comes again."""
        is_current = given.connection == self._connection
        if given.frames and is_current and self._transport is not None:
            self._transport.write(given.frames)

    def publish(self, topic: str, payload: bytes, retain: bool, effect: int) -> None:
        """Send now, or when the connection and the broker's limit allow; QoS 0 now or never."""
        if effect:
            self._waiting.append(_Outgoing(topic, payload, retain, effect))
            self._send_waiting()
        elif self.is_ready and self._transport is not None:
            self._transport.write(frames.publish(topic, payload, retain, 0))

    def _send_waiting(self) -> None:
        while (
            self._waiting
            and self.is_ready
            and self._transport is not None
            and len(self._in_flight) < self._may_fly
        ):
            outgoing = self._waiting.popleft()
            packet = self._next_packet()
            self._in_flight[packet] = outgoing
            self._transport.write(
                frames.publish(outgoing.topic, outgoing.payload, outgoing.retain, packet)
            )

    def _next_packet(self) -> int:
        while True:
            self._packet = self._packet % 65_535 + 1
            if self._packet not in self._in_flight:
                return self._packet

    def health(self) -> SessionHealth:
        """How it is."""
        return SessionHealth(self.partition, self.is_ready, self.connects, self.complaint)
