"""Tests of scenarios.logs.table: headers with other names, bounds, errors by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.logs.table import BadCell, Cells, Columns, read_mapping, read_number, read_table
from scenarios.reading.errors import ScenarioError


def _read(folder: Path, text: str, columns: Columns, max_rows: int = 100) -> list[Cells]:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    found: list[Cells] = []
    read_table(path, columns, lambda _line, cells: found.append(cells), max_rows=max_rows)
    return found


def test_columns_by_name(tmp_path: Path) -> None:
    """In any order, under another header, optional ones empty where they are not there."""
    columns = Columns(("a", "b"), ("c", "d"), {"b": "Bee", "c": "Sea"})
    assert _read(tmp_path, "Sea,x,Bee,a\n 3 ,-,2,1\n\n,,5,4\n", columns) == [
        ("1", "2", "3", ""),
        ("4", "5", "", ""),
    ]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("a,c", "has no column Bee: needs a,Bee"),
        ("a,Be", "is 'Be' meant for it?"),
        ("a,Bee,Bee", "has twice the column Bee"),
        ("a,Bee", "has no column Sea"),
    ],
)
def test_header_is_refused(tmp_path: Path, header: str, message: str) -> None:
    """A column that is needed or mapped must stand there once."""
    columns = Columns(("a", "b"), ("c",), {"b": "Bee", "c": "Sea"})
    with pytest.raises(ScenarioError, match=re.escape(message)):
        _read(tmp_path, f"{header}\n", columns)


def test_strict_tables_have_no_other_columns(tmp_path: Path) -> None:
    """Where a person fills the table in, an unknown column is a slip of the pen."""
    columns = Columns(("a",), ("doors",), strict=True)
    with pytest.raises(ScenarioError, match=r"t\.csv:1: dors: unknown .*did you mean doors"):
        _read(tmp_path, "a,dors\n1,2\n", columns)
    assert _read(tmp_path, "a,\n1,\n", columns) == [("1", "")]


def test_bad_cells_are_told_together_under_their_header(tmp_path: Path) -> None:
    """File, line, the header as the file has it, value and bound; rows that are too short too."""
    path = tmp_path / "t.csv"
    path.write_text("Bee\n1\n7\nx\nnan\n", encoding="utf-8")

    def take(_line: int, cells: Cells) -> None:
        read_number("b", cells[0], 0, 5)

    with pytest.raises(ScenarioError) as caught:
        read_table(path, Columns(("b",), headers={"b": "Bee"}), take, max_rows=9)
    said = str(caught.value).replace(f"{tmp_path}/", "").splitlines()
    assert said == [
        "t.csv:3: Bee = '7': must be 0 to 5",
        "t.csv:4: Bee = 'x': must be a number from 0 to 5",
        "t.csv:5: Bee = 'nan': must be 0 to 5",
    ]
    with pytest.raises(ScenarioError, match="1 cells: the header has more than 1"):
        _read(tmp_path, "a,b\n1\n", Columns(("a", "b")))


def test_more_rows_than_allowed(tmp_path: Path) -> None:
    """The bound is quoted, with the line at which it was passed."""
    with pytest.raises(ScenarioError, match=r"t\.csv:4: has more than 2 rows"):
        _read(tmp_path, "a\n1\n2\n3\n", Columns(("a",)), max_rows=2)


def test_mapping_of_the_command_line() -> None:
    """COLUMN=HEADER; headers may hold blanks and equal signs."""
    assert read_mapping(["a=Serial no.", "b = x=y"], ("a", "b")) == {"a": "Serial no.", "b": "x=y"}


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a"], "write COLUMN=HEADER"),
        (["=x"], "write COLUMN=HEADER"),
        (["level=x"], "did you mean levels?"),
        (["a=x", "a=y"], "a = 'y': stands twice"),
    ],
)
def test_mapping_is_refused(texts: list[str], message: str) -> None:
    """Without a sign, of an unknown column, of a column twice."""
    with pytest.raises(ScenarioError, match=re.escape(message)):
        read_mapping(texts, ("a", "levels"))


def test_bad_cells_carry_their_parts() -> None:
    """Whoever catches one finds column, value and suggestion."""
    cell = BadCell("bin", "b7", "no such bin", "b8")
    assert (cell.column, cell.value, str(cell), cell.suggestion) == (
        "bin", "b7", "no such bin", "b8",
    )  # fmt: skip
