"""Forecasts in a terminal.

Lives here: columns. Not here: what they mean (`fleet.ports.forecast`).
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from courtyard.show.fleet.tables import moment
from fleet.ports.forecast import Forecast, Scores

MIDDLE = 500
MINUTES_PER_DAY = 1_440


def print_forecast(told: Forecast) -> None:
    """Banks, the fullest first, bins and cold cells likewise."""
    console = Console()
    edits = f", if {'; '.join(told.edits)}" if told.edits else ""
    console.print(
        f"from {moment(told.taken_ms)} UTC, {told.futures} futures of {told.scenario}{edits}",
        highlight=False,
    )
    low, middle, high = (
        told.quantiles_permille.index(each)
        for each in (min(told.quantiles_permille), MIDDLE, max(told.quantiles_permille))
    )
    hour = next(
        (k for k, end_ms in enumerate(told.hours_ms) if end_ms >= told.by_ms),
        len(told.hours_ms) - 1,
    )
    table = Table(box=None, header_style="bold")
    for column in ("site", "bank", "full by", "sizes full by", f"free at {moment(told.by_ms)}"):
        table.add_column(column)
    for bank in sorted(told.banks, key=lambda each: -each.full_by):
        free = [
            f"{size.size} {size.free[hour][middle]}"
            f" ({size.free[hour][low]} to {size.free[hour][high]})"
            for size in bank.sizes
        ]
        sizes = [f"{size.size} {size.full_by:.0%}" for size in bank.sizes]
        table.add_row(
            bank.site, bank.bank, f"{bank.full_by:.0%}", ", ".join(sizes), ", ".join(free)
        )
    console.print(table)
    if told.bins:
        _print_bins(console, told, (low, middle, high))
    if told.cells:
        _print_cells(console, told, hour)
    console.print(f"digest {told.digest}", style="dim", highlight=False)


def _print_bins(console: Console, told: Forecast, columns: tuple[int, int, int]) -> None:
    table = Table(box=None, header_style="bold")
    for column in ("site", "bin", "overflow before", "the next truck", "fill then"):
        table.add_column(column)
    low, middle, high = columns
    for each in sorted(told.bins, key=lambda one: -one.overflow):
        fill = [each.fill_permille[column] / 1000 for column in (middle, low, high)]
        truck = moment(each.truck_ms) if each.truck_ms >= 0 else "none by the end"
        table.add_row(
            each.site, each.bin, f"{each.overflow:.0%}", truck,
            f"{fill[0]:.0%} ({fill[1]:.0%} to {fill[2]:.0%})",
        )  # fmt: skip
    console.print(table)


CELLS_SHOWN = 20
"""The table has these; `--json` has all."""


def _print_cells(console: Console, told: Forecast, hour: int) -> None:
    """The likeliest first, then those that hold shortest; how many of them are not shown."""
    table = Table(box=None, header_style="bold")
    too_warm = f"too warm by {moment(told.by_ms)}"
    for column in (
        "site", "cold cell", "inside", too_warm, "by the end", "without cooling it holds",
    ):  # fmt: skip
        table.add_column(column)
    cells = sorted(told.cells, key=lambda one: (-one.too_warm[-1], one.holds_min))
    for cell in cells[:CELLS_SHOWN]:
        holds = "a day or more" if cell.holds_min >= MINUTES_PER_DAY else f"{cell.holds_min} min"
        table.add_row(
            cell.site, cell.cell, "a parcel" if cell.is_filled else "nothing",
            f"{cell.too_warm[hour]:.0%}", f"{cell.too_warm[-1]:.0%}", holds,
        )  # fmt: skip
    console.print(table)
    if len(cells) > CELLS_SHOWN:
        console.print(f"and {len(cells) - CELLS_SHOWN} cold cells that are less at risk")


def print_scores(found: Scores) -> None:
    """One line a score."""
    table = Table(box=None, show_header=False)
    for name, value in (
        ("forecasts of a bank, over", str(found.forecasts)),
        ("share that became full", _share(found.base_rate)),
        ("Brier score", _number(found.brier)),
        ("of climatology", _number(found.climatology)),
        ("of persistence", _number(found.persistence)),
        ("counts of free compartments", str(found.bands)),
        ("in the 90 % band", _share(found.covered_90)),
        ("in the 50 % band", _share(found.covered_50)),
        ("counts placed among their futures", str(found.pit_cases)),
        ("PIT, ten tenths (1 is right)", _tenths(found.pit)),
    ):
        table.add_row(name, value)
    Console().print(table)


def _tenths(pit: list[float] | None) -> str:
    return "no case yet" if pit is None else " ".join(f"{each:.2f}" for each in pit)


def _number(value: float | None) -> str:
    return "no case yet" if value is None else f"{value:.4f}"


def _share(value: float | None) -> str:
    return "no case yet" if value is None else f"{value:.1%}"
