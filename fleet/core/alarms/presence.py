"""What presence, clock and firmware of a device say.

Lives here: conditions out of what was decided on any message. Not here: presence itself
(`fleet.core.deciding.presence`), what follows from a condition (`conditions`).
"""

from __future__ import annotations

from fleet.core.alarms.conditions import CUT, SILENT, is_so, turn
from fleet.core.alarms.rules import rule_of
from fleet.core.decisions import Born, Decision, Heard, Left, Presumed, Quarantined
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
        kind = type(decision)
        if kind is Heard:
            found += _clock(state, device, abs(decision.offset_ms), now_ms)  # type: ignore[union-attr]
        elif kind is Born or kind is Presumed:
            found += turn(state, device, "offline", False, 0, now_ms)
            if isinstance(decision, Born):
                found += _firmware(state, device, decision, now_ms)
        elif isinstance(decision, Left) and device.boot:
            value = SILENT if decision.presence == "silent" else CUT
            found += turn(state, device, "offline", decision.presence in AWAY, value, now_ms)
        elif isinstance(decision, Quarantined) and decision.field == "time_ms":
            found += turn(state, device, "clock", True, 0, now_ms)
    return found


def _clock(state: PartitionState, device: Device, off_ms: int, now_ms: int) -> list[Decision]:
    is_up = is_so(device, "clock")
    rule = rule_of(state, device, "clock")
    active = bool(holds(off_ms, int(is_up), rule.raise_at, rule.clear_at))
    return [] if active == is_up else turn(state, device, "clock", active, off_ms, now_ms)


def _firmware(state: PartitionState, device: Device, born: Born, now_ms: int) -> list[Decision]:
    """Behind the newest of its model at its site, as seen at its birth."""
    mine = version_key(born.firmware)
    ahead = {
        other.firmware
        for other in state.devices.values()
        if (other.site, other.model) == (device.site, born.model) and other is not device
        if other.firmware and version_key(other.firmware) > mine
    }
    return turn(state, device, "firmware", bool(ahead), len(ahead), now_ms)
