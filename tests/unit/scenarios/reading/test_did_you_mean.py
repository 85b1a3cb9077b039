"""What scenarios.reading.did_you_mean promises."""

from __future__ import annotations

import pytest

from scenarios.reading.did_you_mean import MAX_WORDS, find_closest


@pytest.mark.parametrize(
    ("word", "closest"),
    [
        ("dors", "doors"),
        ("Doors", "doors"),
        ("DOORS_MIX", "door_mix"),
        ("compartmnets", "compartments"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_found_regardless_of_case(word: str, closest: str | None) -> None:
    """Misspellings are met, other words are not forced on anyone."""
    assert find_closest(word, ["door_mix", "compartments", "doors"]) == closest


def test_a_word_is_no_suggestion_for_itself() -> None:
    """An allowed word at a wrong place does not suggest itself."""
    assert find_closest("doors", ["doors"]) is None


def test_hostile_words_cost_little() -> None:
    """Long words and long lists are cut: the comparison is quadratic."""
    assert find_closest("a" * 10**6, (f"{'a' * 10**4}{i}" for i in range(10**9))) is not None
    assert find_closest("late", [*(f"x{i}" for i in range(MAX_WORDS)), "later"]) is None
