"""Columns and dots that several sections share.

Lives here: figures of a scope side by side, tables cut to length. Not here: any single section.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from twin.report.page.parts import Column, Table
from twin.report.page.story import Story
from twin.report.plots.bars import Dot
from twin.report.scopes import Scope

MAX_ROWS = 40
"""Rows of a table of places; the rest stands in kpis.parquet."""

FIGURES = ("rejection_share", "undelivered_share", "occupancy", "time_full_share")
"""Shares that stand beside each other in tables of places and sizes."""


def shares(story: Story, scope: Scope) -> list[str]:
    """Cells of a scope under `share_columns`."""
    cells = [story.share(scope, name) for name in FIGURES]
    return [story.number(scope, "first_attempts"), *cells]


def share_columns(story: Story) -> list[Column]:
    """Parcels presented, and the shares of FIGURES."""
    names = ("first_attempts", *FIGURES)
    return [Column(story.words.say(f"figure.{name}.name")) for name in names]


def dots(story: Story, scopes: Sequence[Scope], name: Callable[[Scope], str]) -> list[Dot]:
    """The share rejected in each scope, with its interval."""
    made = []
    for scope in scopes:
        row = scope.of["rejection_share"]
        text = story.numbers.share(row.mean)
        made.append(Dot(name(scope), scope.rejection, row.low, row.high, text))
    return made


def cut_table(
    story: Story, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> Table:
    """A table of at most MAX_ROWS rows that says how many more there are."""
    more = len(rows) - MAX_ROWS
    note = story.words.say("page.more_rows", count=more) if more > 0 else ""
    return Table(caption, columns, rows[:MAX_ROWS], note)


def figure_columns(story: Story, head: str, figures: Sequence[str]) -> list[Column]:
    """A column of names under the words of `head`, and one for each figure, with its unit."""
    columns = [Column(story.words.say(head), number=False)]
    for figure in figures:
        name = story.words.say(f"figure.{figure}.name")
        unit = story.numbers.unit(story.scopes.whole.of[figure].unit, figure)
        said = story.words.say("page.bracket", text=name, inner=unit) if unit else name
        columns.append(Column(said))
    return columns


def figure_cells(story: Story, scope: Scope, figures: Sequence[str]) -> list[str]:
    """Cells of a scope under `figure_columns`; empty where it does not keep the figure."""
    cells = []
    for figure in figures:
        row = scope.of.get(figure)
        cells.append("" if row is None else story.numbers.value(row.mean, row.unit))
    return cells
