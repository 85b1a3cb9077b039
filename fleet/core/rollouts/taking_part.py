"""A partition's part in a rollout: its devices, and whose turn it is.

Lives here: what follows from the owner's letters and the part's own timer. Not here: who is fit
(`fleet.core.rollouts.fitness`), what devices say (`following`), how many may be open (`judging`).
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import islice

from fleet.core.alarms.rules import MINUTE_MS, site_of
from fleet.core.alarms.targets import is_for
from fleet.core.decisions import Decision
from fleet.core.facts.letters import Steer
from fleet.core.facts.rollout_limits import CANARY_MOST, EXPIRES_MS, LOOK_MS, NOT_FIT_MS
from fleet.core.facts.rollouts import (
    InstallOrdered,
    InstallWithdrawn,
    LookSet,
    Member,
    MemberMoved,
    Named,
    Part,
    PartSteered,
    TookPart,
)
from fleet.core.inputs import Fired
from fleet.core.limits import COMMAND_RETRY_MS
from fleet.core.rollouts.fitness import UNDER_WAY, WAITING, WORDS, is_here, waits_on, why_unfit
from fleet.core.state import PartitionState
from fleet.policy.rollouts.turns import AWAY, opens_at_ms


def rank_of(rollout: str, device: str) -> int:
    """A device's place in the draw of a rollout: the first 32 bits of SHA-256 over both names.

    As good as drawn by lot, the same in every replay, and nobody has to know the other partitions.
    """
    return int.from_bytes(sha256(f"{rollout} {device}".encode()).digest()[:4], "big")


def command_name(rollout: str, attempt: int) -> str:
    """How the order to install is called."""
    return f"{rollout}-try{attempt}"


def decide_steer(state: PartitionState, steer: Steer, now_ms: int) -> list[Decision]:
    """The owner says how far it goes; when it is heard of first, who takes part is looked up."""
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
        members = {key: Member(rank) for rank, key in found}
        part = Part(steer.device, steer.owner, steer.plan, members=members)
    elif (part.state, part.wave, part.boundary) == (steer.state, steer.wave, steer.boundary):
        return []
    decided.append(PartSteered())
    if (part.state, steer.state) == ("paused", "running"):
        return [*decided, LookSet(part.rollout, now_ms + LOOK_MS)]
    if steer.state == "running":
        return decided + _look(state, part, steer.boundary, steer.wave <= 0, now_ms)
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
    if part.state != "running":
        return _look(state, part, 0, False, now_ms)
    return _look(state, part, part.boundary, part.wave <= 0, now_ms)


def _under_way(part: Part) -> Counter[str]:
    """Devices under way by site."""
    return Counter(
        key.partition("/")[0] for key, member in part.members.items() if member.state in UNDER_WAY
    )


def _look(
    state: PartitionState, part: Part, boundary: int, is_drawn: bool, now_ms: int
) -> list[Decision]:
    """Orders to those whose turn it is; who took too long has failed; when to look again.

    Who waits for others of its site is looked at when one of those has moved. While the canary is
    drawn, the owner is told whom else it may draw.
    """
    busy = _under_way(part)
    ranked = sorted(part.members.items(), key=lambda item: item[1].rank)
    decided = _names(state, part, ranked, boundary, is_drawn)
    next_ms = now_ms + NOT_FIT_MS if is_drawn and ranked else -1
    for key, member in ranked:
        if member.state in UNDER_WAY:
            if now_ms - member.since_ms < part.plan.deadline_ms:
                next_ms = _sooner(next_ms, member.since_ms + part.plan.deadline_ms)
            elif member.state == "ordered" and not is_here(state, key):
                decided += waits_on(part, key, member, WORDS[AWAY], now_ms)
            else:
                decided.append(MemberMoved(part.rollout, key, "failed", "overdue"))
        elif member.state in WAITING and member.rank < boundary:
            site = key.partition("/")[0]
            open_ms = _opens_ms(state, part, site, now_ms)
            if max(open_ms, member.not_before_ms) > now_ms:
                next_ms = _sooner(next_ms, max(open_ms, member.not_before_ms))
            elif busy[site] >= part.plan.per_site:
                continue
            elif why := why_unfit(state, part, key):
                decided += waits_on(part, key, member, why, now_ms)
                next_ms = _sooner(next_ms, now_ms + NOT_FIT_MS)
            else:
                busy[site] += 1
                decided.append(_order(part, key, member, now_ms))
                next_ms = _sooner(next_ms, now_ms + part.plan.deadline_ms)
    if next_ms >= 0:
        next_ms = max(next_ms, now_ms + LOOK_MS)
    return decided if next_ms == part.armed_ms else [*decided, LookSet(part.rollout, next_ms)]


def _names(
    state: PartitionState, part: Part, ranked: list[tuple[str, Member]], boundary: int,
    is_drawn: bool,
) -> list[Decision]:  # fmt: skip
    """Whom a canary may still draw, where that is others than the owner was told."""
    closed = (
        member.rank
        for key, member in ranked
        if is_drawn
        and member.rank >= boundary
        and member.state == "waiting"
        and is_here(state, key)
    )
    ranks = list(islice(closed, CANARY_MOST))
    return [] if ranks == part.named else [Named(part.rollout, ranks)]


def _sooner(one_ms: int, other_ms: int) -> int:
    return other_ms if one_ms < 0 else min(one_ms, other_ms)


def _opens_ms(state: PartitionState, part: Part, site: str, now_ms: int) -> int:
    offset_ms = site_of(state, site).utc_offset_min * MINUTE_MS
    return opens_at_ms(now_ms, offset_ms, part.plan.from_clock_ms, part.plan.to_clock_ms)


def _order(part: Part, key: str, member: Member, now_ms: int) -> InstallOrdered:
    expires_ms = now_ms + min(EXPIRES_MS, part.plan.deadline_ms)
    attempt = member.attempt + 1
    return InstallOrdered(part.rollout, key, attempt, expires_ms, now_ms + COMMAND_RETRY_MS)
