"""What a page is made of: sections with plots, tables and sentences.

Lives here: plain data that the template lays out. Not here: any single section.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from twin.report.plots.canvas import NARROW_PX, WIDE_PX, Draw, render


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: SVG for wide pages and for phones; `alt` says what is seen."""

    name: str
    alt: str
    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right."""

    title: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first cell of each row is its header.

    `below` has a smaller line for each row's first cell, or nothing.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    note: str = ""
    below: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section: what was found first, then the plot, then the numbers.

    `tables` are shown, `behind` are folded away below the plot.
    """

    anchor: str
    title: str
    lead: str
    plots: Sequence[Plot] = ()
    caption: str = ""
    tables: Sequence[Table] = ()
    behind: Sequence[Table] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def plot(name: str, alt: str, draw: Draw, wide_px: int, narrow_px: int | None = None) -> Plot:
    """A plot drawn for wide pages and for phones, so many pixels high."""
    return Plot(
        name=name,
        alt=alt,
        wide=render(name, WIDE_PX, wide_px, draw),
        narrow=render(name, NARROW_PX, narrow_px or wide_px, draw),
    )
