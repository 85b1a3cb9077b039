"""The answer and the tables of cold cells in a run.

Lives here: which rows of cold cells are shown to a person. Not here: figures, ambient lockers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from courtyard.show.numbers import plain, with_interval

Row = Mapping[str, Any]

COLUMNS = {
    "excursion_parcels": "too warm\na day",
    "excursion_minutes": "minutes\na day",
    "excursion_degree_minutes": "K·min\na day",
    "energy_kwh": "kWh\na day",
    "compressor_share": "running",
    "cell_air_c": "air °C",
}
"""Columns of the tables of temperatures and of days by label: a figure and its heading."""


def cold_answer(of: Mapping[str, Row], days: int) -> str:
    """Two sentences: what gets too warm, and what cooling takes. `of` the whole, by figure."""
    warm, energy = of["excursion_parcels"]["mean"], plain(of["energy_kwh"]["mean"], "kWh/day")
    if of["excursion_share"]["mean"] is None:
        return f"Nothing was laid into cold cells, which take {energy} kWh a day."
    return (
        f"In {days} days {plain(days * warm, '1/day')} parcels get too warm in their cold cells, "
        f"{with_interval(of['excursion_share'])} of those laid in, and are so for "
        f"{plain(of['excursion_minutes']['mean'], 'min/day')} minutes a day together. Compressors "
        f"run {with_interval(of['compressor_share'])} of the time and take {energy} kWh a day."
    )


def print_cold(
    console: Console, key: str, title: str, scopes: Iterable[tuple[str, Mapping[str, Row]]]
) -> None:
    """One line a temperature, or a label of days."""
    lines = [(name, of) for name, of in scopes if "cell_air_c" in of]
    if not lines:
        return
    table = Table(title=title, title_justify="left")
    table.add_column(key)
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right")
    for scope, of in lines:
        table.add_row(scope, *(plain(of[name]["mean"], of[name]["unit"]) for name in COLUMNS))
    console.print(table)
