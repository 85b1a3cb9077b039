"""Size rules and pick rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.policy.allocation import (
    OWN,
    RESERVE,
    UPGRADE,
    choose_class,
    first_free,
    least_worn,
)


@pytest.mark.parametrize(
    ("free", "size", "rule", "reserve", "chosen"),
    [
        ([1, 1], 0, OWN, 0, 0),
        ([0, 1], 0, OWN, 0, -1),
        ([0, 1], 0, UPGRADE, 0, 1),
        ([0, 0, 2], 0, UPGRADE, 0, 2),
        ([1, 0], 1, UPGRADE, 0, -1),
        ([0, 1], 0, RESERVE, 1, -1),
        ([0, 2], 0, RESERVE, 1, 1),
        ([0, 1], 1, RESERVE, 1, 1),
        ([1, 1], -1, UPGRADE, 0, -1),
    ],
)
def test_size_rules(free: list[int], size: int, rule: int, reserve: int, chosen: int) -> None:
    """Own size first; larger only by rule; the reserve binds guests, never the class itself."""
    assert choose_class(free, 0, len(free), size, rule, reserve) == chosen


def test_first_reads_its_own_bank_only() -> None:
    """`first` is where the bank's classes begin in an array of many banks."""
    assert choose_class([9, 9, 0, 3], 2, 2, 0, UPGRADE, 0) == 1


@given(st.lists(st.integers(0, 1), min_size=1, max_size=30), st.data())
def test_first_free_is_the_first(occupied: list[int], data: st.DataObject) -> None:
    """It agrees with a plain search."""
    start = data.draw(st.integers(0, len(occupied)))
    stop = data.draw(st.integers(start, len(occupied)))
    free = [i for i in range(start, stop) if not occupied[i]]
    assert first_free(occupied, start, stop) == (free[0] if free else -1)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5)), min_size=1, max_size=30))
def test_least_worn_is_free_and_no_free_door_opened_less(doors: list[tuple[int, int]]) -> None:
    """Ties go to the first position."""
    occupied, openings = [d[0] for d in doors], [d[1] for d in doors]
    chosen = least_worn(occupied, openings, 0, len(doors))
    free = [i for i, o in enumerate(occupied) if not o]
    assert chosen == (min(free, key=lambda i: (openings[i], i)) if free else -1)
