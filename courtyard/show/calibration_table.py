"""The tables of a calibration: what was left out, fitted and refused.

Lives here: printing. Not here: the fits.
"""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from twin.studies.calibration.estimate import Calibration, Estimate, short

MOST_SITES = 40
"""Bins of a city do not fit a screen."""
HOURS = "hour_weights"
"""The hours of a week are in the file; a table of them would hide the rest."""


def print_calibration(found: Calibration) -> None:
    """Left out, fitted, laws that were tried, refused, and what must be known."""
    console = Console()
    console.rule(f"{', '.join(found.files)}: {found.used:,} of {found.rows:,} rows")
    _print_dropped(console, found)
    shown = [each for each in found.estimates if HOURS not in each.path]
    sites = [each for each in shown if each.path.startswith("sites.")]
    if len(sites) > MOST_SITES:
        shown = [each for each in shown if each not in sites[MOST_SITES:]]
    _print_estimates(console, shown)
    left = len(found.estimates) - len(shown)
    if left:
        console.print(f"{left} more with their intervals stand in the file.", highlight=False)
    _print_laws(console, found)
    _print_checks(console, found)
    for refusal in found.refusals:
        console.print(
            f"Not fitted: {refusal.what}: {refusal.why}. Instead: {refusal.instead}.",
            highlight=False, markup=False,
        )  # fmt: skip
    for note in found.notes:
        console.print(note, highlight=False, markup=False)


def _print_dropped(console: Console, found: Calibration) -> None:
    reasons = found.dropped.reasons()
    if not reasons:
        console.print("No row was left out.", highlight=False)
        return
    table = Table(box=SIMPLE_HEAD)
    for title in ("left out", "rows", "first at"):
        table.add_column(title, justify="right" if title == "rows" else "left")
    for reason in reasons:
        table.add_row(reason.says, f"{reason.rows:,}", ", ".join(reason.first))
    console.print(table)


def _print_estimates(console: Console, estimates: list[Estimate]) -> None:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("fitted", overflow="fold")
    for title in ("value", "95 % from", "to"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    for each in estimates:
        table.add_row(each.path, short(each.value), short(each.low), short(each.high), each.unit)
    console.print(table)


def _print_laws(console: Console, found: Calibration) -> None:
    if not found.candidates:
        return
    table = Table(box=SIMPLE_HEAD)
    table.add_column("dwell law")
    for title in ("AIC", "largest distance", "p"):
        table.add_column(title, justify="right", no_wrap=True)
    for each in found.candidates:
        table.add_row(
            f"{each.law}, taken" if each.chosen else each.law,
            f"{each.aic:,.0f}" if each.aic == each.aic else "–",
            f"{each.distance:.1%}",
            "–" if each.p_value is None else f"{each.p_value:.2f}",
        )
    console.print(table)


def _print_checks(console: Console, found: Calibration) -> None:
    if not found.checks:
        return
    table = Table(box=SIMPLE_HEAD)
    table.add_column("held against the log")
    for title in ("log", "95 % from", "to", "scenario"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("")
    for each in found.checks:
        table.add_row(
            each.name, short(each.log), short(each.low), short(each.high), short(each.twin),
            "within" if each.within else "off",
        )  # fmt: skip
    console.print(table)
