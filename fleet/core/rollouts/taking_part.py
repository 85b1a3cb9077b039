"""A partition's part in a rollout: its devices, whose turn it is, who is not fit now.

Lives here: what follows from the owner's letters and the part's own timer. Not here: what devices
say (`fleet.core.rollouts.following`), how many may be open (`judging`).
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Any

import msgspec

from fleet.core.alarms.rules import MINUTE_MS, site_of
from fleet.core.alarms.targets import is_for
from fleet.core.decisions import Decision
from fleet.core.facts.rollout_limits import EXPIRES_MS, LOOK_MS, NOT_FIT_MS
from fleet.core.facts.rollouts import (
    InstallOrdered,
    InstallWithdrawn,
    LookSet,
    Member,
    MemberMoved,
    Part,
    PartSteered,
    Steer,
    TookPart,
)
from fleet.core.inputs import Fired
from fleet.core.limits import COMMAND_RETRY_MS
from fleet.core.state import HERE, PartitionState
from fleet.policy.rollouts.turns import is_fit, opens_at_ms

UNDER_WAY = frozenset({"ordered", "trial"})
ENDS = frozenset({"updated", "failed", "gone"})


def rank_of(rollout: str, device: str) -> int:
    """A device's place in the draw of a rollout: the first 32 bits of SHA-256 over both names.

    As good as drawn by lot, the same in every replay, and nobody has to know the other partitions.
    """
    return int.from_bytes(sha256(f"{rollout} {device}".encode()).digest()[:4], "big")


def command_name(rollout: str, attempt: int) -> str:
    """How the order to install is called."""
    return f"{rollout}-try{attempt}"


def decide_steer(state: PartitionState, steer: Steer, now_ms: int) -> list[Decision]:
    """The owner says how far it goes: who takes part is fixed when it is heard of first."""
    part = state.rollouts.parts.get(steer.device)
    decided: list[Decision] = []
    if part is None:
        found = sorted(
            (rank_of(steer.device, key), key)
            for key, device in state.devices.items()
            if is_for(steer.plan, device, device.model)
            and device.firmware != steer.plan.artifact.version
        )
        decided.append(TookPart([key for _, key in found], [rank for rank, _ in found]))
        part = Part(steer.device, steer.owner, steer.plan)
    elif (part.state, part.wave, part.boundary) == (steer.state, steer.wave, steer.boundary):
        return []
    decided.append(PartSteered())
    if steer.state == "running":
        return decided + _look(state, part, steer.boundary, now_ms)
    if steer.state in {"stopped", "aborted"}:
        decided += [
            InstallWithdrawn(part.rollout, key)
            for key, member in part.members.items()
            if member.state == "ordered" and _unanswered(state, part, key, member)
        ]
    return decided


def _unanswered(state: PartitionState, part: Part, key: str, member: Member) -> bool:
    device = state.devices.get(key)
    name = command_name(part.rollout, member.attempt)
    command = None if device is None else device.commands.get(name)
    return command is not None and not command.outcome


def decide_look(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """It is time to see whose turn it is."""
    part = state.rollouts.parts.get(fired.name)
    if part is None or part.armed_ms != fired.due_ms:
        return []
    if part.state != "running" and not _under_way(part):
        return [LookSet(part.rollout, -1)]
    return _look(state, part, part.boundary if part.state == "running" else 0, now_ms)


def _under_way(part: Part) -> Counter[str]:
    """Devices under way by site."""
    return Counter(
        key.partition("/")[0] for key, member in part.members.items() if member.state in UNDER_WAY
    )


def _look(state: PartitionState, part: Part, boundary: int, now_ms: int) -> list[Decision]:
    """Orders to those whose turn it is; who took too long has failed; when to look again.

    Who waits for others of its site is looked at when one of those has moved.
    """
    busy = _under_way(part)
    decided: list[Decision] = []
    next_ms = -1
    for key, member in part.members.items():
        if member.state in UNDER_WAY:
            if now_ms - member.since_ms >= part.plan.deadline_ms:
                decided.append(MemberMoved(part.rollout, key, "failed", "overdue"))
            else:
                next_ms = _sooner(next_ms, member.since_ms + part.plan.deadline_ms)
        elif member.state == "waiting" and member.rank < boundary:
            site = key.partition("/")[0]
            open_ms = _opens_ms(state, part, site, now_ms)
            if max(open_ms, member.not_before_ms) > now_ms:
                next_ms = _sooner(next_ms, max(open_ms, member.not_before_ms))
            elif busy[site] < part.plan.per_site and is_ready(state, part, key):
                busy[site] += 1
                decided.append(_order(part, key, member, now_ms))
                next_ms = _sooner(next_ms, now_ms + part.plan.deadline_ms)
            elif busy[site] < part.plan.per_site:
                next_ms = _sooner(next_ms, now_ms + NOT_FIT_MS)
    if next_ms >= 0:
        next_ms = max(next_ms, now_ms + LOOK_MS)
    return decided if next_ms == part.armed_ms else [*decided, LookSet(part.rollout, next_ms)]


def _sooner(one_ms: int, other_ms: int) -> int:
    return other_ms if one_ms < 0 else min(one_ms, other_ms)


def _opens_ms(state: PartitionState, part: Part, site: str, now_ms: int) -> int:
    offset_ms = site_of(state, site).utc_offset_min * MINUTE_MS
    return opens_at_ms(now_ms, offset_ms, part.plan.from_clock_ms, part.plan.to_clock_ms)


def _order(part: Part, key: str, member: Member, now_ms: int) -> InstallOrdered:
    expires_ms = now_ms + min(EXPIRES_MS, part.plan.deadline_ms)
    attempt = member.attempt + 1
    return InstallOrdered(part.rollout, key, attempt, expires_ms, now_ms + COMMAND_RETRY_MS)


def is_ready(state: PartitionState, part: Part, key: str) -> bool:
    """Whether a device may be updated now, as far as is known here: it looks for itself, too."""
    device = state.devices.get(key)
    if device is None or _is_busy(state, part, key):
        return False
    said: dict[str, Any] = msgspec.json.decode(device.measured) if device.measured else {}
    mains, battery = said.get("mains"), said.get("battery_permille")
    doors = int(said.get("doors_open") or 0) + int(said.get("door") == "open")
    doors += sum(w.is_active for name, w in device.watches.items() if name.startswith("door_open"))
    return bool(
        is_fit(
            int(device.presence in HERE), doors, int(bool(said.get("occupied")) and
            device.kind == "cold_cell"), -1 if mains is None else int(mains),
            -1 if battery is None else int(battery), part.plan.battery_permille,
        )
    )  # fmt: skip


def _is_busy(state: PartitionState, part: Part, key: str) -> bool:
    """Whether another rollout has it under way."""
    return any(
        other.members[key].state in UNDER_WAY
        for other in state.rollouts.parts.values()
        if other is not part and key in other.members
    )
