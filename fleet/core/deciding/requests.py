"""Somebody asks for something: a registration, a state, a command.

Lives here: what is granted and what is refused, with a status as in HTTP. Not here: who may ask
(the API's tokens).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from devices.wire.fields import DeviceKind
from devices.wire.topics import PARTITIONS, TopicRefused, partition_of, topic_of
from fleet.core.alarms.asking import decide_look
from fleet.core.deciding.parcels.lending import running
from fleet.core.deciding.parcels.requests import decide_parcel_request
from fleet.core.decisions import Decision, DesiredSet, Issued, Refused, Registered, Retired
from fleet.core.facts.alarms import Look
from fleet.core.facts.letters import Carried, Count, Roll, Steer
from fleet.core.facts.orders import Configure, Work
from fleet.core.inputs import Desire, Order, Register, Request, Retire
from fleet.core.limits import COMMAND_RETRY_MS, COMMANDS_OPEN
from fleet.core.orders.asking import decide_configure, decide_work
from fleet.core.outgoing import Unspeakable, command_of, command_payload, desired_payload
from fleet.core.parcels.inputs import ParcelRequest
from fleet.core.rollouts.asking import decide_roll
from fleet.core.rollouts.judging import decide_count
from fleet.core.rollouts.letters import decide_carried
from fleet.core.rollouts.taking_part import decide_steer
from fleet.core.state import Device, PartitionState

KINDS = get_args(DeviceKind)

LINKED = frozenset({"lock_lid", "point_to"})
"""Commands that linkage gives, too."""


def decide_request(state: PartitionState, request: Request, now_ms: int) -> list[Decision]:
    """What is decided; nothing where the request asks for what is so already."""
    if decide := _WITHOUT_DEVICE.get(type(request)):
        return decide(state, request, now_ms)
    device = state.devices.get(request.device)
    if device is None:
        return [Refused(404, f"{request.device}: nobody has registered it")]
    if isinstance(request, ParcelRequest):
        return decide_parcel_request(state, device, request, now_ms)
    return _OF_DEVICE[type(request)](state, device, request, now_ms)


def _retire(state: PartitionState, device: Device, request: Retire, now_ms: int) -> list[Decision]:
    bank = state.parcels.banks.get(request.device)
    if bank is not None and any(bank.holders):
        return [Refused(409, f"{request.device}: parcels lie in it")]
    if bank is not None and running(bank, now_ms):
        return [Refused(409, f"{request.device}: compartments are lent to it")]
    return [Retired()]


def _desire(state: PartitionState, device: Device, request: Desire, now_ms: int) -> list[Decision]:
    if request.version != device.desired_version:
        reason = f"desired version is {device.desired_version}, not {request.version}"
        return [Refused(409, reason)]
    try:
        desired_payload(device.device, request.version + 1, now_ms, request.values)
    except Unspeakable as error:
        return [Refused(422, str(error))]
    return [DesiredSet(request.version + 1, now_ms)]


def _register(state: PartitionState, request: Register, now_ms: int) -> list[Decision]:
    site, _, device = request.device.partition("/")
    try:
        topic_of(site, device, "state")
    except TopicRefused as error:
        return [Refused(422, str(error))]
    if partition_of(site) % PARTITIONS != state.partition:
        return [Refused(422, f"{site} is in partition {partition_of(site)}")]
    if request.kind not in KINDS:
        return [Refused(422, f"kind {request.kind!r}: one of {', '.join(KINDS)}")]
    known = state.devices.get(request.device)
    if known is not None:
        if known.kind != request.kind:
            return [Refused(409, f"{request.device} is registered as {known.kind}")]
        same = (known.groups, known.settings, known.behind)
        if same == (request.groups, request.settings, request.behind):
            return []
    return [Registered()]


def _order(state: PartitionState, device: Device, order: Order, now_ms: int) -> list[Decision]:
    if known := device.commands.get(order.name):
        same = (known.command, known.arguments) == (order.command, order.arguments)
        return [] if same else [Refused(409, f"{order.name} is another command")]
    if "lease" in order.arguments:
        return [Refused(422, "'lease': the manager alone opens the door of a lease")]
    if "fence" in order.arguments and order.command in LINKED:
        return [Refused(422, f"'fence': the manager alone counts those of {order.command}")]
    if order.expires_ms <= now_ms:
        return [Refused(422, f"expires_ms {order.expires_ms} is over, now is {now_ms}")]
    if sum(not c.outcome for c in device.commands.values()) >= COMMANDS_OPEN:
        return [Refused(429, f"{COMMANDS_OPEN} commands are under way for {order.device}")]
    try:
        command_payload(device.device, command_of(order, now_ms), now_ms)
    except Unspeakable as error:
        return [Refused(422, str(error))]
    return [Issued(order.name, 1, min(now_ms + COMMAND_RETRY_MS, order.expires_ms))]


_WITHOUT_DEVICE: dict[type, Callable[[PartitionState, Any, int], list[Decision]]] = {
    Register: _register,
    Configure: decide_configure,
    Work: decide_work,
    Roll: decide_roll,
    Steer: decide_steer,
    Count: decide_count,
    Carried: decide_carried,
}
"""Requests that need no device to be known."""

_OF_DEVICE: dict[type, Callable[[PartitionState, Device, Any, int], list[Decision]]] = {
    Retire: _retire,
    Desire: _desire,
    Order: _order,
    Look: decide_look,
}
