"""The checker: histories that can be true, histories that cannot, beside the plainest search."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from fleet.loadtest.allocation.linear import NEVER, Operation, is_linearizable

Write = tuple[str, int]


def _register(value: int, act: Write) -> int | None:
    """A register that is written and read."""
    what, number = act
    if what == "write":
        return number
    return value if value == number else None


def _of(*rows: tuple[float, float, str, int]) -> list[Operation[Write]]:
    return [Operation(called, returned, (what, number)) for called, returned, what, number in rows]


def test_known_histories() -> None:
    """A read may see either of two writes under way, and never one that has not begun."""
    writes = (0.0, 10.0, "write", 1), (2.0, 3.0, "write", 2)
    for seen in (1, 2):
        assert is_linearizable(_of(*writes, (11.0, 12.0, "read", seen)), 0, _register)
    assert is_linearizable(_of(*writes, (0.5, 1.0, "read", 0)), 0, _register)
    assert not is_linearizable(_of(*writes, (11.0, 12.0, "read", 0)), 0, _register)
    assert not is_linearizable(_of(*writes, (0.5, 1.0, "read", 2)), 0, _register)
    assert is_linearizable([], 0, _register)


def test_what_never_returned_may_have_happened_or_not() -> None:
    """At any moment after its call; a later reader decides."""
    lost = (0.0, NEVER, "write", 1)
    for seen in ((0, 0), (0, 1), (1, 1)):
        reads = [(1.0 + n, 1.5 + n, "read", number) for n, number in enumerate(seen)]
        assert is_linearizable(_of(lost, *reads), 0, _register)
    assert not is_linearizable(
        _of(lost, (1.0, 2.0, "read", 1), (3.0, 4.0, "read", 0)), 0, _register
    )


ROWS = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(0, 4), st.sampled_from(["write", "read"]), st.integers(0, 2)
    ),
    max_size=5,
)


@given(ROWS)
def test_it_agrees_with_trying_every_order(rows: list[tuple[int, int, str, int]]) -> None:
    """Every order that respects time, one by one."""
    known = _of(*((called, called + took + 0.5, what, n) for called, took, what, n in rows))
    assert is_linearizable(known, 0, _register) == any(map(_is_possible, permutations(known)))


def _is_possible(order: tuple[Operation[Write], ...]) -> bool:
    value: int | None = 0
    for at, operation in enumerate(order):
        if any(later.returned < operation.called for later in order[at + 1 :]):
            return False
        value = None if value is None else _register(value, operation.act)
    return value is not None


def test_a_long_history_is_looked_through_quickly() -> None:
    """A compartment that hundreds held, each of whom left without hearing of it."""
    rows = []
    for number in range(1, 501):
        rows.append((10.0 * number, 10.0 * number + 1, "write", number))
        rows.append((10.0 * number + 2, NEVER, "read", number))
    assert is_linearizable(_of(*rows), 0, _register)
