"""Hours in which a log could show a deposit: those in which the bank was not full.

Lives here: when banks were full, deposits and open hours by bank, size, day and hour. Not here: the
rates that follow (`rates`).

Arrivals that found a full bank are in no log of deposits. The likelihood of what is there counts
only the time in which a deposit was possible (a point process seen while its bank is open;
Andersen, Borgan, Gill, Keiding, Statistical Models Based on Counting Processes, 1993, III.2):
deposits over open hours estimate the demand, deposits over all hours what was served.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import stats

from fleet.policy.allocation import choose_class
from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs.cleaning.clock import local_ms
from scenarios.logs.cleaning.parcels import ParcelLog
from twin.studies.calibration.parcels.steel import Steel, most_at_once

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

TIMES_AT_TOP = 20
"""A bank whose compartments are not known counts as full where it held its most so many times."""
SILENT_BELOW = 3e-4
"""A day without a deposit that would come about less often than this is a gap in the log."""

Spans = list[tuple[int, int]]
"""Times in ms (UTC) from which and until which something holds."""


@dataclass(frozen=True)
class Exposure:
    """Deposits and open hours of a log, by bank, size, day and hour of the day (local).

    `seen_h` are all hours of the log, full or not. `full_share[b]` of the time in which bank b took
    no parcel of any size, `shut_share` of bank-hours in which some size found no room; `overfull`
    deposits for which the known compartments had no room; `silent_days` left out as gaps of the
    log; `doors[b]` compartments from which fullness was told (0: it never showed); `first_day` is
    day 0.
    """

    first_day: dt.date
    counts: F64
    open_h: F64
    seen_h: F64
    full_share: F64
    shut_share: float
    overfull: int
    silent_days: int
    doors: tuple[int, ...]

    @property
    def days(self) -> int:
        """Days of the log, first and last included."""
        return int(self.counts.shape[2])

    @property
    def weekday(self) -> I64:
        """Weekday of each day, Monday 0."""
        return (np.arange(self.days) + self.first_day.weekday()) % 7


def expose(log: ParcelLog, steel: Steel, zone: zoneinfo.ZoneInfo) -> Exposure:
    """Deposits and open hours from the first deposit (not counted) to the last time of the log."""
    start, end = (int(t) for t in local_ms(np.array([log.deposited_ms[0], log.last_ms]), zone))
    origin = start // DAY_MS * DAY_MS
    days = (end - origin) // DAY_MS + 1
    edges = origin + np.arange(days * 24 + 1) * HOUR_MS
    banks, sizes = len(log.banks), len(log.sizes)
    counts = _counts(log, local_ms(log.deposited_ms, zone) - origin, days)
    open_h = np.zeros((banks, sizes, days, 24))
    full_share, overfull, doors = np.zeros(banks), 0, []
    for bank in range(banks):
        spans, lost, known = full_spans(log, steel, bank)
        overfull += lost
        doors.append(known)
        for size in range(sizes):
            local = local_ms(np.array(spans[size], dtype=np.int64).reshape(-1), zone)
            open_ms = np.diff(_open_until(edges, start, end, local))
            open_h[bank, size] = open_ms.reshape(days, 24) / HOUR_MS
        full_share[bank] = 1 - open_h[bank].max(axis=0).sum() / max((end - start) / HOUR_MS, 1e-9)
    hours = banks * max((end - start) / HOUR_MS, 1e-9)
    shut_share = float(max(0.0, 1 - open_h.min(axis=1).sum() / hours))
    silent = _silent(counts, open_h, (np.arange(days) + origin // DAY_MS + 3) % 7)
    open_h *= ~silent[:, None, :, None]
    seen_h = np.diff(np.clip(edges, start, end)).reshape(days, 24) / HOUR_MS
    return Exposure(
        first_day=dt.date(1970, 1, 1) + dt.timedelta(days=origin // DAY_MS),
        counts=counts,
        open_h=open_h,
        seen_h=np.broadcast_to(seen_h, open_h.shape),
        full_share=full_share,
        shut_share=shut_share,
        overfull=overfull,
        silent_days=int(silent.sum()),
        doors=tuple(doors),
    )


def full_spans(log: ParcelLog, steel: Steel, bank: int) -> tuple[list[Spans], int, int]:
    """By size when a bank had no room for it, deposits against that, compartments assumed.

    With known compartments parcels are put where the size rule puts them. Without, the most that
    ever lay there counts as the whole bank, if it held so many TIMES_AT_TOP times.
    """
    own = np.flatnonzero(log.bank == bank)
    events = sorted(
        [(int(log.deposited_ms[row]), 1, int(row)) for row in own]
        + [(int(log.ended_ms[row]), 0, int(row)) for row in own if log.ended_ms[row] > 0]
    )
    sizes = len(log.sizes)
    if steel.given:
        free = list(steel.compartments[bank])
        return _walk(log, events, free, steel.rule, steel.reserve, sizes)
    most = most_at_once(log, log.bank == bank)
    spans, _, _ = _walk(log, events, [most], 0, 0, sizes)
    if len(spans[0]) < TIMES_AT_TOP:
        return [[] for _ in range(sizes)], 0, 0
    return spans, 0, most


def _walk(
    log: ParcelLog, events: list[tuple[int, int, int]], free: list[int], rule: int, reserve: int,
    sizes: int,
) -> tuple[list[Spans], int, int]:  # fmt: skip
    """Put parcels in and take them out; whoever goes at the same time goes first."""
    doors, overfull = sum(free), 0
    whole = len(free) == 1
    taken: dict[int, int] = {}
    spans: list[Spans] = [[] for _ in range(sizes)]
    since = [-1] * sizes
    for time_ms, comes, row in events:
        size = 0 if whole else int(log.size[row])
        if comes:
            place = choose_class(free, 0, len(free), size, rule, reserve)
            taken[row] = place
            overfull += place < 0
            if place >= 0:
                free[place] -= 1
        elif taken.get(row, -1) >= 0:
            free[taken[row]] += 1
        for each in range(sizes):
            is_full = choose_class(free, 0, len(free), 0 if whole else each, rule, reserve) < 0
            if is_full and since[each] < 0:
                since[each] = time_ms
            elif not is_full and since[each] >= 0:
                spans[each].append((since[each], time_ms))
                since[each] = -1
    for each in range(sizes):
        if since[each] >= 0:
            spans[each].append((since[each], log.last_ms))
    return spans, overfull, doors


def _counts(log: ParcelLog, since_ms: I64, days: int) -> F64:
    """Deposits by bank, size, day and hour; the first of the log opens it and is not counted."""
    shape = (len(log.banks), len(log.sizes), days, 24)
    hour = since_ms // HOUR_MS
    place = (log.bank * shape[1] + log.size) * days * 24 + hour
    counted: F64 = np.bincount(place[1:], minlength=int(np.prod(shape))).astype(float)
    return counted.reshape(shape)


def _open_until(edges: I64, start: int, end: int, spans: I64) -> F64:
    """Open time in ms since `start` at each edge; `spans` are beginnings and ends in turn."""
    inside = np.clip(edges, start, end).astype(float)
    if not len(spans):
        return inside - start
    points = np.clip(spans, start, end).astype(float)
    lengths = np.diff(points) * (np.arange(len(points) - 1) % 2 == 0)
    full = np.interp(inside, points, np.concatenate([[0.0], np.cumsum(lengths)]))
    until: F64 = inside - start - full
    return until


def _silent(counts: F64, open_h: F64, weekday: I64) -> npt.NDArray[np.bool_]:
    """Bank-days without a deposit on which some were due, by the other days of that weekday."""
    by_day, hours = counts.sum(axis=(1, 3)), open_h.max(axis=1).sum(axis=2)
    silent = np.zeros(by_day.shape, dtype=bool)
    for bank, day in zip(*np.nonzero((by_day == 0) & (hours > 0)), strict=True):
        alike = weekday == weekday[day]
        rate = by_day[bank, alike].sum() / max(hours[bank, alike].sum(), 1e-9)
        silent[bank, day] = np.exp(-rate * hours[bank, day]) < SILENT_BELOW
    return silent


def hidden_by_visits(log: ParcelLog, steel: Steel, gap_ms: int) -> F64:
    """By size, what visits bring at most over what the log shows of them.

    A visit in which a size ran out of room brought at least what it deposited (Kaplan-Meier of the
    parcels of a visit, over visits that found room at first). An upper limit: visits are larger in
    the hours in which banks fill up, and room for one size is also taken by others.
    """
    factors = np.ones(len(log.sizes))
    starts: list[list[F64]] = [[] for _ in log.sizes]
    for bank in range(len(log.banks)):
        own = np.flatnonzero(log.bank == bank)
        own = own[np.argsort(log.deposited_ms[own], kind="stable")]
        times, sizes = log.deposited_ms[own], log.size[own]
        first = np.flatnonzero(np.diff(times, prepend=-(2**62)) >= gap_ms)
        last = np.append(first[1:], len(times)) - 1
        spans, _, _ = full_spans(log, steel, bank)
        for size, found in enumerate(starts):
            begins, ends = (np.array([s[i] for s in spans[size]] + [2**62]) for i in (0, 1))
            upto = np.concatenate([[0], np.cumsum(sizes == size)])
            brought = upto[last + 1] - upto[first]
            begun = times[first]
            had_room = begins[np.searchsorted(ends, begun, side="right")] >= begun
            cut = begins[np.searchsorted(begins, begun)] <= times[last]
            found.append(np.stack([brought, cut])[:, had_room].astype(float))
    for size, found in enumerate(starts):
        brought, cut = np.concatenate(found, axis=1)
        if cut.any() and (cut == 0).any() and brought.mean() > 0:
            factors[size] = max(1.0, _mean_of(brought, cut > 0) / float(brought.mean()))
    return factors


def _mean_of(brought: F64, cut: npt.NDArray[np.bool_]) -> float:
    """Mean of a number that is at least what was seen where it was cut (product limit)."""
    seen = stats.CensoredData(brought[~cut], right=np.maximum(brought[cut] - 1, 0))
    longer = stats.ecdf(seen).sf
    edges = np.concatenate([[0.0], longer.quantiles, [max(brought.max(), longer.quantiles[-1])]])
    return float(np.sum(np.diff(edges) * np.concatenate([[1.0], longer.probabilities])))


def batches(log: ParcelLog, gap_ms: int) -> float:
    """Mean parcels in a row at one bank with less than `gap_ms` between them: couriers' visits."""
    starts = 0
    for bank in range(len(log.banks)):
        own = np.sort(log.deposited_ms[log.bank == bank])
        starts += sum(b - a >= gap_ms for a, b in pairwise(own.tolist())) + (len(own) > 0)
    return len(log.deposited_ms) / max(starts, 1)
