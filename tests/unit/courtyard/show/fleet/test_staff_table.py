"""Staff of several sizes side by side, as the terminal shows them."""

from __future__ import annotations

from typing import Any

from courtyard.show.fleet.staff_table import told_staff


def case(name: str, people: float, **means: float) -> dict[str, Any]:
    """A case whose intervals are half a unit to each side."""
    figures = {key: {"mean": v, "low": v - 0.5, "high": v + 0.5} for key, v in means.items()}
    return {"case": name, "staff": people, "cost_per_year": 1e4 * people, "figures": figures}


FOUND: dict[str, Any] = {
    "scenario": "ours", "replications": 5, "first": "3 by eye",
    "cases": [
        case("3 by eye", 12, landed_bag_hours=900.0),
        case("2 digital", 8, landed_bag_hours=170.0, order_response_min=16.25),
    ],
    "enough": "2 digital", "staff_saved": 1 / 3, "cost_saved": 0.25,
}  # fmt: skip


def test_a_column_a_case_and_what_is_enough() -> None:
    """Means with half their interval, a dash where a case has no such figure, then the claims."""
    said = told_staff(FOUND)
    head, cases, *lines = said.splitlines()
    assert head == "ours: 5 replications, means ± 95 %"
    assert cases.split("  ")[-1].strip() == "2 digital"
    by_name = {line[:28].strip(): line[28:].split("  ") for line in lines}
    assert [cell.strip() for cell in by_name["bags on the floor, h/day"] if cell] == [
        "900.0 ± 0.5", "170.0 ± 0.5",
    ]  # fmt: skip
    answers = [cell.strip() for cell in by_name["until somebody has it, min"] if cell]
    assert answers == ["–", "16.2 ± 0.5"]
    assert lines[-1] == (
        "as good as 3 by eye: 2 digital, with +33.3% staff saved and +25.0% cost "
        "(claimed: 33 % and 20 %)"
    )


def test_nobody_is_enough_unless_it_is_shown() -> None:
    """With the margin that was held against."""
    unsure = FOUND | {"enough": None, "staff_saved": None, "cost_saved": None}
    assert told_staff(unsure).splitlines()[-1] == (
        "not shown to be as good as 3 by eye: any of them (margin 10 %)"
    )
