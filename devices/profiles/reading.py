"""Payload or decoded fields to quantities: which is asked, and what is believed.

Lives here: the order (bytes first, then what the network server decoded), sentinels, bounds. Not
here: our own messages (`fleet.adapters.sensors`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from devices.profiles.form import NEEDED, Decoded, Frame, Profile, Raw, Scaled, Where
from devices.profiles.quantities import FLAGS, ReadingRefused, number_of, whole

NO_FRAME = "payload"
"""The field on which a payload is refused that fits no frame of the profile."""


@dataclass
class Readings:
    """What an uplink measured, base units; `absent`: quantities it says it has not, and why."""

    values: dict[str, int] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    by: str = ""


def read_uplink(
    profile: Profile, port: int, payload: bytes, decoded: Mapping[str, Any]
) -> Readings:
    """What an uplink measured. Raises ReadingRefused where nothing in it can be believed.

    The bytes are read by the first frame that fits. Where none fits, or there are no bytes, the
    fields that the network server decoded are taken; without such fields it is refused. A value
    out of bounds refuses the whole; an absent measurement does, where it is the one that a device
    of this kind is for.
    """
    frame = frame_of(profile, port, payload) if payload else None
    if frame is not None:
        readings = _read_frame(frame, payload)
    else:
        readings = read_decoded(profile, decoded)
        if not readings.values and not readings.absent:
            raise ReadingRefused(NO_FRAME, _no_frame(profile, port, payload))
    needed = NEEDED[profile.kind]
    if not needed & readings.values.keys():
        for name in sorted(needed & readings.absent.keys()):
            raise ReadingRefused(name, readings.absent[name])
    if profile.battery is not None and "battery_mv" in readings.values:
        readings.values.setdefault("battery_permille", _charge(profile, readings.values))
    return readings


def frame_of(profile: Profile, port: int, payload: bytes) -> Frame | None:
    """The first frame of a profile that a payload fits."""
    for frame in profile.frames:
        if frame.ports and port not in frame.ports:
            continue
        if frame.sizes and len(payload) not in frame.sizes:
            continue
        if all(_holds(where, payload) for where in frame.where):
            return frame
    return None


def _no_frame(profile: Profile, port: int, payload: bytes) -> str:
    if not payload:
        return f"no bytes, and no decoded field of {profile.profile}"
    ports = {p for frame in profile.frames for p in frame.ports}
    if ports and port not in ports:
        return f"port {port}: {profile.profile} speaks on {_words(ports)}"
    sizes = {size for frame in profile.frames for size in frame.sizes}
    if sizes and len(payload) not in sizes:
        return f"{len(payload)} bytes: {profile.profile} sends {_words(sizes)}"
    return f"{payload[:24].hex()} fits no frame of {profile.profile}"


def _words(numbers: set[int]) -> str:
    return " or ".join(map(str, sorted(numbers)))


def _holds(where: Where, payload: bytes) -> bool:
    are = bytes.fromhex(where.are)
    stands = payload[where.at : where.at + len(are)]
    if len(stands) < len(are):
        return False
    if where.mask is None:
        return stands == are
    mask = int(where.mask, 16)
    return int.from_bytes(stands, "big") & mask == int(where.are, 16)


def _read_frame(frame: Frame, payload: bytes) -> Readings:
    readings = Readings(by=frame.name)
    for fixed in frame.fields:
        if fixed.when is None or _holds(fixed.when, payload):
            _take_raw(fixed, payload[fixed.at : fixed.at + fixed.bytes], readings)
    if frame.items:
        _read_items(frame, payload, readings)
    return readings


def _read_items(frame: Frame, payload: bytes, readings: Readings) -> None:
    """Item by item; one that is cut refuses the whole, an unknown one ends the reading.

    Makers add channels at the end with new firmware: what stood before still counts.
    """
    known = {bytes.fromhex(item.channel + item.type): item for item in frame.items}
    at = 0
    while at < len(payload):
        item = known.get(payload[at : at + 2])
        if item is None:
            if at == 0 or len(payload) - at < 2:
                reason = f"{payload[at : at + 2].hex()} at byte {at}: no channel of the profile"
                raise ReadingRefused(NO_FRAME, reason)
            return
        value = payload[at + 2 : at + 2 + item.bytes]
        if len(value) < item.bytes:
            reason = f"{len(payload)} bytes: channel {item.channel} is cut at byte {at}"
            raise ReadingRefused(NO_FRAME, reason)
        if item.reads is not None:
            _take_raw(item.reads, value[: item.reads.bytes], readings)
        at += 2 + item.bytes


def _take_raw(raw: Raw, value: bytes, readings: Readings) -> None:
    for sentinel in raw.sentinels:
        if int.from_bytes(value, raw.order) == int(sentinel.raw, 16):
            readings.absent[raw.quantity] = f"{sentinel.raw}: {sentinel.means}"
            return
    number = int.from_bytes(value, raw.order, signed=raw.signed)
    if raw.mask is not None:
        number &= int(raw.mask, 16)
    if raw.quantity in FLAGS:
        readings.values[raw.quantity] = int((number != 0) != raw.inverted)
        return
    _believe(raw, Decimal(number), raw.unit, readings)


def read_decoded(profile: Profile, decoded: Mapping[str, Any]) -> Readings:
    """What the fields say that a network server decoded; raises ReadingRefused."""
    readings = Readings(by="decoded fields")
    for field_ in profile.decoded:
        name = next((name for name in field_.names if decoded.get(name) is not None), None)
        if name is not None:
            _take_decoded(field_, decoded[name], readings)
    return readings


def _take_decoded(field_: Decoded, value: Any, readings: Readings) -> None:
    quantity = field_.quantity
    if (means := field_.absent.get(str(value)[:40])) is not None:
        readings.absent[quantity] = f"{str(value)[:40]!r}: {means}"
        return
    if quantity in FLAGS:
        is_set = value in field_.set_by if isinstance(value, str) else bool(value)
        readings.values[quantity] = int(is_set)
        return
    number, unit = number_of(quantity, value, field_.unit)
    if field_.bits is not None and 2 ** (field_.bits - 1) <= number < 2**field_.bits:
        number -= 2**field_.bits
    _believe(field_, number, unit, readings)


def _believe(scaled: Scaled, number: Decimal, unit: str, readings: Readings) -> None:
    value = whole(scaled.quantity, number * scaled.multiply / scaled.divide, unit)
    low, high = scaled.bounds
    if not low <= value <= high:
        raise ReadingRefused(scaled.quantity, f"{value} is not within {low} … {high}")
    readings.values[scaled.quantity] = value


def _charge(profile: Profile, values: Mapping[str, int]) -> int:
    """‰ of the charge, linear between the profile's voltages."""
    assert profile.battery is not None
    empty, full = profile.battery.empty_mv, profile.battery.full_mv
    return max(0, min(1_000, (values["battery_mv"] - empty) * 1_000 // (full - empty)))
