"""The tables of docs/wire.md: every channel, message and field, from the schema of the wire."""

from __future__ import annotations

import json
from typing import Any

from devices.wire.envelope import Message
from devices.wire.messages import CHANNEL_MESSAGES
from devices.wire.schema import CHANNEL_SAYS, asyncapi, json_schema, messages_of
from devices.wire.topics import RETAINED_CHANNELS, UP_CHANNELS

ENVELOPE = frozenset(Message.__struct_fields__)

GENERATED_FILES = {
    "docs/wire/messages.schema.json": json_schema,
    "docs/wire/asyncapi.json": asyncapi,
}
"""Documents that are made whole, with what makes them."""


def document(path: str) -> str:
    """The text of a generated file."""
    return json.dumps(GENERATED_FILES[path](), ensure_ascii=False, indent=2) + "\n"


def channel_table() -> str:
    """Channels, who speaks on them, and what they are for."""
    lines = ["| channel | who | retained | says |", "| --- | --- | --- | --- |"]
    for channel in CHANNEL_MESSAGES:
        direction = "up" if channel in UP_CHANNELS else "down"
        who = "device" if direction == "up" else "manager"
        retained = "yes" if channel in RETAINED_CHANNELS else "no"
        lines.append(f"| `{direction}/{channel}` | {who} | {retained} | {CHANNEL_SAYS[channel]} |")
    return "\n".join(lines)


def message_tables() -> str:
    """Every message with its fields; those of the envelope are told once."""
    definitions = json_schema()["$defs"]
    parts = ["### On every message of a device", ""]
    parts += _rows(definitions["Ready"], only=ENVELOPE)
    for channel in CHANNEL_MESSAGES:
        direction = "up" if channel in UP_CHANNELS else "down"
        parts += ["", f"### `{direction}/{channel}`"]
        for message in messages_of(channel):
            definition = definitions[message.__name__]
            speaks = issubclass(message, Message)
            parts += ["", f"**{_tag(message)}**: {_flat(definition['description'])}", ""]
            left_out = ENVELOPE if speaks else frozenset()
            shown = frozenset(definition["properties"]) - left_out
            parts += _rows(definition, only=shown)
    parts += ["", "### Parts of messages", ""]
    parts += [f"**firmware**: {_flat(definitions['Firmware']['description'])}", ""]
    parts += _rows(definitions["Firmware"], only=frozenset(definitions["Firmware"]["properties"]))
    return "\n".join(parts)


def _tag(message: Any) -> str:
    config = message.__struct_config__
    return f"`{config.tag_field}`: `{config.tag}`" if config.tag else message.__name__


def _rows(definition: dict[str, Any], only: frozenset[str]) -> list[str]:
    lines = ["| field | value | says |", "| --- | --- | --- |"]
    for name, schema in definition["properties"].items():
        if name in only:
            optional = "" if name in definition["required"] else " (may be left out)"
            says = schema.get("description", "")
            for branch in schema.get("anyOf", ()):
                says = says or branch.get("description", "")
            lines.append(f"| `{name}` | {_value(schema)}{optional} | {says} |")
    return lines


def _value(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return "object"
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "anyOf" in schema:
        return _value(next(branch for branch in schema["anyOf"] if branch.get("type") != "null"))
    if schema["type"] == "integer":
        low, high = schema.get("minimum"), schema.get("maximum")
        return f"integer {low} … {high}"
    if schema["type"] == "string":
        return f"text of {schema.get('minLength', 0)} to {schema['maxLength']}"
    return str(schema["type"])


def _flat(text: str) -> str:
    return " ".join(text.split())
