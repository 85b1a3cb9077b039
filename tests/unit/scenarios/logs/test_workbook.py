"""Tests of scenarios.logs.workbook: what spreadsheet programs write, and what nobody should."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from scenarios.logs import workbook
from scenarios.logs.workbook import WorkbookError, read_cells, write_cells

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def _changed(path: Path, **parts: str) -> Path:
    """A workbook with other parts: `sheet` and `texts` are the inner XML of theirs."""
    with zipfile.ZipFile(path.with_suffix(".whole"), "w") as whole:
        path.write_bytes(write_cells([["a"]]))
        with zipfile.ZipFile(path) as old:
            for name in old.namelist():
                if name != SHEET:
                    whole.writestr(name, old.read(name))
        if "sheet" in parts:
            rows = f"<sheetData>{parts['sheet']}</sheetData>"
            whole.writestr(SHEET, f'<worksheet xmlns="{SPACE}">{rows}</worksheet>')
        if "texts" in parts:
            whole.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SPACE}">{parts["texts"]}</sst>')
        if "raw" in parts:
            whole.writestr(SHEET, parts["raw"])
    return path.with_suffix(".whole")


def test_cells_come_back(tmp_path: Path) -> None:
    """Text with marks and other letters, whole and broken numbers, empty cells; always alike."""
    rows: list[list[str | float]] = [["id", "n"], ["a<&>", 800], ["怡康 家园", 30.28], ["", -1.0]]
    path = tmp_path / "w.xlsx"
    path.write_bytes(write_cells(rows))
    assert list(read_cells(path)) == [
        (1, ["id", "n"]), (2, ["a<&>", "800"]), (3, ["怡康 家园", "30.28"]), (4, ["", "-1"]),
    ]  # fmt: skip
    assert write_cells(rows) == write_cells(rows)


def test_shared_texts_and_gaps(tmp_path: Path) -> None:
    """Texts kept apart, in runs and with readings; rows and cells that are left out."""
    path = _changed(
        tmp_path / "w.xlsx",
        texts="<si><t>id</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>no</t></rPh></si>",
        sheet='<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"/>'
        '<row r="4"><c r="C4" t="s"><v>1</v></c><c r="D4" t="str"><v>x</v></c>'
        '<c r="AB4"><v>2.5E1</v></c></row>',
    )
    (first, last) = read_cells(path)
    assert first == (1, ["id"])
    assert last == (4, ["", "", "two runs", "x", *[""] * 23, "25"])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "has entities of its own"),
        ("<worksheet>", "is no workbook that can be read"),
        (
            f'<worksheet xmlns="{SPACE}"><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>',
            "has a cell in column 18,278: at most 1,000",
        ),
        (
            f'<worksheet xmlns="{SPACE}"><row r="1"><c t="s"><v>7</v></c></row></worksheet>',
            "is no workbook that can be read",
        ),
    ],
)
def test_hostile_parts(tmp_path: Path, raw: str, message: str) -> None:
    """Entities, broken XML, cells far away, texts that are not there."""
    with pytest.raises(WorkbookError, match=message):
        list(read_cells(_changed(tmp_path / "w.xlsx", raw=raw)))


def test_no_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file under that name, one without a sheet, one that unpacks to too much."""
    other = tmp_path / "o.xlsx"
    other.write_text("id,n\n")
    with pytest.raises(WorkbookError, match="is no workbook that can be read"):
        list(read_cells(other))
    with pytest.raises(WorkbookError, match="is no workbook that can be read"):
        list(read_cells(_changed(tmp_path / "w.xlsx")))
    monkeypatch.setattr(workbook, "MAX_PART_BYTES", 100)
    other.write_bytes(write_cells([["a"]]))
    with pytest.raises(WorkbookError, match="unpacks to more than 100 bytes"):
        list(read_cells(other))
    with pytest.raises(FileNotFoundError):
        list(read_cells(tmp_path / "none.xlsx"))
