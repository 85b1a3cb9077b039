"""What partitions say to one another of rollouts.

Lives here: letters as things stand when they go, and their numbers. Not here: carrying them
(`fleet.service.telling.carrying`). A letter may come twice, or late: each says how things stand,
and the newest is sent again until it is there.
"""

from __future__ import annotations

from collections import Counter

from fleet.core.decisions import Decision
from fleet.core.facts.letters import Carried, Count, Letter, Steer
from fleet.core.facts.rollouts import LettersGone, Part, Tally
from fleet.core.rollouts.fitness import UNDER_WAY
from fleet.core.state import PartitionState

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
        tally = tally_of(part)
        return Count("", BY, part.rollout, to, state.partition, tally)
    rollout = state.rollouts.owned.get(words)
    if rollout is None:
        return None
    return Steer(
        "", BY, rollout.name, to, state.partition, rollout.plan, rollout.state, rollout.wave,
        rollout.boundary,
    )  # fmt: skip


def tally_of(part: Part) -> Tally:
    """How a part stands.

    Who was unreached when it was ordered stays so until it takes the order up: nobody waits for its
    answer, which may be no, again and again.
    """
    open_ones = [m for m in part.members.values() if m.rank < part.boundary]
    found = Counter("unreached" if m.is_late else m.state for m in open_ones)
    return Tally(
        part.boundary,
        len(part.members),
        len(open_ones),
        sum(found[one] for one in UNDER_WAY),
        found["updated"],
        found["failed"],
        found["gone"],
        part.named,
        found["unreached"],
        part.state,
    )


def decide_carried(state: PartitionState, carried: Carried, now_ms: int) -> list[Decision]:
    """Letters are there; one that was replaced meanwhile goes again."""
    known = state.rollouts.letters
    if any(known.get(name) == number for name, number in carried.letters.items()):
        return [LettersGone()]
    return []
