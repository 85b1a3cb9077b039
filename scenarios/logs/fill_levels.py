"""Logs of fill levels: a CSV with a row for each reading of a bin.

Lives here: reading the log and cleaning it out loud: rows left out by their reason are counted, bad
cells are told by line. Not here: traces made from it (`scenarios.logs.bin_trace`).
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS
from scenarios.expand import natural_key
from scenarios.logs.table import BadCell, Cells, Columns, read_number, read_table, refuse
from scenarios.logs.times import first_midnight_ms, is_date, to_date, to_ms

I64 = npt.NDArray[np.int64]

NEEDED = ("bin", "time", "level")
OPTIONAL = ("threshold", "reason", "name", "latitude", "longitude")

LEFT_OUT = ("ALERT",)
"""Reasons whose rows are left out unless others are named: the sensor itself reports a fault."""

MAX_ROWS = 10_000_000
"""Readings of a log at most: they take 1 GB while they are read."""
MAX_DAYS = 3660
"""Days a log may span, as many as a run may have."""
MAX_BINS = 100_000
"""Bins of a log, as many as a scenario may have points."""

NO_LEVEL = -1


@dataclass(frozen=True)
class BinLog:
    """The readings of one bin that are used, in order of time.

    `time_ms` since the local midnight of the log's first day (a date stands for its last
    millisecond), `level_permille` of the full bin, `threshold_permille` from which the log calls
    the bin full (NO_LEVEL: it does not say), `line` in the file. `latitude` and `longitude` are
    None where the log has none.
    """

    id: str
    name: str
    latitude: float | None
    longitude: float | None
    line: I64
    time_ms: I64
    level_permille: I64
    threshold_permille: I64

    @property
    def emptied(self) -> npt.NDArray[np.bool_]:
        """Readings between which and the one before the bin was emptied: the level is lower."""
        lower = np.zeros(len(self.line), dtype=bool)
        lower[1:] = self.level_permille[1:] < self.level_permille[:-1]
        return lower

    @property
    def full(self) -> npt.NDArray[np.bool_]:
        """Readings at or above their threshold; none where the log has no threshold."""
        known: npt.NDArray[np.bool_] = self.threshold_permille != NO_LEVEL
        return known & (self.level_permille >= self.threshold_permille)


@dataclass(frozen=True)
class FillLog:
    """A log of fill levels: `rows` read, of which `left_out` by reason, and the bins by id."""

    file: str
    first_day: dt.date
    days: int
    rows: int
    left_out: dict[str, int]
    bins: tuple[BinLog, ...]

    @property
    def readings(self) -> int:
        """Rows that are used."""
        return sum(len(each.line) for each in self.bins)


@dataclass
class _Rows:
    """What is collected of one bin while the file is read."""

    name: str
    place: tuple[float | None, float | None]
    readings: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Time (ms since 1970, or days since 0001 for dates), level, threshold, line."""


class _Reader:
    """Takes rows one by one."""

    def __init__(self, full_at: float, left_out: Sequence[str]) -> None:
        self.bins: dict[str, _Rows] = {}
        self.by_date: bool | None = None
        self.left_out: Counter[str] = Counter()
        self._full_at = full_at
        self._reasons = [reason.casefold() for reason in left_out]

    def take(self, line: int, cells: Cells) -> None:
        """One row, or BadCell and nothing is kept of it."""
        bin_id, time, level, threshold, reason, name, latitude, longitude = cells
        if any(word in reason.casefold() for word in self._reasons):
            self.left_out[reason] += 1
            return
        if not bin_id:
            raise BadCell("bin", bin_id, "must not be empty")
        by_date = is_date(time)
        if self.by_date is not None and by_date != self.by_date:
            raise BadCell("time", time, "is not written as in the rows before: all dates, or none")
        at = to_date("time", time).toordinal() if by_date else to_ms("time", time)
        reading = (
            at,
            self._permille("level", level),
            NO_LEVEL if threshold == "" else self._permille("threshold", threshold),
            line,
        )
        place = (_degrees("latitude", latitude, 90.0), _degrees("longitude", longitude, 180.0))
        if bin_id not in self.bins:
            if len(self.bins) >= MAX_BINS:
                raise BadCell("bin", bin_id, f"more than {MAX_BINS:,} bins")
            self.bins[bin_id] = _Rows(name, place)
        elif self.bins[bin_id].place != place:
            first = self.bins[bin_id].readings[0][3]
            raise BadCell("latitude", latitude, f"the bin stood elsewhere in line {first}")
        self.by_date = by_date
        self.bins[bin_id].readings.append(reading)

    def _permille(self, column: str, text: str) -> int:
        return round(1000 * read_number(column, text, 0, self._full_at) / self._full_at)


def read_fill_levels(
    path: Path,
    headers: dict[str, str] | None = None,
    *,
    full_at: float = 100.0,
    left_out: Sequence[str] = LEFT_OUT,
    time_zone: str = "Asia/Shanghai",
) -> FillLog:
    """The log at `path`.

    Columns `bin` (text), `time` (dates, or times with an offset: ISO 8601), `level` (0 to
    `full_at`), and if they are there `threshold` (like `level`), `reason`, `name`, `latitude`,
    `longitude` (degrees); `headers` says what they are called in the file. Rows whose reason
    contains a word of `left_out` are left out and counted. Days are those of `time_zone`.

    Raises ScenarioError with file, line, column, value and bound of what is wrong.
    """
    columns = Columns(NEEDED, OPTIONAL, headers or {})
    reader = _Reader(full_at, left_out)
    rows = read_table(path, columns, reader.take, max_rows=MAX_ROWS)
    if not reader.bins:
        refuse(path, "holds no readings" + (" but those left out" if reader.left_out else ""))
    earliest = min(row[0] for each in reader.bins.values() for row in each.readings)
    if reader.by_date:
        first_day = dt.date.fromordinal(earliest)
        bins = [_bin(path, columns, *each, earliest, DAY_MS) for each in reader.bins.items()]
    else:
        first_day, origin_ms = first_midnight_ms(earliest, zoneinfo.ZoneInfo(time_zone))
        bins = [_bin(path, columns, *each, origin_ms, 1) for each in reader.bins.items()]
    days = max(int(each.time_ms[-1]) for each in bins) // DAY_MS + 1
    if days > MAX_DAYS:
        refuse(path, f"spans {days:,} days: must be at most {MAX_DAYS:,}")
    bins.sort(key=lambda each: natural_key(each.id))
    return FillLog(str(path), first_day, days, rows, dict(reader.left_out), tuple(bins))


def scenario_id(text: str) -> str:
    """The id of a scenario for a bin of a log: `1511190` is called `b1511190`."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", text)
    return (plain if re.match(r"[A-Za-z]", plain) else f"b{plain}")[:64]


def _bin(
    path: Path, columns: Columns, bin_id: str, rows: _Rows, origin: int, unit_ms: int
) -> BinLog:
    """A bin's readings in order of time; refuses two at one time."""
    rows.readings.sort()
    for before, after in zip(rows.readings, rows.readings[1:], strict=False):
        if before[0] == after[0]:
            first, again = sorted((before[3], after[3]))
            shown = f"{columns.header('bin')} = {bin_id!r}"
            refuse(path, f"{shown}: a second reading at the time of line {first}", again)
    table = np.array(rows.readings, dtype=np.int64)
    last_ms = unit_ms - 1  # a date stands for the end of its day
    return BinLog(
        id=bin_id,
        name=rows.name,
        latitude=rows.place[0],
        longitude=rows.place[1],
        line=table[:, 3],
        time_ms=(table[:, 0] - origin) * unit_ms + last_ms,
        level_permille=table[:, 1],
        threshold_permille=table[:, 2],
    )


def _degrees(column: str, text: str, most: float) -> float | None:
    return None if text == "" else read_number(column, text, -most, most)
