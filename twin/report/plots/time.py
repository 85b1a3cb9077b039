"""Time lines: numbers over the measured days, by the hour and by the day.

Lives here: a line with its band, and the days with their labels. Not here: what is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Affine2D, Transform

from twin.figures.counters import F64
from twin.report.plots.canvas import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
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

MAX_LABELS = 6
LABEL_SHARE = 0.6
"""Of the width, what the name of a label may take."""

LABEL_PX = 22
"""Room a label of the calendar takes above a plot."""

MAX_MIDNIGHTS = 35
LINE_HEIGHT_PX = 250
DAYS_HEIGHT_PX = 400

WriteDate = Callable[[dt.date], str]


@dataclass(frozen=True, slots=True)
class Marks:
    """The calendar under a time line.

    `spans`: label and the runs of days (from, to; counted from the first measured one) that bear
    it; `holidays`: days; `write` writes a date on the axis.
    """

    first: dt.date
    days: int
    spans: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    holidays: frozenset[int]
    write: WriteDate

    @property
    def drawn(self) -> Sequence[tuple[str, Sequence[tuple[int, int]]]]:
        """The labels that plots have room for, the first MAX_LABELS."""
        return self.spans[:MAX_LABELS]

    @property
    def height_px(self) -> int:
        """Room that the labels take above a plot."""
        return LABEL_PX * len(self.drawn)


def band_line(
    line: F64, step_h: int, marks: Marks, unit: str, bound: tuple[float, str] | None
) -> Draw:
    """Mean over replications with the band between least and most.

    `line` [replication, step] with steps of `step_h` hours; `bound` is a level and its name.
    """

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(58, 8, 34 + marks.height_px, 30)
        days = (np.arange(line.shape[1]) + 0.5) * step_h / 24
        if len(line) > 1:
            low, high = line.min(axis=0), line.max(axis=0)
            axes.fill_between(days, low, high, color=BLUE, alpha=0.25, linewidth=0)
        axes.plot(days, line.mean(axis=0), color=BLUE, linewidth=1.5)
        if bound is not None:
            axes.axhline(bound[0], color=INK, linewidth=1.2, linestyle=(0, (5, 3)))
            axes.annotate(
                bound[1], (1, bound[0]), (0, 3), xycoords=axes.get_yaxis_transform(),
                textcoords="offset pixels", ha="right", va="bottom", color=QUIET,
            )  # fmt: skip
        most = max(float(line.max()), 0.0 if bound is None else 1.06 * bound[0])
        axes.set_ylim(0, most * 1.06 or 1)
        axes.yaxis.set_major_formatter(counted)
        axes.locator_params(axis="y", nbins=5)
        calendar_below(axes, canvas, marks)
        horizontal_grid(axes)
        above(axes, unit, left_px=54)

    return draw


@dataclass(frozen=True, slots=True)
class Day:
    """A measured day: parcels presented, the share rejected and its interval (None without)."""

    presented: float
    share: float | None
    low: float | None
    high: float | None


def day_panels(
    days: Sequence[Day], marks: Marks, volume_unit: str, share_unit: str, percent: str
) -> Draw:
    """Above, parcels a day; below, the share that finds no compartment, its axis in `percent`."""

    def draw(canvas: Canvas) -> None:
        top = 34 + marks.height_px
        middle = (canvas.height_px - top - 30) / 2
        above_axes = canvas.axes(58, 8, top, 30 + middle + 20)
        below_axes = canvas.axes(58, 8, top + middle + 20, 30)
        at = np.arange(len(days)) + 0.5
        above_axes.bar(at, [day.presented for day in days], width=0.8, color=SKY)
        above_axes.yaxis.set_major_formatter(counted)
        for x, day in zip(at, days, strict=True):
            if day.share is None:
                continue
            if day.low is not None and day.high is not None:
                span = [100 * max(day.low, 0), 100 * min(day.high, 1)]
                below_axes.plot([x, x], span, color=VERMILLION, linewidth=3, alpha=0.45)
            below_axes.plot(x, 100 * day.share, "o", color=VERMILLION, markersize=5)
        for x in sorted(marks.holidays):
            above_axes.plot(
                x + 0.5, days[x].presented, "o", color="white", markeredgecolor=INK, markersize=6
            )
        below_axes.set_ylim(0, 1.08 * below_axes.get_ylim()[1])
        below_axes.yaxis.set_major_formatter(percent)
        for axes, unit in ((above_axes, volume_unit), (below_axes, share_unit)):
            axes.locator_params(axis="y", nbins=4)
            horizontal_grid(axes)
            calendar_below(axes, canvas, marks, named=axes is above_axes)
            above(axes, unit, left_px=54)
        above_axes.set_xticklabels([])

    return draw


def bar_panels(values: Sequence[Sequence[float]], marks: Marks, units: Sequence[str]) -> Draw:
    """A panel of bars by day for each of several units, one below the other."""

    def draw(canvas: Canvas) -> None:
        top = 34 + marks.height_px
        each = (canvas.height_px - top - 30) / len(values)
        for number, (bars, unit) in enumerate(zip(values, units, strict=True)):
            begin = top + number * each
            last = number == len(values) - 1
            below = canvas.height_px - begin - each + (0 if last else 40)
            axes = canvas.axes(58, 8, begin, below)
            colour = (VERMILLION, SKY, GREEN)[number]
            axes.bar(np.arange(len(bars)) + 0.5, bars, width=0.8, color=colour)
            axes.set_ylim(0, 1.1 * max(bars) or 1)
            axes.yaxis.set_major_formatter(counted)
            axes.locator_params(axis="y", nbins=4)
            horizontal_grid(axes)
            calendar_below(axes, canvas, marks, named=number == 0)
            above(axes, unit, left_px=54)
            if not last:
                axes.set_xticklabels([])

    return draw


def calendar_below(
    axes: Axes, canvas: Canvas, marks: Marks, sides_px: float = 66, *, named: bool = True
) -> None:
    """Dates below, labels of the calendar as shades; `sides_px` are left free left and right."""
    axes.set_xlim(0, marks.days)
    room = canvas.width_px - sides_px
    texts = [marks.write(marks.first + dt.timedelta(days=day)) for day in range(marks.days)]
    most = max(1, int(room // (max(text_px(text) for text in texts[:40]) + 16)))
    every = next(step for step in (1, 2, 7, 14, 28, 56, 91, 182, 364, 728, 3660)
                 if -(-marks.days // step) <= most)  # fmt: skip
    shown = range(0, marks.days, every)
    half = text_px(texts[0]) / room * marks.days / 2
    at = [min(max(day + 0.5, half), marks.days - half) for day in shown]
    axes.set_xticks(at, [texts[day] for day in shown])
    for midnight in range(1, marks.days if marks.days <= MAX_MIDNIGHTS else 1):
        axes.axvline(midnight, color=RULE, linewidth=0.5, zorder=-1)
    for row, (label, spans) in enumerate(marks.drawn):
        height_px = 30 + LABEL_PX * (len(marks.drawn) - 1 - row)
        for begin, end in spans:
            axes.axvspan(begin, end, color=SHADE, linewidth=0, zorder=-2)
            if named:
                _bracket(axes, begin, end, height_px)
        if named:
            name = fitted(label, LABEL_SHARE * room)
            _label(axes, name, spans[0][0], height_px, text_px(name) / room * marks.days)


def _bracket(axes: Axes, begin: float, end: float, height_px: float) -> None:
    """A line above the axes over the days from begin to end."""
    axes.annotate(
        "", (begin, 1), (end, 1), xycoords=_lifted(axes, height_px),
        textcoords=_lifted(axes, height_px), annotation_clip=False,
        arrowprops={"arrowstyle": "-", "color": ORANGE, "linewidth": 2.5, "shrinkA": 0,
                    "shrinkB": 0},
    )  # fmt: skip


def _label(axes: Axes, label: str, begin: float, height_px: float, width_days: float) -> None:
    """The name of a label above its line; to the left of the edge where it would leave the plot."""
    leaves = begin + width_days > axes.get_xlim()[1]
    axes.annotate(
        label, (axes.get_xlim()[1] if leaves else begin, 1), (0, 2),
        xycoords=_lifted(axes, height_px), textcoords="offset pixels", color=INK,
        ha="right" if leaves else "left", va="bottom", annotation_clip=False,
    )  # fmt: skip


def _lifted(axes: Axes, height_px: float) -> Transform:
    """Days across, and so many pixels above the axes."""
    return axes.get_xaxis_transform() + Affine2D().translate(0, height_px)
