"""Workbooks as spreadsheet programs save them (.xlsx): the cells of the first sheet as texts.

Lives here: reading and writing plain cells. Formulas are read as their last value, dates as
numbers; styles are passed over. Not here: what the cells mean.

An .xlsx file is a zip archive of XML (ECMA-376): `xl/workbook.xml` names the sheets, texts stand in
the cells or, shared, in `xl/sharedStrings.xml`.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

MAX_PART_BYTES = 64 * 1024 * 1024
"""Bytes of one unpacked part: a sheet of 10,000 compounds has 5 MB."""
MAX_COLUMN = 1_000
"""A cell further right is not of a table that people fill in."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_BROKEN = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, KeyError, ValueError,
    IndexError, OverflowError, RuntimeError,
)  # fmt: skip
"""What reading a broken or hostile archive raises; RuntimeError: it is encrypted."""


class WorkbookError(ValueError):
    """A file that is no workbook that can be read; its text says why."""


def read_cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of every row of the first sheet that has any; empty cells are "".

    Raises OSError, or WorkbookError for a file that is no workbook or beyond the bounds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            texts = _shared_texts(archive)
            sheet = _parse(archive, _first_sheet(archive))
        for number, row in enumerate(sheet.iter(f"{MAIN}row"), start=1):
            cells = _cells(row, texts)
            if any(cells):
                yield int(row.get("r", number)), cells
    except WorkbookError:
        raise
    except _BROKEN as error:
        raise WorkbookError(f"is no workbook that can be read: {error}") from None


def write_cells(rows: Sequence[Sequence[str | float]]) -> bytes:
    """A workbook with one sheet. The same rows give the same bytes."""
    lines = ""
    for number, row in enumerate(rows, start=1):
        cells = "".join(_cell(number, at, value) for at, value in enumerate(row))
        lines += f'<row r="{number}">{cells}</row>'
    parts = _FRAME | {
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{MAIN[1:-1]}">'
        f"<sheetData>{lines}</sheetData></worksheet>"
    }
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part that holds the first sheet."""
    sheets = _parse(archive, "xl/workbook.xml").find(f"{MAIN}sheets")
    if sheets is None or not len(sheets):
        raise WorkbookError("is a workbook without a sheet")
    wanted = sheets[0].get(RELATION)
    for related in _parse(archive, "xl/_rels/workbook.xml.rels").iter(RELATED):
        if related.get("Id") == wanted:
            return posixpath.normpath(posixpath.join("/xl", related.get("Target", "")))[1:]
    raise WorkbookError("is a workbook whose first sheet is missing")


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = _parse(archive, "xl/sharedStrings.xml").iter(f"{MAIN}si")
    return [_text(item) for item in items]


def _text(item: ElementTree.Element) -> str:
    """The text of an item: its own, or its runs; readings of characters (rPh) are no part of it."""
    runs = [item, *item.findall(f"{MAIN}r")]
    return "".join(part.text or "" for run in runs for part in run.findall(f"{MAIN}t"))


def _cells(row: ElementTree.Element, texts: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.findall(f"{MAIN}c"):
        letters = re.match(r"[A-Z]+", cell.get("r", ""))
        at = _column(letters.group()) if letters else len(cells)
        if at >= MAX_COLUMN:
            raise WorkbookError(f"has a cell in column {at + 1:,}: at most {MAX_COLUMN:,}")
        cells += [""] * (at + 1 - len(cells))
        cells[at] = _value(cell, texts)
    return cells


def _value(cell: ElementTree.Element, texts: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v") or ""
    if kind == "inlineStr":
        inline = cell.find(f"{MAIN}is")
        return "" if inline is None else _text(inline)
    if kind == "s":
        return texts[int(value)]
    if kind == "n" and value:
        number = float(value)
        return str(int(number)) if number == int(number) else repr(number)
    return value


def _column(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters[:8]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _parse(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > MAX_PART_BYTES:
        raise WorkbookError(f"unpacks to more than {MAX_PART_BYTES:,} bytes")
    with archive.open(name) as part:
        content = part.read(MAX_PART_BYTES + 1)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise WorkbookError("has entities of its own: no spreadsheet program writes them")
    return ElementTree.fromstring(content)


def _cell(row: int, at: int, value: str | float) -> str:
    where = f"{chr(ord('A') + at)}{row}"
    if isinstance(value, str):
        text = f"<is><t>{escape(value)}</t></is>"
        return f'<c r="{where}" t="inlineStr">{text}</c>' if value else ""
    return f'<c r="{where}"><v>{value!r}</v></c>'


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME = {
    "[Content_Types].xml": f"{_HEAD}<Types"
    ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OFFICE}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{RELATED[1:].partition("}")[0]}">'
    f'<Relationship Id="rId1" Type="{RELATION[1:].partition("}")[0]}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN[1:-1]}"'
    f' xmlns:r="{RELATION[1:].partition("}")[0]}">'
    '<sheets><sheet name="sites" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{RELATED[1:].partition("}")[0]}">'
    f'<Relationship Id="rId1" Type="{RELATION[1:].partition("}")[0]}/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>',
}
"""The parts of a workbook with one sheet that are always the same."""
