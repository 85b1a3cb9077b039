"""MQTT 5 frames, as far as a manager needs them: bytes to packets and back.

Lives here: the wire format of OASIS MQTT 5.0 (sections 2 and 3). Not here: sockets, sessions.

A client of our own because of its speed: a batch of frames is read in one pass over one buffer,
and one write acknowledges it all; general clients wake up several times a message (ARCHITECTURE.md,
"Parts chosen").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fleet.ports.bus import Message

CONNACK, PUBLISH, PUBACK, SUBACK, PINGRESP, DISCONNECT = 2, 3, 4, 9, 13, 14
PING_REQUEST = b"\xc0\x00"
PUBACK_HEAD = b"\x40\x02"
"""Head of an acknowledgement without a reason: success (section 3.4.2.1)."""

LARGEST_FRAME = 268_435_460
"""Bytes of the largest frame there is (section 2.1.4)."""

RECEIVE_MAXIMUM = 65_535
"""Messages that the broker may send before the first is acknowledged: a batch is as large."""

PROPERTY_SESSION_EXPIRY, PROPERTY_RECEIVE_MAXIMUM, PROPERTY_REASON = 0x11, 0x21, 0x1F
PROPERTY_SERVER_KEEP_ALIVE = 0x13

_PROPERTY_SIZES = {
    0x01: 1, 0x02: 4, 0x11: 4, 0x13: 2, 0x17: 1, 0x19: 1, 0x21: 2, 0x22: 2, 0x23: 2, 0x24: 1,
    0x25: 1, 0x27: 4, 0x28: 1, 0x29: 1, 0x2A: 1,
}  # fmt: skip
"""Bytes of properties of fixed size (section 2.2.2.2)."""

_PROPERTY_STRINGS = frozenset({0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F})
_PROPERTY_USER, _PROPERTY_SUBSCRIPTION = 0x26, 0x0B


class BadFrame(ValueError):
    """Bytes that are no MQTT; the connection is of no more use."""


class Packet(NamedTuple):
    """A packet that is not a message: its kind, its first byte's flags, what follows the length."""

    kind: int
    flags: int
    body: bytes


class Reader:
    """Bytes as they come, cut at any place, into messages and other packets.

    `messages` and `acknowledgements` (the frames that acknowledge them) grow until they are taken;
    so do `others`.
    """

    __slots__ = ("_missing", "_rest", "acknowledgements", "messages", "others")

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.acknowledgements = bytearray()
        self.others: list[Packet] = []
        self._rest: list[bytes] = []
        self._missing = 0

    def feed(self, data: bytes) -> None:
        """Read on; raises BadFrame."""
        if self._rest:
            self._rest.append(data)
            self._missing -= len(data)
            if self._missing > 0:
                return
            data = b"".join(self._rest)
            self._rest.clear()
        at, end = 0, len(data)
        while end - at >= 2:
            first, length, start = data[at], data[at + 1], at + 2
            if length & 0x80:
                length, start = _length(data, at + 1, end)
                if start < 0:
                    break
            stop = start + length
            if stop > end:
                self._keep(data[at:], stop - end)
                return
            if first >> 4 == PUBLISH:
                self._message(first, data, start, stop)
            else:
                self.others.append(Packet(first >> 4, first & 0x0F, data[start:stop]))
            at = stop
        if at < end:
            self._keep(data[at:], 1)

    def _keep(self, rest: bytes, missing: int) -> None:
        self._rest.append(rest)
        self._missing = missing

    def _message(self, first: int, data: bytes, start: int, stop: int) -> None:
        at = start + 2
        topic_end = at + (data[start] << 8 | data[start + 1])
        if topic_end > stop:
            raise BadFrame("a topic longer than its frame")
        topic = data[at:topic_end]
        at = topic_end
        if first & 0x06:
            self.acknowledgements += PUBACK_HEAD + data[at : at + 2]
            at += 2
        if data[at]:
            length, at = _length(data, at, stop)
            at += length
        else:
            at += 1
        self.messages.append(
            Message(topic.decode("utf-8", "replace"), data[at:stop], bool(first & 0x01))
        )


def _length(data: bytes, at: int, end: int) -> tuple[int, int]:
    """A variable byte integer (section 1.5.5) and where it ends; −1 where it is cut."""
    value = 0
    for shift in range(0, 28, 7):
        if at >= end:
            return 0, -1
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
    raise BadFrame("a length of more than four bytes")


def properties(body: bytes, at: int) -> dict[int, int | str]:
    """The properties that begin at a place, those we have a use for; raises BadFrame."""
    found: dict[int, int | str] = {}
    try:
        length, at = _length(body, at, len(body))
        end = at + length
        while at < end:
            name = body[at]
            at += 1
            if name in _PROPERTY_SIZES:
                size = _PROPERTY_SIZES[name]
                found[name] = int.from_bytes(body[at : at + size], "big")
                at += size
            elif name in _PROPERTY_STRINGS:
                size = int.from_bytes(body[at : at + 2], "big")
                found[name] = body[at + 2 : at + 2 + size].decode("utf-8", "replace")
                at += 2 + size
            elif name == _PROPERTY_USER:
                for _ in range(2):
                    at += 2 + int.from_bytes(body[at : at + 2], "big")
            elif name == _PROPERTY_SUBSCRIPTION:
                _, at = _length(body, at, end)
            else:
                raise BadFrame(f"property {name:#x}")
    except IndexError:
        raise BadFrame("properties longer than their frame") from None
    return found


def connect(
    client_id: str, user: str, password: str, keep_alive_s: int, session_expiry_s: int
) -> bytes:
    """CONNECT that keeps the session (clean start off), for `session_expiry_s` after it is cut."""
    flags = (0x80 if user else 0) | (0x40 if password else 0)
    settings = (
        bytes([PROPERTY_SESSION_EXPIRY])
        + session_expiry_s.to_bytes(4, "big")
        + bytes([PROPERTY_RECEIVE_MAXIMUM])
        + RECEIVE_MAXIMUM.to_bytes(2, "big")
    )
    body = _text("MQTT") + bytes([5, flags]) + keep_alive_s.to_bytes(2, "big")
    body += _variable(len(settings)) + settings + _text(client_id)
    body += (_text(user) if user else b"") + (_text(password) if password else b"")
    return _frame(0x10, body)


def subscribe(packet: int, filters: Sequence[str]) -> bytes:
    """SUBSCRIBE with QoS 1; retained messages come once, and keep their flag."""
    asked = b"".join(_text(topic) + b"\x01" for topic in filters)
    return _frame(0x82, packet.to_bytes(2, "big") + b"\x00" + asked)


def publish(topic: str, payload: bytes, retain: bool, packet: int) -> bytes:
    """PUBLISH with QoS 1; packet 0: QoS 0."""
    first = 0x30 | (0x02 if packet else 0) | (0x01 if retain else 0)
    number = packet.to_bytes(2, "big") if packet else b""
    return _frame(first, _text(topic) + number + b"\x00" + payload)


def disconnect() -> bytes:
    """DISCONNECT without a will, the session kept."""
    return b"\xe0\x00"


def _frame(first: int, body: bytes) -> bytes:
    return bytes([first]) + _variable(len(body)) + body


def _text(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


def _variable(value: int) -> bytes:
    out = bytearray()
    while True:
        value, byte = value >> 7, value & 0x7F
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)
