"""Who a simulated device is.

Lives here: what it says of itself at every birth. Not here: what it is made of (`bodies`).
"""

from __future__ import annotations

from dataclasses import dataclass

from devices.wire.fields import DeviceKind
from devices.wire.presence import Firmware


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device is. `interval_s`: it measures so often; `phase_ms`: and so much after birth."""

    site: str
    device: str
    kind: DeviceKind
    model: str
    firmware: Firmware
    interval_s: int
    phase_ms: int = 0
    outbox: bool = True
    gateway: str | None = None
    clock_offset_ms: int = 0
