"""What partitions say to one another of rollouts.

Lives here: letters as things stand when they go, and their numbers. Not here: carrying them
(`fleet.service.telling.carrying`). A letter may come twice, or late: each says how things stand,
and the newest is sent again until it is there.
"""

from __future__ import annotations

from itertools import islice

from fleet.core.decisions import Decision
from fleet.core.facts.rollout_limits import CANARY_MOST
from fleet.core.facts.rollouts import Carried, Count, Letter, LettersGone, Part, Steer, Tally
from fleet.core.rollouts.taking_part import UNDER_WAY
from fleet.core.state import HERE, PartitionState

BY = "rollouts"


def letters_of(state: PartitionState) -> list[tuple[str, int, Letter]]:
    """Name, number and text of every letter that waits in a partition."""
    found = []
    for name, number in state.rollouts.letters.items():
        to, _, rollout = name.partition(" ")
        letter = _letter(state, int(to), rollout, is_count=name.endswith(COUNT))
        if letter is not None:
            found.append((name, number, letter))
    return found


COUNT = " count"


def steer_name(to: int, rollout: str) -> str:
    """How the owner's letter to a partition is known."""
    return f"{to} {rollout}"


def count_name(owner: int, rollout: str) -> str:
    """How a partition's letter to the owner is known."""
    return f"{owner} {rollout}{COUNT}"


def _letter(state: PartitionState, to: int, words: str, is_count: bool) -> Letter | None:
    if is_count:
        part = state.rollouts.parts.get(words.removesuffix(COUNT))
        if part is None:
            return None
        tally = tally_of(state, part)
        return Count("", BY, part.rollout, to, state.partition, tally)
    rollout = state.rollouts.owned.get(words)
    if rollout is None:
        return None
    return Steer(
        "", BY, rollout.name, to, state.partition, rollout.plan, rollout.state, rollout.wave,
        rollout.boundary,
    )  # fmt: skip


def tally_of(state: PartitionState, part: Part) -> Tally:
    """How a part stands."""
    states = [m.state for m in part.members.values()]
    ranks: list[int] = []
    if not part.boundary:
        here = (
            member.rank
            for key, member in part.members.items()
            if (device := state.devices.get(key)) is not None and device.presence in HERE
        )
        ranks = list(islice(here, CANARY_MOST))
    return Tally(
        part.boundary,
        len(states),
        sum(m.rank < part.boundary for m in part.members.values()),
        sum(one in UNDER_WAY for one in states),
        states.count("updated"),
        states.count("failed"),
        states.count("gone"),
        ranks,
    )


def decide_carried(state: PartitionState, carried: Carried, now_ms: int) -> list[Decision]:
    """Letters are there; one that was replaced meanwhile goes again."""
    known = state.rollouts.letters
    if any(known.get(name) == number for name, number in carried.letters.items()):
        return [LettersGone()]
    return []
