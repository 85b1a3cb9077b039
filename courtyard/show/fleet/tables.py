"""Tables of the fleet in a terminal.

Lives here: columns, times as people read them. Not here: what is shown (`fleet.core.views`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


def moment(time_ms: int) -> str:
    """A moment in UTC; "" where it is not known."""
    if time_ms < 0:
        return ""
    return datetime.fromtimestamp(time_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def print_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """A table with these columns; whatever a device says is shown as it is, never as markup."""
    table = Table(box=None, header_style="bold")
    for column in columns:
        table.add_column(column.removesuffix("_ms").replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(column, row[column])) for column in columns))
    console = Console()
    console.print(table)
    console.print(f"{len(rows)} in all", style="dim", highlight=False)


def print_page(page: dict[str, Any]) -> None:
    """One thing, field by field."""
    table = Table(box=None, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for key, value in page.items():
        if value not in ("", None, {}, [], -1):
            table.add_row(key.removesuffix("_ms").replace("_", " "), Text(_cell(key, value)))
    Console().print(table)


def _cell(column: str, value: Any) -> str:
    if column.endswith("_ms") and isinstance(value, int) and column != "offset_ms":
        return f"{value} ms" if column == "interval_ms" else moment(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
