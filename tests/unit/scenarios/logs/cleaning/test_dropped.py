"""What is left out is counted by reason."""

from __future__ import annotations

from scenarios.logs.cleaning.dropped import Dropped


def test_reasons_keep_their_first_lines() -> None:
    """Counts by reason in the order met, the first three places of each."""
    dropped = Dropped()
    dropped.add_all("late", [f"a.csv:{line}" for line in range(2, 7)])
    dropped.add("twice", "a.csv:9")
    first, second = dropped.reasons()
    assert (first.says, first.rows, first.first) == ("late", 5, ("a.csv:2", "a.csv:3", "a.csv:4"))
    assert (second.says, second.rows) == ("twice", 1)
    assert dropped.rows == 6
