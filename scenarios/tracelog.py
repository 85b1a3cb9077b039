"""Traces from logs of real lockers: a CSV of deposits and collections.

Lives here: reading the log, its errors by line, and the trace made from it. Not here: traces that
were drawn, trace files.

What a log holds is the demand that was accepted, with the dwell as observed under the rules of its
time: a full bank hid the rest. A trace made from it says no more than that.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import zoneinfo
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS
from scenarios.expand import expand_sites
from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import MAX_SHOWN, Problem, ScenarioError, show_value
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace, Trace, latent_dwell_ms

I64 = npt.NDArray[np.int64]

COLUMNS = ("parcel", "bank", "size", "deposited_at", "collected_at")
MAX_ROWS = 50_000_000
"""Rows of a log at most: they take 2 GB while they are read."""
MAX_LINE_CHARS = 10_000
"""Characters of a line at most: a row has five short cells."""
MAX_DAYS = 3660
"""Days a log may span, as many as a run may have."""
FIRST_YEAR, LAST_YEAR = 1970, 2200
"""A time outside is a slip of the pen or a device without a clock."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)
_STILL_INSIDE = -(2**63)


class _BadCell(Exception):
    """A cell that cannot be used."""

    def __init__(self, column: str, value: str, message: str, suggestion: str | None = None):
        super().__init__(message)
        self.column = column
        self.value = value
        self.message = message
        self.suggestion = suggestion


@dataclass
class _Log:
    """Rows of a log in columns; times in ms since 1970; `identity` a digest of the parcel's id."""

    line: array[int] = field(default_factory=lambda: array("q"))
    identity: array[int] = field(default_factory=lambda: array("Q"))
    bank: array[int] = field(default_factory=lambda: array("i"))
    size: array[int] = field(default_factory=lambda: array("b"))
    deposited: array[int] = field(default_factory=lambda: array("q"))
    collected: array[int] = field(default_factory=lambda: array("q"))


def trace_from_csv(scenario: Scenario, csv_path: Path, scenario_digest: str = "") -> Trace:
    """The trace of a log with the columns `parcel,bank,size,deposited_at,collected_at`.

    Ids of banks and sizes are the scenario's; times are ISO 8601 with an offset; an empty
    `collected_at` means still inside at the end. Every parcel is presented by itself at the time
    of its deposit. Time 0 is the local midnight (of the scenario's zone) of the first deposit's
    day, times are what elapsed since; no warm-up; measured days reach to the last time of the log.

    Raises ScenarioError with file, line, column and value of what is wrong, the first rows shown.
    """
    banks: list[tuple[int, int]] = []
    numbers: dict[str, int] = {}
    for site, place in enumerate(expand_sites(scenario)):
        for number, bank in enumerate(place.banks):
            if bank.id in numbers:
                raise ScenarioError(Problem("stands at two sites", key="banks", value=bank.id))
            numbers[bank.id] = len(banks)
            banks.append((site, number))
    log = _read(csv_path, numbers, {size.id: n for n, size in enumerate(scenario.sizes)})
    _refuse_duplicates(csv_path, log)
    deposited = np.frombuffer(log.deposited, dtype=np.int64)
    collected = np.frombuffer(log.collected, dtype=np.int64)
    zone = zoneinfo.ZoneInfo(scenario.time_zone)
    earliest = _EPOCH + int(deposited.min()) * _MILLISECOND
    first_day = earliest.astimezone(zone).date()
    midnight = dt.datetime.combine(first_day, dt.time(), zone)
    origin_ms = (midnight - _EPOCH) // _MILLISECOND
    last_ms = max(int(deposited.max()), int(collected.max())) - origin_ms
    days = last_ms // DAY_MS + 1
    if days > MAX_DAYS:
        _refuse(csv_path, f"spans {days:,} days: must be at most {MAX_DAYS:,}")
    arrival_ms = deposited - origin_ms
    lying_ms = np.where(
        collected == _STILL_INSIDE, (days + 1) * DAY_MS - arrival_ms, collected - deposited
    )
    lying_ms = np.maximum(lying_ms, 1)
    sites = _divide(scenario, first_day.weekday(), banks, log, arrival_ms, lying_ms)
    return Trace(
        scenario_digest=scenario_digest,
        seed=0,
        replication=0,
        first_day=first_day,
        warmup_days=0,
        measured_days=days,
        sites=tuple(sites),
    )


def _divide(
    scenario: Scenario,
    first_weekday: int,
    banks: list[tuple[int, int]],
    log: _Log,
    arrival_ms: I64,
    lying_ms: I64,
) -> Iterator[SiteTrace]:
    """The traces of all sites, parcels by time of deposit and then by line."""
    place_of = np.array(banks, dtype=np.int64).reshape(-1, 2)[np.frombuffer(log.bank, np.int32)]
    size = np.frombuffer(log.size, dtype=np.int8)
    order = np.lexsort((arrival_ms, place_of[:, 0]))
    weekend_permille = round(scenario.dwell.weekend_factor * 1000)
    dwell_ms = latent_dwell_ms(lying_ms, arrival_ms, first_weekday, weekend_permille)
    reminders = len(scenario.reminders.after_h) if scenario.reminders else 0
    in_order = place_of[order, 0]
    for site, place in enumerate(expand_sites(scenario)):
        rows = order[np.searchsorted(in_order, site) : np.searchsorted(in_order, site, "right")]
        yield SiteTrace(
            site=place.id,
            attended=False,
            visit_arrival_ms=arrival_ms[rows],
            visit_company=np.full(len(rows), -1, dtype=np.int64),
            visit_bank=place_of[rows, 1],
            visit_first_parcel=np.arange(len(rows) + 1),
            parcel_size=size[rows],
            parcel_temperature=np.zeros(1, dtype=np.int8),
            dwell_ms=dwell_ms[rows],
            clock_ms=np.full(1, -1, dtype=np.int64),
            handling_ms=np.zeros((1, 1), dtype=np.int64),
            answer_ms=np.full((1, reminders), -1, dtype=np.int64),
            fee_lead_ms=np.full(1, -1, dtype=np.int64),
            at_home=np.zeros((1, 1), dtype=np.int8),
            lobby_ms=lying_ms[rows],
        )


def _read(path: Path, banks: dict[str, int], sizes: dict[str, int]) -> _Log:
    log = _Log()
    problems: list[Problem] = []
    bad = 0
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.reader(_bounded_lines(file, path), strict=True)
            places = _column_places(path, next(reader, []))
            for row in reader:
                if not row:
                    continue
                if len(log.line) >= MAX_ROWS:
                    _refuse(path, f"has more than {MAX_ROWS:,} rows", reader.line_num)
                try:
                    _take(log, row, places, banks, sizes)
                except _BadCell as cell:
                    bad += 1
                    if len(problems) < MAX_SHOWN:
                        problems.append(_to_problem(path, reader.line_num, cell))
                else:
                    log.line.append(reader.line_num)
    except csv.Error as error:
        _refuse(path, f"is no CSV: {error}", reader.line_num)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        _refuse(path, f"cannot be read: {reason or error}")
    if bad:
        raise ScenarioError(problems, bad - len(problems))
    if not log.line:
        _refuse(path, "holds no parcels")
    return log


def _bounded_lines(file: Iterator[str], path: Path) -> Iterator[str]:
    """Lines of a text file, refused where one is longer than MAX_LINE_CHARS."""
    number = 0
    while line := file.readline(MAX_LINE_CHARS + 1):  # type: ignore[attr-defined]
        number += 1
        if len(line) > MAX_LINE_CHARS:
            _refuse(path, f"longer than {MAX_LINE_CHARS:,} characters", number)
        yield line


def _column_places(path: Path, header: list[str]) -> tuple[int, ...]:
    """Where each of COLUMNS stands; others are passed over."""
    names = [name.strip() for name in header]
    for column in COLUMNS:
        if names.count(column) != 1:
            what = "has no column" if column not in names else "has twice the column"
            near = find_closest(column, [name for name in names if name not in COLUMNS])
            hint = f" (is {show_value(near)} meant for it?)" if near else ""
            _refuse(path, f"{what} {column}: needs {','.join(COLUMNS)}{hint}", 1)
    return tuple(names.index(column) for column in COLUMNS)


def _take(
    log: _Log, row: list[str], places: tuple[int, ...], banks: dict[str, int], sizes: dict[str, int]
) -> None:
    """Add a row to all columns but `line`, or raise _BadCell and add nothing."""
    if len(row) <= max(places):
        raise _BadCell("", "", f"{len(row)} cells: the header has more than {max(places)}")
    parcel, bank, size, deposited_at, collected_at = (row[place].strip() for place in places)
    if not parcel:
        raise _BadCell("parcel", parcel, "must not be empty")
    if bank not in banks:
        raise _BadCell("bank", bank, "no such bank in the scenario", find_closest(bank, banks))
    if size not in sizes:
        raise _BadCell("size", size, "no such size in the scenario", find_closest(size, sizes))
    deposited = _to_ms("deposited_at", deposited_at)
    collected = _to_ms("collected_at", collected_at) if collected_at else _STILL_INSIDE
    if collected_at and collected < deposited:
        raise _BadCell("collected_at", collected_at, f"is before the deposit at {deposited_at}")
    log.identity.append(_identity(parcel))
    log.bank.append(banks[bank])
    log.size.append(sizes[size])
    log.deposited.append(deposited)
    log.collected.append(collected)


def _identity(parcel: str) -> int:
    return int.from_bytes(hashlib.blake2b(parcel.encode(), digest_size=8).digest(), "little")


def _to_ms(column: str, text: str) -> int:
    """Milliseconds since 1970 of a time with an offset."""
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        raise _BadCell(column, text, "must be a time such as 2025-11-11T09:30:00+08:00") from None
    if time.utcoffset() is None:
        raise _BadCell(column, text, "has no offset: must be such as 2025-11-11T09:30:00+08:00")
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        raise _BadCell(column, text, f"the year must be {FIRST_YEAR} to {LAST_YEAR}")
    return (time - _EPOCH) // _MILLISECOND


def _refuse_duplicates(path: Path, log: _Log) -> None:
    """Refuse parcels that stand twice; candidates are found by digest and compared as texts."""
    identity = np.frombuffer(log.identity, dtype=np.uint64)
    order = np.argsort(identity, kind="stable")
    again = np.flatnonzero(identity[order[1:]] == identity[order[:-1]])
    if not len(again):
        return
    lines = np.frombuffer(log.line, dtype=np.int64)
    pairs = sorted((int(lines[order[i + 1]]), int(lines[order[i]])) for i in again[:MAX_SHOWN])
    texts = _parcels_at(path, {line for pair in pairs for line in pair})
    problems = [
        _to_problem(path, line, _BadCell("parcel", texts[line], f"stands in line {first} already"))
        for line, first in pairs
        if texts[line] == texts[first]
    ]
    if problems:
        raise ScenarioError(problems, len(again) - len(pairs))


def _parcels_at(path: Path, lines: set[int]) -> dict[int, str]:
    """Ids of the parcels in these lines."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(_bounded_lines(file, path), strict=True)
        place = _column_places(path, next(reader, []))[0]
        rows = ((reader.line_num, row) for row in reader)
        return {line: row[place].strip() for line, row in rows if line in lines}


def _to_problem(path: Path, line: int, cell: _BadCell) -> Problem:
    value = show_value(cell.value) if cell.column else None
    return Problem(cell.message, str(path), line, cell.column, value, suggestion=cell.suggestion)


def _refuse(path: Path, message: str, line: int | None = None) -> NoReturn:
    raise ScenarioError(Problem(message, file=str(path), line=line)) from None
