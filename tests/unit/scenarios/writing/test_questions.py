"""Tests of scenarios.writing.questions: answers within bounds, texts as --answer takes them."""

from __future__ import annotations

import re

import pytest

from scenarios.reading.errors import ScenarioError
from scenarios.writing.questions import (
    QUESTIONS,
    TEMPLATES,
    BadAnswer,
    check_template,
    questions_for,
    read_answers,
    with_defaults,
)

BY_KEY = {each.key: each for each in QUESTIONS}


def test_defaults_are_answers() -> None:
    """What is offered is accepted, and comes back as itself."""
    for question in QUESTIONS:
        assert question.read(str(question.default)) == question.default
    assert len(BY_KEY) == len(QUESTIONS)
    assert with_defaults({"days": 3})["days"] == 3


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("households", "0", "'0': must be 1 to 1,000,000"),
        ("households", "3.5", "'3.5': must be a whole number from 1 to 1,000,000"),
        ("share_to_lockers", "1.01", "must be 0 to 1"),
        ("share_to_lockers", "nan", "must be 0 to 1"),
        ("latitude", "north", "must be a number from -90 to 90"),
        ("title", "  ", "must be 1 to 200 printable characters"),
        ("title", "a\x07", "must be 1 to 200 printable characters"),
    ],
)
def test_bad_answers(key: str, text: str, message: str) -> None:
    """Value and bounds, so that the next answer can be right."""
    with pytest.raises(BadAnswer, match=re.escape(message)):
        BY_KEY[key].read(text)


def test_only_what_belongs_to_it_is_asked() -> None:
    """No bins for lockers, no doors for waste, and nothing that a sheet says."""
    lockers = {each.key for each in questions_for("lockers", by_sheet=False)}
    waste = {each.key for each in questions_for("waste", by_sheet=False)}
    both = {each.key for each in questions_for("both", by_sheet=False)}
    assert "doors" in lockers - waste
    assert "food_bins" in waste - lockers
    assert both == lockers | waste
    assert "households" not in {each.key for each in questions_for("both", by_sheet=True)}


def test_answers_as_texts() -> None:
    """KEY=VALUE; what is not asked is refused with the nearest key."""
    asked = questions_for("lockers", by_sheet=False)
    assert read_answers(["doors=60", "title=A = B"], asked) == {"doors": 60, "title": "A = B"}
    for text, message in (
        ("dors=60", "did you mean doors?"),
        ("doors", "write KEY=VALUE"),
        ("doors=0", "--answer: doors: '0': must be 1 to 5,000"),
        ("food_bins=3", "not asked"),
    ):
        with pytest.raises(ScenarioError, match=re.escape(message)):
            read_answers([text], asked)


def test_templates() -> None:
    """Three, by name."""
    assert [check_template(each) for each in TEMPLATES] == list(TEMPLATES)
    with pytest.raises(ScenarioError, match=r"'locker': must be one of .*did you mean lockers"):
        check_template("locker")
