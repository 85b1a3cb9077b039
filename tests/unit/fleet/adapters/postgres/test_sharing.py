"""How managers share: everything has an owner soon, evenly, and nothing moves without need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fleet.adapters.journal.postgres.sharing import Member, moves

ALL = frozenset(range(64))


def _member(token: str, holds: frozenset[int], able: frozenset[int] = ALL) -> Member:
    return Member(token, able, holds)


def _settle(ables: list[frozenset[int]], holds: list[frozenset[int]]) -> tuple[int, list[int]]:
    """Let every manager do its moves, one look after another, until none has any.

    How many partitions were taken, and how many each holds.
    """
    tokens = [f"m{number}" for number in range(len(ables))]
    held = dict(zip(tokens, holds, strict=True))
    taken = 0
    for _ in range(10):
        members = [_member(t, held[t], able) for t, able in zip(tokens, ables, strict=True)]
        free = frozenset().union(*ables).difference(*held.values())
        plans = {token: moves(token, members, free) for token in tokens}
        if not any(plan.take or plan.hand_on for plan in plans.values()):
            break
        for token, plan in plans.items():
            assert not set(plan.take) & frozenset().union(*held.values())
            held[token] = (held[token] | set(plan.take)) - set(plan.hand_on)
            taken += len(plan.take)
    assert frozenset().union(*held.values()) == frozenset().union(*ables)
    assert all(held[t] <= able for t, able in zip(tokens, ables, strict=True))
    return taken, [len(held[token]) for token in tokens]


def test_a_manager_alone_owns_all() -> None:
    """At once."""
    assert moves("a", [_member("a", frozenset())], ALL) == (sorted(ALL), [])


def test_what_a_manager_leaves_is_divided_among_the_others() -> None:
    """Each of them takes its part of it, and of nothing else."""
    first, second = frozenset(range(22)), frozenset(range(22, 43))
    members = [_member("a", first), _member("b", second)]
    free = ALL - first - second
    a, b = (moves(name, members, free) for name in ("a", "b"))
    assert sorted(a.take + b.take) == sorted(free)
    assert (len(first) + len(a.take), len(second) + len(b.take)) == (32, 32)
    assert a.hand_on == b.hand_on == []


def test_a_new_manager_moves_no_more_than_its_share() -> None:
    """Two give a third one a third, and each other nothing."""
    halves = [frozenset(range(32)), frozenset(range(32, 64)), frozenset()]
    taken, counts = _settle([ALL] * 3, list(halves))
    assert (taken, sorted(counts)) == (21, [21, 21, 22])


def test_nothing_moves_where_it_would_not_help() -> None:
    """One more than another is as even as it gets."""
    members = [_member("a", frozenset(range(33))), _member("b", frozenset(range(33, 64)))]
    assert len(moves("a", members, ()).hand_on) == 1
    members = [_member("a", frozenset(range(3))), _member("b", frozenset({3, 4}))]
    assert moves("a", members, ()) == moves("b", members, ()) == ([], [])


@given(st.lists(st.frozensets(st.integers(0, 9)), min_size=1, max_size=4))
def test_whatever_managers_may_own_everything_gets_an_owner(ables: list[frozenset[int]]) -> None:
    """Also where they may own different things; nobody ever owns what it may not."""
    _settle(ables, [frozenset()] * len(ables))
