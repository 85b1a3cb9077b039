"""Whether a device may be updated now, and what becomes of one that may not.

Lives here: what the manager knows of a device's state, patience with it. Not here: whose turn it is
(`fleet.core.rollouts.taking_part`), what the device says to an order (`following`).
"""

from __future__ import annotations

from typing import Any

import msgspec

from fleet.core.decisions import Decision
from fleet.core.facts.rollouts import Member, MemberMoved, Part
from fleet.core.state import HERE, Device, PartitionState
from fleet.policy.rollouts.turns import (
    AWAY,
    BATTERY,
    CHILLED,
    DOOR_OPEN,
    FIT,
    is_out_of_patience,
    unfit_for,
)

UNDER_WAY = frozenset({"ordered", "trial"})
ENDS = frozenset({"updated", "failed", "gone"})
WAITING = frozenset({"waiting", "unreached"})

BUSY = "busy"
WORDS = {FIT: "", AWAY: "away", DOOR_OPEN: "door_open", CHILLED: "chilled", BATTERY: "battery"}
"""Those but `away` are also what a device refuses with (docs/wire.md)."""


def is_here(state: PartitionState, key: str) -> bool:
    """Whether a device is connected."""
    device = state.devices.get(key)
    return device is not None and device.presence in HERE


def why_unfit(state: PartitionState, part: Part, key: str) -> str:
    """Why a device may not be updated now, as far as is known here (it looks for itself, too); ""
    where it may.
    """
    device = state.devices.get(key)
    if device is None:
        return WORDS[AWAY]
    said: dict[str, Any] = msgspec.json.decode(device.measured) if device.measured else {}
    mains, battery = said.get("mains"), said.get("battery_permille")
    found = unfit_for(
        int(device.presence in HERE), _doors_open(device, said),
        int(bool(said.get("occupied")) and device.kind == "cold_cell"),
        -1 if mains is None else int(mains), -1 if battery is None else int(battery),
        part.plan.battery_permille,
    )  # fmt: skip
    return WORDS[found] or (BUSY if _is_busy(state, part, key) else "")


def _doors_open(device: Device, said: dict[str, Any]) -> int:
    doors = int(said.get("doors_open") or 0) + int(said.get("door") == "open")
    return doors + sum(
        watch.is_active for name, watch in device.watches.items() if name.startswith("door_open")
    )


def _is_busy(state: PartitionState, part: Part, key: str) -> bool:
    """Whether another rollout has it under way."""
    return any(
        other.members[key].state in UNDER_WAY
        for other in state.rollouts.parts.values()
        if other is not part and key in other.members
    )


def waits_on(
    part: Part, key: str, member: Member, why: str, now_ms: int, not_before_ms: int = 0
) -> list[Decision]:
    """It is its turn, and it is not fit: it is waited for until the plan's patience is over.

    One that was ordered and got no further is not fit since then.
    """
    since_ms = member.since_ms if member.state == "ordered" else now_ms
    if member.unfit_ms >= 0:
        since_ms = member.unfit_ms
    is_over = is_out_of_patience(since_ms, now_ms, part.plan.patience_ms)
    to = "unreached" if is_over or is_given_up(member) else "waiting"
    if (to, why, since_ms) == (member.state, member.detail, member.unfit_ms):
        return []
    return [MemberMoved(part.rollout, key, to, why, not_before_ms, since_ms)]


def is_given_up(member: Member) -> bool:
    """Whether nobody waits for it any more."""
    return member.state == "unreached" or member.is_late
