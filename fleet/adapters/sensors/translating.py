"""From a network server's message to messages of our wire, with their numbers.

Lives here: whose it is, which boot and numbers its messages bear, what becomes of what cannot be
read. Not here: sockets (`fleet.adapters.sensors.joined`).

A session of LoRaWAN is a boot, and frame c of it (counted from 0) has the numbers 2c + 1 and
2c + 2: first a report of how it was received, or a birth where the manager does not know it so;
then what it measured. So a frame that comes twice is known by its numbers, as any message is, and
a frame that never comes is missed: two messages.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devices.profiles.quantities import ReadingRefused
from devices.profiles.reading import Readings, read_uplink
from devices.wire.codec import decode
from devices.wire.topics import parse_topic, partition_of
from fleet.adapters.sensors import alink, chirpstack, things_stack
from fleet.adapters.sensors.plan import Owned, SensorsPlan
from fleet.adapters.sensors.settings import Sending, Settings
from fleet.adapters.sensors.speaking import (
    Envelope,
    birth,
    refusal_of_command,
    report,
    telemetry,
)
from fleet.adapters.sensors.uplink import NO_COUNTER, Confirmed, Uplink, UplinkRefused
from fleet.core.state import Device
from fleet.ports.bus import Message, Refusal

READERS = {"chirpstack": chirpstack.read, "things_stack": things_stack.read, "alink": alink.read}
FILTERS = {
    "chirpstack": chirpstack.FILTERS,
    "things_stack": things_stack.FILTERS,
    "alink": alink.FILTERS,
}
"""What is subscribed to, by kind of network server."""

REMEMBERED = 64
"""Posts without a counter that are known again when they come twice."""

LONGEST_INTERVAL_S = 604_800
"""A week, what the wire contract takes."""

SESSION_LETTERS = 20
"""Of a session's name in a boot: the rest is for a counter that began again."""


@dataclass
class Taken:
    """What follows from one message: for a partition, back to the network server at once, and once
    it is durable.
    """

    partition: int
    messages: list[Message] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    answers: list[Sending] = field(default_factory=list)


class Translator:
    """Of all networks of a plan. `known`: a device as the manager knows it; `started_ms`: a boot
    for devices that count nothing.
    """

    def __init__(
        self, plan: SensorsPlan, known: Callable[[int, str], Device | None], started_ms: int
    ) -> None:
        self.plan = plan
        self.settings = Settings({network.name: network.kind for network in plan.networks})
        self._known = known
        self._kinds = {network.name: network.kind for network in plan.networks}
        self._own_boot = f"m{started_ms:x}"
        self._posts: dict[str, int] = {}
        self._seen: dict[str, deque[str]] = {}
        self._told: set[str] = set()
        self._commands: dict[str, list[str]] = {}

    def take(self, network: str, message: Message, now_ms: int) -> Taken:
        """What follows from a message of a network server.

        One on which we fail ourselves is put aside like one that cannot be read: it stops nobody.
        """
        try:
            return self._take(network, message, now_ms)
        except Exception as error:  # noqa: BLE001  whatever it is: the message is put aside
            reason = f"{type(error).__name__}: {error}"
            return self._refused(network, None, message.topic, message.payload, "", reason)

    def _take(self, network: str, message: Message, now_ms: int) -> Taken:
        topic, payload, _ = message
        try:
            event = READERS[self._kinds[network]](topic, payload, now_ms)
        except UplinkRefused as error:
            owned = self.plan.by_sender.get((network, error.sender))
            return self._refused(network, owned, topic, payload, error.field, error.reason)
        owned = self.plan.by_sender.get((network, event.sender))
        if owned is None:
            reason = f"{event.sender}: in no sensors file"
            return self._refused(network, None, topic, payload, "device", reason)
        if isinstance(event, Confirmed):
            self.settings.confirm(event)
            return Taken(owned.partition)
        return self._uplink(owned, event, message)

    def _refused(
        self, network: str, owned: Owned | None, topic: str, payload: bytes, field_: str, why: str
    ) -> Taken:
        partition = partition_of(network) if owned is None else owned.partition
        key = "" if owned is None else owned.key
        return Taken(partition, refusals=[Refusal(topic, payload, field_, why, key)])

    def _uplink(self, owned: Owned, uplink: Uplink, message: Message) -> Taken:
        taken = Taken(owned.partition)
        if uplink.counter == NO_COUNTER:
            taken.answers.append(Sending(owned.network, *alink.answer(uplink)))
            if self._is_repeated(owned, uplink.message):
                return taken
        known = self._known(owned.partition, owned.key)
        boot, count = self._number(owned, uplink, known)
        first = Envelope(owned, boot, 2 * count + 1, uplink.time_ms)
        second = first._replace(sequence=2 * count + 2)
        measured, refusal = None, None
        try:
            readings = self._readings(owned, uplink)
            measured = telemetry(second, readings, uplink.signal_dbm)
        except ReadingRefused as error:
            refusal = error
        taken.sendings = self.settings.heard(owned, uplink.address)
        taken.messages.append(self._first(first, uplink, known, refusal))
        if refusal is not None:
            taken.refusals.append(
                Refusal(message.topic, message.payload, refusal.field, refusal.reason, owned.key,
                        boot, second.sequence)
            )  # fmt: skip
        else:
            taken.messages.append(measured or self._report(second, uplink, known))
        return taken

    def _readings(self, owned: Owned, uplink: Uplink) -> Readings:
        return read_uplink(owned.profile, uplink.port, uplink.payload, uplink.decoded)

    # ---------------------------------------------------------------- numbers

    def _is_repeated(self, owned: Owned, number: str) -> bool:
        seen = self._seen.setdefault(owned.key, deque(maxlen=REMEMBERED))
        if number in seen:
            return True
        seen.append(number)
        return False

    def _number(self, owned: Owned, uplink: Uplink, known: Device | None) -> tuple[str, int]:
        """Boot and count of a frame. A counter that is lower than before, in a frame that is later,
        has begun again (a device without joins lost its power): that is a new boot.
        """
        if uplink.counter == NO_COUNTER:
            count = self._posts.get(owned.key, 0)
            self._posts[owned.key] = count + 1
            return self._own_boot, count
        session = re.sub(r"[^A-Za-z0-9_-]", "", uplink.session)[:SESSION_LETTERS] or "s"
        if known is None or known.boot.partition("-")[0] != session:
            return session, uplink.counter
        window = known.boots.get(known.boot)
        highest = 0 if window is None else window.highest
        if 2 * uplink.counter + 2 < highest and uplink.time_ms > known.time_ms:
            return f"{session}-{uplink.time_ms // 1_000:x}"[:32], uplink.counter
        return known.boot, uplink.counter

    # ---------------------------------------------------------------- what it would have said

    def _first(
        self,
        envelope: Envelope,
        uplink: Uplink,
        known: Device | None,
        refusal: ReadingRefused | None,
    ) -> Message:
        owned = envelope.owned
        if self._is_news(envelope, known):
            return birth(envelope, interval_s(owned, known))
        if commands := self._commands.get(owned.key):
            detail = f"{owned.profile.profile} knows no commands"
            return refusal_of_command(envelope, commands.pop(0), detail)
        return self._report(envelope, uplink, known, "" if refusal is None else str(refusal))

    def _is_news(self, envelope: Envelope, known: Device | None) -> bool:
        """Whether the manager is to be told who it is: it knows otherwise, or a desired state that
        is not confirmed has not been published since we began.
        """
        owned = envelope.owned
        if known is None or (known.boot, known.model, known.interval_ms) != (
            envelope.boot,
            owned.model,
            interval_s(owned, known) * 1_000,
        ):
            return True
        return known.desired_version > known.reported_version and owned.key not in self._told

    def _report(
        self, envelope: Envelope, uplink: Uplink, known: Device | None, refused: str = ""
    ) -> Message:
        owned = envelope.owned
        version, settings = 0, dict[str, Any]()
        if known is not None:
            version, values = known.reported_version, known.reported
            settings = {name: values[name] for name in known.desired if name in values}
        if (taken_up := self.settings.taken_up(owned)) is not None and taken_up[0] >= version:
            version, settings = taken_up
        return report(
            envelope, uplink, version, settings, refused or self.settings.complaint(owned)
        )

    # ---------------------------------------------------------------- what it is told

    def tell(self, topic: str, payload: bytes) -> list[Sending] | None:
        """What a message of the manager's becomes; None where its device is no sensor of ours."""
        read = parse_topic(topic)
        owned = self.plan.by_device.get(f"{read.site}/{read.device}")
        if owned is None:
            return None
        self._told.add(owned.key)
        if read.channel == "desired":
            return self.settings.want(owned, decode(read, payload))
        if read.channel == "command":
            waiting = self._commands.setdefault(owned.key, [])
            if (number := decode(read, payload).id) not in waiting:
                waiting.append(number)
        return []


def interval_s(owned: Owned, known: Device | None) -> int:
    """How often a sensor reports: as it has confirmed, else as its file or its maker says."""
    if known is not None and "interval_s" in known.desired:
        confirmed = known.reported.get("interval_s")
        if isinstance(confirmed, int) and 0 < confirmed <= LONGEST_INTERVAL_S:
            return confirmed
    return owned.interval_s
