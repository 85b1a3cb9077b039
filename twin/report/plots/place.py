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

from devices.earth import EARTH_RADIUS_M
from twin.report.plots.canvas import HALO, INK, QUIET, SCALE, Canvas, Draw, above, fitted, text_px

MAP_HEIGHT_PX = {True: 470, False: 520}
"""Height of the map, narrow or wide."""

MIN_SPAN_KM = 0.2
MIN_RADIUS_PX, MAX_RADIUS_PX = 3, 17

MIN_SPREAD = 0.1
NAME_PX = 120
LINE_PX = 16
WIDE_LEGEND_PX, NARROW_LEGEND_PX = 230, 76


@dataclass(frozen=True, slots=True)
class MapSite:
    """A site: degrees, what its area and its colour mean, and its name where it is shown."""

    latitude: float
    longitude: float
    amount: float
    tone: float
    name: str


@dataclass(frozen=True, slots=True)
class MapWords:
    """What the map says: axes, depot, colour and area; `tone_format` writes a colour's value."""

    east: str
    north: str
    depot: str
    tone: str
    amount: str
    tone_format: str


def site_map(sites: Sequence[MapSite], depot: tuple[float, float] | None, words: MapWords) -> Draw:
    """Circles by coordinates, of at least one site; the depot (latitude, longitude) as a square."""

    def draw(canvas: Canvas) -> None:
        points = [(site.latitude, site.longitude) for site in sites]
        middle = (fmean(p[0] for p in points), fmean(p[1] for p in points))
        east, north = local_km(points, middle)
        right, bottom = (8, 46 + NARROW_LEGEND_PX) if canvas.narrow else (WIDE_LEGEND_PX, 46)
        axes = canvas.axes(50, right, 34, bottom)
        marked = points + ([depot] if depot is not None else [])
        frame(canvas, *local_km(marked, middle), axes=axes)
        low, high = min(site.tone for site in sites), max(site.tone for site in sites)
        scale = mpl.colors.Normalize(low, max(high, low + MIN_SPREAD))
        most = max(site.amount for site in sites) or 1.0
        largest = _largest_px(canvas, axes, len(sites))
        placed = sorted(zip(east, north, sites, strict=True), key=_small_last)
        for x, y, site in placed:
            _circle(axes, x, y, _radius_px(site, most, largest), scale(site.tone))
        names = [
            (x, y, _radius_px(site, most, largest), site.name)
            for x, y, site in sorted(placed, key=_best_last, reverse=True)
            if site.name
        ]
        if depot is not None:
            (x,), (y,) = local_km([depot], middle)
            axes.plot(x, y, "s", markersize=10, color="white", markeredgecolor=INK)
            names.insert(0, (x, y, 6.0, words.depot))
        _names(canvas, axes, names)
        axes.grid(visible=True)
        axes.tick_params(pad=5)
        axes.set_xlabel(words.east)
        above(axes, words.north, left_px=46)
        _legend(canvas, scale, (most, largest), words)

    return draw


def _radius_px(site: MapSite, most: float, largest: float) -> float:
    return max(0.35 * largest, largest * math.sqrt(site.amount / most))


def _largest_px(canvas: Canvas, axes: Axes, sites: int) -> float:
    """Radius at which so many circles, evenly spread, do not lie on each other."""
    box = axes.get_position()
    side_px = min(box.width * canvas.width_px, box.height * canvas.height_px)
    apart_px = (side_px - 5 * MAX_RADIUS_PX) / math.sqrt(sites)
    return min(MAX_RADIUS_PX, max(MIN_RADIUS_PX, 0.42 * apart_px))


def _circle(axes: Axes, x: float, y: float, radius_px: float, tone: float) -> None:
    axes.plot(
        x, y, "o", markersize=2 * radius_px, markeredgecolor=INK, markeredgewidth=0.8,
        markerfacecolor=mpl.colormaps[SCALE](tone), clip_on=False,
    )  # fmt: skip


def _small_last(place: tuple[float, float, MapSite]) -> float:
    return -place[2].amount


def _best_last(place: tuple[float, float, MapSite]) -> float:
    return place[2].tone


def local_km(
    points: Sequence[tuple[float, float]], middle: tuple[float, float]
) -> tuple[list[float], list[float]]:
    """Kilometres to the east and north of the middle (equirectangular; fit for a city)."""
    km = math.radians(1) * EARTH_RADIUS_M / 1000
    squeeze = math.cos(math.radians(middle[0]))
    east = [(longitude - middle[1]) * km * squeeze for _, longitude in points]
    return east, [(latitude - middle[0]) * km for latitude, _ in points]


def frame(canvas: Canvas, east: Sequence[float], north: Sequence[float], *, axes: Axes) -> None:
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


def _names(canvas: Canvas, axes: Axes, names: Sequence[tuple[float, float, float, str]]) -> None:
    """Names above their circles (east, north, radius, name); one that would lie on another is not
    written.
    """
    box = axes.get_position()
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    taken: list[tuple[float, float, float]] = []
    for x, y, radius_px, name in names:
        said = fitted(name, NAME_PX)
        x_px = (x - west) / (east - west) * box.width * canvas.width_px
        y_px = (y - south) / (north - south) * box.height * canvas.height_px + radius_px
        half = text_px(said) / 2
        if any(
            abs(x_px - x2) < half + half2 and abs(y_px - y2) < LINE_PX for x2, y2, half2 in taken
        ):
            continue
        taken.append((x_px, y_px, half))
        axes.annotate(
            said, (x, y), (0, radius_px + 2), textcoords="offset pixels", ha="center",
            va="bottom", color=INK, gid=HALO, annotation_clip=False,
        )  # fmt: skip


def _legend(
    canvas: Canvas, scale: mpl.colors.Normalize, size: tuple[float, float], words: MapWords
) -> None:
    """What colour and area mean: at the right, on phones below."""
    most, largest = size
    if canvas.narrow:
        left, top, circle_top = 50.0, canvas.height_px - NARROW_LEGEND_PX + 26.0, 0.0
    else:
        left, top = canvas.width_px - WIDE_LEGEND_PX + 28.0, 60.0
        circle_top = top + 96
    width = 130.0 if canvas.narrow else canvas.width_px - left - 22
    axes = canvas.axes(left, canvas.width_px - left - width, top, canvas.height_px - top - 12)
    low, high = float(scale.vmin or 0), float(scale.vmax or 0)
    axes.imshow(
        np.linspace(0, 1, 64)[None], aspect="auto", interpolation="none", cmap=SCALE,
        extent=(low, high, 0, 1),
    )  # fmt: skip
    axes.set_yticks([])
    axes.set_xticks(
        [low, high], [words.tone_format.format(x=float(f"{x:.3g}")) for x in (low, high)]
    )
    axes.tick_params(axis="x", pad=4)
    axes.spines["bottom"].set_visible(False)
    above(axes, words.tone)
    if canvas.narrow:
        left, circle_top = left + width + 32, top - 8
    side = 2 * largest + 4
    box = canvas.axes(
        left, canvas.width_px - left - side, circle_top, canvas.height_px - circle_top - side
    )
    box.set_axis_off()
    box.set_xlim(-1, 1)
    box.set_ylim(-1, 1)
    box.plot(
        0, 0, "o", markersize=2 * largest, markerfacecolor="none", markeredgecolor=INK,
        clip_on=False,
    )  # fmt: skip
    said = f"{most:,.0f} {words.amount}" if most >= 1 else f"{most:.2g} {words.amount}"
    box.annotate(
        said.replace(" ", "\n", 1) if canvas.narrow else said, (1, 0), (8, 0),
        textcoords="offset pixels", ha="left", va="center", color=QUIET, annotation_clip=False,
    )  # fmt: skip
