"""The table of benchmarks.

Lives here: printing. Not here: measuring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table


def print_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """One line a row; names never wrap."""
    table = Table(title="Ratio > 1: faster than the baseline", title_justify="left")
    table.add_column("name", no_wrap=True)
    for column in ("value", "unit", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("baseline", overflow="fold")
    for row in rows:
        ratio = "–" if row["ratio"] is None else f"{row['ratio']:.3g}"
        against = row["baseline"] or "–"
        if row["baseline_value"] is not None:
            against += f": {row['baseline_value']:,.4g}"
        table.add_row(row["name"], f"{row['value']:,.4g}", row["unit"], ratio, against)
    Console().print(table)
