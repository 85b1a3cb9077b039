"""A message has come: is it one, whose, and what is new in it.

Lives here: reading, quarantine, duplicates, and what each kind of message leads to. Not here:
presence (`fleet.core.deciding.presence`), alarms (`fleet.core.alarms`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from devices.wire.codec import PayloadRefused, decode
from devices.wire.happenings import (
    DepositedAlone,
    DepositRequested,
    DoorMoved,
    Entered,
    Handled,
    Happening,
    LoansTaken,
    OccupancyChanged,
    OutboxDropped,
)
from devices.wire.presence import Birth, Disconnected, Lost, Sleeping
from devices.wire.steering import Reported, Result
from devices.wire.telemetry import Telemetry
from devices.wire.topics import UP_CHANNELS, Topic, TopicRefused, parse_topic
from fleet.core.alarms.happened import alarms_of_event
from fleet.core.alarms.measured import alarms_of_measurement, alarms_of_refusal
from fleet.core.deciding import presence
from fleet.core.deciding.clock import impossible_time, next_offset_ms
from fleet.core.deciding.parcels.following import decide_parcels
from fleet.core.decisions import (
    Closed,
    Decision,
    GapDeclared,
    Happened,
    Heard,
    Measured,
    Quarantined,
    Repeated,
    TookUp,
)
from fleet.core.inputs import Arrived, Unread
from fleet.core.state import Device, PartitionState
from fleet.core.window import Window

REASON_CHARACTERS = 200
"""Of a reason: what is quoted from a payload may be long."""

_NO_WINDOW = Window()


@lru_cache(maxsize=65_536)
def address(topic: str) -> tuple[Topic, str]:
    """A topic read, and the key of its device; raises TopicRefused."""
    read = parse_topic(topic)
    if read.channel not in UP_CHANNELS:
        raise TopicRefused(f"{read.channel}: the manager's own channel")
    return read, f"{read.site}/{read.device}"


def decide_arrival(state: PartitionState, arrived: Arrived, now_ms: int) -> list[Decision]:
    """What follows from a message; nothing where it says only what is known."""
    try:
        topic, key = address(arrived.topic)
    except TopicRefused as error:
        return [_quarantined("topic", str(error))]
    if topic.partition != state.partition:
        return [_quarantined("topic", f"came on the session of partition {state.partition}")]
    device = state.devices.get(key)
    if device is None:
        return [Quarantined("device", "nobody has registered it", stranger=True)]
    try:
        message = decode(topic, arrived.payload)
    except PayloadRefused as error:
        return [_quarantined(error.field, error.reason, arrived.payload)]
    if type(message) is Lost:
        return presence.decide_will(device, message)
    decided = _decide_message(state, device, message, arrived.retained, now_ms)
    if type(message) in _AT_BANKS and decided and type(decided[0]) is Heard:
        made_ms = min(decided[0].time_ms + decided[0].offset_ms, now_ms)
        decided += decide_parcels(state, device, message, arrived.verdict, made_ms, now_ms)
    return decided


def _decide_message(
    state: PartitionState, device: Device, message: Any, retained: bool, now_ms: int
) -> list[Decision]:
    boot, sequence = message.boot, message.seq
    if device.boots.get(boot, _NO_WINDOW).has(sequence):
        return [] if retained else [Repeated()]
    if reason := impossible_time(message.time_ms, now_ms):
        return [Quarantined("time_ms", reason, boot, sequence)]
    kind = _KINDS.get(type(message)) or getattr(message, "kind", device.kind)
    if kind != device.kind:
        return [Quarantined("kind", f"{kind!r}, registered as {device.kind}", boot, sequence)]
    is_birth = isinstance(message, Birth)
    offset_ms = device.offset_ms
    if is_birth or (boot == device.boot and sequence > device.birth_sequence):
        offset_ms = next_offset_ms(offset_ms, message.time_ms, now_ms, is_birth)
    heard = Heard(boot, sequence, message.time_ms, offset_ms)
    return _FOLLOWS[type(message)](state, device, message, heard, now_ms)


def decide_unread(state: PartitionState, unread: Unread, now_ms: int) -> list[Decision]:
    """It is put aside like a message of our own; its number is settled. A sensor that goes on like
    that is implausible.
    """
    field, reason = unread.field[:64], unread.reason[:REASON_CHARACTERS]
    put_aside = Quarantined(field, reason, unread.boot, unread.sequence)
    device = state.devices.get(unread.device)
    if device is None:
        return [put_aside]
    return [put_aside, *alarms_of_refusal(state, device, field, now_ms)]


def _quarantined(field: str, reason: str, payload: bytes = b"") -> Quarantined:
    boot, sequence = salvage(payload)
    return Quarantined(field[:64], reason[:REASON_CHARACTERS], boot, sequence)


class _Numbered(msgspec.Struct):
    boot: str = ""
    seq: int = 0


_NUMBERED = msgspec.json.Decoder(_Numbered)


def salvage(payload: bytes) -> tuple[str, int]:
    """Boot and number of a payload that is otherwise refused, so that its device may forget it."""
    try:
        found = _NUMBERED.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return "", 0
    if not 0 < len(found.boot) <= 32 or not 0 < found.seq < 2**53:
        return "", 0
    return found.boot, found.seq


def _telemetry(
    state: PartitionState, device: Device, message: Any, heard: Heard, now_ms: int
) -> list[Decision]:
    if not _is_newest(device, heard, device.measured_sequence):
        return [heard]
    measured = Measured(heard.boot, heard.sequence)
    presumed = presence.presume(device, heard)
    decisions: list[Decision] = [heard, presumed, measured] if presumed else [heard, measured]
    measured_ms = heard.time_ms + heard.offset_ms
    return decisions + alarms_of_measurement(state, device, message, measured_ms, now_ms)


def _event(
    state: PartitionState, device: Device, message: Any, heard: Heard, now_ms: int
) -> list[Decision]:
    decisions = [heard, *_presumed(device, heard), Happened(_EVENT_NAMES[type(message)])]
    if type(message) is OutboxDropped:
        boot = message.of_boot or heard.boot
        window = device.boots.get(boot, _NO_WINDOW)
        missing = window.missing(message.last)
        dropped = min(missing, message.last - message.first + 1)
        decisions.append(GapDeclared(boot, message.last, missing - dropped, dropped))
    else:
        decisions += alarms_of_event(state, device, message, now_ms)
    return decisions


def _reported(
    state: PartitionState, device: Device, message: Any, heard: Heard, now_ms: int
) -> list[Decision]:
    if not _is_newest(device, heard, device.reported_sequence):
        return [heard]
    took_up = TookUp(heard.boot, heard.sequence, message.version, message.values)
    return [heard, *_presumed(device, heard), took_up]


def _result(
    state: PartitionState, device: Device, message: Any, heard: Heard, now_ms: int
) -> list[Decision]:
    command = device.commands.get(message.command)
    decisions = [heard, *_presumed(device, heard)]
    if command is not None and not command.outcome:
        decisions.append(Closed(message.command, message.outcome, message.detail))
    return decisions


def _presumed(device: Device, heard: Heard) -> list[Decision]:
    presumed = presence.presume(device, heard)
    return [presumed] if presumed else []


def _is_newest(device: Device, heard: Heard, newest: int) -> bool:
    """Whether nothing newer of its kind is known: a boot never heard is newer than any other."""
    if heard.boot == device.boot:
        return heard.sequence > newest
    return heard.boot not in device.boots


def _birth(
    state: PartitionState, device: Device, message: Any, heard: Heard, now_ms: int
) -> list[Decision]:
    return presence.decide_birth(device, message, heard, now_ms)


def _leaving(
    state: PartitionState, device: Device, message: Any, heard: Heard, now_ms: int
) -> list[Decision]:
    return presence.decide_leaving(device, message, heard, now_ms)


_Follow = Callable[[PartitionState, Device, Any, Heard, int], list[Decision]]

_EVENT_NAMES = {kind: str(kind.__struct_config__.tag) for kind in Happening.__args__}
_EVENT_NAMES[Entered] = "entered"

_AT_BANKS = frozenset(
    {
        DepositRequested, DepositedAlone, Entered, LoansTaken, DoorMoved, OccupancyChanged, Result,
        *Handled.__subclasses__(),
    }
)  # fmt: skip
"""Messages that parcels may follow from."""

_KINDS = {kind: str(kind.__struct_config__.tag) for kind in Telemetry.__args__}

_FOLLOWS: dict[type, _Follow] = {
    **dict.fromkeys(Birth.__subclasses__(), _birth),
    Sleeping: _leaving,
    Disconnected: _leaving,
    Reported: _reported,
    Result: _result,
    **dict.fromkeys(Telemetry.__args__, _telemetry),
    **dict.fromkeys((*Happening.__args__, Entered), _event),
}
"""Message → what follows."""
