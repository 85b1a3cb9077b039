"""The table of a verification.

Lives here: printing. Not here: the verification.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

TITLE = "Closed forms against the engine, 99.9 % intervals"


def print_verification(rows: Sequence[Mapping[str, Any]]) -> None:
    """One line a closed form; size classes stand below their total."""
    console = Console()
    table = Table(title=TITLE, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("setting", overflow="fold", min_width=16)
    for column in ("analytic", "simulated", "low", "high", "holds", "parcels"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(row["name"], *_cells(row), f"{row['n']:,}")
        for part in row["classes"]:
            table.add_row(f"  {part['name']}", *_cells(part), "")
    console.print(table)
    narrow = sum(not row["reached"] for row in rows)
    if narrow:
        console.print(f"{narrow} intervals are wider than asked: the limit of parcels came first")
    failed = [row["name"] for row in rows if not row["ok"]]
    engines = ", ".join(sorted({row["engine"] for row in rows}))
    verdict = f"outside: {', '.join(failed)}" if failed else f"all {len(rows)} hold"
    console.print(f"{verdict} (engine {engines}).", highlight=False)


def _cells(row: Mapping[str, Any]) -> list[str]:
    numbers = [f"{row[name]:.5g}" for name in ("analytic", "simulated", "low", "high")]
    return [*numbers, "yes" if row["ok"] else "NO"]
