"""The answer and the table of waste in a run.

Lives here: which rows of waste are shown to a person. Not here: figures, lockers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from courtyard.show.numbers import plain, with_interval

Row = Mapping[str, Any]

BY_STREAM = (
    "drop_offs",
    "emptyings",
    "overflow_share",
    "overflow_litres",
    "emptied_nearly_empty_share",
    "landed_bags",
)
"""Columns of the table of streams."""


def waste_answer(of: Mapping[str, Row]) -> str:
    """Two sentences: what does not fit, and what the rounds cost. `of` the whole, by figure."""
    if not of["drop_offs"]["mean"]:
        return "Nothing was dropped off. Nothing can be said of overflow."
    litres, landed = plain(of["overflow_litres"]["mean"], "L/day"), of["landed_bags"]
    text = (
        f"Of {plain(of['drop_offs']['mean'], '1/day')} bags a day, {with_interval(landed)} are "
        f"left on the floor, and {litres} litres a day come to stand above the brims of bins."
    )
    if of["overflow_share"]["mean"] is None:
        return f"{text} No bin was emptied."
    return (
        f"{text} {plain(of['emptyings']['mean'], '1/day')} bins are emptied a day, "
        f"{with_interval(of['overflow_share'])} of them too late and "
        f"{with_interval(of['emptied_nearly_empty_share'])} nearly empty, over "
        f"{plain(of['truck_km']['mean'], 'km/day')} km of road."
    )


def print_streams(console: Console, streams: Iterable[tuple[str, Mapping[str, Row]]]) -> None:
    """One line a stream."""
    table = Table(title="Streams", title_justify="left")
    table.add_column("stream")
    for name in BY_STREAM:
        table.add_column(name, justify="right")
    for stream, of in streams:
        table.add_row(stream, *(plain(of[n]["mean"], of[n]["unit"]) for n in BY_STREAM))
    console.print(table)
