"""What the manager says to devices, as bytes.

Lives here: payloads of desired states, commands and receipts, checked against the wire contract.
Not here: when they are sent.
"""

from __future__ import annotations

from typing import Any

import msgspec

from devices.wire.codec import encode
from devices.wire.fields import WIRE_VERSION
from devices.wire.steering import AnyCommand, Desired, Receipt
from fleet.core.inputs import Order
from fleet.core.state import Command


class Unspeakable(ValueError):
    """The wire contract has no such message; says which field and why."""


def command_of(order: Order, now_ms: int) -> Command:
    """The command that an order is for, before its first attempt."""
    return Command(order.name, order.command, order.arguments, order.by, now_ms, order.expires_ms)


def command_payload(device: str, command: Command, now_ms: int) -> bytes:
    """A command for its next attempt; raises Unspeakable."""
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
