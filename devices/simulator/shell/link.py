"""One MQTT connection: a device's own, or a gateway's for many devices.

Lives here: connecting, reading, writing in order, coming back. Not here: what is said
(`devices.simulator.session`), when the world acts (`devices.simulator.shell.stage`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from aiomqtt import MqttError

from devices.clock import ScaledClock
from devices.simulator.acts import NETWORK
from devices.simulator.outbox import Outgoing
from devices.simulator.session import Session
from devices.simulator.shell.backoff import wait_s
from devices.simulator.shell.broker import BrokerAddress, Credentials, Wire
from devices.simulator.shell.loading import load

WINDOW = 20
"""Messages handed to the broker before the first is acknowledged; they stay in order."""


@dataclass(slots=True)
class Tally:
    """What links have done, all together."""

    connected: int = 0
    connections: int = 0
    cut: int = 0
    published: int = 0
    received: int = 0
    last_error: str = ""


class _Over(Exception):
    """This connection has come to its end, cleanly."""


class Link:
    """A connection for one or more sessions; the first of them has its name and its will."""

    def __init__(
        self,
        sessions: Sequence[Session],
        broker: BrokerAddress,
        clock: ScaledClock,
        new_boot: Callable[[], str],
        tally: Tally,
        credentials: Credentials | None = None,
    ) -> None:
        self._sessions = list(sessions)
        self._by_topic = {s.subscription.removesuffix("#"): s for s in self._sessions}
        self._broker = broker
        self._clock = clock
        self._new_boot = new_boot
        self._tally = tally
        self._credentials = credentials
        self._wake = asyncio.Event()
        self._loading: dict[int, asyncio.Task[None]] = {}
        self._stopping = False
        head = self._sessions[0].identity
        self.name = f"{head.site}.{head.device}"

    def wake(self) -> None:
        """One of its sessions has something to say."""
        self._wake.set()

    def stop(self) -> None:
        """Say farewell and come to an end."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Be connected until told to stop; whatever cuts the connection, come back."""
        attempt = 0
        while not self._stopping:
            await self._while_off()
            before = self._tally.connections
            try:
                await self._connection()
            except MqttError as error:
                if not self._sessions[0].off:
                    self._tally.last_error = str(error)
            attempt = 1 if self._tally.connections > before else attempt + 1
            if not self._stopping:
                await self._pause(wait_s(self.name, attempt))

    async def _while_off(self) -> None:
        """Wait until whoever has the connection can have one."""
        while self._sessions[0].off and not self._stopping:
            self._wake.clear()
            await self._woken(None)

    async def _pause(self, seconds: float) -> None:
        """Wait, or until told to stop; what sessions say meanwhile wakes nobody."""
        until = asyncio.get_running_loop().time() + seconds
        while not self._stopping and (left := until - asyncio.get_running_loop().time()) > 0:
            self._wake.clear()
            await self._woken(left)

    async def _woken(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _connection(self) -> None:
        now = self._clock.now_ms()
        if self._sessions[0].off:
            return
        for session in self._sessions:
            if session.restarting and not session.off:
                session.start(self._new_boot())
        wills = [session.connect(now) for session in self._sessions]
        client = self._broker.client(self.name, wills[0], self._credentials)
        async with client:
            await client.subscribe([(session.subscription, 1) for session in self._sessions])
            self._tally.connections += 1
            self._tally.connected += 1
            try:
                await self._exchange(client)
            finally:
                for loading in self._loading.values():
                    loading.cancel()
                self._loading.clear()
                self._tally.connected -= 1
                self._tally.cut += not self._stopping
                for session in self._sessions:
                    session.disconnected(self._clock.now_ms())

    async def _exchange(self, client: Wire) -> None:
        for session in self._sessions:
            if not session.off:
                session.connected(self._clock.now_ms())
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(client))
                group.create_task(self._write(client))
        except* _Over:
            pass
        except* MqttError as errors:
            raise MqttError(str(errors.exceptions[0])) from None

    async def _read(self, client: Wire) -> None:
        async for message in client.messages:
            topic = str(message.topic)
            session = self._by_topic.get(topic[: topic.rfind("/") + 1])
            if session is not None and isinstance(message.payload, bytes | bytearray):
                self._tally.received += 1
                session.receive(topic, bytes(message.payload), self._clock.now_ms())
                self._wake.set()

    async def _write(self, client: Wire) -> None:
        while True:
            self._wake.clear()
            last = self._stopping
            now = self._clock.now_ms()
            for session in self._sessions:
                due_ms = session.get_timer()
                if due_ms is not None and due_ms <= now:
                    session.handle_timer(now)
                if last and not session.off:
                    session.leave(now)
            off = self._sessions[0].off
            if NETWORK not in off:
                await self._publish_all(client)
            if off and not last:
                # Its last word may have been said while the window before it was under way.
                if NETWORK not in off:
                    await self._publish_all(client)
                await client.break_off()
            self._begin_again()
            self._load()
            if last:
                raise _Over
            await self._woken(self._seconds_to_next())

    def _load(self) -> None:
        """Whoever wants firmware loads it beside all else, for as long as it is on line."""
        for number, session in enumerate(self._sessions):
            loading = self._loading.get(number)
            if session.updating.updater.wanted() is None or session.off:
                continue
            if loading is None or loading.done():
                task = asyncio.create_task(load(session, self._clock.now_ms, self.wake))
                self._loading[number] = task

    def _begin_again(self) -> None:
        """Sessions that start again or were off line: behind a gateway at once, else with the link.

        A device behind a gateway that is off line falls silent: the connection is not its own.
        """
        if self._sessions[0].restarting:
            raise _Over
        now = self._clock.now_ms()
        for session in self._sessions[1:]:
            if session.off:
                session.disconnected(now)
            elif session.restarting or not session.is_connected:
                session.disconnected(now)
                if session.restarting:
                    session.start(self._new_boot())
                session.connect(now)
                session.connected(now)
                self._wake.set()

    def _seconds_to_next(self) -> float | None:
        times = [t for s in self._sessions if (t := s.get_timer()) is not None]
        return self._clock.seconds_until(min(times)) if times else None

    async def _publish_all(self, client: Wire) -> None:
        waiting = self._waiting()
        while window := list(islice(waiting, WINDOW)):
            await asyncio.gather(*(self._publish(client, outgoing) for outgoing in window))

    def _waiting(self) -> Iterator[Outgoing]:
        for session in self._sessions:
            while (outgoing := session.next_event(self._clock.now_ms())) is not None:
                yield outgoing

    async def _publish(self, client: Wire, outgoing: Outgoing) -> None:
        await client.publish(outgoing.topic, outgoing.payload, qos=1, retain=outgoing.retain)
        self._tally.published += 1
