"""What decisions on rollouts change.

Lives here: one function a decision, and the letters that follow. Not here: who is next
(`fleet.core.rollouts`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.wire.topics import PARTITIONS
from fleet.core.applying.requests import closed, send_command
from fleet.core.applying.timers import set_site_timer
from fleet.core.decisions import Closed
from fleet.core.facts import rollouts as made
from fleet.core.facts.rollout_limits import HISTORY_KEPT, LOOK_MS, PARTS_KEPT, ROLLOUTS_KEPT
from fleet.core.facts.rollouts import Member, Part, Rollout, Step
from fleet.core.inputs import PART, WAVE
from fleet.core.rollouts.asking import ENDED, install_arguments
from fleet.core.rollouts.fitness import UNDER_WAY
from fleet.core.rollouts.letters import count_name, steer_name
from fleet.core.rollouts.taking_part import command_name
from fleet.core.state import Command, PartitionState


def _write(state: PartitionState, name: str) -> None:
    kept = state.rollouts
    kept.letters[name] = kept.next_letter
    kept.next_letter += 1


def _tell_all(state: PartitionState, rollout: str) -> None:
    for partition in range(PARTITIONS):
        _write(state, steer_name(partition, rollout))


def _forget(known: dict[str, Any], kept: int) -> None:
    ended = [name for name, one in known.items() if one.state in ENDED]
    for name in ended[:-kept]:
        del known[name]


def drafted(state: PartitionState, device: Any, decision: made.Drafted, given: Any) -> None:
    """Known, and every partition is asked for its devices."""
    rollout = Rollout(given.device, given.plan, given.by, state.now_ms)
    rollout.history.append(Step(state.now_ms, rollout.state, -1, "create", given.by))
    state.rollouts.owned[rollout.name] = rollout
    _forget(state.rollouts.owned, ROLLOUTS_KEPT)
    _tell_all(state, rollout.name)


def steered(state: PartitionState, device: Any, decision: made.Steered, given: Any) -> None:
    """In another state or wave; every partition hears."""
    rollout = state.rollouts.owned[decision.rollout]
    rollout.state = decision.state
    rollout.wave = decision.wave
    rollout.boundary = decision.boundary
    rollout.canary = decision.canary
    rollout.allowed = decision.allowed
    rollout.due_ms = -1
    rollout.history.append(
        Step(state.now_ms, decision.state, decision.wave, decision.why, decision.by)
    )
    del rollout.history[:-HISTORY_KEPT]
    _tell_all(state, rollout.name)


def counted(state: PartitionState, device: Any, decision: made.Counted, given: Any) -> None:
    """The newest of that partition."""
    state.rollouts.owned[given.device].tallies[given.sender] = given.tally


def soaked(state: PartitionState, device: Any, decision: made.Soaked, given: Any) -> None:
    """Watched until then."""
    rollout = state.rollouts.owned[decision.rollout]
    rollout.due_ms = decision.due_ms
    if decision.due_ms >= 0:
        set_site_timer(state, decision.due_ms, WAVE, "", rollout.name)


def took_part(state: PartitionState, device: Any, decision: made.TookPart, given: Any) -> None:
    """These devices are in it, the lowest rank first."""
    members = {
        key: Member(rank) for key, rank in zip(decision.devices, decision.ranks, strict=True)
    }
    state.rollouts.parts[given.device] = Part(
        given.device, given.owner, given.plan, members=members
    )
    _forget(state.rollouts.parts, PARTS_KEPT)


def joined(state: PartitionState, device: Any, decision: made.Joined, given: Any) -> None:
    """One more; it is its turn when the waves have come to its rank."""
    part = state.rollouts.parts[decision.rollout]
    member = part.members[decision.device] = Member(decision.rank, since_ms=state.now_ms)
    _write(state, count_name(part.owner, part.rollout))
    _look_soon(state, part, member)


def named(state: PartitionState, device: Any, decision: made.Named, given: Any) -> None:
    """So the owner hears."""
    part = state.rollouts.parts[decision.rollout]
    part.named = decision.ranks
    _write(state, count_name(part.owner, part.rollout))


def part_steered(
    state: PartitionState, device: Any, decision: made.PartSteered, given: Any
) -> None:
    """As the owner says; it hears that we have it. Nobody's patience runs out in a pause."""
    part = state.rollouts.parts[given.device]
    if (part.state, given.state) == ("paused", "running"):
        for member in part.members.values():
            member.unfit_ms = -1
    part.state, part.wave, part.boundary = given.state, given.wave, given.boundary
    _write(state, count_name(part.owner, part.rollout))


def install_ordered(
    state: PartitionState, device: Any, decision: made.InstallOrdered, given: Any
) -> None:
    """The device is told, and asked again until it answers."""
    part = state.rollouts.parts[decision.rollout]
    member = part.members[decision.device]
    member.attempt = decision.attempt
    command = Command(
        command_name(part.rollout, decision.attempt), "install",
        dict(install_arguments(part.rollout, part.plan)), f"rollout {part.rollout}",
        state.now_ms, decision.expires_ms,
    )  # fmt: skip
    send_command(state, state.devices[decision.device], command, 1, decision.retry_ms)
    _move(state, part, member, "ordered", "")


def install_withdrawn(
    state: PartitionState, device: Any, decision: made.InstallWithdrawn, given: Any
) -> None:
    """Not told again; where it was heard all the same, the device says so."""
    part = state.rollouts.parts[decision.rollout]
    member = part.members[decision.device]
    name = command_name(part.rollout, member.attempt)
    closed(state, state.devices[decision.device], Closed(name, "expired", "withdrawn"), given)
    _move(state, part, member, "waiting", "withdrawn")


def member_moved(
    state: PartitionState, device: Any, decision: made.MemberMoved, given: Any
) -> None:
    """Further, or back."""
    part = state.rollouts.parts[decision.rollout]
    member = part.members[decision.device]
    member.not_before_ms = decision.not_before_ms
    member.unfit_ms = decision.unfit_ms
    _move(state, part, member, decision.state, decision.detail)


def _move(state: PartitionState, part: Part, member: Member, to: str, detail: str) -> None:
    if (member.state, to) != ("ordered", "trial"):
        member.since_ms = state.now_ms
    member.is_late = to == "ordered" and member.state == "unreached"
    member.state = to
    member.detail = detail
    _write(state, count_name(part.owner, part.rollout))
    if to not in UNDER_WAY:
        _look_soon(state, part, member)


def _look_soon(state: PartitionState, part: Part, member: Member) -> None:
    look_ms = max(state.now_ms + LOOK_MS, member.not_before_ms)
    if part.state == "running" and not 0 <= part.armed_ms <= look_ms:
        _arm(state, part, look_ms)


def look_set(state: PartitionState, device: Any, decision: made.LookSet, given: Any) -> None:
    """The part looks then."""
    _arm(state, state.rollouts.parts[decision.rollout], decision.due_ms)


def _arm(state: PartitionState, part: Part, due_ms: int) -> None:
    part.armed_ms = due_ms
    if due_ms >= 0:
        set_site_timer(state, due_ms, PART, "", part.rollout)


def letters_gone(
    state: PartitionState, device: Any, decision: made.LettersGone, given: Any
) -> None:
    """Those that were not replaced meanwhile."""
    letters = state.rollouts.letters
    for name, number in given.letters.items():
        if letters.get(name) == number:
            del letters[name]


APPLY: dict[type, Callable[[PartitionState, Any, Any, Any], None]] = {
    made.Drafted: drafted,
    made.Steered: steered,
    made.Counted: counted,
    made.Soaked: soaked,
    made.TookPart: took_part,
    made.PartSteered: part_steered,
    made.InstallOrdered: install_ordered,
    made.InstallWithdrawn: install_withdrawn,
    made.Joined: joined,
    made.Named: named,
    made.MemberMoved: member_moved,
    made.LookSet: look_set,
    made.LettersGone: letters_gone,
}
