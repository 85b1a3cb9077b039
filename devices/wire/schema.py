"""The wire contract as documents: JSON Schema of every message, AsyncAPI of the topics.

Lives here: how both are made from the messages themselves, so that they cannot differ from what
is checked. Not here: prose (docs/wire.md).
"""

from __future__ import annotations

from types import UnionType
from typing import Any, get_args

import msgspec

from devices.wire.codec import MAX_PAYLOAD_BYTES
from devices.wire.fields import IDENTIFIER_PATTERN, WIRE_VERSION
from devices.wire.messages import CHANNEL_MESSAGES
from devices.wire.topics import PARTITIONS, RETAINED_CHANNELS, ROOT, UP_CHANNELS

CHANNEL_SAYS = {
    "state": "Birth, sleep, farewell and last will of a device.",
    "telemetry": "What a device measures, at its interval.",
    "event": "What happened at a moment.",
    "entered": "What somebody types at a terminal; never stored as it came.",
    "reported": "The state that is so, with the desired version it takes up.",
    "result": "The answer to a command.",
    "desired": "The state that is wanted, with its version.",
    "loans": "The compartments that a bank may fill alone, with its version.",
    "command": "Do something once.",
    "receipt": "What the manager has stored durably.",
}
"""What a channel is for, one sentence each."""


def messages_of(channel: str) -> tuple[type[msgspec.Struct], ...]:
    """The messages that a channel carries."""
    kind = CHANNEL_MESSAGES[channel]
    return get_args(kind) if isinstance(kind, UnionType) else (kind,)


def _definitions(template: str) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Channel → schema of its payload, and name → schema of every message and part."""
    shapes, definitions = msgspec.json.schema_components(
        CHANNEL_MESSAGES.values(), ref_template=template
    )
    channels = {
        channel: {"title": channel, **shape}
        for channel, shape in zip(CHANNEL_MESSAGES, shapes, strict=True)
    }
    return channels, definitions


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12): `#/$defs/NAME` for a message, `#/channels/NAME` for a channel.

    A message may hold fields that the schema does not name; they are ignored.
    """
    channels, definitions = _definitions("#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Courtyard wire contract, version {WIRE_VERSION}",
        "channels": channels,
        "$defs": definitions,
    }


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0 of the contract as a manager sees it: it receives `up`, sends `down`."""
    _, definitions = _definitions("#/components/schemas/{name}")
    names = {message.__name__ for channel in CHANNEL_MESSAGES for message in messages_of(channel)}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Courtyard wire contract",
            "version": f"{WIRE_VERSION}.0.0",
            "description": f"JSON in UTF-8, at most {MAX_PAYLOAD_BYTES} bytes, QoS 1, over MQTT "
            "5 or 3.1.1. The last will of every connection is a Lost on its channel `state`, "
            "retained.",
        },
        "defaultContentType": "application/json",
        "channels": {channel: _channel(channel) for channel in CHANNEL_MESSAGES},
        "operations": {
            ("receive_" if channel in UP_CHANNELS else "send_") + channel: {
                "action": "receive" if channel in UP_CHANNELS else "send",
                "channel": {"$ref": f"#/channels/{channel}"},
            }
            for channel in CHANNEL_MESSAGES
        },
        "components": {
            "messages": {
                name: {
                    "name": name,
                    "contentType": "application/json",
                    "payload": {"$ref": f"#/components/schemas/{name}"},
                }
                for name in sorted(names)
            },
            "schemas": definitions,
        },
    }


def _channel(channel: str) -> dict[str, Any]:
    direction = "up" if channel in UP_CHANNELS else "down"
    return {
        "address": f"{ROOT}/{{partition}}/{{site}}/{{device}}/{direction}/{channel}",
        "description": CHANNEL_SAYS[channel],
        "parameters": {
            "partition": {
                "description": f"p00 … p{PARTITIONS - 1}: the first byte of SHA-256 over the site "
                f"id, modulo {PARTITIONS}; a device is told it when it is set up.",
            },
            "site": {"description": f"Id of the compound, {IDENTIFIER_PATTERN}."},
            "device": {"description": f"Id of the device within its site, {IDENTIFIER_PATTERN}."},
        },
        "bindings": {
            "mqtt": {"qos": 1, "retain": channel in RETAINED_CHANNELS, "bindingVersion": "0.2.0"}
        },
        "messages": {
            message.__name__: {"$ref": f"#/components/messages/{message.__name__}"}
            for message in messages_of(channel)
        },
    }
