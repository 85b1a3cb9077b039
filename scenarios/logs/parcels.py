"""Traces from logs of real lockers: a CSV of deposits and collections.

Lives here: reading the log, its errors by line, and the trace made from it. Not here: traces that
were drawn, trace files.

What a log holds is the demand that was accepted, with the dwell as observed under the rules of its
time: a full bank hid the rest. A trace made from it says no more than that.
"""

from __future__ import annotations

import hashlib
import zoneinfo
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS
from scenarios.expand import expand_sites
from scenarios.logs.table import BadCell, Cells, Columns, read_table, refuse, rows_of, to_problem
from scenarios.logs.times import first_midnight_ms, to_ms
from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import MAX_SHOWN, Problem, ScenarioError
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace, Trace, latent_dwell_ms

I64 = npt.NDArray[np.int64]

COLUMNS = Columns(("parcel", "bank", "size", "deposited_at", "collected_at"))
MAX_ROWS = 50_000_000
"""Rows of a log at most: they take 2 GB while they are read."""
MAX_DAYS = 3660
"""Days a log may span, as many as a run may have."""
_STILL_INSIDE = -(2**63)


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
    first_day, origin_ms = first_midnight_ms(int(deposited.min()), zone)
    last_ms = max(int(deposited.max()), int(collected.max())) - origin_ms
    days = last_ms // DAY_MS + 1
    if days > MAX_DAYS:
        refuse(csv_path, f"spans {days:,} days: must be at most {MAX_DAYS:,}")
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

    def take(line: int, cells: Cells) -> None:
        _take(log, cells, banks, sizes)
        log.line.append(line)

    read_table(path, COLUMNS, take, max_rows=MAX_ROWS)
    if not log.line:
        refuse(path, "holds no parcels")
    return log


def _take(log: _Log, cells: Cells, banks: dict[str, int], sizes: dict[str, int]) -> None:
    """Add a row to all columns but `line`, or raise BadCell and add nothing."""
    parcel, bank, size, deposited_at, collected_at = cells
    if not parcel:
        raise BadCell("parcel", parcel, "must not be empty")
    if bank not in banks:
        raise BadCell("bank", bank, "no such bank in the scenario", find_closest(bank, banks))
    if size not in sizes:
        raise BadCell("size", size, "no such size in the scenario", find_closest(size, sizes))
    deposited = to_ms("deposited_at", deposited_at)
    collected = to_ms("collected_at", collected_at) if collected_at else _STILL_INSIDE
    if collected_at and collected < deposited:
        raise BadCell("collected_at", collected_at, f"is before the deposit at {deposited_at}")
    log.identity.append(_identity(parcel))
    log.bank.append(banks[bank])
    log.size.append(sizes[size])
    log.deposited.append(deposited)
    log.collected.append(collected)


def _identity(parcel: str) -> int:
    return int.from_bytes(hashlib.blake2b(parcel.encode(), digest_size=8).digest(), "little")


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
        to_problem(
            path, COLUMNS, line, BadCell("parcel", texts[line], f"stands in line {first} already")
        )
        for line, first in pairs
        if texts[line] == texts[first]
    ]
    if problems:
        raise ScenarioError(problems, len(again) - len(pairs))


def _parcels_at(path: Path, lines: set[int]) -> dict[int, str]:
    """Ids of the parcels in these lines."""
    return {line: str(row[0]) for line, row in rows_of(path, COLUMNS) if line in lines}  # type: ignore[index]
