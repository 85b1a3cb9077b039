"""Bars and dots: the hours of the day, and things ranked by a share.

Lives here: four plots. Not here: which hours, banks or sizes they show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Patch

from twin.figures.counters import F64
from twin.report.plots.canvas import (
    GREEN,
    INK,
    QUIET,
    RULE,
    SHADE,
    SKY,
    VERMILLION,
    Canvas,
    Draw,
    above,
    counted,
    fitted,
    horizontal_grid,
    text_px,
)

HOURS_HEIGHT_PX = 300
DOT_ROW_PX = 26
PANEL_PX, PANELS_BOTTOM_PX, SHADE_LEGEND_PX = 150, 46, 24
DOTS_TOP_PX, DOTS_BOTTOM_PX = 8, 34
NAME_SHARE = 0.4
"""Of the width, what names may take."""


@dataclass(frozen=True, slots=True)
class HourWords:
    """What the axes and the legend of the hours say."""

    unit: str
    hour: str
    fits: str
    rejected: str


def hour_bars(presented: F64, rejected: F64, words: HourWords) -> Draw:
    """Parcels by hour of the day: those that fit below, those that are rejected on top."""

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(52, 6, 70 if canvas.narrow else 58, 46)
        hours = np.arange(24) + 0.5
        fits = presented - rejected
        axes.bar(hours, fits, width=0.82, color=SKY, label=words.fits)
        axes.bar(
            hours, rejected, width=0.82, bottom=fits, color=VERMILLION, label=words.rejected,
            hatch="////", edgecolor="white", linewidth=0,
        )  # fmt: skip
        horizontal_grid(axes)
        axes.set_xlim(0, 24)
        axes.set_xticks(range(0, 25, 3))
        axes.yaxis.set_major_formatter(counted)
        axes.set_xlabel(words.hour)
        above(axes, words.unit, left_px=48)
        canvas.figure.legend(
            loc="upper left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0,
            handlelength=1.1, columnspacing=1.6,
        )  # fmt: skip

    return draw


@dataclass(frozen=True, slots=True)
class Dot:
    """A name, a share with its interval (None without one), and how it is written.

    `marked` stands apart from the others, such as a median.
    """

    name: str
    share: float
    low: float | None
    high: float | None
    text: str
    marked: bool = False


def dots_height_px(rows: int) -> int:
    """Height of a plot of so many dots."""
    return DOTS_TOP_PX + DOT_ROW_PX * rows + DOTS_BOTTOM_PX


def ranked_dots(dots: Sequence[Dot], percent: str) -> Draw:
    """A row a name, its share as a dot with the interval as a line."""

    def draw(canvas: Canvas) -> None:
        names = [fitted(dot.name, NAME_SHARE * canvas.width_px) for dot in dots]
        left = max(text_px(name) for name in names) + 14
        right = max(text_px(dot.text) for dot in dots) + 10
        axes = canvas.axes(left, right, DOTS_TOP_PX, DOTS_BOTTOM_PX)
        rows = np.arange(len(dots)) + 0.5
        for row, dot in zip(rows, dots, strict=True):
            colour = QUIET if dot.marked else VERMILLION
            axes.axhline(row, color=RULE, linewidth=0.8, zorder=0)
            if dot.low is not None and dot.high is not None:
                span = [100 * max(dot.low, 0), 100 * min(dot.high, 1)]
                axes.plot(span, [row, row], color=colour, linewidth=3.5, alpha=0.45)
            axes.plot(100 * dot.share, row, "D" if dot.marked else "o", color=colour, markersize=7)
            axes.text(
                1.0, row, f" {dot.text}", transform=axes.get_yaxis_transform(), ha="left",
                va="center", color=INK,
            )  # fmt: skip
        axes.set_ylim(len(dots), 0)
        axes.set_yticks(rows, names)
        top = max(dot.share if dot.high is None else min(dot.high, 1) for dot in dots)
        axes.set_xlim(0, max(100 * top * 1.06, 1))
        axes.xaxis.set_major_formatter(percent)
        axes.locator_params(axis="x", nbins=4 if canvas.narrow else 8)
        axes.grid(axis="x")
        axes.tick_params(axis="y", labelcolor=INK, pad=6)
        axes.tick_params(axis="x", pad=5)

    return draw


@dataclass(frozen=True, slots=True)
class HourPanel:
    """Bars by hour of the day, 0 to 23, and the unit above them; NaN draws nothing."""

    values: F64
    unit: str


@dataclass(frozen=True, slots=True)
class HourShade:
    """How much of each hour of the day something stands open, 0 to 1, and what the legend says."""

    share: F64
    name: str


def panels_height_px(panels: int, *, shaded: bool) -> int:
    """Height of so many panels by hour."""
    return PANEL_PX * panels + PANELS_BOTTOM_PX + (SHADE_LEGEND_PX if shaded else 0)


def hour_panels(panels: Sequence[HourPanel], shade: HourShade | None, hour: str) -> Draw:
    """Panels of bars by hour of the day, one below the other, over the hours of `shade`."""

    def draw(canvas: Canvas) -> None:
        top = 0 if shade is None else SHADE_LEGEND_PX
        hours = np.arange(24) + 0.5
        for number, panel in enumerate(panels):
            begin = top + number * PANEL_PX
            below = canvas.height_px - begin - PANEL_PX
            axes = canvas.axes(58, 8, begin + 34, below)
            if shade is not None:
                for at, share in enumerate(shade.share):
                    axes.axvspan(at, at + 1, color=SHADE, alpha=share, linewidth=0, zorder=-2)
            axes.bar(hours, panel.values, width=0.82, color=(SKY, VERMILLION, GREEN)[number])
            axes.set_ylim(0, 1.1 * float(np.nanmax(panel.values, initial=0)) or 1)
            axes.yaxis.set_major_formatter(counted)
            axes.locator_params(axis="y", nbins=4)
            horizontal_grid(axes)
            axes.set_xlim(0, 24)
            last = number == len(panels) - 1
            axes.set_xticks(range(0, 25, 3), [str(at) if last else "" for at in range(0, 25, 3)])
            above(axes, panel.unit, left_px=54)
            if last:
                axes.set_xlabel(hour)
        if shade is not None:
            canvas.figure.legend(
                handles=[Patch(color=SHADE, linewidth=0, label=shade.name)], loc="upper left",
                bbox_to_anchor=(0, 1), frameon=False, borderaxespad=0, handlelength=1.4,
            )  # fmt: skip

    return draw


@dataclass(frozen=True, slots=True)
class RowBar:
    """A name, a number and how it is written; `wrong` ones stand apart."""

    name: str
    value: float
    text: str
    wrong: bool = False


def row_bars(rows: Sequence[RowBar], unit: str) -> Draw:
    """A row a name, its number as a bar to the right."""

    def draw(canvas: Canvas) -> None:
        names = [fitted(row.name, NAME_SHARE * canvas.width_px) for row in rows]
        left = max(text_px(name) for name in names) + 14
        right = max(text_px(row.text) for row in rows) + 12
        axes = canvas.axes(left, right, DOTS_TOP_PX, DOTS_BOTTOM_PX + 14)
        at = np.arange(len(rows)) + 0.5
        for place, row in zip(at, rows, strict=True):
            axes.barh(
                place, row.value, height=0.62, color=VERMILLION if row.wrong else SKY,
                hatch="////" if row.wrong else None, edgecolor="white", linewidth=0,
            )  # fmt: skip
            axes.text(
                1.0, place, f" {row.text}", transform=axes.get_yaxis_transform(), ha="left",
                va="center", color=INK,
            )  # fmt: skip
        axes.set_ylim(len(rows), 0)
        axes.set_yticks(at, names)
        axes.set_xlim(0, 1.04 * max(row.value for row in rows) or 1)
        axes.xaxis.set_major_formatter(counted)
        axes.locator_params(axis="x", nbins=4 if canvas.narrow else 8)
        axes.set_xlabel(unit)
        axes.grid(axis="x")
        axes.tick_params(axis="y", labelcolor=INK, pad=6)
        axes.tick_params(axis="x", pad=5)

    return draw
