"""Tests of scenarios.writing.sheet: what a person fills in, and slips of the pen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.reading.errors import ScenarioError
from scenarios.writing.questions import with_defaults
from scenarios.writing.sheet import SheetSite, empty_sheet, read_sheet

HEADER = "id,households,latitude,longitude,name,doors"


def _read(folder: Path, *rows: str, header: str = HEADER) -> list[SheetSite]:
    path = folder / "sites.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_sheet(path)


@pytest.mark.parametrize("name", ["sites.csv", "sites.xlsx"])
def test_the_example_can_be_read(tmp_path: Path, name: str) -> None:
    """The empty sheet shows a row that is right, as CSV and as a workbook."""
    path = tmp_path / name
    path.write_bytes(empty_sheet(path.suffix))
    (site,) = read_sheet(path)
    assert site == SheetSite(
        "north", "North Gate Gardens", 800, 30.28, 120.15,
        {"banks": 1, "doors": 84, "waste_points": 2, "food_bins": 2, "residual_bins": 3},
    )  # fmt: skip


def test_empty_cells_are_the_answers(tmp_path: Path) -> None:
    """Columns and cells that are left out take what is answered for all; empty rows are none."""
    first, second = _read(tmp_path, "a,100,30.1,120.1,,60", ",,,,,", "b,200,30.2,120.2,怡康家园,")
    answers = with_defaults({"doors": 30, "banks": 2})
    assert (first.count("doors", answers), second.count("doors", answers)) == (60, 30)
    assert first.count("banks", answers) == 2
    assert second.name == "怡康家园"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1a,100,30,120,,", "sites.csv:2: id = '1a': must be a letter, then"),
        ("a,-1,30,120,,", "sites.csv:2: households = '-1': must be 1 to 1,000,000"),
        ("a,,30,120,,", "households = '': must be a whole number from"),
        ("a,100,91,120,,", "latitude = '91': must be -90 to 90"),
        ("a,100,30,,,", "longitude = '': must be a number from -180 to 180"),
        ("a,100,30,120,,6000", "doors = '6000': must be 1 to 5,000"),
        ("a,100,30,120,,x", "doors = 'x': must be a whole number from 1 to 5,000"),
    ],
)
def test_bad_cells(tmp_path: Path, row: str, message: str) -> None:
    """File, row, column, value, bound."""
    with pytest.raises(ScenarioError, match=re.escape(message)):
        _read(tmp_path, row)


def test_bad_sheets(tmp_path: Path) -> None:
    """Columns missing or unknown, an id twice, nothing filled in."""
    with pytest.raises(ScenarioError, match="has no column households: needs id,households"):
        _read(tmp_path, header="id,latitude,longitude")
    with pytest.raises(ScenarioError, match=r"dors: unknown column .*did you mean doors"):
        _read(tmp_path, header="id,households,latitude,longitude,dors")
    with pytest.raises(ScenarioError, match=r"sites.csv:3: id = 'a': stands in row 2 already"):
        _read(tmp_path, "a,1,30,120,,", "a,1,30,120,,")
    with pytest.raises(ScenarioError, match="holds no sites"):
        _read(tmp_path)
