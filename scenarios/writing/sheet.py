"""A sheet of sites, as a spreadsheet saves it (CSV or .xlsx): a row a compound.

Lives here: its columns, an empty sheet to fill in, and reading one. Not here: the scenario made
from it (`scenarios.writing.compound`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scenarios.logs.table import (
    WORKBOOK,
    BadCell,
    Cells,
    Columns,
    read_number,
    read_table,
    refuse,
)
from scenarios.logs.workbook import write_cells
from scenarios.writing.questions import QUESTIONS, Answers, BadAnswer

NEEDED = ("id", "households", "latitude", "longitude")
COUNTED = ("banks", "doors", "waste_points", "food_bins", "residual_bins")
COLUMNS = Columns(NEEDED, ("name", *COUNTED), strict=True)

MAX_SITES = 10_000
"""Rows of a sheet; more compounds are written as groups."""

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,55}")
"""An id of a scenario, with room for what is added to name banks and points."""

EXAMPLE: tuple[dict[str, str | float], ...] = (
    {
        "id": "north", "name": "North Gate Gardens", "households": 800, "latitude": 30.28,
        "longitude": 120.15, "banks": 1, "doors": 84, "waste_points": 2, "food_bins": 2,
        "residual_bins": 3,
    },
)  # fmt: skip
"""What stands in an empty sheet, to be written over."""

_QUESTION = {each.key: each for each in QUESTIONS}


@dataclass(frozen=True, slots=True)
class SheetSite:
    """One compound: counts that its row leaves empty are the answers' (see `COUNTED`)."""

    id: str
    name: str
    households: int
    latitude: float
    longitude: float
    counts: dict[str, int]

    def count(self, key: str, answers: Answers) -> int:
        """Its own count, or what is answered for all."""
        return self.counts.get(key, int(answers[key]))


def empty_sheet(suffix: str) -> bytes:
    """A sheet with its header and an example; a workbook for `.xlsx`, else CSV."""
    rows: list[list[str | float]] = [list(EXAMPLE[0]), *(list(row.values()) for row in EXAMPLE)]
    if suffix.lower() == WORKBOOK:
        return write_cells(rows)
    return "".join(",".join(map(str, row)) + "\n" for row in rows).encode()


def read_sheet(path: Path) -> list[SheetSite]:
    """The sites of a sheet, in its order.

    Raises ScenarioError with file, row, column, value and bound of what is wrong: columns that are
    missing or unknown, cells, an id that stands twice.
    """
    sites: dict[str, SheetSite] = {}
    rows: dict[str, int] = {}

    def take(line: int, cells: Cells) -> None:
        if not any(cells):
            return
        site = _site(cells)
        if site.id in sites:
            raise BadCell("id", site.id, f"stands in row {rows[site.id]} already")
        sites[site.id], rows[site.id] = site, line

    read_table(path, COLUMNS, take, max_rows=MAX_SITES)
    if not sites:
        refuse(path, "holds no sites: fill in a row for each compound below the header")
    return list(sites.values())


def _site(cells: Cells) -> SheetSite:
    site_id, households, latitude, longitude, name, *counts = cells
    if not ID.fullmatch(site_id):
        says = "must be a letter, then letters, digits, `_` or `-`, at most 56 in all"
        raise BadCell("id", site_id, says)
    if not name.isprintable():
        raise BadCell("name", name, "must be printable")
    return SheetSite(
        id=site_id,
        name=name,
        households=_whole("households", households),
        latitude=read_number("latitude", latitude, -90, 90),
        longitude=read_number("longitude", longitude, -180, 180),
        counts={key: _whole(key, text) for key, text in zip(COUNTED, counts, strict=True) if text},
    )


def _whole(column: str, text: str) -> int:
    try:
        return int(_QUESTION[column].read(text))
    except BadAnswer as error:
        raise BadCell(column, text, str(error).removeprefix(f"{text!r}: ")) from None
