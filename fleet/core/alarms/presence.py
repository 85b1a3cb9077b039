"""What presence, clock and firmware of a device say.

Lives here: conditions out of what was decided on any message. Not here: presence itself
(`fleet.core.deciding.presence`), what follows from a condition (`conditions`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from fleet.core.alarms.conditions import CUT, SILENT, is_so, turn
from fleet.core.alarms.rules import rule_of
from fleet.core.decisions import Born, Decision, Heard, Left, Presumed, Quarantined
from fleet.core.facts.alarms import Watched
from fleet.core.state import Device, PartitionState
from fleet.core.views import version_key
from fleet.policy.alarming import holds

AWAY = frozenset({"lost", "silent"})
"""Presences that nobody wished: sleeping and disconnected are farewells."""


def alarms_of_presence(
    state: PartitionState, device: Device, decided: list[Decision], now_ms: int
) -> list[Decision]:
    """What follows from birth, farewell, silence and clock among the decisions on an input."""
    found: list[Decision] = []
    for decision in decided:
        look = _LOOKS.get(type(decision))
        if look is not None:
            found += look(state, device, decision, now_ms)
    return found


def _clock(state: PartitionState, device: Device, heard: Heard, now_ms: int) -> list[Decision]:
    is_up = is_so(device, "clock")
    off_ms = abs(heard.offset_ms)
    if heard.boot == device.boot and heard.sequence > device.birth_sequence:
        late_ms = now_ms - heard.time_ms
        off_ms = max(off_ms, late_ms if is_up else _late_again_ms(device, late_ms, now_ms))
    rule = rule_of(state, device, "clock")
    active = bool(holds(off_ms, int(is_up), rule.raise_at, rule.clear_at))
    return [] if active == is_up else turn(state, device, "clock", active, off_ms, now_ms)


def _late_again_ms(device: Device, late_ms: int, now_ms: int) -> int:
    """How late this message is and the one before it was; the estimate follows a clock that was set
    back only slowly. Messages that waited together come together: they say nothing.
    """
    if 2 * (now_ms - device.heard_ms) < device.interval_ms:
        return 0
    return min(late_ms, device.heard_ms - device.time_ms)


def _here(state: PartitionState, device: Device, decision: Any, now_ms: int) -> list[Decision]:
    found = turn(state, device, "offline", False, 0, now_ms)
    return found + _firmware(state, device, decision, now_ms) if type(decision) is Born else found


def _away(state: PartitionState, device: Device, left: Left, now_ms: int) -> list[Decision]:
    if not device.boot:
        return []
    value = SILENT if left.presence == "silent" else CUT
    return turn(state, device, "offline", left.presence in AWAY, value, now_ms)


def _unset(
    state: PartitionState, device: Device, put_aside: Quarantined, now_ms: int
) -> list[Decision]:
    """A time that cannot be is a clock that is wrong."""
    return turn(state, device, "clock", True, 0, now_ms) if put_aside.field == "time_ms" else []


def _firmware(state: PartitionState, device: Device, born: Born, now_ms: int) -> list[Decision]:
    """Behind the newest of its model at its site, as seen at its birth."""
    mine = version_key(born.firmware)
    there = state.versions.get(f"{device.site} {born.model}", {})
    alone = device.firmware if device.model == born.model else ""
    ahead = [
        version
        for version, count in there.items()
        if version_key(version) > mine and count > (version == alone)
    ]
    found = turn(state, device, "firmware", bool(ahead), len(ahead), now_ms)
    if any(version_key(version) >= mine for version, count in there.items() if count):
        return found
    return found + _left_behind(state, device, born, now_ms)


def _left_behind(state: PartitionState, device: Device, born: Born, now_ms: int) -> list[Decision]:
    """A version that nobody of its model had at the site: the others are behind from now on."""
    found: list[Decision] = []
    for other in state.devices.values():
        is_alike = (other.site, other.model) == (device.site, born.model)
        if other is device or not is_alike or not other.firmware:
            continue
        follows = turn(state, other, "firmware", True, 1, now_ms)
        for decision in follows[:1]:
            assert isinstance(decision, Watched)
            due_ms = now_ms if len(follows) > 1 else decision.due_ms
            found.append(replace(decision, device=other.key, due_ms=due_ms))
    return found


_LOOKS: dict[type, Callable[[PartitionState, Device, Any, int], list[Decision]]] = {
    Heard: _clock,
    Born: _here,
    Presumed: _here,
    Left: _away,
    Quarantined: _unset,
}
