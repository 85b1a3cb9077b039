"""Who a simulated device is.

Lives here: what it says of itself at birth and never changes. Not here: what it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from devices.wire.fields import DeviceKind
from devices.wire.presence import Firmware


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device is. `interval_s`: it measures so often; `phase_ms`: and so much after birth.

    `firmware`: what it runs at first. `trusted`: public keys of those who may sign another one.
    """

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
    trusted: tuple[bytes, ...] = ()

    def words(self) -> dict[str, Any]:
        """What every birth says, whatever it runs."""
        return {
            "kind": self.kind, "model": self.model, "interval_s": self.interval_s,
            "outbox": self.outbox, "gateway": self.gateway,
        }  # fmt: skip
