"""What a terminal of a load test says, as bytes, and what it reads.

Lives here: messages of docs/wire.md with their numbers filled in. Not here: when they are said.
"""

from __future__ import annotations

import time

import msgspec

from devices.wire.topics import device_filter, topic_of
from fleet.adapters.bus import frames

CHANNELS = ("state", "event", "entered", "result")


class Order(msgspec.Struct, gc=False):
    """An order to a bank, as far as a terminal reads it."""

    id: str
    command: str = ""
    compartment: int = 0
    fence: int = 0
    lease: str = ""
    request: str = ""
    reason: str = ""


_ORDER = msgspec.json.Decoder(Order)


class Bank:
    """The voice of one bank: every message has the next number."""

    def __init__(self, key: str, boot: str) -> None:
        site, _, device = key.partition("/")
        self.filter = device_filter(site, device)
        self._topics = {channel: topic_of(site, device, channel) for channel in CHANNELS}
        self._head = f'{{"v":1,"device":"{device}","boot":"{boot}","seq":'.encode()
        self._sequence = 0
        self._packet = 0
        self._unheard: dict[int, bytes] = {}

    def _with(self, tail: str) -> bytes:
        self._sequence += 1
        now_ms = time.time_ns() // 1_000_000
        return b'%s%d,"time_ms":%d,%s}' % (self._head, self._sequence, now_ms, tail.encode())

    def birth(self) -> bytes:
        """Here; it measures once a day."""
        return self._with(
            '"state":"ready","connection":1,"kind":"bank","model":"load","interval_s":86400,'
            '"firmware":{"version":"1.0.0"}'
        )

    def wish(self, request: str, size: int) -> bytes:
        """A compartment is wanted."""
        return self._with(
            f'"event":"deposit_requested","request":"{request}","company":"loadtest",'
            f'"parcel":"{request}","size":{size},"recipient":"r{request}","courier":"c1"'
        )

    def handled(self, event: str, lease: str, compartment: int) -> bytes:
        """A door is shut again."""
        return self._with(f'"event":"{event}","lease":"{lease}","compartment":{compartment}')

    def entry(self, request: str, code: str) -> bytes:
        """A code is typed."""
        return self._with(f'"request":"{request}","code":"{code}"')

    def result(self, command: str, outcome: str) -> bytes:
        """An order is answered."""
        return self._with(f'"command":"{command}","outcome":"{outcome}"')

    def frame(self, channel: str, payload: bytes) -> bytes:
        """A message as a frame; nothing of a load test stays at a broker of yours."""
        self._packet = self._packet % 65_535 + 1
        frame = frames.publish(self._topics[channel], payload, False, self._packet)
        self._unheard[self._packet] = frame
        return frame

    def heard(self, packet: int) -> None:
        """The broker has taken over the message of this number."""
        self._unheard.pop(packet, None)

    def unheard(self) -> list[bytes]:
        """Frames that it has not, in order."""
        return list(self._unheard.values())

    def read(self, payload: bytes) -> Order | None:
        """An order; None for what is none (a receipt)."""
        try:
            return _ORDER.decode(payload)
        except msgspec.DecodeError:
            return None
