"""What the manager says to devices: payloads, and the outbox they wait in.

Lives here: desired states, commands and receipts as bytes, checked against the wire contract;
effects put into the outbox of a partition. Not here: sending them. An effect that was released and
not marked done before the process ended is released again: devices know a command by its id and a
desired state by its version.
"""

from __future__ import annotations

from typing import Any

import msgspec

from devices.wire.codec import encode
from devices.wire.fields import WIRE_VERSION
from devices.wire.steering import AnyCommand, Desired, Loans, OpenDoor, Receipt
from devices.wire.topics import topic_of
from fleet.core.inputs import Order
from fleet.core.parcels.books import in_words
from fleet.core.parcels.state import Bank
from fleet.core.state import Command, Device, PartitionState, Publish


class Unspeakable(ValueError):
    """The wire contract has no such message; says which field and why."""


def command_of(order: Order, now_ms: int) -> Command:
    """The command that an order is for, before its first attempt."""
    return Command(order.name, order.command, order.arguments, order.by, now_ms, order.expires_ms)


def command_payload(device: str, command: Command, now_ms: int) -> bytes:
    """A command for its next attempt; raises Unspeakable.

    The door of a lease is asked for by the thousand, and with arguments of our own: they need not
    be checked again.
    """
    if command.is_for_lease:
        return encode(
            OpenDoor(
                v=WIRE_VERSION,
                device=device,
                id=command.name,
                time_ms=now_ms,
                expires_ms=command.expires_ms,
                attempt=max(command.attempt, 1),
                **command.arguments,
            )
        )
    words = {
        **command.arguments,
        "v": WIRE_VERSION,
        "device": device,
        "command": command.command,
        "id": command.name,
        "time_ms": now_ms,
        "expires_ms": command.expires_ms,
        "attempt": max(command.attempt, 1),
    }
    return _checked(words, AnyCommand, set(command.arguments))


def desired_payload(device: str, version: int, now_ms: int, values: dict[str, Any]) -> bytes:
    """A desired state; raises Unspeakable."""
    words = {
        "v": WIRE_VERSION,
        "device": device,
        "version": version,
        "time_ms": now_ms,
        "values": values,
    }
    return _checked(words, Desired, set())


def receipt_payload(device: str, boot: str, stored: int, highest: int, now_ms: int) -> bytes:
    """What of a boot is stored."""
    return encode(
        Receipt(
            v=WIRE_VERSION, device=device, boot=boot, stored=stored, highest=highest, time_ms=now_ms
        )
    )


def _checked(words: dict[str, Any], kind: Any, arguments: set[str]) -> bytes:
    try:
        message = msgspec.convert(words, kind)
    except msgspec.ValidationError as error:
        raise Unspeakable(str(error)) from None
    unknown = arguments - set(message.__struct_fields__)
    if unknown:
        raise Unspeakable(f"{sorted(unknown)[0]!r}: no argument of {words['command']}")
    return encode(message)


def publish_desired(state: PartitionState, device: Device) -> None:
    """The desired state as it stands, retained."""
    payload = desired_payload(device.device, device.desired_version, state.now_ms, device.desired)
    _put(state, Publish(topic_of(device.site, device.device, "desired"), payload, retain=True))


def publish_loans(state: PartitionState, device: Device, bank: Bank) -> None:
    """What is lent to a bank, whole and retained."""
    size_rule, pick_rule, reserve = in_words(bank)
    words = {
        "v": WIRE_VERSION,
        "device": device.device,
        "version": bank.loans_version,
        "time_ms": state.now_ms,
        "loans": [
            {
                "compartment": bank.numbers[loan.position],
                "lease": loan.lease,
                "fence": loan.fence,
                "until_ms": loan.until_ms,
            }
            for loan in bank.loans.values()
            if not loan.recalled
        ],
        "size_rule": size_rule,
        "pick_rule": pick_rule,
        "reserve": reserve,
    }
    payload = encode(msgspec.convert(words, Loans))
    _put(state, Publish(topic_of(device.site, device.device, "loans"), payload, retain=True))


def publish_command(state: PartitionState, device: Device, command: Command) -> None:
    """A command, for its attempt as counted."""
    payload = command_payload(device.device, command, state.now_ms)
    _put(state, Publish(topic_of(device.site, device.device, "command"), payload))


def _put(state: PartitionState, publish: Publish) -> None:
    state.outbox[state.next_effect] = publish
    state.next_effect += 1
