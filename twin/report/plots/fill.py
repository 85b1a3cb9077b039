"""How full bins are when they are emptied: a small plot a stream.

Lives here: bars by tenths of a bin, what stands above the brim apart. Not here: which streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twin.figures.counters import F64
from twin.report.plots.canvas import (
    BLUE,
    INK,
    VERMILLION,
    Canvas,
    Draw,
    fitted,
    horizontal_grid,
)

PANEL_PX = 190
TOP_PX, BOTTOM_PX = 34, 44
COLUMNS = 2


@dataclass(frozen=True, slots=True)
class FillWords:
    """What the axes say; a format of percents."""

    unit: str
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
                fitted(f"{name}: {words.unit}", width - 20), (0, 1), (-42, 8),
                xycoords="axes fraction", textcoords="offset pixels", ha="left", va="bottom",
                color=INK,
            )  # fmt: skip
            axes.set_xlabel(words.fill)

    return draw
