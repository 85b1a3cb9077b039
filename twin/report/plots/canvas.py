"""How every plot looks, and how it becomes SVG that may stand in a page.

Lives here: colours, type sizes, margins, axes, and the cleaning of Matplotlib's SVG. Not here: any
single plot.

Text stays text: the page's own fonts write it, Chinese too. Widths are estimated here, because the
fonts of the reader are not those of the maker. The SVG carries no id that another plot could have,
no style sheet, no metadata and no address.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

BLUE = "#0072B2"
VERMILLION = "#D55E00"
SKY = "#56B4E9"
ORANGE = "#E69F00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
INK = "#1d2733"
QUIET = "#5b6673"
RULE = "#d5dbe1"
SHADE = "#f3ead2"
LINES = (BLUE, VERMILLION, GREEN, PURPLE)
"""Okabe and Ito (2008), distinguishable in the common forms of colour blindness."""

SCALE = "cividis"
"""Nuñez, Anderton and Renslow (2018): even in lightness, the same to colour-blind eyes."""

HALO = "halo"
"""Group id of text that needs a light edge to be read on a plot; a class of the page's style."""

WIDE_PX, NARROW_PX = 880, 340

_INCH_PX = 72
_RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 12.5,
    "axes.edgecolor": RULE,
    "axes.labelcolor": QUIET,
    "axes.labelsize": 12.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": 12.5,
    "ytick.labelsize": 12.5,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.8,
}


@dataclass
class Canvas:
    """A figure of a fixed size in CSS pixels, on which axes are placed by pixels from its edges."""

    width_px: int
    height_px: int
    figure: Figure = field(init=False)

    def __post_init__(self) -> None:
        self.figure = Figure(
            figsize=(self.width_px / _INCH_PX, self.height_px / _INCH_PX), dpi=_INCH_PX
        )

    @property
    def narrow(self) -> bool:
        """Whether it is drawn for a phone."""
        return self.width_px < WIDE_PX // 2

    def axes(self, left: float, right: float, top: float, bottom: float, **options: Any) -> Axes:
        """Axes with so many pixels left free at each edge."""
        across, up = self.width_px, self.height_px
        box = (left / across, bottom / up, (across - left - right) / across,
               (up - top - bottom) / up)  # fmt: skip
        return self.figure.add_axes(box, **options)


Draw = Callable[[Canvas], None]


def text_px(text: str, size_px: float = 12.5) -> float:
    """Estimated width of a text: an em for wide characters, a good half for others."""
    ems = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.57 for c in text)
    return ems * size_px


def fitted(text: str, room_px: float) -> str:
    """A text cut to its room, with an ellipsis where something is missing."""
    if text_px(text) <= room_px:
        return text
    kept = len(text)
    while kept and text_px(text[:kept]) > room_px - text_px("…"):
        kept -= 1
    return f"{text[:kept].rstrip()}…"


def render(name: str, width_px: int, height_px: int, draw: Draw) -> str:
    """SVG of a plot, to stand in a page; `name` is the page's own for it."""
    with mpl.rc_context({**_RC, "svg.hashsalt": f"{name}-{width_px}"}):
        canvas = Canvas(width_px, height_px)
        draw(canvas)
        buffer = io.StringIO()
        with warnings.catch_warnings():
            # Chinese is measured as boxes; the reader's fonts draw it.
            warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
            canvas.figure.savefig(buffer, format="svg", transparent=True)
    return _cleaned(buffer.getvalue(), width_px, height_px)


def _cleaned(svg: str, width_px: int, height_px: int) -> str:
    begin = f'<svg viewBox="0 0 {width_px} {height_px}" aria-hidden="true" focusable="false">'
    body = svg[svg.index("<svg") :]
    body = body[body.index(">") + 1 :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", body, flags=re.DOTALL)
    body = body.replace(f' id="{HALO}"', f' class="{HALO}"')
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    body = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in referred else "", body)
    body = body.replace("xlink:href", "href")
    body = re.sub(r"font-family: [^;\"]*;? ?", "", body)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r"\s*\n\s*", "\n", body)
    return begin + body


def horizontal_grid(axes: Axes) -> None:
    """Lines to read heights by."""
    axes.grid(axis="y")
    axes.tick_params(axis="both", pad=5)


def counted(value: float, _: float) -> str:
    """A number at an axis; from a million on in millions, so that it finds room beside its plot."""
    return f"{value / 1e6:,.10g} M" if abs(value) >= 1e6 else f"{value:,.10g}"


def above(axes: Axes, text: str, *, left_px: float = 0) -> None:
    """The unit of the vertical axis, written above it, where it needs no turning of heads."""
    axes.annotate(
        text, (0, 1), (-left_px, 10), xycoords="axes fraction", textcoords="offset pixels",
        color=QUIET, ha="left", va="bottom",
    )  # fmt: skip
