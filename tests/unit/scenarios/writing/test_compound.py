"""Tests of scenarios.writing.compound: files that load and hold the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.expand import expand_sites
from scenarios.reading.errors import ScenarioError
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.writing.compound import compound_scenario
from scenarios.writing.questions import (
    QUESTIONS,
    TEMPLATES,
    Answers,
    Template,
    questions_for,
    with_defaults,
)
from scenarios.writing.sheet import SheetSite
from twin.studies.assumptions import list_assumptions


def _load(folder: Path, text: str) -> Scenario:
    path = folder / "new.yaml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(str(path), Scenario, ()).scenario


@pytest.mark.parametrize("end", ["default", "low", "high"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_answer_gives_a_scenario(tmp_path: Path, template: Template, end: str) -> None:
    """Defaults, and both ends of all bounds; without bins there is nothing to write for waste."""
    answers: Answers = {}
    for question in questions_for(template, by_sheet=False):
        if not isinstance(question.default, str) and end != "default":
            edge = question.low if end == "low" else question.high
            answers[question.key] = int(edge) if question.whole else float(edge)
    if end == "low" and template != "lockers":
        with pytest.raises(ScenarioError, match="no compound has a waste point with bins"):
            compound_scenario(template, with_defaults(answers))
        answers |= {"waste_points": 1, "food_bins": 1}
    scenario = _load(tmp_path, compound_scenario(template, with_defaults(answers)))
    assert bool(scenario.waste_points) == (template != "lockers")
    assert scenario.run.days == answers.get("days", 14)


def test_answers_stand_in_the_file(tmp_path: Path) -> None:
    """Each number where it belongs; text that looks like YAML stays text."""
    answers = with_defaults(
        {"title": "a: [b]", "sites": 3, "banks": 2, "doors": 31, "share_to_lockers": 0.375,
         "dwell_h": 9.5, "food_kg": 0.42, "rounds": 3}
    )  # fmt: skip
    scenario = _load(tmp_path, compound_scenario("both", answers))
    assert scenario.title == "a: [b]"
    places = list(expand_sites(scenario))
    assert [[sum(bank.compartments) for bank in place.banks] for place in places] == [[31, 31]] * 3
    assert scenario.parcels.share_to_lockers == 0.375
    assert scenario.dwell.law.mean_h == 9.5  # type: ignore[union-attr]
    assert scenario.waste is not None
    assert scenario.waste.streams[0].kg_per_household_day == 0.42
    assert {len(service.hours) for service in scenario.collection} == {3}  # type: ignore[union-attr]


def test_a_sheet_says_what_stands_where(tmp_path: Path) -> None:
    """Each compound with its own counts, or those answered for all; none where it says 0."""
    sheet = [
        SheetSite("a", "Gate: 1", 100, 30.1, 120.1, {"banks": 0, "waste_points": 3}),
        SheetSite("b-2", "", 200, 30.2, 120.2, {"doors": 50, "food_bins": 0}),
    ]
    text = compound_scenario("both", with_defaults({"banks": 2}), sheet)
    first, second = expand_sites(_load(tmp_path, text))
    assert (first.name, first.households, len(first.banks), len(first.points)) == (
        "Gate: 1", 100, 0, 3,
    )  # fmt: skip
    assert [sum(bank.compartments) for bank in second.banks] == [50, 50]
    assert {len(point.bins) for point in second.points} == {3}


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_value_has_its_source(tmp_path: Path, template: Template) -> None:
    """Sources speak of values that are there; what a planner answered is called assumed."""
    scenario = _load(tmp_path, compound_scenario(template, with_defaults({})))
    listed, _ = list_assumptions(scenario)
    paths = {row["path"] for row in listed}
    for source in scenario.sources:
        assert any(path == source or path.startswith(f"{source}.") for path in paths), source
    says = {row["path"]: row["source"] for row in listed}
    assert says["sites.c.households"].startswith("assumed")
    assert len(QUESTIONS) > len(questions_for("lockers", by_sheet=True))
