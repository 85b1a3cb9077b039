"""Forecasts whose hours are to come, with their whole distributions, in a file of their own.

Lives here: keeping them over a restart. Not here: what they are for
(`fleet.core.foresight.tenths`).

It is written anew when a forecast is made and forgets what is over; nothing else depends on it. A
file that cannot be read is as none: those forecasts are then judged by their bands alone.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from fleet.core.foresight.tenths import Open

OPEN_KEPT = 48
"""Forecasts; hourly ones of a day, and as many asked for between them."""


class OpenForecasts:
    """The newest of them, the oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.opens: list[Open] = []
        if path.exists():
            try:
                self.opens = msgspec.msgpack.decode(path.read_bytes(), type=list[Open])
            except msgspec.DecodeError:
                self.opens = []

    def add(self, fresh: Open) -> None:
        """Keep one more, and drop what is over when it is made."""
        there = [each for each in self.opens if max(each.hours_ms, default=0) > fresh.taken_ms]
        self.opens = [*there, fresh][-OPEN_KEPT:]
        unfinished = self._path.with_name(f"{self._path.name}.unfinished")
        unfinished.write_bytes(msgspec.msgpack.encode(self.opens))
        unfinished.replace(self._path)


def opens_path(ledger: Path) -> Path:
    """Where they lie, beside a ledger."""
    return ledger.with_name(f"{ledger.name}.open")
