"""The tables of a what-if: question by question, the tornado, growth, today against the order.

Lives here: printing. Not here: the study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from courtyard.show.numbers import plain
from twin.figures.rows import unit_of

QUESTIONS = {
    "target": ("What a tighter promise costs", "bound"),
    "peak": ("Eleven days of a peak, the promise kept on them too", "times"),
    "share": ("Share of the parcels that goes to lockers", "share"),
    "dwell": ("Policy against steel: the mean dwell", "mean dwell, h"),
    "overdue": ("The overdue rule: hours until the fee begins", "free, h"),
}
SHARES = {"target", "share"}

FACTORS = {
    "volume": "parcels and waste, times",
    "dwell": "mean dwell, times",
    "evening": "evening pick-ups",
    "hours": "couriers' hours sharper, power",
    "mix": "large parcels instead of small",
    "spread": "spread of the days, times",
}


def print_what_if(document: Mapping[str, Any]) -> None:
    """Print every question that was asked."""
    console = Console()
    console.rule(document["title"])
    base = document["base"]
    console.print(
        f"By estimate, {document['currency']} {base['price']:,.0f} keep "
        f"{escape(' and '.join(document['targets']))}: {_built(base)}. Every case is sized alike "
        "and without proof; the differences are what counts.",
        highlight=False,
    )
    for name, rows in document["questions"].items():
        console.print(_question(name, rows, document["currency"]))
    if document["tornado"]:
        console.print(_tornado(document))
    if "growth" in document:
        _print_growth(console, document)
    if document.get("today"):
        console.print(_today(document))
    if document.get("today_by_age"):
        console.print(_ages(document["today_by_age"]))


def _built(row: Mapping[str, Any]) -> str:
    parts = [f"{row[key]:,} {word}" for key, word in _WORDS.items() if row[key]]
    return ", ".join(parts) or "nothing"


_WORDS = {"doors": "compartments", "bins": "bins", "desks": "desks"}


def _question(name: str, rows: Sequence[Mapping[str, Any]], currency: str) -> Table:
    title, column = QUESTIONS[name]
    table = _table(title, column, "built", f"price, {currency}", "more than now")
    for row in rows:
        value = row["value"]
        said = "no rule" if value is None else f"{value:g}"
        if name in SHARES and value is not None:
            said = f"{100 * value:g} %"
        price = f"{row['price']:,.0f}" if row["reached"] else "not reached"
        more = "now" if row["is_base"] else f"{row['more_price']:+,.0f}"
        table.add_row(said, _built(row), price, more)
    return table


def _tornado(document: Mapping[str, Any]) -> Table:
    title = "What moves the price most"
    table = _table(title, "moved", "down to", "price", "up to", "price")
    for row in document["tornado"]:
        cells = []
        for end in row["ends"]:
            cells += [f"{end['value']:.3g}", f"{end['more_price']:+,.0f}"]
        table.add_row(FACTORS[row["factor"]], *cells)
    return table


def _print_growth(console: Console, document: Mapping[str, Any]) -> None:
    growth = document["growth"]
    title = f"Growth of {100 * growth['rate']:g} % a year"
    table = _table(title, "year", "needed", "bought then", f"price, {document['currency']}")
    for year, row in enumerate(growth["years"]):
        bought = [each for each in growth["purchases"] if each["year"] == year]
        items = ", ".join(f"{each['count']:,.0f} {each['item']}" for each in bought)
        price = sum(each["price"] for each in bought)
        table.add_row(str(year + 1), _built(row), items or "nothing", f"{price:,.0f}")
    console.print(table)
    console.print(
        f"Bought year by year the order is worth {growth['staged']:,.0f} today, all at once "
        f"{growth['at_once']:,.0f}.",
        highlight=False,
    )


def _today(document: Mapping[str, Any]) -> Table:
    table = _table("What stands today, and with the order", "figure", "today", "with the order")
    for row in document["today"]:
        if row["figure"] == "sites":
            table.add_row("sites served", str(row["before"]), str(row["after"]))
            continue
        unit = unit_of(row["figure"], document["currency"])
        values = [plain(row[key], unit) if row[key] is not None else "-" for key in _ENDS]
        table.add_row(row["figure"], *values)
    return table


_ENDS = ("before", "after")


def _ages(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = (
        "banks",
        "compartments",
        "out of service",
        "rejected",
        "full",
        "deposits a door, day",
    )
    table = _table("Banks by age", "age, years", "when", *columns)
    for row in rows:
        end = "more" if row["to_years"] is None else f"{row['to_years']:g}"
        for when, key in (("today", "before"), ("with the order", "after")):
            side = row[key]
            if side["banks"]:
                shares = (
                    side[f"{name}_share"] for name in ("out_of_service", "rejection", "time_full")
                )
                deposits = side["deposits_per_compartment"]
                table.add_row(
                    f"{row['from_years']:g} to {end}", when, f"{side['banks']:,}",
                    f"{side['compartments']:,}",
                    *("-" if share is None else f"{100 * share:.1f} %" for share in shares),
                    "-" if deposits is None else f"{deposits:.2f}",
                )  # fmt: skip
    return table


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right", overflow="fold")
    return table
