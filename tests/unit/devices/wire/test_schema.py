"""Schema and AsyncAPI agree with the codec and with themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from devices.wire.codec import PayloadRefused, decode
from devices.wire.messages import CHANNEL_MESSAGES
from devices.wire.schema import CHANNEL_SAYS, asyncapi, json_schema, messages_of
from devices.wire.topics import parse_topic, topic_of
from tests.unit.devices.wire.test_codec import GOOD, REFUSALS, TELEMETRY

SCHEMA = json_schema()


def _validate(channel: str, document: Any) -> None:
    shape = {"$defs": SCHEMA["$defs"], **SCHEMA["channels"][channel]}
    Draft202012Validator(shape).validate(document)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


@pytest.mark.parametrize("document", [SCHEMA, asyncapi()], ids=["schema", "asyncapi"])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """No reference dangles."""
    found = list(_references(document))
    assert found
    for reference in found:
        node = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
        assert node


def test_every_definition_is_a_schema() -> None:
    """Each message's schema is itself valid JSON Schema."""
    for definition in SCHEMA["$defs"].values():
        Draft202012Validator.check_schema(definition)


def test_schema_and_codec_agree_on_a_good_message() -> None:
    """What the codec reads, the schema allows."""
    decode(TELEMETRY, json.dumps(GOOD).encode())
    _validate("telemetry", GOOD)


def test_schema_refuses_what_the_codec_refuses_by_field() -> None:
    """Refusals of single fields are refusals of the schema; spoofing it cannot know."""
    compared = 0
    for hostile, field, reason in REFUSALS:
        if field and "on the topic of" not in reason:
            with pytest.raises(ValidationError):
                _validate("telemetry", json.loads(hostile))
            with pytest.raises(PayloadRefused):
                decode(TELEMETRY, hostile)
            compared += 1
    assert compared > 8


def test_asyncapi_has_every_channel_as_topics_are_built() -> None:
    """Addresses with their parameters filled in are the topics of the contract."""
    document = asyncapi()
    assert set(document["channels"]) == set(CHANNEL_MESSAGES) == set(CHANNEL_SAYS)
    for channel, entry in document["channels"].items():
        topic = topic_of("c1", "b1", channel)
        partition = f"p{parse_topic(topic).partition:02d}"
        address = entry["address"].format(partition=partition, site="c1", device="b1")
        assert address == topic
        assert set(entry["messages"]) == {message.__name__ for message in messages_of(channel)}
