"""A setting as the bytes that a device of another maker understands.

Lives here: putting the parts of a downlink together. Not here: how a network server is told
(`fleet.adapters.sensors`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from devices.profiles.form import Downlink, Number, Profile
from devices.profiles.quantities import ReadingRefused


class Told(NamedTuple):
    """What goes out: a port and bytes."""

    port: int
    payload: bytes


def settings_of(profile: Profile, values: dict[str, Any]) -> dict[str, Told]:
    """The downlinks of those values that the profile can tell. Raises ReadingRefused for a value
    out of bounds; what it has no downlink for is left out.
    """
    return {
        name: _told(name, downlink, values[name])
        for name, downlink in profile.downlinks.items()
        if name in values
    }


def _told(name: str, downlink: Downlink, value: Any) -> Told:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ReadingRefused(name, f"{str(value)[:40]!r} is no whole number")
    if not downlink.low <= value <= downlink.high:
        raise ReadingRefused(name, f"{value} is not within {downlink.low} … {downlink.high}")
    if value % downlink.divide:
        raise ReadingRefused(name, f"{value} is no multiple of {downlink.divide}")
    count = value // downlink.divide
    body = b"".join(
        count.to_bytes(part.bytes, part.order) if isinstance(part, Number) else bytes.fromhex(part)
        for part in downlink.parts
    )
    return Told(downlink.port, body.hex().upper().encode() if downlink.ascii else body)
