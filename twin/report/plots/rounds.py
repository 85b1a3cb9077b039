"""Rounds on the map: the way of each tour from the depot through its sites and back.

Lives here: lines between coordinates, a colour a tour, order by arrows. Not here: which service a
map is of, the planning of rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from matplotlib.axes import Axes

from twin.report.plots.canvas import HALO, INK, LINES, ORANGE, SKY, Canvas, Draw, above, fitted
from twin.report.plots.place import frame, local_km

COLOURS = (*LINES, ORANGE, SKY)
"""Colours of tours; further ones begin again with another dash."""

DASHES: tuple[tuple[int, tuple[int, ...] | None], ...] = ((0, None), (0, (6, 2)), (0, (2, 2)))

MAX_ARROWS = 60
"""Legs of a map up to which each has an arrow; with more only the first of a tour has one."""

TITLE_PX = 190
"""Room for the title beside what is said of the axis, on a phone too."""

Spot = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class RoundWords:
    """What the map says: whose rounds they are, axes, depot."""

    title: str
    east: str
    north: str
    depot: str


def rounds_map(tours: Sequence[Sequence[Spot]], depot: Spot, words: RoundWords) -> Draw:
    """Tours of at least one stop each; every one begins and ends at the depot."""

    def draw(canvas: Canvas) -> None:
        spots = [spot for tour in tours for spot in tour] + [depot]
        middle = (fmean(spot[0] for spot in spots), fmean(spot[1] for spot in spots))
        axes = canvas.axes(50, 8, 34, 46)
        frame(canvas, *local_km(spots, middle), axes=axes)
        legs = sum(len(tour) + 1 for tour in tours)
        for number, tour in enumerate(tours):
            east, north = local_km([depot, *tour, depot], middle)
            colour = COLOURS[number % len(COLOURS)]
            dash = DASHES[number // len(COLOURS) % len(DASHES)]
            axes.plot(east, north, linestyle=dash, color=colour, linewidth=1.6, zorder=2)
            axes.plot(
                east[1:-1], north[1:-1], "o", markersize=4.5, color=colour,
                markeredgecolor="white", markeredgewidth=0.6, zorder=3,
            )  # fmt: skip
            ways = list(pairwise(zip(east, north, strict=True)))
            for begin, end in ways if legs <= MAX_ARROWS else ways[:1]:
                _arrow(axes, begin, end, colour)
        (x,), (y,) = local_km([depot], middle)
        axes.plot(x, y, "s", markersize=10, color="white", markeredgecolor=INK, zorder=4)
        axes.annotate(
            words.depot, (x, y), (0, 8), textcoords="offset pixels", ha="center", va="bottom",
            color=INK, gid=HALO, annotation_clip=False,
        )  # fmt: skip
        axes.grid(visible=True)
        axes.tick_params(pad=5)
        axes.set_xlabel(words.east)
        above(axes, words.north, left_px=46)
        axes.annotate(
            fitted(words.title, TITLE_PX), (1, 1), (0, 10), xycoords="axes fraction",
            textcoords="offset pixels", color=INK, ha="right", va="bottom",
        )  # fmt: skip

    return draw


def _arrow(axes: Axes, begin: Spot, end: Spot, colour: str) -> None:
    """A head in the middle of a leg, where it hides no site."""
    (x, y), (x2, y2) = begin, end
    near = (x + 0.49 * (x2 - x), y + 0.49 * (y2 - y))
    far = (x + 0.51 * (x2 - x), y + 0.51 * (y2 - y))
    axes.annotate(
        "", far, near, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 0.8}
    )
