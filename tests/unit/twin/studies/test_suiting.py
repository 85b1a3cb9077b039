"""Which of several scenarios suits: the target first, then the least."""

from __future__ import annotations

from typing import Any

import pytest

from courtyard.show.compare_table import suiting_sentence
from twin.studies.suiting import USUAL_LEAST, USUAL_TARGET, find_suiting
from twin.studies.target import TargetError


def document(**figures: list[float | None]) -> dict[str, Any]:
    """A comparison of a, b, c … with these means."""
    return {
        "figures": [
            {
                "name": name,
                "unit": "1" if name.endswith("share") else "h/day",
                "values": [
                    {"scenario": "abcd"[i], "mean": mean, "low": None, "high": None}
                    for i, mean in enumerate(means)
                ],
            }
            for name, means in figures.items()
        ]
    }


def test_the_least_of_those_that_keep_the_target() -> None:
    """B has the fewest hours but too many parcels on the floor; of the others c."""
    given = document(floored_share=[0.0, 0.2, 0.05], staff_hours=[24.0, 0.0, 7.0])
    found = find_suiting(given, USUAL_TARGET, USUAL_LEAST)
    assert found is not None
    assert found["suits"] == "c"
    assert [each["scenario"] for each in found["keep"]] == ["c", "a"]
    said = suiting_sentence({**given, "suiting": found})
    assert "c[/bold] suits" in said
    assert "7.00" in said
    assert "5.00 %" in said


def test_none_keeps_it() -> None:
    """Then nobody suits, and the sentence says so; an undefined value keeps nothing."""
    given = document(floored_share=[0.4, None], staff_hours=[1.0, 0.0])
    found = find_suiting(given, USUAL_TARGET, USUAL_LEAST)
    assert found is not None
    assert (found["suits"], found["keep"]) == (None, [])
    assert "None suits" in suiting_sentence({**given, "suiting": found})


def test_equal_hours_are_decided_by_the_target() -> None:
    """Fewer on the floor first; who has no value of the least comes last."""
    given = document(floored_share=[0.03, 0.01, 0.0], staff_hours=[5.0, 5.0, None])
    found = find_suiting(given, USUAL_TARGET, USUAL_LEAST)
    assert found is not None
    assert [each["scenario"] for each in found["keep"]] == ["b", "a", "c"]


def test_figures_that_are_not_compared() -> None:
    """Scenarios of lockers alone have nothing to say; a target must be one."""
    assert find_suiting(document(occupancy=[0.5]), USUAL_TARGET, USUAL_LEAST) is None
    with pytest.raises(TargetError):
        find_suiting(document(), "floored_share<0.05", USUAL_LEAST)
