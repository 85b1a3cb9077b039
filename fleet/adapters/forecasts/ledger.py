"""The ledger of forecasts: what was said and what was seen, in a file of JSON lines.

Lives here: appending, reading, and cutting it to its limit. Not here: what it means
(`fleet.core.foresight.scores`), reading along behind a manager (`following`).

A line that a kill cut off is passed over; nothing else depends on the file, so it is not synced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
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


class KeptForecasts:
    """Forecasts and the scores beside them, the oldest first, as bytes: a thousand of 36 banks are
    52 MB so and 470 MB as objects. Each is made anew when it is asked for.
    """

    def __init__(self, most: int) -> None:
        self._packed: deque[bytes] = deque(maxlen=most)

    def append(self, line: Line) -> None:
        """The next, as its line has it."""
        self._packed.append(msgspec.msgpack.encode(line))

    def lines(self) -> Iterator[Line]:
        """Those of now, whatever comes meanwhile."""
        for data in tuple(self._packed):
            yield msgspec.msgpack.decode(data, type=Line)

    def __iter__(self) -> Iterator[Forecast]:
        return (line.forecast for line in self.lines() if line.forecast is not None)

    def __len__(self) -> int:
        return len(self._packed)


class Ledger:
    """Forecasts, observations and places, the oldest first, of each so many as are kept.

    `latest`: the newest forecast without edits; `noted`: lines since it was opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.forecasts = KeptForecasts(FORECASTS_KEPT)
        self.latest: Forecast | None = None
        self.noted = 0
        self.seen: deque[Seen] = deque(maxlen=SEEN_KEPT)
        self.tenths: deque[Tenths] = deque(maxlen=TENTHS_KEPT)
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
        self.noted += 1
        self._take(line)
        self._append(line)

    def _take(self, line: Line) -> None:
        if line.forecast is not None:
            self.forecasts.append(line)
            if not line.forecast.edits:
                self.latest = line.forecast
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
        with unfinished.open("wb") as file:
            for line in self._kept():
                file.write(msgspec.json.encode(line) + b"\n")
        unfinished.replace(self.path)
        self._lines = len(self.forecasts) + len(self.seen) + len(self.tenths)

    def _kept(self) -> Iterator[Line]:
        yield from self.forecasts.lines()
        yield from (Line(seen=each) for each in self.seen)
        yield from (Line(tenths=each) for each in self.tenths)


def ledger_path(journal: Path) -> Path:
    """Where the ledger of a journal lies."""
    return journal.with_name(f"{journal.name}.forecasts")
