"""`courtyard scenarios` and `courtyard schema`: what there is, and how a file looks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.reading.library import locate, names
from tests.unit.courtyard.terminal import call, refusal

Capsys = pytest.CaptureFixture[str]


def test_list_of_the_library(capsys: Capsys) -> None:
    """Every scenario with its question and variants, as text and as JSON."""
    rows = json.loads(call(capsys, "scenarios", "--json").out)
    assert [row["name"] for row in rows] == names()
    assert all(row["question"].endswith(("?", ".")) for row in rows)
    text = call(capsys, "scenarios").out
    for row in rows:
        assert row["question"] in text
        assert all(f"{row['name']}@{variant}\n" in text for variant in row["variants"])


def test_copy_to_start_from(capsys: Capsys, tmp_path: Path) -> None:
    """The file as it is, comments and all; an existing file is never overwritten."""
    file = tmp_path / "mine.yaml"
    copied = call(capsys, "scenarios", "copy", "single", file)
    assert copied.code == 0
    assert file.read_bytes() == locate("single").read_bytes()
    said = refusal(capsys, "scenarios", "copy", "single", file)
    assert said == f"FILE {file}: File exists\n"
    said = refusal(capsys, "scenarios", "copy", "single", tmp_path / "none" / "x.yaml")
    assert "No such file or directory" in said


def test_only_the_library_is_copied(capsys: Capsys, tmp_path: Path) -> None:
    """A path is no name of the library."""
    said = refusal(capsys, "scenarios", "copy", tmp_path, tmp_path / "x.yaml")
    assert "neither a file nor a scenario of the library" in said


def test_schema_is_one_json_document(capsys: Capsys) -> None:
    """JSON Schema with units and bounds of physical fields."""
    schema = json.loads(call(capsys, "schema").out)
    households = schema["$defs"]["Site"]["properties"]["households"]
    assert households["unit"] == "household"
    assert (households["minimum"], households["maximum"]) == (0, 1_000_000)
