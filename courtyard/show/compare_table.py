"""The table of a comparison.

Lives here: printing. Not here: the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from courtyard.show.numbers import label, plain, with_half_width


def print_comparison(document: Mapping[str, Any]) -> None:
    """Values side by side, then differences from the first; bold where zero lies outside."""
    console = Console()
    scenarios = document["scenarios"]
    if not document["complete"]:
        console.print("[bold]interrupted[/bold]: the replications that all have finished")
    values = Table(title="Figures of the whole", title_justify="left")
    values.add_column("figure", no_wrap=True)
    for name in scenarios:
        values.add_column(name, justify="right")
    for figure in document["figures"]:
        cells = [plain(value["mean"], figure["unit"]) for value in figure["values"]]
        values.add_row(label(figure["name"], figure["unit"]), *cells)
    console.print(values)
    changes = Table(
        title=f"Differences from {scenarios[0]}, paired, 95 % (bold: zero lies outside)",
        title_justify="left",
    )
    changes.add_column("figure", no_wrap=True)
    for name in scenarios[1:]:
        changes.add_column(name, justify="right")
    for figure in document["figures"]:
        cells = [_difference(change, figure["unit"]) for change in figure["differences"]]
        changes.add_row(label(figure["name"], figure["unit"]), *cells)
    console.print(changes)
    console.print(
        f"{document['replications']} replications, seed {document['seed']}, same draws for all.",
        highlight=False,
    )


def _difference(change: Mapping[str, Any], unit: str) -> str:
    text = with_half_width({**change, "unit": unit})
    low, high = change["low"], change["high"]
    clear = low is not None and high is not None and (low > 0 or high < 0)
    return f"[bold]{text}[/bold]" if clear else text
