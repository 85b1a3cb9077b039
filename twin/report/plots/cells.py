"""Temperatures of cold cells through some days: a panel a cell.

Lives here: air, product, limit and the hours without power. Not here: which cells, which hours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from twin.figures.counters import F64
from twin.report.plots.canvas import (
    BLUE,
    INK,
    RULE,
    VERMILLION,
    Canvas,
    Draw,
    fitted,
    horizontal_grid,
    text_px,
)

PANEL_PX = 210
LEGEND_PX = 26
TOP_PX, BOTTOM_PX, LEFT_PX = 28, 34, 48
STEPS_H = (3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 5376)

SHADED = "#c9ced4"
"""Hours without power: darker than any other shade, light enough for lines."""


@dataclass(frozen=True, slots=True)
class CellPanel:
    """A cell: its name, temperatures at the ends of hours, its limit and the spans without power.

    `air` and `product` begin with the end of the first hour drawn; `cuts` are hours from its begin.
    """

    name: str
    air: F64
    product: F64
    limit: float
    cuts: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class CellWords:
    """What the legend says; how an hour since a midnight is written, and the first one drawn."""

    air: str
    product: str
    limit: str
    cut: str
    write: Callable[[int], str]
    first_hour: int


def legend_rows(*, narrow: bool) -> int:
    """Lines that the legend takes."""
    return 2 if narrow else 1


def cells_height_px(panels: int, *, narrow: bool) -> int:
    """Height of so many panels."""
    return LEGEND_PX * legend_rows(narrow=narrow) + PANEL_PX * panels


def cell_panels(panels: Sequence[CellPanel], words: CellWords) -> Draw:
    """A panel a cell, one below the other, over the same hours."""

    def draw(canvas: Canvas) -> None:
        top = LEGEND_PX * legend_rows(narrow=canvas.narrow)
        for number, panel in enumerate(panels):
            begin = top + number * PANEL_PX
            axes = canvas.axes(
                LEFT_PX, 10, begin + TOP_PX, canvas.height_px - begin - PANEL_PX + BOTTOM_PX
            )
            _panel(axes, panel)
            _hours(axes, canvas, len(panel.air), words)
            axes.annotate(
                fitted(panel.name, canvas.width_px - 12), (0, 1), (2 - LEFT_PX, 8),
                xycoords="axes fraction", textcoords="offset pixels", ha="left", va="bottom",
                color=INK,
            )  # fmt: skip
        _legend(canvas, words)

    return draw


def _panel(axes: Axes, panel: CellPanel) -> None:
    ends = np.arange(len(panel.air)) + 1.0
    for begin, end in panel.cuts:
        axes.axvspan(begin, end, color=SHADED, linewidth=0, zorder=-2)
    axes.plot(ends, panel.air, color=BLUE, linewidth=1.3)
    axes.plot(ends, panel.product, color=VERMILLION, linewidth=2.4)
    axes.axhline(panel.limit, color=INK, linewidth=1.2, linestyle=(0, (5, 3)))
    both = np.concatenate([panel.air, panel.product, [panel.limit]])
    low, high = float(np.nanmin(both)), float(np.nanmax(both))
    room = max(0.08 * (high - low), 0.5)
    axes.set_ylim(low - room, high + room)
    axes.locator_params(axis="y", nbins=5)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "\u2212"))
    horizontal_grid(axes)


def _hours(axes: Axes, canvas: Canvas, hours: int, words: CellWords) -> None:
    """The hours below, as many as there is room for."""
    axes.set_xlim(0, hours)
    room = canvas.width_px - LEFT_PX - 10
    widest = max(text_px(words.write(hour)) for hour in range(0, 49, 3))
    most = max(1, int(room // (widest + 18)))
    every = next(step for step in STEPS_H if -(-hours // step) <= most)
    half = widest / room * hours / 2
    first = words.first_hour
    told = [hour for hour in range(first, first + hours + 1) if hour % every == 0]
    told = [hour for hour in told if half <= hour - first <= hours - half]
    axes.set_xticks([hour - first for hour in told], [words.write(hour) for hour in told])
    for hour in range(hours):
        if (first + hour) % 24 == 0:
            axes.axvline(hour, color=RULE, linewidth=0.5, zorder=-1)


def _legend(canvas: Canvas, words: CellWords) -> None:
    keys = [
        Line2D([], [], color=VERMILLION, linewidth=2.4, label=words.product),
        Line2D([], [], color=BLUE, linewidth=1.3, label=words.air),
        Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (5, 3)), label=words.limit),
        Patch(color=SHADED, linewidth=0, label=words.cut),
    ]
    canvas.figure.legend(
        handles=keys, loc="upper left", bbox_to_anchor=(0, 1), frameon=False, borderaxespad=0,
        ncols=2 if canvas.narrow else 4, handlelength=1.5, columnspacing=1.6,
    )  # fmt: skip
