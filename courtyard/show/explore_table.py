"""The table of an exploration and its answer.

Lives here: printing. Not here: the exploration.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from courtyard.show.numbers import label, plain, with_half_width

GRID_FIGURES = ("rejection_share", "undelivered_share", "occupancy", "time_full_share", "dwell_h")

WASTE_GRID_FIGURES = (
    "overflow_share",
    "overflow_litres",
    "landed_bags",
    "emptied_nearly_empty_share",
    "truck_km",
)
"""Shown of a scenario without lockers."""


def print_exploration(document: Mapping[str, Any]) -> None:
    """Print the points: figures of a grid, or the smallest value that meets the target."""
    console = Console()
    console.rule(document["title"])
    if not document["complete"]:
        console.print("[bold]interrupted[/bold]: the points that were finished")
    if not document["points"]:
        return
    if document["until"] is None:
        console.print(_figures(document))
        return
    console.print(_least(document))
    console.print(answer(document), highlight=False)


def _figures(document: Mapping[str, Any]) -> Table:
    title = "Figures of the whole, by " + ", ".join(document["vary"])
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for key in document["vary"]:
        table.add_column(short(key), overflow="fold", min_width=6)
    points = document["points"]
    units = {row["name"]: row["unit"] for row in points[0]["kpis"]}
    shown = [name for name in GRID_FIGURES if name in units]
    shown = shown or [name for name in WASTE_GRID_FIGURES if name in units]
    for name in shown:
        table.add_column(label(name, units[name]), justify="right", overflow="fold", min_width=9)
    for point in points:
        of = {row["name"]: row for row in point["kpis"]}
        cells = [with_half_width(of[name]) for name in shown]
        table.add_row(*map(written, point["settings"].values()), *cells)
    return table


def _least(document: Mapping[str, Any]) -> Table:
    table = Table(
        title=f"Smallest {document['find']} with {document['until']}, site by site; by "
        + ", ".join(document["vary"]),
        title_justify="left",
        box=SIMPLE_HEAD,
    )
    for key in document["vary"]:
        table.add_column(short(key), overflow="fold", min_width=6)
    for column in (
        "parcels/d", "flat", "median", "sites", "× flat", "dwell h",
    ):  # fmt: skip
        table.add_column(column, justify="right", no_wrap=True)
    for point in document["points"]:
        flat, median = point["flat"], point["median"]
        ratio = median / flat["compartments"] if median and flat["compartments"] else None
        spread = "not met" if median is None else f"{point['least']}–{point['most']}"
        table.add_row(
            *map(written, point["settings"].values()),
            plain(flat["parcels_per_day"], "1/day"),
            "–" if flat["compartments"] is None else str(flat["compartments"]),
            "–" if median is None else str(median),
            spread,
            "–" if ratio is None else f"{ratio:.2f}",
            plain(point["dwell_h"], "h"),
        )
    return table


def answer(document: Mapping[str, Any]) -> str:
    """What the table says, in two sentences."""
    met = [p for p in document["points"] if p["median"] is not None]
    if not met:
        return f"No point meets {document['until']} within the bounds of {document['find']}."
    least = min(met, key=lambda p: p["median"])
    most = max(met, key=lambda p: p["median"])
    needed = (
        f"To keep {document['until']} a site needs {document['find']} = {least['median']} "
        f"({_point(least)}) to {most['median']} ({_point(most)}), the median over sites."
    )
    flat = [p for p in met if p["flat"]["compartments"]]
    if not flat:
        return needed
    ratios = sorted(p["median"] / p["flat"]["compartments"] for p in flat)
    return (
        f"{needed} That is {ratios[0]:.2f} to {ratios[-1]:.2f} times what flat arrivals of the "
        f"latent dwell suggest (Erlang B for the mean site): the daily mean hides the courier "
        f"wave, and knows nothing of reminders and fees that shorten the stay (dwell h: as "
        f"simulated)."
    )


def written(value: Any) -> str:
    """A value as one writes it in a scenario."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def short(key: str) -> str:
    """The last word of an id path, for a column."""
    return key.rpartition(".")[2]


def _point(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {written(value)}" for key, value in point["settings"].items())
