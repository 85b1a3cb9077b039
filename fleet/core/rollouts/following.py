"""What devices say of an update, and what happens to them meanwhile.

Lives here: news of members of this partition's parts. Not here: whose turn it is
(`fleet.core.rollouts.taking_part`).

What is said by events is also seen from births: an event may be lost where a device has no outbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fleet.core.alarms.targets import is_for
from fleet.core.decisions import Born, Closed, Decision, Retired
from fleet.core.facts.alarms import Raised
from fleet.core.facts.rollout_limits import NOT_FIT_MS
from fleet.core.facts.rollouts import Joined, Member, MemberMoved, Part
from fleet.core.rollouts.asking import ENDED
from fleet.core.rollouts.fitness import ENDS, is_given_up, waits_on
from fleet.core.rollouts.taking_part import command_name, rank_of
from fleet.core.state import Device, PartitionState

NOT_NOW = frozenset({"door_open", "chilled", "battery", "busy"})
"""Refusals of a device that may be over soon (docs/wire.md)."""

AGAIN = frozenset({"interrupted", "unreachable"})
"""Stages after which a device is ordered again, as often as the plan says."""

_STAGES = {
    "verified": "trial",
    "confirmed": "updated",
    "rolled_back": "failed",
    "rejected": "failed",
}


def moves_of_event(
    state: PartitionState, device: Device, message: Any, now_ms: int
) -> list[Decision]:
    """What follows from a `firmware` event."""
    part = state.rollouts.parts.get(message.rollout)
    member = None if part is None else part.members.get(device.key)
    if part is None or member is None or message.version != part.plan.artifact.version:
        return []
    if message.stage in AGAIN:
        return _again(part, device, member, message.stage, now_ms)
    to = _STAGES[message.stage]
    if to == member.state or (to == "trial" and member.state in ENDS):
        return []
    return [MemberMoved(part.rollout, device.key, to, message.detail or message.stage)]


def moves_that_follow(
    state: PartitionState, device: Device, decided: list[Decision], now_ms: int
) -> list[Decision]:
    """What other decisions on the same input mean for the rollouts that a device is in."""
    found: list[Decision] = []
    for part in state.rollouts.parts.values():
        member = part.members.get(device.key)
        for decision in decided:
            if member is not None:
                found += _moves(part, device, member, decision, now_ms)
            elif type(decision) is Born and _is_meant(part, device, decision):
                found.append(Joined(part.rollout, device.key, rank_of(part.rollout, device.key)))
    return found


def _is_meant(part: Part, device: Device, born: Born) -> bool:
    """Whether a rollout that is not over is for a device that was not in it so far."""
    return (
        part.state not in ENDED
        and born.firmware != part.plan.artifact.version
        and is_for(part.plan, device, born.model)
    )


def _moves(
    part: Part, device: Device, member: Member, decision: Decision, now_ms: int
) -> Iterator[Decision]:
    match decision:
        case Retired() if member.state not in ENDS:
            yield MemberMoved(part.rollout, device.key, "gone", "retired")
        case Born() if member.state == "gone" and _is_meant(part, device, decision):
            yield MemberMoved(part.rollout, device.key, "waiting", "registered again")
        case Born(presence="ready") if decision.firmware == part.plan.artifact.version:
            if member.state != "updated":
                yield MemberMoved(part.rollout, device.key, "updated", "runs it")
        case Born(presence="ready") if member.state == "updated":
            yield MemberMoved(part.rollout, device.key, "failed", "went back")
        case Raised(alarm="offline") if _is_fresh(part, member, now_ms):
            yield MemberMoved(part.rollout, device.key, "failed", "lost after its update")
        case Closed() if decision.name == command_name(part.rollout, member.attempt):
            yield from _answered(part, device, member, decision, now_ms)
        case _:
            pass


def _is_fresh(part: Part, member: Member, now_ms: int) -> bool:
    return member.state == "updated" and now_ms - member.since_ms <= part.plan.soak_ms


def _answered(
    part: Part, device: Device, member: Member, closed: Closed, now_ms: int
) -> list[Decision]:
    """The order was answered, or nobody answered in time."""
    if member.state != "ordered" or closed.outcome == "done":
        return []
    if closed.outcome == "refused" and closed.detail in NOT_NOW:
        return waits_on(part, device.key, member, closed.detail, now_ms, now_ms + NOT_FIT_MS)
    if closed.outcome in {"expired", "unanswered"}:
        return _again(part, device, member, closed.outcome, now_ms)
    return [MemberMoved(part.rollout, device.key, "failed", closed.detail or closed.outcome)]


def _again(part: Part, device: Device, member: Member, why: str, now_ms: int) -> list[Decision]:
    if member.state in ENDS:
        return []
    if member.attempt >= part.plan.tries:
        to = "failed"
    else:
        to = "unreached" if is_given_up(member) else "waiting"
    return [MemberMoved(part.rollout, device.key, to, why, now_ms)]
