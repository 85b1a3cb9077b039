"""Channel → messages: the whole vocabulary of the wire in one place.

Lives here: which messages a channel carries. Not here: their fields (the modules they come from),
bytes (`devices.wire.codec`).
"""

from __future__ import annotations

from types import UnionType
from typing import get_args

from msgspec import Struct

from devices.wire.happenings import Entered, Happening
from devices.wire.presence import Presence
from devices.wire.steering import AnyCommand, Desired, Loans, Receipt, Reported, Result
from devices.wire.telemetry import Telemetry

CHANNEL_MESSAGES: dict[str, UnionType | type[Struct]] = {
    "state": Presence,
    "telemetry": Telemetry,
    "event": Happening,
    "entered": Entered,
    "reported": Reported,
    "result": Result,
    "desired": Desired,
    "loans": Loans,
    "command": AnyCommand,
    "receipt": Receipt,
}
"""Every channel with the type that its payloads have."""

Upward = Presence | Telemetry | Happening | Entered | Reported | Result
"""Whatever a device may say."""

Downward = Desired | Loans | AnyCommand | Receipt
"""Whatever a manager may say."""


_UPWARD: dict[type, str] = {
    Reported: "reported",
    Result: "result",
    Entered: "entered",
    **dict.fromkeys(get_args(Presence), "state"),
    **dict.fromkeys(get_args(Telemetry), "telemetry"),
}


def channel_of(kind: type[Struct]) -> str:
    """The channel on which a device says a message of a kind."""
    return _UPWARD.get(kind, "event")
