"""MQTT frames: what is built can be read, however it is cut; what is none is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.adapters.bus import frames
from fleet.ports.bus import Message

MESSAGES = [
    Message("a/b", b"", False),
    Message("courtyard/v1/p00/s/d/up/telemetry", b"x" * 126, True),
    Message("t", b"y" * 70_000, False),
    Message("中文/话题", b'{"v":1}', False),
]
STREAM = b"".join(
    frames.publish(m.topic, m.payload, m.retained, packet) for packet, m in enumerate(MESSAGES)
)


@given(st.lists(st.integers(1, len(STREAM)), max_size=12))
def test_a_stream_cut_anywhere_gives_the_same_messages(cuts: list[int]) -> None:
    """TCP knows no frames: bytes come as they like. Number 0 is QoS 0 and needs no answer."""
    reader = frames.Reader()
    edges = [0, *sorted(cuts), len(STREAM)]
    for begin, end in pairwise(edges):
        reader.feed(STREAM[begin:end])
    assert reader.messages == MESSAGES
    assert bytes(reader.acknowledgements) == b"".join(
        frames.PUBACK_HEAD + packet.to_bytes(2, "big") for packet in (1, 2, 3)
    )


def test_other_packets_are_kept_with_their_bodies() -> None:
    """CONNACK with properties, SUBACK, PUBACK, in between messages."""
    reader = frames.Reader()
    connack = b"\x20\x08\x00\x00\x05\x21\x00\x14\x24\x01"
    reader.feed(connack + STREAM[:40] + b"\x90")
    reader.feed(b"")
    assert [packet.kind for packet in reader.others] == [frames.CONNACK]
    found = frames.properties(reader.others[0].body, 2)
    assert found[frames.PROPERTY_RECEIVE_MAXIMUM] == 20


def test_properties_of_every_kind_are_passed_over() -> None:
    """Strings, pairs, numbers of each size; one that the standard lacks is refused."""
    data = b"\x1f\x00\x02hi" + b"\x26\x00\x01a\x00\x01b" + b"\x11\x00\x00\x00\x09" + b"\x0b\x81\x01"
    found = frames.properties(bytes([len(data)]) + data, 0)
    assert (found[frames.PROPERTY_REASON], found[frames.PROPERTY_SESSION_EXPIRY]) == ("hi", 9)
    with pytest.raises(frames.BadFrame, match="0x7f"):
        frames.properties(b"\x02\x7f\x00", 0)


def test_what_is_no_mqtt_is_refused() -> None:
    """A length without end, a topic longer than its frame."""
    with pytest.raises(frames.BadFrame, match="four bytes"):
        frames.Reader().feed(b"\x30\xff\xff\xff\xff\xff")
    with pytest.raises(frames.BadFrame, match="topic"):
        frames.Reader().feed(b"\x32\x04\xff\xff\x00\x01")


def test_connect_keeps_the_session() -> None:
    """Clean start off, expiry and receive maximum as asked: the bytes of the standard."""
    frame = frames.connect("me", "u", "p", 30, 9)
    assert frame == (
        b"\x10\x1d\x00\x04MQTT\x05\xc0\x00\x1e\x08\x11\x00\x00\x00\x09\x21\xff\xff"
        b"\x00\x02me\x00\x01u\x00\x01p"
    )
