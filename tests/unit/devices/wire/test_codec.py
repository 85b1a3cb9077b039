"""Bytes and messages: what is read, what is refused, and with which field and reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wire.codec import MAX_PAYLOAD_BYTES, PayloadRefused, decode, encode
from devices.wire.telemetry import BankTelemetry, BinTelemetry
from devices.wire.topics import parse_topic, topic_of

TELEMETRY = parse_topic(topic_of("c1", "b1", "telemetry"))
GOOD: dict[str, Any] = {
    "kind": "bank",
    "v": 1,
    "device": "b1",
    "boot": "x1",
    "seq": 3,
    "time_ms": 1_700_000_000_000,
    "compartments": 4,
    "occupied": 2,
}


def payload(**changes: Any) -> bytes:
    """The good payload with changes; None leaves a field out."""
    return json.dumps({k: v for k, v in (GOOD | changes).items() if v is not None}).encode()


def test_a_message_reads_back_as_it_was_written() -> None:
    """Encoding leaves out what was not said, decoding gives the same message."""
    message = decode(TELEMETRY, payload())
    assert isinstance(message, BankTelemetry)
    assert json.loads(encode(message)) == GOOD
    assert decode(TELEMETRY, encode(message)) == message


def test_a_newer_device_may_say_more() -> None:
    """Fields that the contract does not know are skipped."""
    assert decode(TELEMETRY, payload(humidity_permille=400)) == decode(TELEMETRY, payload())


REFUSALS = [
    (b"", "", "truncated"),
    (payload()[:-5], "", "truncated"),
    (b"\xff\xfe" + payload(), "", "not UTF-8 at byte 0"),
    (payload().replace(b"x1", b"x\xe9"), "", "not UTF-8 at byte"),
    (payload().replace(b"2}", b"NaN}"), "", "no JSON"),
    (b"[1, 2]", "", "got `array`"),
    (b"[" * 20_000, "", "got `array`"),
    (payload(x=0).replace(b'"x": 0', b'"x": ' + b"[" * 9_000 + b"]" * 9_000), "", "deeply"),
    (b'"' + b"a" * MAX_PAYLOAD_BYTES + b'"', "", "at most 32768"),
    (payload(v=2), "v", "Invalid enum value 2"),
    (payload(v=None), "v", "missing"),
    (payload(device="b2"), "device", "'b2' on the topic of 'b1'"),
    (payload(device="b1\n"), "device", "matching regex"),
    (payload(seq="3"), "seq", "Expected `int`, got `str`"),
    (payload(seq=True), "seq", "got `bool`"),
    (payload(seq=0), "seq", ">= 1"),
    (payload(seq=2**80), "seq", ""),
    (payload(occupied=2.5), "occupied", "got `float`"),
    (payload(kind="toaster"), "kind", "Invalid value 'toaster'"),
    (payload(occupied=None), "occupied", "missing"),
    (payload(signal_dbm=7), "signal_dbm", "<= 0"),
    (payload(time_ms=-1), "time_ms", ">= 0"),
]


@pytest.mark.parametrize(("hostile", "field", "reason"), REFUSALS)
def test_a_hostile_payload_is_refused_with_field_and_reason(
    hostile: bytes, field: str, reason: str
) -> None:
    """One refusal each, never another error."""
    with pytest.raises(PayloadRefused) as refusal:
        decode(TELEMETRY, hostile)
    assert refusal.value.field == field
    assert reason in refusal.value.reason


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_message_or_refused(noise: bytes) -> None:
    """Nothing else comes out of the codec."""
    with pytest.raises(PayloadRefused):
        decode(TELEMETRY, noise)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(GOOD)), JSON)
def test_any_value_of_a_field_is_read_or_refused_by_name(name: str, value: Any) -> None:
    """The refusal names the field whose value was changed, or what it decides."""
    field, message = _read(json.dumps(GOOD | {name: value}).encode())
    if message is None:
        assert field.startswith(name) or name == "kind"
    else:
        assert isinstance(message, BankTelemetry | BinTelemetry)


def _read(document: bytes) -> tuple[str, Any]:
    """The field of the refusal, or the message."""
    try:
        return "", decode(TELEMETRY, document)
    except PayloadRefused as refusal:
        return refusal.field, None
