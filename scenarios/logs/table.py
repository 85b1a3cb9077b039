"""Tables as CSV or workbooks: cells by column, and what is wrong with them by line.

Lives here: opening, headers and their mapping, bounds, the collection of bad cells into one error.
Not here: what a column means.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from scenarios.logs.workbook import WorkbookError, read_cells
from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import MAX_SHOWN, Problem, ScenarioError, show_value, show_word

WORKBOOK = ".xlsx"

MAX_LINE_CHARS = 10_000
"""Characters of a line at most: a row has a few short cells."""

ABSENT = -1
"""Where a column stands that is not there."""

Cells = tuple[str, ...]
"""Cells of a row without blanks around them, in the order of the columns; "" of those not there."""


class BadCell(Exception):
    """A cell that cannot be used; `column` is empty where the row as a whole is meant."""

    def __init__(self, column: str, value: str, message: str, suggestion: str | None = None):
        super().__init__(message)
        self.column = column
        self.value = value
        self.message = message
        self.suggestion = suggestion


@dataclass(frozen=True)
class Columns:
    """Columns that are read: `needed`, `optional`, and the header of each that has another name.

    Other columns are passed over, unless `strict`.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """Columns in the order of `Cells`."""
        return (*self.needed, *self.optional)

    def header(self, column: str) -> str:
        """What a column is called in the file."""
        return self.headers.get(column, column)

    def places(self, path: Path, first_row: Sequence[str]) -> tuple[int, ...]:
        """Where each column stands, ABSENT those that are not there.

        Raises ScenarioError for a column that is needed, or mapped, and missing, one that stands
        twice and, where `strict`, one that nobody reads.
        """
        names = [name.strip() for name in first_row]
        wanted = [self.header(column) for column in self.all]
        for column, header in zip(self.all, wanted, strict=True):
            is_needed = column in self.needed or column in self.headers
            if names.count(header) > 1 or (is_needed and header not in names):
                what = "has no column" if header not in names else "has twice the column"
                near = find_closest(header, [name for name in names if name not in wanted])
                hint = f" (is {show_value(near)} meant for it?)" if near else ""
                shown = ",".join(self.header(each) for each in self.needed)
                refuse(path, f"{what} {show_word(header)}: needs {shown}{hint}", 1)
        if self.strict:
            for name in names:
                if name and name not in wanted:
                    problem = Problem(
                        f"unknown column (known: {', '.join(wanted)})", str(path), 1,
                        show_word(name), suggestion=find_closest(name, wanted),
                    )  # fmt: skip
                    raise ScenarioError(problem)
        return tuple(names.index(name) if name in names else ABSENT for name in wanted)


def read_mapping(texts: Sequence[str], columns: Collection[str]) -> dict[str, str]:
    """`COLUMN=HEADER` texts as `--map` takes them; COLUMN is one of `columns`.

    Raises ScenarioError for another column, one named twice and a text without `=`.
    """
    headers: dict[str, str] = {}
    for text in texts:
        column, sign, header = (part.strip() for part in text.partition("="))
        if not sign or not column or not header:
            raise ScenarioError(
                Problem("write COLUMN=HEADER, such as bin=serial", "--map", value=show_value(text))
            )
        if column not in columns or column in headers:
            known = f"no such column (known: {', '.join(columns)})"
            raise ScenarioError(
                Problem(
                    "stands twice" if column in headers else known,
                    "--map", key=show_word(column), value=show_value(header),
                    suggestion=None if column in headers else find_closest(column, columns),
                )
            )  # fmt: skip
        headers[column] = header
    return headers


def rows_of(path: Path, columns: Columns) -> Iterator[tuple[int, Cells | BadCell]]:
    """Line and cells of every row that is not empty; a BadCell for a row that is too short.

    A file that is called `.xlsx` is a workbook, whose first sheet is read; any other is CSV. Raises
    ScenarioError for a file that cannot be read, is neither or has not the columns.
    """
    rows = _workbook_rows(path) if path.suffix.lower() == WORKBOOK else _csv_rows(path)
    _, header = next(rows, (1, []))
    places = columns.places(path, header)
    last = max(places)
    for line, row in rows:
        if len(row) <= last:
            short = f"{len(row)} cells: the header has more than {last}"
            yield line, BadCell("", "", short)
        else:
            yield line, tuple(row[at].strip() if at != ABSENT else "" for at in places)


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.reader(_bounded_lines(file, path), strict=True)
            for row in reader:
                if row or reader.line_num == 1:
                    yield reader.line_num, row
    except csv.Error as error:
        refuse(path, f"is no CSV: {error}", reader.line_num)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        refuse(path, f"cannot be read: {reason or error}")


def _workbook_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of a workbook, all as long as the first."""
    width = 0
    try:
        for line, row in read_cells(path):
            width = width or len(row)
            yield line, row + [""] * (width - len(row))
    except WorkbookError as error:
        refuse(path, str(error))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        refuse(path, f"cannot be read: {reason or error}")


def read_table(
    path: Path, columns: Columns, take: Callable[[int, Cells], None], *, max_rows: int
) -> int:
    """Have `take` read every row (line, cells); returns their number.

    Raises ScenarioError with the first rows on which `take` raises BadCell, and how many more
    there are; where there are more than `max_rows`; and as `rows_of` does.
    """
    problems: list[Problem] = []
    bad = rows = 0
    for line, cells in rows_of(path, columns):
        rows += 1
        if rows > max_rows:
            refuse(path, f"has more than {max_rows:,} rows", line)
        try:
            if isinstance(cells, BadCell):
                raise cells
            take(line, cells)
        except BadCell as cell:
            bad += 1
            if len(problems) < MAX_SHOWN:
                problems.append(to_problem(path, columns, line, cell))
    if bad:
        raise ScenarioError(problems, bad - len(problems))
    return rows


def to_problem(path: Path, columns: Columns, line: int, cell: BadCell) -> Problem:
    """A bad cell with its file, line and header."""
    value = show_value(cell.value) if cell.column else None
    header = columns.header(cell.column)
    return Problem(cell.message, str(path), line, header, value, suggestion=cell.suggestion)


def refuse(path: Path | str, message: str, line: int | None = None) -> NoReturn:
    """Raise ScenarioError about a file, or a line of it."""
    raise ScenarioError(Problem(message, file=str(path), line=line)) from None


def read_number(column: str, text: str, low: float, high: float) -> float:
    """A number from `low` to `high`. Raises BadCell, quoting the bounds."""
    try:
        number = float(text)
    except ValueError:
        raise BadCell(column, text, f"must be a number from {low:g} to {high:g}") from None
    if not low <= number <= high:  # also for nan
        raise BadCell(column, text, f"must be {low:g} to {high:g}")
    return number


def _bounded_lines(file: Iterator[str], path: Path) -> Iterator[str]:
    """Lines of a text file, refused where one is longer than MAX_LINE_CHARS."""
    number = 0
    while line := file.readline(MAX_LINE_CHARS + 1):  # type: ignore[attr-defined]
        number += 1
        if len(line) > MAX_LINE_CHARS:
            refuse(path, f"longer than {MAX_LINE_CHARS:,} characters", number)
        yield line
