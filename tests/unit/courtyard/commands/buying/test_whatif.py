"""`courtyard whatif`: the document, the tables, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import SMALL, call, refusal, write

Capsys = pytest.CaptureFixture[str]

BANK = SMALL.replace("{days: 2, warmup_days: 0", "{days: 60, warmup_days: 3")
ASKED = ("--target", "rejection_share<=0.1", "--jobs", "1")


def test_all_questions_as_tables(capsys: Capsys, tmp_path: Path) -> None:
    """Promises, peak, dwell, growth, tornado, today; what the scenario has no rule for is left."""
    answer = call(capsys, "whatif", write(tmp_path, BANK), *ASKED)
    assert answer.code == 0, answer.err
    for words in (
        "By estimate", "What a tighter promise costs", "Eleven days of a peak",
        "Policy against steel", "What moves the price most", "Growth of 10 % a year",
    ):  # fmt: skip
        assert words in answer.out
    assert "overdue rule" not in answer.out


def test_one_question_as_a_document(capsys: Capsys, tmp_path: Path) -> None:
    """`--only` asks it alone; the file in --out says the same."""
    small, out = write(tmp_path, BANK), tmp_path / "out"
    answer = call(capsys, "whatif", small, *ASKED, "--only", "target", "--json", "--out", out)
    document = json.loads(answer.out)
    assert list(document["questions"]) == ["target"]
    assert "growth" not in document
    assert json.loads((out / "whatif.json").read_text(encoding="utf-8")) == document


def test_questions_that_there_are_not(capsys: Capsys, tmp_path: Path) -> None:
    """A word that is no question, and no promise: exit code 2."""
    small = write(tmp_path, BANK)
    message = refusal(capsys, "whatif", small, *ASKED, "--only", "weather")
    assert "--only weather: must be one of target, peak" in message
    assert "name at least one" in refusal(capsys, "whatif", small)
