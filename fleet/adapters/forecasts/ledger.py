"""The ledger of forecasts: what was said and what was seen, in a file of JSON lines.

Lives here: appending, reading, and cutting it to its limit. Not here: what it means
(`fleet.core.foresight.scores`).

A line that a kill cut off is passed over; nothing else depends on the file, so it is not synced.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path

import msgspec

from fleet.core.foresight.scores import Seen
from fleet.ports.forecast import Forecast

FORECASTS_KEPT = 1_000
"""Forecasts of a ledger; hourly ones of six weeks."""

SEEN_KEPT = 50_000
"""Observations; hourly ones of 36 banks over eight weeks."""


class Line(msgspec.Struct, omit_defaults=True):
    """One line: one of both."""

    forecast: Forecast | None = None
    seen: Seen | None = None


class Ledger:
    """Forecasts and observations, the oldest first; at most FORECASTS_KEPT and SEEN_KEPT."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.forecasts: deque[Forecast] = deque(maxlen=FORECASTS_KEPT)
        self.seen: deque[Seen] = deque(maxlen=SEEN_KEPT)
        self._lines = 0
        if path.exists():
            self._read()

    def keep_forecast(self, forecast: Forecast) -> None:
        """Note a forecast."""
        self.forecasts.append(forecast)
        self._append(Line(forecast=forecast))

    def keep_seen(self, seen: Seen) -> None:
        """Note an observation."""
        self.seen.append(seen)
        self._append(Line(seen=seen))

    def _read(self) -> None:
        for text in self.path.read_bytes().splitlines():
            try:
                line = msgspec.json.decode(text, type=Line)
            except msgspec.DecodeError:
                continue
            self._lines += 1
            if line.forecast is not None:
                self.forecasts.append(line.forecast)
            if line.seen is not None:
                self.seen.append(line.seen)

    def _append(self, line: Line) -> None:
        self._lines += 1
        if self._lines > 2 * (FORECASTS_KEPT + SEEN_KEPT):
            self._rewrite()
            return
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")

    def _rewrite(self) -> None:
        """Drop what is over the limits; the last rename makes it whole."""
        unfinished = self.path.with_name(f"{self.path.name}.unfinished")
        lines = [Line(forecast=each) for each in self.forecasts]
        lines += [Line(seen=each) for each in self.seen]
        unfinished.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in lines))
        unfinished.replace(self.path)
        self._lines = len(lines)


def ledger_path(journal: Path) -> Path:
    """Where the ledger of a journal lies."""
    return journal.with_name(f"{journal.name}.forecasts")
