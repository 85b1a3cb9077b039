"""A broker in memory with the promises of MQTT.

Lives here: lanes (one direction of a connection), sessions, retained messages, wills. Not here:
what is said, what becomes of messages (`twin.managed.wire.fates`).

A lane keeps its order. A manager's session is persistent: what it has not acknowledged comes again
after a reconnect (QoS 1). A device's session is clean: what is sent while it is away is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

from twin.managed.wire.agenda import Agenda
from twin.managed.wire.fates import Fate, Fates


class Packet(NamedTuple):
    """A message. `number`: what whoever sent or keeps it knows it by; 0 for none."""

    topic: str
    payload: bytes
    retain: bool = False
    number: int = 0


Watch = Callable[[int, str, Packet, Fate], None]
"""Told of every message on a lane: when it is sent, the lane's name, and its fate."""


class Lane:
    """One direction of a connection."""

    def __init__(
        self,
        agenda: Agenda,
        fates: Fates,
        name: str,
        deliver: Callable[[int, Packet], None],
        watch: Watch,
    ) -> None:
        self._agenda = agenda
        self._fates = fates
        self._name = name
        self._deliver = deliver
        self._watch = watch
        self._last_ms = 0
        self._connection = 0

    def send(self, now: int, packet: Packet) -> None:
        """On its way, after all that was sent before."""
        fate = self._fates.next()
        self._watch(now, self._name, packet, fate)
        if fate.is_lost:
            return
        self._last_ms = max(self._last_ms, now + fate.delay_ms)
        arrive = partial(self._arrive, self._connection, packet)
        self._agenda.at(self._last_ms, arrive)
        if fate.again_ms >= 0:
            self._last_ms += fate.again_ms
            self._agenda.at(self._last_ms, arrive)

    def cut(self) -> None:
        """The connection breaks: what is under way never arrives."""
        self._connection += 1
        self._last_ms = 0

    def _arrive(self, connection: int, packet: Packet, now: int) -> None:
        if connection == self._connection:
            self._deliver(now, packet)


class Subscriber(Protocol):
    """A device's side of a connection."""

    @property
    def root(self) -> str:
        """What the topics begin with that it hears."""

    @property
    def down(self) -> Lane:
        """The lane on which it hears them."""


class ManagerSession:
    """The persistent session of one partition. `offer` is what a broker does, the rest what the
    manager does.
    """

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.lane: Lane | None = None
        self._kept: dict[int, Packet] = {}
        self._numbers = 0

    def offer(self, now: int, packet: Packet) -> None:
        """A message that it is subscribed to; kept until it is acknowledged."""
        self._numbers += 1
        kept = packet._replace(number=self._numbers)
        self._kept[self._numbers] = kept
        if self.lane is not None:
            self.lane.send(now, kept)

    def connect(self, now: int, lane: Lane) -> None:
        """The manager is back: what it never acknowledged comes again, in order."""
        self.lane = lane
        for packet in self._kept.values():
            lane.send(now, packet)

    def disconnect(self) -> None:
        """The connection is gone."""
        if self.lane is not None:
            self.lane.cut()
        self.lane = None

    def acknowledge(self, number: int) -> None:
        """It has this one for good."""
        self._kept.pop(number, None)


class Broker:
    """Hands on what is published; `taken` is told which message of a manager it has."""

    def __init__(self) -> None:
        self.sessions: dict[int, ManagerSession] = {}
        self._partition_of: dict[str, int] = {}
        self._devices: dict[str, Subscriber] = {}
        self._retained: dict[str, Packet] = {}

    def subscribe(self, device: Subscriber, partition: int, now: int) -> None:
        """A device is connected, and hears what was kept for it."""
        self._devices[device.root] = device
        self._partition_of[device.root.removesuffix("down/")] = partition
        for topic, packet in self._retained.items():
            if topic.startswith(device.root):
                device.down.send(now, packet)

    def unsubscribe(self, device: Subscriber) -> None:
        """Its connection is gone."""
        self._devices.pop(device.root, None)

    def published(self, now: int, packet: Packet) -> None:
        """A message has come, from whomever."""
        if packet.retain:
            self._retained[packet.topic] = packet
        root, _, _ = packet.topic.rpartition("/")
        if root.endswith("/up"):
            partition = self._partition_of[root.removesuffix("up")]
            self.sessions[partition].offer(now, packet)
        elif (device := self._devices.get(root + "/")) is not None:
            device.down.send(now, packet)
