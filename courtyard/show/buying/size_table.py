"""The tables of a procurement study and its answer in a few sentences.

Lives here: printing. Not here: the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from courtyard.show.buying.money_table import print_money
from courtyard.show.numbers import plain
from twin.figures.rows import unit_of


def print_size(document: Mapping[str, Any]) -> None:
    """Print the answer, the order, what stands afterwards and the promises."""
    console = Console()
    console.rule(document["title"])
    console.print(escape(answer(document)), highlight=False)
    console.print(_order(document))
    print_money(console, document)
    console.print(_targets(document))
    console.print(_effort(document), highlight=False)


def answer(document: Mapping[str, Any]) -> str:
    """The answer in two sentences."""
    price = f"{plain(document['price'], document['currency'])} {document['currency']}"
    if not document["reached"]:
        blocks = ", ".join(document["blocked_by"])
        return f"No order keeps every promise: {blocks}. The best that was tried costs {price}."
    promises = " and ".join(row["name"] for row in document["targets"])
    return (
        f"The order below costs {price} and keeps {promises}, shown at "
        f"{100 * document['confidence']:g} % confidence over {document['replications']} "
        f"replications that chose nothing.{_way(document)}"
    )


def _order(document: Mapping[str, Any]) -> Table:
    table = Table(title="Order, at each site", title_justify="left", box=SIMPLE_HEAD)
    for column in ("item", "sites"):
        table.add_column(column, overflow="fold")
    for column in ("each", "count", "unit price", "price"):
        table.add_column(column, justify="right", no_wrap=True)
    alike: dict[tuple[str, int, float], list[Mapping[str, Any]]] = {}
    for row in document["order"]:
        alike.setdefault((row["item"], row["count"], row["unit_price"]), []).append(row)
    for (item, each, unit_price), rows in alike.items():
        sites = rows[0]["site"] if len(rows) == 1 else f"{len(rows)}, {rows[0]['site']} …"
        count = sum(row["count"] for row in rows)
        price = sum(row["price"] for row in rows)
        table.add_row(item, sites, str(each), str(count), f"{unit_price:,.2f}", f"{price:,.0f}")
    return table


def _targets(document: Mapping[str, Any]) -> Table:
    table = Table(title="Promises", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("promise", overflow="fold")
    for column in ("mean", "limit", "bound", "kept"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in document["targets"]:
        unit = unit_of(row["figure"], document["currency"])
        values = (plain(row[key], unit) for key in ("mean", "upper", "bound"))
        table.add_row(escape(row["name"]), *values, "yes" if row["met"] else "no")
    return table


def _way(document: Mapping[str, Any]) -> str:
    """Which way was taken, of how many, and what goes."""
    said = ""
    if len({way["variant"] for way in document["ways"]}) > 1:
        said = f" The way taken is {document['way'] or 'the scenario as it is'}."
    for fate in ("retired", "replaced"):
        if document[fate]:
            said += f" {len(document[fate])} existing banks are {fate}."
    return said


def _effort(document: Mapping[str, Any]) -> str:
    reach = (
        "all cheaper ones were tried"
        if document["cheapest_of_all"]
        else (
            "no exchange of items makes it cheaper"
            if document["search_complete"]
            else "the search ended at its limit, a cheaper one may be there"
        )
    )
    return (
        f"{document['candidates_tried']} orders tried ({reach}), "
        f"{document['candidates_tested']} tested, {document['simulated_parcels']:,} parcels and "
        f"drop-offs simulated, seed {document['seed']}."
    )
