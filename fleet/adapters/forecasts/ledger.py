"""The ledger of forecasts: what was said and what was seen, in a file of JSON lines.

Lives here: appending, reading, and cutting it to its limit. Not here: what it means
(`fleet.core.foresight.scores`), reading along behind a manager (`following`).

A line that a kill cut off is passed over; nothing else depends on the file, so it is not synced.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path

import msgspec

from fleet.core.foresight.scores import Seen
from fleet.core.foresight.tenths import Tenths
from fleet.ports.forecast import Forecast, Scores

FORECASTS_KEPT = 1_000
"""Forecasts of a ledger; hourly ones of six weeks."""

SEEN_KEPT = 50_000
"""Observations; hourly ones of 36 banks over eight weeks."""

TENTHS_KEPT = 1_400
"""Hours of which the places of what came are kept; eight weeks."""


class Line(msgspec.Struct, omit_defaults=True):
    """One line: a forecast with the scores known when it was made, an observation, or the places
    of what came at an hour among its futures.
    """

    forecast: Forecast | None = None
    scores: Scores | None = None
    seen: Seen | None = None
    tenths: Tenths | None = None


class Ledger:
    """Forecasts, observations and places, the oldest first, of each so many as are kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.forecasts: deque[Forecast] = deque(maxlen=FORECASTS_KEPT)
        self.seen: deque[Seen] = deque(maxlen=SEEN_KEPT)
        self.tenths: deque[Tenths] = deque(maxlen=TENTHS_KEPT)
        self._scores: deque[Scores | None] = deque(maxlen=FORECASTS_KEPT)
        self._lines = 0
        if path.exists():
            self._read()

    def keep_forecast(self, forecast: Forecast, scores: Scores | None = None) -> None:
        """Note a forecast, and how good those before it were."""
        self._keep(Line(forecast=forecast, scores=scores))

    def keep_seen(self, seen: Seen) -> None:
        """Note an observation."""
        self._keep(Line(seen=seen))

    def keep_tenths(self, tenths: Tenths) -> None:
        """Note where among its futures lay what came."""
        self._keep(Line(tenths=tenths))

    def _keep(self, line: Line) -> None:
        self._take(line)
        self._append(line)

    def _take(self, line: Line) -> None:
        if line.forecast is not None:
            self.forecasts.append(line.forecast)
            self._scores.append(line.scores)
        if line.seen is not None:
            self.seen.append(line.seen)
        if line.tenths is not None:
            self.tenths.append(line.tenths)

    def _read(self) -> None:
        data = self.path.read_bytes()
        for text in data.splitlines():
            try:
                line = msgspec.json.decode(text, type=Line)
            except msgspec.DecodeError:
                continue
            self._lines += 1
            self._take(line)
        if data and not data.endswith(b"\n"):
            with self.path.open("ab") as file:
                file.write(b"\n")

    def _append(self, line: Line) -> None:
        self._lines += 1
        if self._lines > 2 * (FORECASTS_KEPT + SEEN_KEPT + TENTHS_KEPT):
            self._rewrite()
            return
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")

    def _rewrite(self) -> None:
        """Drop what is over the limits; the last rename makes it whole."""
        unfinished = self.path.with_name(f"{self.path.name}.unfinished")
        lines = [
            Line(forecast=each, scores=scores)
            for each, scores in zip(self.forecasts, self._scores, strict=True)
        ]
        lines += [Line(seen=each) for each in self.seen]
        lines += [Line(tenths=each) for each in self.tenths]
        unfinished.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in lines))
        unfinished.replace(self.path)
        self._lines = len(lines)


def ledger_path(journal: Path) -> Path:
    """Where the ledger of a journal lies."""
    return journal.with_name(f"{journal.name}.forecasts")
