"""`courtyard size`: the document, the table, exit codes, catalogues."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.courtyard.terminal import SMALL, call, refusal, write

Capsys = pytest.CaptureFixture[str]

BANK = SMALL.replace("{days: 2, warmup_days: 0", "{days: 200, warmup_days: 3")
ASKED = ("--target", "rejection_share<=0.1", "--jobs", "1")
CATALOGUE = """\
catalogue:
  - {id: tower, kind: module, price: 4000, compartments: {S: 4, L: 2}}
"""


def test_order_and_promises_as_a_document(capsys: Capsys, tmp_path: Path) -> None:
    """The keys that scripts read; prices add up; the promise is met at its limit."""
    answer = call(capsys, "size", write(tmp_path, BANK), *ASKED, "--json")
    assert answer.code == 0, answer.err
    assert answer.err == ""
    document = json.loads(answer.out)
    assert {"order", "targets", "candidates_tried", "simulated_parcels", "confidence"} <= set(
        document
    )
    for row in document["order"]:
        assert set(row) == {"item", "site", "count", "unit_price", "price"}
        assert row["price"] == pytest.approx(row["count"] * row["unit_price"])
    assert sum(row["price"] for row in document["order"]) == pytest.approx(document["price"])
    (row,) = document["targets"]
    assert row["name"] == "rejection_share<=0.1"
    assert row["mean"] < row["upper"] <= row["bound"]
    assert row["met"]


def test_table_for_people(capsys: Capsys, tmp_path: Path) -> None:
    """The answer, the order, the promises and what was tried; a catalogue's module is bought."""
    catalogue = write(tmp_path, CATALOGUE, "vendor.yaml")
    answer = call(capsys, "size", write(tmp_path, BANK), *ASKED, "--catalogue", catalogue)
    assert answer.code == 0, answer.err
    for words in ("The order below costs", "tower", "Promises", "orders tried"):
        assert words in answer.out


def test_what_cannot_be_reached_is_said(capsys: Capsys, tmp_path: Path) -> None:
    """Exit code 3, the best that was tried and what blocks it."""
    answer = call(capsys, "size", write(tmp_path, BANK), "--target", "dwell_h<=1", "--jobs", "1")
    assert answer.code == 3
    assert "No order keeps every promise: dwell_h<=1" in answer.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--target: name at least one"),
        (("--target", "rejection_share<0.1"), "write FIGURE<=BOUND"),
        ((*ASKED, "--confidence", "1.5"), "--confidence = 1.5: must be 0.5 to 0.9999"),
        (
            (*ASKED, "--target", "rejection_share>=0.5"),
            "rejection_share<=0.1 and rejection_share>=0.5 contradict each other",
        ),
    ],
)
def test_questions_that_are_refused(
    capsys: Capsys, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2 and a message that says what is wrong."""
    assert message in refusal(capsys, "size", write(tmp_path, BANK), *arguments)


def test_an_empty_catalogue_is_refused(capsys: Capsys, tmp_path: Path) -> None:
    """A file without items, and one whose sizes the scenario does not know: place and reason."""
    small = write(tmp_path, BANK)
    empty = write(tmp_path, "catalogue: []\n", "empty.yaml")
    assert "catalogue" in refusal(capsys, "size", small, *ASKED, "--catalogue", empty)
    other = write(tmp_path, CATALOGUE.replace("L: 2", "XL: 2"), "other.yaml")
    message = refusal(capsys, "size", small, *ASKED, "--catalogue", other)
    assert "catalogue.tower.compartments.XL: no such size" in message
