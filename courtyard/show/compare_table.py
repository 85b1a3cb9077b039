"""The table of a comparison.

Lives here: printing. Not here: the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from courtyard.show.numbers import label, plain, with_half_width


def print_comparison(document: Mapping[str, Any]) -> None:
    """Values side by side, then differences from the first; bold where zero lies outside."""
    console = Console()
    scenarios = document["scenarios"]
    if not document["complete"]:
        console.print("[bold]interrupted[/bold]: the replications that all have finished")
    for name, titles in zip(scenarios, document["titles"], strict=True):
        title = titles.get("variant_title", titles["title"])
        console.print(f"[bold]{escape(name)}[/bold]: {escape(title)}", highlight=False)
    values = Table(title="Figures of the whole", title_justify="left")
    values.add_column("figure", no_wrap=True)
    for name in _short(scenarios):
        values.add_column(name, justify="right", overflow="fold")
    for figure in document["figures"]:
        cells = [plain(value["mean"], figure["unit"]) for value in figure["values"]]
        values.add_row(label(figure["name"], figure["unit"]), *cells)
    console.print(values)
    changes = Table(
        title=f"Differences from {scenarios[0]}, paired, 95 % (bold: zero lies outside)",
        title_justify="left",
    )
    changes.add_column("figure", no_wrap=True)
    for name in _short(scenarios)[1:]:
        changes.add_column(name, justify="right", overflow="fold")
    for figure in document["figures"]:
        if all(change["mean"] is None for change in figure["differences"]):
            continue
        cells = [_difference(change, figure["unit"]) for change in figure["differences"]]
        changes.add_row(label(figure["name"], figure["unit"]), *cells)
    console.print(changes)
    console.print(
        f"{document['replications']} replications, seed {document['seed']}, same draws for all.",
        highlight=False,
    )
    if "suiting" in document:
        console.print(suiting_sentence(document), highlight=False)


def suiting_sentence(document: Mapping[str, Any]) -> str:
    """Which of the scenarios suits, and why; or that none keeps the target."""
    suiting = document["suiting"]
    units = {figure["name"]: figure["unit"] for figure in document["figures"]}
    figure, least = suiting["figure"], suiting["least"]
    if suiting["suits"] is None:
        return f"None suits: no one of them has {suiting['target']}."
    shown = ", ".join(
        f"{each['scenario']} {plain(each[figure], units[figure])}" for each in suiting["keep"]
    )
    amount = plain(suiting["keep"][0][least], units[least])
    return (
        f"[bold]{suiting['suits']}[/bold] suits: of those with {suiting['target']} ({shown}) it "
        f"has the least {label(least, units[least])}, {amount}."
    )


def _short(names: Sequence[str]) -> list[str]:
    """Names as column heads: of variants of one scenario the variants alone."""
    parts = [name.partition("@") for name in names]
    if len({scenario for scenario, _, _ in parts}) == 1 and all(sign for _, sign, _ in parts):
        return [variant for _, _, variant in parts]
    return list(names)


def _difference(change: Mapping[str, Any], unit: str) -> str:
    text = with_half_width({**change, "unit": unit})
    low, high = change["low"], change["high"]
    clear = low is not None and high is not None and (low > 0 or high < 0)
    return f"[bold]{text}[/bold]" if clear else text
