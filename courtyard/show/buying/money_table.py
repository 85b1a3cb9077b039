"""The tables of money: by year and payer, the ways that were compared, a programme's own table.

Lives here: printing. Not here: the arithmetic (`twin.studies.economics`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

SHOWN_YEARS = 5


def print_money(console: Console, document: Mapping[str, Any]) -> None:
    """Print costs by payer and year, by household, the ways, and the programme's reckoning."""
    cost, currency = document["cost"], document["currency"]
    table = _table(f"Cost by payer, {currency} a year", len(cost["per_year"]))
    for payer, amounts in cost["by_payer"].items():
        if any(amounts):
            _row(table, payer, amounts, 0)
    _row(table, "all", cost["per_year"], 0)
    _row(table, "a household", cost["per_household_year"], 2)
    console.print(table)
    console.print(
        f"Net present cost of {len(cost['per_year'])} years: {cost['npv']:,.0f} {currency}"
    )
    if len(document["ways"]) > 1:
        console.print(_ways(document["ways"]))
    if "programme" in document:
        _print_programme(console, document["programme"])


def _table(title: str, years: int) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("payer", overflow="fold")
    for year in range(1, min(years, SHOWN_YEARS) + 1):
        table.add_column(f"year {year}", justify="right", no_wrap=True)
    return table


def _row(table: Table, name: str, amounts: Sequence[float], digits: int) -> None:
    table.add_row(name, *(f"{amount:,.{digits}f}" for amount in amounts[:SHOWN_YEARS]))


def _ways(ways: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title="Ways that were compared", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("way", overflow="fold")
    for column in ("retired", "replaced", "price", "net present cost"):
        table.add_column(column, justify="right")
    for way in ways:
        amounts = (
            "not reached" if value is None else f"{value:,.0f}"
            for value in (way["price"], way["present_cost"])
        )
        table.add_row(
            way["variant"] or "as it is", str(way["retired"]), str(way["replaced"]), *amounts
        )
    return table


def _print_programme(console: Console, programme: Mapping[str, Any]) -> None:
    spending = programme["government_per_household_year"]
    title = "The programme's own table: government, a household and year"
    table = _table(title, len(spending))
    for part, amounts in programme["parts"].items():
        _row(table, part, amounts, 2)
    _row(table, "government", spending, 2)
    console.print(table)
    whole = programme["whole_cabinets"]
    console.print(
        f"With whole cabinets, equal compounds of {whole['households_per_compound']} households "
        f"need {whole['per_compound']} each, {whole['count']} in all: "
        f"{whole['per_household_year']:.2f} a household and year while they are paid.",
        highlight=False,
    )
