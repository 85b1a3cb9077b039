"""Money in plots: amounts by year and payer, prices by case, what moves the price.

Lives here: three plots. Not here: which amounts they show, their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twin.report.plots.canvas import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    RULE,
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

YEARS_HEIGHT_PX, CASES_HEIGHT_PX = 330, 250
TORNADO_ROW_PX, TORNADO_BOTTOM_PX = 34, 50
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY)
NAME_SHARE = 0.44
"""Of the width, what names may take."""


def year_bars(series: Sequence[tuple[str, Sequence[float]]], unit: str) -> Draw:
    """Bars by year, the payers' parts one on another; what is negative hangs below the line."""

    def draw(canvas: Canvas) -> None:
        columns = 2 if canvas.narrow else len(series)
        rows = -(-len(series) // columns)
        axes = canvas.axes(64, 6, 34 + 22 * rows, 30)
        years = len(series[0][1])
        at = np.arange(years)
        up, down = np.zeros(years), np.zeros(years)
        for (name, values), colour in zip(series, COLOURS, strict=False):
            amounts = np.asarray(values, dtype=np.float64)
            base = np.where(amounts >= 0, up, down)
            axes.bar(at, amounts, width=0.72, bottom=base, color=colour, label=name)
            up += np.maximum(amounts, 0)
            down += np.minimum(amounts, 0)
        axes.axhline(0, color=INK, linewidth=1)
        axes.set_xticks(at, [str(year + 1) for year in at])
        axes.yaxis.set_major_formatter(counted)
        axes.locator_params(axis="y", nbins=5)
        horizontal_grid(axes)
        above(axes, unit, left_px=60)
        canvas.figure.legend(
            loc="upper left", bbox_to_anchor=(0, 1), ncols=columns, frameon=False,
            borderaxespad=0, handlelength=1.1, columnspacing=1.4,
        )  # fmt: skip

    return draw


@dataclass(frozen=True, slots=True)
class CaseBar:
    """A case: its name below, its price; `now` is the question as it stands."""

    name: str
    value: float
    now: bool = False


def case_bars(cases: Sequence[CaseBar], unit: str) -> Draw:
    """A bar a case, that of the question as it stands in another colour."""

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(64, 6, 34, 30)
        at = np.arange(len(cases))
        colours = [VERMILLION if case.now else SKY for case in cases]
        axes.bar(at, [case.value for case in cases], width=0.6, color=colours)
        axes.set_ylim(0, 1.08 * max(case.value for case in cases) or 1)
        axes.set_xticks(at, [case.name for case in cases])
        axes.yaxis.set_major_formatter(counted)
        axes.locator_params(axis="y", nbins=5)
        horizontal_grid(axes)
        above(axes, unit, left_px=60)

    return draw


@dataclass(frozen=True, slots=True)
class Swing:
    """What is moved, and what its low and high end do to the price."""

    name: str
    low: float
    high: float


def tornado_height_px(rows: int) -> int:
    """Height of a plot of so many factors."""
    return TORNADO_ROW_PX * rows + TORNADO_BOTTOM_PX


def tornado(rows: Sequence[Swing], unit: str) -> Draw:
    """A row a factor, bars to both sides of no change."""

    def draw(canvas: Canvas) -> None:
        names = [fitted(row.name, NAME_SHARE * canvas.width_px) for row in rows]
        left = max(text_px(name) for name in names) + 14
        axes = canvas.axes(left, 14, 4, TORNADO_BOTTOM_PX - 4)
        at = np.arange(len(rows)) + 0.5
        for place, row in zip(at, rows, strict=True):
            for value, colour in ((row.low, SKY), (row.high, VERMILLION)):
                axes.barh(place, value, height=0.56, color=colour)
        axes.axvline(0, color=INK, linewidth=1)
        axes.set_ylim(len(rows), 0)
        axes.set_yticks(at, names)
        axes.xaxis.set_major_formatter(counted)
        axes.locator_params(axis="x", nbins=3 if canvas.narrow else 8)
        axes.set_xlabel(unit)
        axes.grid(axis="x", color=RULE)
        axes.tick_params(axis="y", labelcolor=INK, pad=6)
        axes.tick_params(axis="x", pad=5)

    return draw
