"""The fold from blocks of one site's log to its counters.

Lives here: which records count as what, and the integrals over time. Whether a class or a bank is
full is read from single records, because they carry what is free after the event; an integral
needs no order, because a step at time t adds (end of its day − t) to its day and a whole day to
every later one. So blocks are folded by `numpy.bincount` over packed cells, and none is kept.
Not here: sums over sites, formulas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from scenarios.days import DAY_MS
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    ATTRIBUTES,
    FREE,
    KIND,
    ORDINAL,
    PLACE,
    TIME,
    VALUE,
    Records,
)
from twin.figures.counters import COUNTERS, F64, I64, NONE, Counter, SiteCounters, TallyLayout
from twin.figures.slots import (
    COMPARTMENT_STEP,
    EVENTS,
    FREE_STEP,
    FULL_EDGE,
    LOBBY_STEP,
    REDIRECT,
    SHUT_STEP,
    SLOT,
    SLOTS,
)

PART_RECORDS = 8_192
"""Records folded at once: their columns and temporaries stay in a second-level cache."""

PART_CELLS = 2_048
"""Cells (bank × size × day) of one part; a part that would span more is cut at midnights."""

_OCCUPIED, _CLASS_FULL, _BANK_FULL, _LOBBY, _SHUT = range(5)
_INTEGRALS = (
    Counter.OCCUPIED_MS, Counter.CLASS_FULL_MS, Counter.BANK_FULL_MS, Counter.LOBBY_MS,
    Counter.SHUT_MS,
)  # fmt: skip


class SiteTally:
    """Folds one site's log, block by block in time order, into its counters.

    The result does not depend on how the log is cut into blocks. Records at or after the horizon
    count nothing. Raises ValueError for a bank, size class or company outside the layout, and on
    `close` for a log without its END.
    """

    def __init__(self, layout: TallyLayout) -> None:
        self.layout = layout
        self._banks = layout.banks + 1
        self._sizes = layout.classes + 1
        self._companies = layout.companies + 1
        days = layout.measured_days
        self._count = np.zeros((SLOTS, self._sizes, days), dtype=np.int64)
        self._value = np.zeros_like(self._count)
        self._bank_count = np.zeros((SLOTS, self._banks), dtype=np.int64)
        self._bank_value = np.zeros_like(self._bank_count)
        self._company_count = np.zeros((SLOTS, self._companies), dtype=np.int64)
        self._company_value = np.zeros_like(self._company_count)
        self._step = np.zeros((len(_INTEGRALS), self._sizes, days), dtype=np.int64)
        self._part_day_ms = np.zeros_like(self._step)
        self._bank_ms = np.zeros((len(_INTEGRALS), self._banks), dtype=np.int64)
        self._capacity = np.zeros((self._banks, self._sizes), dtype=np.int64)
        self._classes = np.zeros((self._banks, self._sizes), dtype=np.int64)
        self._max_span = max(1, PART_CELLS // (self._banks * self._sizes))
        self._ended = False

    def add(self, records: Records) -> None:
        """Fold one block; blocks come in time order, cut anywhere."""
        if not len(records):
            return
        times = records[:, TIME]
        if times[0] == 0:
            self._add_start(records[: np.searchsorted(times, 0, "right")])
        warm = int(np.searchsorted(times, self.layout.warmup_ms))
        end = int(np.searchsorted(times, self.layout.horizon_ms))
        self._ended |= bool(np.any(records[end:, KIND] == Kind.END))
        for first in range(0, warm, PART_RECORDS):
            self._fold(records[first : min(first + PART_RECORDS, warm)], None)
        for first in range(warm, end, PART_RECORDS):
            for part in self._within_span(records[first : min(first + PART_RECORDS, end)]):
                self._fold(part, (int(part[0, TIME]) - self.layout.warmup_ms) // DAY_MS)

    def close(self) -> SiteCounters:
        """The counters of the whole log."""
        if not self._ended:
            raise ValueError("the log is not whole: it has no END record at the horizon")
        layout = self.layout
        by_day = np.zeros((COUNTERS, self._sizes, layout.measured_days), dtype=np.int64)
        by_bank = np.zeros((COUNTERS, self._banks), dtype=np.int64)
        by_company = np.zeros((COUNTERS, self._companies), dtype=np.int64)
        for slot, (_, _, numbers, values) in enumerate(EVENTS, 1):
            for counter in numbers:
                by_day[counter] += self._count[slot]
                by_bank[counter] += self._bank_count[slot]
                by_company[counter] += self._company_count[slot]
            if values is not None:
                by_day[values] += self._value[slot]
                by_bank[values] += self._bank_value[slot]
                by_company[values] += self._company_value[slot]
        earlier = np.cumsum(self._step, axis=2) - self._step
        by_day[list(_INTEGRALS)] = self._part_day_ms + DAY_MS * earlier
        by_bank[list(_INTEGRALS)] = self._bank_ms
        self._close_banks(by_day, by_bank)
        return SiteCounters(by_day=by_day, by_bank=by_bank, by_company=by_company)

    def _close_banks(self, by_day: I64, by_bank: I64) -> None:
        """What stands all the time: compartments, classes, banks, and those that hold nothing."""
        measured_ms = self.layout.measured_days * DAY_MS
        for counter, standing in (
            (Counter.CAPACITY_MS, self._capacity),
            (Counter.CLASS_MS, self._classes),
            (Counter.CLASS_FULL_MS, self._classes * (self._capacity == 0)),
        ):
            by_day[counter] += standing.sum(axis=0)[:, None] * DAY_MS
            by_bank[counter] += standing.sum(axis=1) * measured_ms
        banks = self._classes.any(axis=1)
        for counter, present in (
            (Counter.BANK_MS, banks),
            (Counter.BANK_FULL_MS, banks & (self._capacity.sum(axis=1) == 0)),
        ):
            by_day[counter, NONE] += present.sum() * DAY_MS
            by_bank[counter] += present * measured_ms
        by_day[Counter.UP_MS] = by_day[Counter.BANK_MS] - by_day[Counter.SHUT_MS]
        by_bank[Counter.UP_MS] = by_bank[Counter.BANK_MS] - by_bank[Counter.SHUT_MS]

    def _add_start(self, records: Records) -> None:
        """Compartments in service, by bank and class."""
        start = records[records[:, KIND] == Kind.START]
        bank = (start[:, PLACE] >> 32) + 1
        size_class = (start[:, ATTRIBUTES] >> 8) & 0xFF
        self._check(bank, size_class, start[:, ATTRIBUTES] >> 24)
        np.add.at(self._capacity, (bank, size_class), start[:, VALUE])
        np.add.at(self._classes, (bank, size_class), 1)

    def _within_span(self, part: Records) -> Iterator[Records]:
        """Cut a part at midnights so that no piece spans more than `_max_span` days."""
        while len(part):
            first_day = int(part[0, TIME]) // DAY_MS
            stop = int(np.searchsorted(part[:, TIME], (first_day + self._max_span) * DAY_MS))
            yield part[:stop]
            part = part[stop:]

    def _fold(self, part: Records, first_day: int | None) -> None:
        """Fold records from `first_day` (measured days count from 0) on; None: of the warm-up."""
        kind = part[:, KIND].copy()
        bank = (part[:, PLACE] >> 32) + 1
        attributes = part[:, ATTRIBUTES].copy()
        size = attributes & 0xFF
        size_class = (attributes >> 8) & 0xFF
        company = attributes >> 24
        self._check(bank, np.maximum(size, size_class), company)
        if first_day is None:
            cell, left_ms, first_day, span = bank * self._sizes, np.full(len(part), DAY_MS), 0, 1
        else:
            since_ms = part[:, TIME] - (self.layout.warmup_ms + first_day * DAY_MS)
            day = since_ms // DAY_MS
            span = int(day[-1]) + 1
            cell = bank * (self._sizes * span) + day
            left_ms = (day + 1) * DAY_MS - since_ms
            self._count_events(part, kind, cell + size * span, company, first_day, span)
        at_class = cell + size_class * span
        step = COMPARTMENT_STEP[kind]
        lobby_step = LOBBY_STEP[kind]
        edge, free = FULL_EDGE[kind], part[:, FREE]
        class_full = np.flatnonzero((free & 0xFFFFFFFF) == edge)
        bank_full = np.flatnonzero((free >> 32) == edge)
        lobby = np.flatnonzero(lobby_step)
        shut_step = SHUT_STEP[kind]
        shut = np.flatnonzero(shut_step)
        free_step = FREE_STEP[kind]
        steps = (
            (_OCCUPIED, at_class, step, left_ms),
            (_CLASS_FULL, at_class[class_full], free_step[class_full], left_ms[class_full]),
            (_BANK_FULL, cell[bank_full], free_step[bank_full], left_ms[bank_full]),
            (_LOBBY, (cell + size * span)[lobby], lobby_step[lobby], left_ms[lobby]),
            (_SHUT, cell[shut], shut_step[shut], left_ms[shut]),
        )
        self._add_steps(steps, first_day, span)

    def _check(self, bank: I64, size: I64, company: I64) -> None:
        for what, slot, slots in (
            ("bank", bank, self._banks),
            ("size class", size, self._sizes),
            ("company", company, self._companies),
        ):
            if len(slot) and not (slot.min() >= 0 and slot.max() < slots):
                wrong = int(slot.min() if slot.min() < 0 else slot.max()) - 1
                raise ValueError(f"{what} {wrong} in the log: the layout has {slots - 1}")

    def _count_events(
        self, part: Records, kind: I64, cell: I64, company: I64, first_day: int, span: int
    ) -> None:
        slot = SLOT[3 * kind + np.minimum(part[:, ORDINAL], 2)]
        redirects = np.flatnonzero(slot == REDIRECT)
        if len(redirects):
            slot[redirects[part[redirects, VALUE] != 0]] = 0
        cells = self._banks * self._sizes * span
        index = slot * cells + cell
        values = part[:, VALUE].astype(np.float64)
        shape = (SLOTS, self._banks, self._sizes, span)
        days = slice(first_day, first_day + span)
        count = np.bincount(index, minlength=SLOTS * cells).reshape(shape)
        self._count[:, :, days] += count.sum(axis=1)
        self._bank_count += count.sum(axis=(2, 3))
        value = _sums(index, values, SLOTS * cells).reshape(shape)
        self._value[:, :, days] += value.sum(axis=1)
        self._bank_value += value.sum(axis=(2, 3))
        index = slot * self._companies + company
        size = self._company_count.size
        self._company_count.reshape(-1)[:] += np.bincount(index, minlength=size)
        self._company_value.reshape(-1)[:] += _sums(index, values, size)

    def _add_steps(
        self, steps: Iterable[tuple[int, I64, F64, I64]], first_day: int, span: int
    ) -> None:
        """Add (integral, cells, steps, time from each to its midnight) of a part."""
        cells = self._banks * self._sizes * span
        net = np.zeros((len(_INTEGRALS), cells), dtype=np.int64)
        net_ms = np.zeros_like(net)
        for integral, cell, step, left_ms in steps:
            if len(cell):
                net[integral] = _sums(cell, step, cells)
                net_ms[integral] = _sums(cell, step * left_ms, cells)
        shape = (len(_INTEGRALS), self._banks, self._sizes, span)
        net, net_ms = net.reshape(shape), net_ms.reshape(shape)
        days = slice(first_day, first_day + span)
        self._step[:, :, days] += net.sum(axis=1)
        self._part_day_ms[:, :, days] += net_ms.sum(axis=1)
        whole_days = self.layout.measured_days - 1 - np.arange(first_day, first_day + span)
        until_end = net_ms + net * (whole_days * DAY_MS)
        self._bank_ms += until_end.sum(axis=(2, 3))


def _sums(index: I64, weights: F64, size: int) -> I64:
    """Sums of whole numbers by cell; exact, because a part's sums stay below 2**53."""
    return np.bincount(index, weights=weights, minlength=size).astype(np.int64)
