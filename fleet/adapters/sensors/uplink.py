"""What a network server says, whichever it is.

Lives here: the common form of uplinks and confirmations, and times out of them. Not here: any one
server's JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

GATEWAY_CLOCK_MS = 600_000
"""A gateway's time that differs more from its network server's is not believed: gateways without
a satellite clock start in 1970 or 1980."""

NO_COUNTER = -1


class UplinkRefused(ValueError):
    """A message of a network server that is none; `sender` where it could be read."""

    def __init__(self, field_: str, reason: str, sender: str = "") -> None:
        super().__init__(f"{field_}: {reason}")
        self.field = field_
        self.reason = reason
        self.sender = sender


@dataclass(frozen=True)
class Uplink:
    """A frame of a device. `session`: changes with each join; `counter`: of frames in it, from 0,
    or NO_COUNTER with `message` to know repetitions by. `address`: what a downlink's topic begins
    with. `link`: how it was received, for people.
    """

    sender: str
    session: str
    counter: int
    port: int
    payload: bytes
    decoded: Mapping[str, Any]
    time_ms: int
    address: str
    signal_dbm: int | None = None
    message: str = ""
    link: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Confirmed:
    """A device has received a downlink, or not: which, by the marks it was sent with."""

    sender: str
    marks: tuple[str, ...]
    received: bool


def time_of(server: datetime, gateways: list[datetime | None]) -> int:
    """Unix ms of an uplink: the earliest gateway's where it can be right, else the server's.

    Never ours: a frame that comes again must bear the time it bore, or it would seem a new one.
    """
    server_ms = _ms(server)
    believed = [
        ms
        for moment in gateways
        if moment is not None and abs((ms := _ms(moment)) - server_ms) <= GATEWAY_CLOCK_MS
    ]
    return min(believed, default=server_ms)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)
