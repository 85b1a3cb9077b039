"""What a load test says: devices, their topics and frames.

Lives here: the messages of simulated bins as bytes, made by filling in numbers. Not here: when they
are sent (`fleet.loadtest.generator`).
"""

from __future__ import annotations

from dataclasses import dataclass

from devices.wire.topics import topic_of
from fleet.adapters.bus import frames

SITES = 64
BOOT = "load"
REPORTED_EACH = 20
"""Every so many messages of a device is its reported state, the others telemetry: shadow on."""

BASELINE_ROOT = "baseline/"

FILLS = (100, 300, 500, 700, 850, 950, 880, 620, 400, 200)
"""Levels that a bin goes through, over and over: each turn raises and clears an alarm."""


@dataclass(frozen=True)
class Load:
    """How many devices, on how many connections, how many messages each, in which partitions.

    `is_baseline`: below another root, where no manager listens.
    `rate_per_s` 0: as fast as `window` unacknowledged messages a connection allow.
    """

    devices: int
    messages: int
    rate_per_s: float = 0.0
    connections: int = 16
    window: int = 400
    first: int = 0
    boot: str = BOOT
    is_baseline: bool = False

    @property
    def published(self) -> int:
        """Messages in all; each device begins with its birth."""
        return self.devices * self.messages


def site_of(number: int) -> str:
    """The site of a device: sites take turns."""
    return f"load{number % SITES}"


def device_of(number: int) -> str:
    """The name of a device."""
    return f"bin{number}"


class Voice:
    """One device: the frames of its messages, in order."""

    def __init__(self, number: int, boot: str, is_baseline: bool = False) -> None:
        site, device = site_of(number), device_of(number)
        head = f'{{"v":1,"device":"{device}","boot":"{boot}","seq":'
        self._topics = {
            channel: (BASELINE_ROOT if is_baseline else "") + topic_of(site, device, channel)
            for channel in ("state", "telemetry", "reported")
        }
        self._head = head.encode()
        self._number = number
        self.sequence = 0

    def next_frame(self, time_ms: int, packet: int) -> bytes:
        """The next message, made at a time, as a PUBLISH frame."""
        self.sequence += 1
        sequence = self.sequence
        if sequence == 1:
            channel, tail = "state", _BIRTH
        elif sequence % REPORTED_EACH == 0:
            channel, tail = "reported", b',"version":0,"values":{"interval_s":60}}'
        else:
            fill = FILLS[(sequence + self._number) % len(FILLS)]
            channel, tail = "telemetry", _TELEMETRY % fill
        payload = b'%s%d,"time_ms":%d%s' % (self._head, sequence, time_ms, tail)
        return frames.publish(self._topics[channel], payload, channel == "state", packet)


_BIRTH = (
    b',"state":"ready","connection":1,"kind":"bin_sensor","model":"load","interval_s":3600,'
    b'"firmware":{"version":"1.0.0"}}'
)
_TELEMETRY = (
    b',"kind":"bin_sensor","fill_permille":%d,"distance_mm":412,"temperature_mc":17500,'
    b'"battery_permille":930,"signal_dbm":-87}'
)
