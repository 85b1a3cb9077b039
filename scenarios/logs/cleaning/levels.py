"""Logs of fill levels from which a scenario is to be fitted.

Lives here: reading rows, leaving out what cannot be, and the readings of each bin. Not here: traces
made from such logs (`scenarios.logs.bin_trace`), fits (`twin.studies.calibration`).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.expand import natural_key
from scenarios.logs.cleaning.clock import far_apart, local_ms
from scenarios.logs.cleaning.dropped import Dropped
from scenarios.logs.cleaning.parcels import read_time
from scenarios.logs.fill_levels import (
    LEFT_OUT,
    MAX_ROWS,
    NEEDED,
    NO_LEVEL,
    OPTIONAL,
    BinLog,
    FillLog,
)
from scenarios.logs.table import BadCell, Cells, Columns, read_number, refuse, rows_of
from scenarios.logs.times import is_date, to_date

I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
SPIKE_PERMILLE = 300
"""A reading that far above both neighbours, which agree to within AGREE_PERMILLE, is an echo."""
AGREE_PERMILLE = 50
SPIKE_WITHIN_MS = 2 * HOUR_MS
"""Neighbours further apart may have had an emptying between them."""


@dataclass(frozen=True)
class CleanLevels:
    """Readings in local time, what was left out, and whether the log tells dates alone."""

    log: FillLog
    dropped: Dropped
    by_date: bool
    local_times: int
    files: tuple[str, ...]


@dataclass
class _Bin:
    """Readings of one bin while they are read: time, level, threshold, line, place in the file."""

    name: str
    place: tuple[float | None, float | None]
    readings: list[tuple[int, int, int, int, str]]


class _Reader:
    def __init__(self, full_at: float, left_out: Sequence[str], zone: zoneinfo.ZoneInfo) -> None:
        self.bins: dict[str, _Bin] = {}
        self.by_date: bool | None = None
        self.local_times = 0
        self._full_at = full_at
        self._reasons = [reason.casefold() for reason in left_out]
        self._zone = zone

    def take(self, cells: Cells | BadCell, line: int, where: str) -> None:
        """One row, or BadCell."""
        if isinstance(cells, BadCell):
            raise BadCell("", "", "row too short")
        bin_id, time, level, threshold, reason, name, latitude, longitude = cells
        if any(word in reason.casefold() for word in self._reasons):
            raise BadCell("", "", f"sensor fault: the reason says {reason}")
        if not bin_id:
            raise BadCell("bin", "", "is empty")
        by_date = is_date(time)
        if self.by_date is not None and by_date != self.by_date:
            raise BadCell("time", time, "a date among times, or a time among dates")
        at_ms = self._time(time, by_date=by_date)
        reading = (at_ms, self._permille("level", level), self._threshold(threshold), line, where)
        place = (_degrees(latitude, 90.0), _degrees(longitude, 180.0))
        self.by_date = by_date
        self.bins.setdefault(bin_id, _Bin(name, place, [])).readings.append(reading)

    def _time(self, text: str, *, by_date: bool) -> int:
        """Milliseconds since 1970; a date stands for the end of its day."""
        if by_date:
            return (to_date("time", text).toordinal() - EPOCH_DAY + 1) * DAY_MS - 1
        at_ms, is_local = read_time("time", text, self._zone)
        self.local_times += is_local
        return at_ms

    def _threshold(self, text: str) -> int:
        return NO_LEVEL if text == "" else self._permille("threshold", text)

    def _permille(self, column: str, text: str) -> int:
        try:
            number = read_number(column, text, 0, self._full_at)
        except BadCell:
            raise BadCell(column, text, f"impossible: not 0 to {self._full_at:g}") from None
        return round(1000 * number / self._full_at)


def read_levels_cleaned(
    paths: Sequence[Path],
    headers: Mapping[str, str] | None = None,
    *,
    full_at: float = 100.0,
    left_out: Sequence[str] = LEFT_OUT,
    time_zone: str = "Asia/Shanghai",
) -> CleanLevels:
    """The logs at `paths` as one; columns as of `scenarios.logs.fill_levels.read_fill_levels`.

    Raises ScenarioError for a file that cannot be read or has not the columns, and where no reading
    is left.
    """
    columns = Columns(NEEDED, OPTIONAL, headers or {})
    zone = zoneinfo.ZoneInfo(time_zone)
    reader, dropped, rows = _Reader(full_at, left_out, zone), Dropped(), 0
    for path in paths:
        for line, cells in rows_of(path, columns):
            rows += 1
            if rows > MAX_ROWS:
                refuse(path, f"has more than {MAX_ROWS:,} rows", line)
            where = f"{path.name}:{line}"
            try:
                reader.take(cells, line, where)
            except BadCell as cell:
                dropped.add(
                    f"{cell.column}: {cell.message}" if cell.column else cell.message, where
                )
    if not reader.bins:
        says = "; ".join(f"{each.rows:,} × {each.says}" for each in dropped.reasons()[:3])
        refuse(paths[0], "has no usable row" + (f" ({says})" if says else ""))
    by_date = bool(reader.by_date)
    bins = [
        _bin(name, each, dropped, None if by_date else zone) for name, each in reader.bins.items()
    ]
    bins.sort(key=lambda each: natural_key(each.id))
    first = min(int(each.time_ms[0]) for each in bins) // DAY_MS
    moved = tuple(_from(each, first * DAY_MS) for each in bins)
    log = FillLog(
        file=str(paths[0]),
        first_day=dt.date.fromordinal(first + EPOCH_DAY),
        days=max(int(each.time_ms[-1]) for each in moved) // DAY_MS + 1,
        rows=rows,
        left_out={},
        bins=moved,
    )
    names = tuple(path.name for path in paths)
    return CleanLevels(log, dropped, by_date, reader.local_times, names)


def _bin(name: str, rows: _Bin, dropped: Dropped, zone: zoneinfo.ZoneInfo | None) -> BinLog:
    """The readings of a bin in order of local time (`zone` None: they are local already)."""
    rows.readings.sort()
    where = [reading[4] for reading in rows.readings]
    table = np.array([reading[:4] for reading in rows.readings], dtype=np.int64)
    time_ms, level = table[:, 0], table[:, 1]
    kept = np.ones(len(table), dtype=bool)

    def drop(reason: str, flags: Flags) -> None:
        found = np.flatnonzero(flags & kept)
        dropped.add_all(reason, (where[row] for row in found.tolist()))
        kept[found] = False

    drop("clock jump: years from the other rows", far_apart(time_ms))
    again = np.zeros(len(table), dtype=bool)
    again[1:] = time_ms[1:] == time_ms[:-1]
    same = again.copy()
    same[1:] &= level[1:] == level[:-1]
    drop("duplicate: the same reading again", same)
    drop("duplicate: another reading at the same time", again)
    inside = np.flatnonzero(kept)
    spikes = np.zeros(len(table), dtype=bool)
    spikes[inside] = _spikes(time_ms[inside], level[inside])
    drop("sensor fault: a stray echo", spikes)
    used = table[kept]
    return BinLog(
        id=name,
        name=rows.name,
        latitude=rows.place[0],
        longitude=rows.place[1],
        line=used[:, 3],
        time_ms=used[:, 0] if zone is None else local_ms(used[:, 0], zone),
        level_permille=used[:, 1],
        threshold_permille=used[:, 2],
    )


def _spikes(time_ms: I64, level: I64) -> Flags:
    """Readings far above both neighbours, which agree."""
    found = np.zeros(len(level), dtype=bool)
    if len(level) < 3:
        return found
    before, own, after = level[:-2], level[1:-1], level[2:]
    near = time_ms[2:] - time_ms[:-2] <= 2 * SPIKE_WITHIN_MS
    agree = np.abs(after - before) <= AGREE_PERMILLE
    high = np.minimum(own - before, own - after) >= SPIKE_PERMILLE
    found[1:-1] = near & agree & high
    return found


def _from(each: BinLog, origin_ms: int) -> BinLog:
    return BinLog(
        each.id, each.name, each.latitude, each.longitude, each.line, each.time_ms - origin_ms,
        each.level_permille, each.threshold_permille,
    )  # fmt: skip


def _degrees(text: str, most: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -most <= value <= most else None
