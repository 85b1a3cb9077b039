"""What scenarios.reading.errors promises: bounded, printable, one line a problem."""

from __future__ import annotations

import pickle

import pytest

from scenarios.reading.errors import MAX_SHOWN, Problem, ScenarioError, show_value, show_word


def test_a_problem_names_file_line_key_value_message_and_suggestion() -> None:
    """The line a planner reads, in full."""
    problem = Problem(
        "unknown key", file="y.yaml", line=14, key="banks.b.dors", value="3", suggestion="doors"
    )
    assert str(problem) == "y.yaml:14: banks.b.dors = 3: unknown key (did you mean doors?)"


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("is empty", file="a.yaml"), "a.yaml: is empty"),
        (Problem("is missing", file="a.yaml", line=1, key="x"), "a.yaml:1: x: is missing"),
        (Problem("no number", value="'a'"), "'a': no number"),
        (Problem("alone"), "alone"),
    ],
)
def test_parts_that_are_not_known_leave_no_trace(problem: Problem, text: str) -> None:
    """No dangling colons or equals signs."""
    assert str(problem) == text


def test_foreign_text_cannot_forge_lines_or_steer_a_terminal() -> None:
    """Line breaks, escapes and direction marks are shown, not obeyed, in every part."""
    nasty = "a\nb\x1b[31m\u202e"
    text = str(Problem(nasty, nasty, 1, nasty, nasty, nasty, nasty))
    assert text.isprintable()
    assert "\\x1b" in text
    assert "\\u202e" in text


def test_only_the_first_problems_are_kept_and_the_rest_counted() -> None:
    """A hostile file makes no flood of text."""
    error = ScenarioError((Problem(f"p{i}") for i in range(50)), more=1000)
    assert len(error.problems) == MAX_SHOWN
    assert str(error).splitlines()[0] == "p0"
    assert str(error).splitlines()[-1] == "and 1,030 more"


def test_a_scenario_error_comes_home_from_a_worker() -> None:
    """Pickling keeps problems and count: replications run in processes."""
    error = ScenarioError(Problem("p", file="f", line=2), more=3)
    back = pickle.loads(pickle.dumps(error))
    assert (back.problems, back.more, str(back)) == (error.problems, 3, str(error))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "true"),
        (None, "null"),
        (-3, "-3"),
        (0.5, "0.5"),
        ("a'b", '"a\'b"'),
        ([1, "x", None], "[1, 'x', null]"),
        ({"S": 1, "L": [2]}, "{S: 1, L: [2]}"),
        ([], "[]"),
        ({}, "{}"),
        ([[[1]]], "[[[…]]]"),
        (list(range(1000)), "[0, 1, 2, 3, … 996 more]"),
        (10**400, "a number of many digits"),
        (object(), "a object"),
    ],
)
def test_values_are_shown_as_a_file_writes_them(value: object, shown: str) -> None:
    """Scalars whole, lists and mappings by their beginning."""
    assert show_value(value) == shown


def test_a_huge_value_is_shown_short() -> None:
    """Neither long text nor wide or deep data makes a long line."""
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    for value in ("x" * 10**6, {"k" * 10**6: ["v" * 10**6] * 10}, deep):
        assert len(show_value(value)) <= 60


def test_words_of_a_path_are_quoted_where_they_must_be() -> None:
    """Chinese ids stand as they are; spaces and dots would mislead."""
    assert [show_word(w) for w in ("b3", "*", "怡康家园", "a b", "x.y", 3)] == [
        "b3", "*", "怡康家园", "'a b'", "'x.y'", "3",
    ]  # fmt: skip
