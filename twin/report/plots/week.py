"""The week: how full each bank is, hour by hour from Monday on.

Lives here: lines for few banks, a heat map for many. Not here: which banks are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from twin.figures.counters import F64
from twin.report.plots.canvas import (
    INK,
    LINES,
    QUIET,
    RULE,
    SCALE,
    Canvas,
    Draw,
    above,
    fitted,
    horizontal_grid,
    text_px,
)

ROW_PX = 24
HEAT_TOP_PX, HEAT_BOTTOM_PX, HEAT_GAP_PX = 26, 74, 8
LINES_HEIGHT_PX = 300
NAME_SHARE = 0.4
"""Of the width, what names may take."""
MAXIMA_PX = 58.0
"""Room for the column of maxima."""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A bank's name and its share occupied by hour of the week, NaN where not measured."""

    name: str
    occupancy: F64


@dataclass(frozen=True, slots=True)
class WeekWords:
    """What the axes say; weekdays from Monday on, `tiny` for phones; a format of percents."""

    weekdays: Sequence[str]
    tiny: Sequence[str]
    unit: str
    highest: str
    percent: str


def week_lines(lines: Sequence[WeekLine], words: WeekWords) -> Draw:
    """A line a bank; for up to four banks."""

    def draw(canvas: Canvas) -> None:
        columns = 1 if canvas.narrow else len(lines)
        name_px = (canvas.width_px - 48) / columns - 48
        legend_px = 22 * -(-len(lines) // columns)
        axes = canvas.axes(48, 8, 34 + legend_px, 30)
        hours = np.arange(168)
        for line, colour in zip(lines, LINES, strict=False):
            axes.plot(
                hours + 0.5, 100 * line.occupancy, color=colour, label=fitted(line.name, name_px)
            )
        horizontal_grid(axes)
        axes.set_ylim(0, 100)
        axes.yaxis.set_major_formatter(words.percent)
        _weekdays(canvas, axes, words)
        for midnight in range(24, 168, 24):
            axes.axvline(midnight, color=RULE, linewidth=0.8, zorder=0)
        above(axes, words.unit, left_px=44)
        canvas.figure.legend(
            loc="upper left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False,
            borderaxespad=0, handlelength=1.4, columnspacing=1.6,
        )  # fmt: skip

    return draw


def heat_height_px(rows: int, *, with_median: bool) -> int:
    """Height of a heat map of so many banks."""
    more = ROW_PX + HEAT_GAP_PX if with_median else 0
    return HEAT_TOP_PX + ROW_PX * rows + more + HEAT_BOTTOM_PX


def week_heat(lines: Sequence[WeekLine], median: WeekLine | None, words: WeekWords) -> Draw:
    """A row a bank, and one for the median of all; `highest` heads the column of maxima."""

    def draw(canvas: Canvas) -> None:
        shown = [*lines, *([median] if median is not None else [])]
        left = max(text_px(_name(canvas, line)) for line in shown) + 12
        right = MAXIMA_PX
        rows_px = ROW_PX * len(lines)
        bottom = canvas.height_px - HEAT_TOP_PX - rows_px
        axes = canvas.axes(left, right, HEAT_TOP_PX, bottom)
        _heat_rows(canvas, axes, lines, words.percent)
        axes.annotate(
            words.highest, (1, 1), (right, 8), xycoords="axes fraction", textcoords="offset pixels",
            ha="right", va="bottom", color=QUIET,
        )  # fmt: skip
        if median is not None:
            top = HEAT_TOP_PX + rows_px + HEAT_GAP_PX
            axes = canvas.axes(left, right, top, canvas.height_px - top - ROW_PX)
            _heat_rows(canvas, axes, [median], words.percent)
        _weekdays(canvas, axes, words)
        axes.tick_params(axis="x", pad=5)
        _colour_bar(canvas, left, right, words)

    return draw


def _name(canvas: Canvas, line: WeekLine) -> str:
    return fitted(line.name, NAME_SHARE * canvas.width_px)


def _heat_rows(canvas: Canvas, axes: Axes, lines: Sequence[WeekLine], percent: str) -> None:
    axes.imshow(
        np.stack([line.occupancy for line in lines]), aspect="auto", interpolation="none",
        cmap=SCALE, vmin=0, vmax=1, extent=(0, 168, len(lines), 0),
    )  # fmt: skip
    axes.set_xticks([])
    axes.set_yticks(np.arange(len(lines)) + 0.5, [_name(canvas, line) for line in lines])
    axes.tick_params(axis="y", pad=6, labelcolor=INK)
    for row, line in enumerate(lines):
        if np.isfinite(line.occupancy).any():
            most = percent.format(x=round(100 * float(np.nanmax(line.occupancy))))
            axes.annotate(
                most, (1, row + 0.5), (MAXIMA_PX, 0), xycoords=axes.get_yaxis_transform(),
                textcoords="offset pixels", ha="right", va="center", color=INK,
            )  # fmt: skip
    for midnight in range(24, 168, 24):
        axes.axvline(midnight, color="white", linewidth=1)
    for edge in range(1, len(lines)):
        axes.axhline(edge, color="white", linewidth=1.5)
    axes.spines["bottom"].set_visible(False)


def _colour_bar(canvas: Canvas, left: float, right: float, words: WeekWords) -> None:
    if canvas.narrow:
        left = max(left, text_px(words.unit) + 10)
    width = min(220.0, canvas.width_px - left - right)
    axes = canvas.axes(left, canvas.width_px - left - width, canvas.height_px - 32, 22)
    axes.imshow(
        np.linspace(0, 1, 64)[None], aspect="auto", interpolation="none", cmap=SCALE,
        extent=(0, 100, 0, 1),
    )  # fmt: skip
    axes.set_yticks([])
    axes.set_xticks([0, 50, 100], ["0", "50", words.percent.format(x=100)])
    axes.tick_params(axis="x", pad=3)
    axes.spines["bottom"].set_visible(False)
    if canvas.narrow:
        canvas.figure.text(
            0, 27 / canvas.height_px, words.unit, color=QUIET, va="center", ha="left"
        )
    else:
        axes.annotate(
            words.unit, (1, 0.5), (26, 0), xycoords="axes fraction", textcoords="offset pixels",
            va="center", ha="left", color=QUIET,
        )  # fmt: skip


def _weekdays(canvas: Canvas, axes: Axes, words: WeekWords) -> None:
    axes.set_xlim(0, 168)
    axes.set_xticks(np.arange(7) * 24 + 12, list(words.tiny if canvas.narrow else words.weekdays))
