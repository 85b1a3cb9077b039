"""The map: sites at their coordinates, without tiles.

Lives here: projection to local kilometres, circles, scale. Not here: what their colour means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from scenarios.expand import EARTH_RADIUS_M
from twin.report.plots.canvas import HALO, INK, QUIET, SCALE, Canvas, Draw, above, text_px

MAP_HEIGHT_PX = {True: 420, False: 520}
"""Height of the map, narrow or wide."""

MIN_SPAN_KM = 0.2
MIN_RADIUS_PX, MAX_RADIUS_PX = 5, 17
LABEL_EDGE_PX = 4


@dataclass(frozen=True, slots=True)
class MapSite:
    """A site: degrees, parcels presented a day, share rejected, and its name where it is shown."""

    latitude: float
    longitude: float
    presented: float
    share: float
    name: str


@dataclass(frozen=True, slots=True)
class MapWords:
    """What the map says."""

    east: str
    north: str
    depot: str
    unit: str


def site_map(sites: Sequence[MapSite], depot: tuple[float, float] | None, words: MapWords) -> Draw:
    """Circles by coordinates; the depot (latitude, longitude) as a square."""

    def draw(canvas: Canvas) -> None:
        points = [(site.latitude, site.longitude) for site in sites]
        middle = (fmean(p[0] for p in points), fmean(p[1] for p in points))
        east, north = _local_km(points, middle)
        axes = canvas.axes(50, 8, 34, 118)
        marked = points + ([depot] if depot is not None else [])
        _frame(canvas, *_local_km(marked, middle), axes=axes)
        top = max((site.share for site in sites), default=0.0)
        scale = mpl.colors.Normalize(0, max(top, 0.01))
        most = max((site.presented for site in sites), default=0.0) or 1.0
        largest = MAX_RADIUS_PX if len(sites) <= 60 else MAX_RADIUS_PX / 2
        for x, y, site in sorted(zip(east, north, sites, strict=True), key=_small_last):
            radius = max(MIN_RADIUS_PX, largest * math.sqrt(site.presented / most))
            axes.plot(
                x, y, "o", markersize=2 * radius, markeredgecolor=INK, markeredgewidth=0.8,
                markerfacecolor=mpl.colormaps[SCALE](scale(site.share)),
            )  # fmt: skip
            if site.name:
                _name(canvas, axes, x, y, radius, site.name)
        if depot is not None:
            (x,), (y,) = _local_km([depot], middle)
            axes.plot(x, y, "s", markersize=9, color="white", markeredgecolor=INK)
            _name(canvas, axes, x, y, 6, words.depot)
        axes.grid(visible=True)
        axes.tick_params(pad=5)
        axes.set_xlabel(words.east)
        above(axes, words.north, left_px=46)
        _colour_bar(canvas, max(top, 0.01), words.unit)

    return draw


def _small_last(place: tuple[float, float, MapSite]) -> float:
    return -place[2].presented


def _local_km(
    points: Sequence[tuple[float, float]], middle: tuple[float, float]
) -> tuple[list[float], list[float]]:
    """Kilometres to the east and north of the middle (equirectangular; fit for a city)."""
    km = math.radians(1) * EARTH_RADIUS_M / 1000
    squeeze = math.cos(math.radians(middle[0]))
    east = [(longitude - middle[1]) * km * squeeze for _, longitude in points]
    return east, [(latitude - middle[0]) * km for latitude, _ in points]


def _frame(canvas: Canvas, east: Sequence[float], north: Sequence[float], *, axes: Axes) -> None:
    """Limits with room for circles, a kilometre as long in both directions."""
    box = axes.get_position()
    width_px, height_px = box.width * canvas.width_px, box.height * canvas.height_px
    edge = 2.5 * MAX_RADIUS_PX
    span_x = max(max(east) - min(east), MIN_SPAN_KM)
    span_y = max(max(north) - min(north), MIN_SPAN_KM)
    km_per_px = max(span_x / (width_px - 2 * edge), span_y / (height_px - 2 * edge))
    x, y = (max(east) + min(east)) / 2, (max(north) + min(north)) / 2
    axes.set_xlim(x - km_per_px * width_px / 2, x + km_per_px * width_px / 2)
    axes.set_ylim(y - km_per_px * height_px / 2, y + km_per_px * height_px / 2)
    axes.locator_params(axis="x", nbins=5 if canvas.narrow else 9)
    axes.locator_params(axis="y", nbins=6)
    axes.xaxis.set_major_formatter("{x:.10g}")
    axes.yaxis.set_major_formatter("{x:.10g}")


def _name(canvas: Canvas, axes: Axes, x: float, y: float, radius: float, name: str) -> None:
    """A name to the right of its circle, to the left where it would leave the map."""
    low, high = axes.get_xlim()
    right_px = (high - x) / (high - low) * axes.get_position().width * canvas.width_px
    leaves = right_px < radius + LABEL_EDGE_PX + text_px(name)
    by = radius + LABEL_EDGE_PX
    axes.annotate(
        name, (x, y), (-by if leaves else by, 0), textcoords="offset pixels",
        ha="right" if leaves else "left", va="center", color=INK,
        gid=HALO,
    )  # fmt: skip


def _colour_bar(canvas: Canvas, top: float, unit: str) -> None:
    width = min(220.0, canvas.width_px - 66)
    axes = canvas.axes(50, canvas.width_px - 50 - width, canvas.height_px - 56, 46)
    axes.imshow(
        np.linspace(0, 1, 64)[None], aspect="auto", interpolation="none", cmap=SCALE,
        extent=(0, 100 * top, 0, 1),
    )  # fmt: skip
    axes.set_yticks([])
    axes.xaxis.set_major_formatter("{x:.10g} %")
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(axis="x", pad=3)
    axes.spines["bottom"].set_visible(False)
    canvas.figure.text(
        50 / canvas.width_px, 8 / canvas.height_px, unit, color=QUIET, ha="left", va="bottom"
    )
