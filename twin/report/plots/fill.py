"""How full bins are: when they are emptied, and what a sensor makes of it.

Lives here: bars by tenths of a bin, what stands above the brim apart; one bin through some days.
Not here: which streams, which bin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twin.figures.counters import F64
from twin.report.plots.canvas import (
    BLUE,
    INK,
    QUIET,
    VERMILLION,
    Canvas,
    Draw,
    above,
    fitted,
    horizontal_grid,
)
from twin.report.plots.time import Marks, calendar_below

PANEL_PX = 190
TOP_PX, BOTTOM_PX = 34, 44
COLUMNS = 2
SENSOR_HEIGHT_PX = 300


@dataclass(frozen=True, slots=True)
class FillWords:
    """What the axes say; a format of percents."""

    fill: str
    above: str
    percent: str


def _rows(panels: int, *, narrow: bool) -> int:
    return panels if narrow else -(-panels // COLUMNS)


def fill_height_px(panels: int, *, narrow: bool) -> int:
    """Height of so many panels."""
    return PANEL_PX * _rows(panels, narrow=narrow)


def fill_bars(names: Sequence[str], shares: F64, words: FillWords) -> Draw:
    """`shares` [panel, tenth] of emptyings; the last tenth is above the brim."""

    def draw(canvas: Canvas) -> None:
        columns = 1 if canvas.narrow or len(names) == 1 else COLUMNS
        width = canvas.width_px / columns
        steps = shares.shape[1]
        for panel, name in enumerate(names):
            row, column = divmod(panel, columns)
            left = column * width + 46
            axes = canvas.axes(
                left,
                canvas.width_px - (column + 1) * width + 14,
                row * PANEL_PX + TOP_PX,
                canvas.height_px - (row + 1) * PANEL_PX + BOTTOM_PX,
            )
            at = np.arange(steps) + 0.5
            axes.bar(at[:-1], 100 * shares[panel, :-1], width=0.84, color=BLUE)
            axes.bar(
                at[-1:], 100 * shares[panel, -1:], width=0.84, color=VERMILLION, hatch="////",
                edgecolor="white", linewidth=0,
            )  # fmt: skip
            axes.set_xlim(0, steps)
            axes.set_ylim(0, max(100 * float(shares[panel].max()) * 1.08, 1))
            axes.set_xticks(
                [0, 5, 10, steps - 0.5], ["0", words.percent.format(x=50), "", words.above]
            )
            axes.yaxis.set_major_formatter(words.percent)
            axes.locator_params(axis="y", nbins=4)
            horizontal_grid(axes)
            axes.annotate(
                fitted(name, width - 20), (0, 1), (-42, 8),
                xycoords="axes fraction", textcoords="offset pixels", ha="left", va="bottom",
                color=INK,
            )  # fmt: skip
            axes.set_xlabel(words.fill)

    return draw


@dataclass(frozen=True, slots=True)
class BinLine:
    """A bin through some days: times in days since the first drawn, fills as shares of its volume.

    `level` is the reported fill at which a truck is called, None without one.
    """

    true_day: F64
    true_fill: F64
    reported_day: F64
    reported_fill: F64
    level: float | None


@dataclass(frozen=True, slots=True)
class BinWords:
    """What the legend and the axes say; a format of percents."""

    true: str
    reported: str
    brim: str
    level: str
    unit: str
    percent: str


def bin_line(line: BinLine, marks: Marks, words: BinWords) -> Draw:
    """The true fill as a line, reports as dots, the brim and the level as rules."""

    def draw(canvas: Canvas) -> None:
        top = 26 * (2 if canvas.narrow else 1)
        axes = canvas.axes(58, 8, top + 34, 30)
        axes.plot(line.true_day, 100 * line.true_fill, color=BLUE, linewidth=1.6, label=words.true)
        axes.plot(
            line.reported_day, 100 * line.reported_fill, "o", color=VERMILLION, markersize=2.6,
            linestyle="none", label=words.reported,
        )  # fmt: skip
        axes.axhline(100, color=INK, linewidth=1.3, label=words.brim)
        if line.level is not None:
            axes.axhline(
                100 * line.level, color=QUIET, linewidth=1.2, linestyle=(0, (5, 3)),
                label=words.level,
            )  # fmt: skip
        fills = np.concatenate([line.true_fill, line.reported_fill, [1.0]])
        axes.set_ylim(0, 108 * float(fills.max()))
        axes.yaxis.set_major_formatter(words.percent)
        axes.locator_params(axis="y", nbins=5)
        calendar_below(axes, canvas, marks)
        horizontal_grid(axes)
        above(axes, words.unit, left_px=54)
        canvas.figure.legend(
            loc="upper left", bbox_to_anchor=(0, 1), ncols=2 if canvas.narrow else 4,
            frameon=False, borderaxespad=0, handlelength=1.5, columnspacing=1.6,
        )  # fmt: skip

    return draw
