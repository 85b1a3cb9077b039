"""How managers share the partitions: who takes what is free, who hands on what.

Lives here: one rule that every manager applies to what all of them see. Not here: how they see it,
and the lock that decides where two saw different things (`fleet.adapters.journal`).

Free partitions go one by one to the manager with the fewest that may own them. Where none is free,
managers that have two more than another one hand on what it may own, until nobody has. So nobody
coordinates, a manager that ends is stood in for by all others, and a new one moves no more than its
share.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple


class Member(NamedTuple):
    """A manager that is there: what it may own, and owns."""

    token: str
    able: frozenset[int]
    holds: frozenset[int]


class Moves(NamedTuple):
    """What a manager is to do now."""

    take: list[int]
    hand_on: list[int]


def moves(me: str, members: Sequence[Member], free: Collection[int]) -> Moves:
    """The moves of the manager `me`, which is one of the members."""
    counts = {member.token: len(member.holds) for member in members}
    take: list[int] = []
    is_wanted = False
    for partition in sorted(free):
        able = [member.token for member in members if partition in member.able]
        if not able:
            continue
        is_wanted = True
        chosen = min(able, key=lambda token: (counts[token], token))
        counts[chosen] += 1
        if chosen == me:
            take.append(partition)
    return Moves(take, [] if is_wanted else _hand_on(me, members, counts))


def _hand_on(me: str, members: Sequence[Member], counts: dict[str, int]) -> list[int]:
    holds = {member.token: set(member.holds) for member in members}
    mine: list[int] = []
    moved = True
    while moved:
        moved = False
        for giver in sorted(counts, key=lambda token: (-counts[token], token)):
            for taker in sorted(members, key=lambda member: (counts[member.token], member.token)):
                if counts[giver] - counts[taker.token] < 2:
                    break
                fitting = holds[giver] & taker.able
                if fitting:
                    partition = max(fitting)
                    holds[giver].discard(partition)
                    counts[giver] -= 1
                    counts[taker.token] += 1
                    moved = True
                    if giver == me:
                        mine.append(partition)
                    break
            if moved:
                break
    return mine
