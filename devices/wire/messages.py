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

_CHANNEL_OF: dict[type, str] = {
    message: channel
    for channel, kinds in CHANNEL_MESSAGES.items()
    for message in get_args(kinds) or (kinds,)
}


def channel_of(message: type[Struct]) -> str:
    """The channel that carries a kind of message."""
    return _CHANNEL_OF[message]


Upward = Presence | Telemetry | Happening | Entered | Reported | Result
"""Whatever a device may say."""

Downward = Desired | Loans | AnyCommand | Receipt
"""Whatever a manager may say."""
