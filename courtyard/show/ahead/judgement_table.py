"""How good forecasts would be, in a terminal.

Lives here: words and columns. Not here: the figures (`twin.studies.forecast.judging`).
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

WORDS = (
    ("cases", "forecasts of `full by 18:00`", "{:,.0f}"),
    ("base_rate", "share that became full", "{:.1%}"),
    ("brier", "Brier score of the forecasts", "{:.4f}"),
    ("climatology", "Brier score of climatology: as often as in the weeks before", "{:.4f}"),
    ("persistence", "Brier score of persistence: as yesterday", "{:.4f}"),
    ("as_now", "Brier score of `full by then if full now`", "{:.4f}"),
    ("counts", "counts of free compartments", "{:,.0f}"),
    ("covered_90", "of them in the 90 % band", "{:.1%}"),
    ("covered_50", "of them in the 50 % band", "{:.1%}"),
    ("pit_off", "PIT: most that a tenth of it is off from flat", "{:.1%}"),
)


def print_judgement(rows: Mapping[str, float]) -> None:
    """One line a score."""
    table = Table(box=None, show_header=False)
    for name, words, layout in WORDS:
        table.add_row(words, layout.format(rows[name]))
    Console().print(table)
