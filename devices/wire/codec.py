"""Bytes to messages and back: JSON in UTF-8, checked whole.

Lives here: limits, decoding and the refusal that says which field and why. Not here: what
becomes of refused payloads, plausibility (clocks, jumps).
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from devices.wire.messages import CHANNEL_MESSAGES, Downward, Upward
from devices.wire.topics import Topic

MAX_PAYLOAD_BYTES = 32_768
"""The longest payload that is read; longer ones are refused unread."""

_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    channel: msgspec.json.Decoder(kind) for channel, kind in CHANNEL_MESSAGES.items()
}
_ENCODER = msgspec.json.Encoder()
_PLACE = re.compile(r"^(?P<reason>.*) - at `(?P<field>[^`]*)`$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(?P<field>\w+)`")


class PayloadRefused(ValueError):
    """A payload that is no message of its channel; `field` (a path, "" for the whole), `reason`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field or 'payload'}: {reason}")
        self.field = field
        self.reason = reason


def encode(message: Upward | Downward) -> bytes:
    """The message as compact JSON in UTF-8."""
    return _ENCODER.encode(message)


def decode(topic: Topic, payload: bytes | bytearray | memoryview) -> Any:
    """The message in a payload of this topic; raises PayloadRefused.

    Fields the contract does not know are skipped, so that a device may be newer than its manager.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise PayloadRefused("", f"{len(payload)} bytes, at most {MAX_PAYLOAD_BYTES}")
    try:
        message = _DECODERS[topic.channel].decode(str(payload, "utf-8"))
    except UnicodeDecodeError as error:
        raise PayloadRefused("", f"not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise PayloadRefused("", "nested too deeply") from None
    except msgspec.ValidationError as error:
        raise PayloadRefused(*where_and_why(str(error))) from None
    except msgspec.DecodeError as error:
        raise PayloadRefused("", f"no JSON: {error}") from None
    if message.device != topic.device:
        raise PayloadRefused("device", f"{message.device!r} on the topic of {topic.device!r}")
    return message


def where_and_why(complaint: str) -> tuple[str, str]:
    """Field (a path, "" for the whole) and reason out of a complaint of msgspec."""
    field, reason = "", complaint
    if found := _PLACE.match(complaint):
        field, reason = found["field"].removeprefix("$").lstrip("."), found["reason"]
    if missing := _MISSING.search(reason):
        field = f"{field}.{missing['field']}".lstrip(".")
    return field, reason
