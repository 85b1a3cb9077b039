"""The nearest of the same kind that has room.

Lives here: who is a neighbour, how far, how full. Not here: who is pointed there (`following`).

Where a device stands is in its settings, metres east and north of any one place of its site
(`east_m`, `north_m`); without them the next by name is taken, round and round, as the next point of
a site is in the twin. A bin is a neighbour of bins with the same setting `stream` alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fleet.core.alarms.rules import rule_of
from fleet.core.linkage.rules import Ahead
from fleet.core.state import Device
from fleet.core.views import measured_of

FULL = {"bin_sensor": "overflow", "bank": "bank_full"}
"""By kind of device: the alarm that says that there is no room."""

NO_ROOM = frozenset({"overflow", "bank_full", "offline", "implausible", "stuck", "mains_lost"})
"""With one of these up nobody is sent there."""


WALK_MOST_M = 1_000_000
"""What the wire can say."""


class Neighbour(NamedTuple):
    """A device of the site, "" for none, and how far it is to walk, −1 where that is not known."""

    device: str
    walk_m: int


NONE = Neighbour("", -1)


def nearest(ahead: Ahead, device: Device, gone: str = "") -> Neighbour:
    """Where people are shown to; who was shown last stays so while it can. `gone`: is retired."""
    alarm = FULL.get(device.kind)
    if alarm is None:
        return NONE
    others = [
        other
        for other in ahead.state.devices.values()
        if other.site == device.site and other.key not in {device.key, gone}
        and _is_alike(device, other) and _is_open(ahead, other)
    ]  # fmt: skip
    known = device.linkage
    if known is not None and known.toward in {other.device for other in others}:
        return Neighbour(known.toward, known.walk_m)
    order = sorted(others, key=lambda other: _key(other.device))
    behind = [other for other in order if _key(other.device) > _key(device.device)]
    ranked = behind + order[: len(order) - len(behind)]
    with_room = [other for other in ranked if _has_room(ahead, other, alarm)]
    if not with_room:
        return NONE
    best = min(with_room, key=lambda other: _far(walk_m(device, other)))
    return Neighbour(best.device, walk_m(device, best))


def walk_m(one: Device, other: Device) -> int:
    """East and north added up, for paths lead around houses; −1 where a place is not known."""
    found = 0
    for side in ("east_m", "north_m"):
        if side not in one.settings or side not in other.settings:
            return -1
        found += abs(one.settings[side] - other.settings[side])
    return min(found, WALK_MOST_M)


def _far(walk_m: int) -> int:
    return walk_m if walk_m >= 0 else 1 << 40


def _is_alike(one: Device, other: Device) -> bool:
    return other.kind == one.kind and other.settings.get("stream") == one.settings.get("stream")


def _is_open(ahead: Ahead, device: Device) -> bool:
    return bool(device.measured) and NO_ROOM.isdisjoint(ahead.up(device))


def _has_room(ahead: Ahead, device: Device, alarm: str) -> bool:
    """Below the level at which its own alarm would go down."""
    level = ahead.values.get((device.key, alarm))
    if level is None:
        level = _level(device)
    return 0 <= level < rule_of(ahead.state, device, alarm).clear_at


def _level(device: Device) -> int:
    """Fill of a bin, or taken compartments of a bank, in ‰; −1 where that is not known."""
    measured = measured_of(device) or {}
    if device.kind == "bank":
        count = measured.get("compartments", 0)
        return measured.get("occupied", 0) * 1_000 // count if count else -1
    fill: int = measured.get("fill_permille", -1)
    return fill


def _key(name: str) -> list[tuple[int, int, str]]:
    """Names in the order in which people count: bin2 before bin10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", name)
    ]
