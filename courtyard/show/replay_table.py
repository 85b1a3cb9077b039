"""The table of a replay.

Lives here: printing. Not here: the replay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

COLUMNS = ("readings", "same", "emptyings", "run_emptyings", "full_days", "run_full_days")
TITLES = ("readings", "met", "emptyings", "in the run", "full days", "in the run")

MAX_BINS_SHOWN = 60
"""Bins of a city do not fit a screen; those that differ are always shown."""


def print_replay(document: Mapping[str, Any]) -> None:
    """One line a bin, and the sums."""
    console = Console()
    console.rule(f"{document['file']}, from {document['first_day']}, {document['days']:,} days")
    table = Table(box=SIMPLE_HEAD)
    table.add_column("bin", overflow="fold", min_width=8)
    for title in TITLES:
        table.add_column(title, justify="right", no_wrap=True)
    bins = document["bins"]
    shown = bins if len(bins) <= MAX_BINS_SHOWN else [row for row in bins if not row["agrees"]]
    for row in shown:
        table.add_row(row["bin"], *_cells(row), style=None if row["agrees"] else "bold")
    table.add_section()
    table.add_row(f"all {len(bins)}", *_cells(document))
    console.print(table)
    left_out = ", ".join(f"{count:,} {reason}" for reason, count in document["left_out"].items())
    console.print(
        f"{document['rows']:,} rows read; left out: {left_out or 'none'}.", highlight=False
    )
    differ = sum(not row["agrees"] for row in bins)
    verdict = f"{differ} bins differ" if differ else "The run shows what the log says"
    console.print(f"{verdict} (engine {document['engine']}).", highlight=False)


def _cells(row: Mapping[str, Any]) -> list[str]:
    return [f"{row[name]:,}" for name in COLUMNS]
