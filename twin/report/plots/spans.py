"""When things do not work: a row a component, its hours down as bars.

Lives here: the bars and their calendar. Not here: which components are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.patches import Patch

from twin.report.plots.canvas import (
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    RULE,
    SKY,
    VERMILLION,
    Canvas,
    Draw,
    fitted,
    text_px,
)
from twin.report.plots.time import Marks, calendar_below

ROW_PX = 24
LEGEND_PX, BOTTOM_PX, LABELS_PX = 26, 32, 28
NAME_SHARE = 0.36
COLOURS = (VERMILLION, ORANGE, SKY, GREEN, PURPLE, INK)
"""By the code of a component: mains, network, terminal, doors, sensor, cooling unit."""

LEAST_PX = 2.5
"""Shorter bars could not be seen."""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A component: its name, its kind's code, and when it is down, in hours since the first."""

    name: str
    kind: int
    spans: Sequence[tuple[float, float]]


def _legend_rows(kinds: int, *, narrow: bool) -> int:
    return -(-kinds // (2 if narrow else 6))


def spans_height_px(rows: Sequence[SpanRow], marks: Marks, *, narrow: bool) -> int:
    """Height of a plot of these rows."""
    kinds = len({row.kind for row in rows})
    legend = LEGEND_PX * _legend_rows(kinds, narrow=narrow)
    return legend + LABELS_PX + marks.height_px + ROW_PX * len(rows) + BOTTOM_PX


def span_rows(rows: Sequence[SpanRow], kinds: Sequence[str], marks: Marks) -> Draw:
    """A row a component, coloured by its kind; `kinds` are the names of all kinds by code."""

    def draw(canvas: Canvas) -> None:
        shown = sorted({row.kind for row in rows})
        legend = LEGEND_PX * _legend_rows(len(shown), narrow=canvas.narrow)
        top = legend + LABELS_PX + marks.height_px
        names = [fitted(row.name, NAME_SHARE * canvas.width_px) for row in rows]
        left = max(text_px(name) for name in names) + 12
        axes = canvas.axes(left, 8, top, BOTTOM_PX)
        least = LEAST_PX * marks.days / (canvas.width_px - left - 8)
        for at, row in enumerate(rows):
            axes.axhline(at + 0.5, color=RULE, linewidth=0.8, zorder=0)
            bars = [(begin / 24, max((end - begin) / 24, least)) for begin, end in row.spans]
            axes.broken_barh(bars, (at + 0.16, 0.68), color=COLOURS[row.kind], linewidth=0)
        axes.set_ylim(len(rows), 0)
        calendar_below(axes, canvas, marks, left + 8)
        axes.set_yticks([at + 0.5 for at in range(len(rows))], names)
        axes.tick_params(axis="y", labelcolor=INK, pad=6)
        axes.tick_params(axis="x", pad=5)
        keys = [Patch(color=COLOURS[kind], linewidth=0, label=kinds[kind]) for kind in shown]
        canvas.figure.legend(
            handles=keys, loc="upper left", bbox_to_anchor=(0, 1), frameon=False, borderaxespad=0,
            ncols=2 if canvas.narrow else 6, handlelength=1.1, columnspacing=1.6,
        )  # fmt: skip

    return draw
