"""Properties of the folds: cut anywhere, the same counters; integrals as by walking the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scenarios.days import DAY_MS, HOUR_MS
from tests.unit.twin.figures.little_log import LittleLog
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, TIME, VALUE, Records, bank_of, class_of, size_of
from twin.figures import tally as tally_module
from twin.figures.counters import Counter, SiteCounters, TallyLayout
from twin.figures.hour_profile import HourProfile
from twin.figures.tally import SiteTally

BANKS, CLASSES, DAYS = 2, 2, 4
STEPS_H = (0.0, 1 / 3_600_000, 0.25, 1.0, 5.75, 12.0, 24.0)
"""Pauses between events: none, one millisecond, and such that midnights are met exactly."""


ACTIONS = ("lay", "lay", "lay", "empty", "empty", "lobby", "found", "shut", "jam", "free")


@st.composite
def logs(draw: st.DrawFn) -> tuple[LittleLog, Records]:
    """Any log of two banks of two classes over four days that could have happened."""
    counts = st.tuples(*[st.integers(0, 3)] * CLASSES)
    log = LittleLog(*draw(st.tuples(*[counts] * BANKS)))
    hour, lobby = 0.0, 0
    shut: set[int] = set()
    jammed: list[tuple[int, int]] = []
    for parcel in range(draw(st.integers(0, 40))):
        hour += draw(st.sampled_from(STEPS_H))
        if hour >= DAYS * 24:
            break
        bank, size = draw(st.integers(0, BANKS - 1)), draw(st.integers(0, CLASSES - 1))
        action = draw(st.sampled_from(ACTIONS))
        fitting = [c for c in range(size, CLASSES) if log.free[bank][c] > 0]
        if action == "lay" and fitting:
            kind = Kind.HELD if hour == 0 and draw(st.booleans()) else Kind.DEPOSIT
            log.lay(hour, parcel, size, size_class=fitting[0], bank=bank, kind=kind)
        elif action == "lay":
            log.about(hour, Kind.REJECTION, parcel, size=size, bank=bank)
        elif action == "empty" and log.lying:
            log.empty(hour, draw(st.sampled_from(sorted(log.lying))))
        elif action == "lobby":
            lobby += 1
            log.about(hour, Kind.LOBBY, parcel)
        elif action == "found" and lobby:
            lobby -= 1
            log.about(hour, Kind.LOBBY_COLLECTION, parcel)
        elif action == "shut":
            log.about(hour, Kind.REOPENED if bank in shut else Kind.SHUT, bank=bank)
            shut ^= {bank}
        elif action == "jam" and log.free[bank][size] > 0:
            jammed.append((size, bank))
            log.jam(hour, size, bank)
        elif action == "free" and jammed:
            log.jam(hour, *jammed.pop(0), freed=True)
    return log, log.end(DAYS)


@dataclass
class _Walk:
    """The state of a site while its log is walked record by record."""

    layout: TallyLayout
    capacity: dict[tuple[int, int], int] = field(default_factory=dict)
    occupied: dict[tuple[int, int], int] = field(default_factory=dict)
    lobby: dict[int, int] = field(default_factory=dict)
    jammed: dict[tuple[int, int], int] = field(default_factory=dict)
    shut: set[int] = field(default_factory=set)

    def states(self, records: Records) -> Iterator[tuple[int, int]]:
        """Step through; yields the measured spans [from, to) during which nothing changes."""
        cuts = sorted({0, *range(0, self.layout.horizon_ms + 1, HOUR_MS), *records[:, TIME]})
        at = 0
        for begin, end in pairwise(cuts):
            while at < len(records) and records[at, TIME] <= begin:
                self._step(records[at : at + 1])
                at += 1
            if begin >= self.layout.warmup_ms:
                yield begin, end

    def _step(self, record: Records) -> None:
        kind, bank = int(record[0, KIND]), int(bank_of(record)[0])
        size, size_class = int(size_of(record)[0]), int(class_of(record)[0])
        if kind == Kind.START:
            self.capacity[bank, size_class] = int(record[0, VALUE])
            self.occupied[bank, size_class] = 0
            self.jammed[bank, size_class] = 0
        elif kind in {Kind.HELD, Kind.DEPOSIT}:
            self.occupied[bank, size_class] += 1
        elif kind in {Kind.COLLECTION, Kind.TAKE_BACK}:
            self.occupied[bank, size_class] -= 1
        elif kind in {Kind.LOBBY, Kind.LOBBY_COLLECTION}:
            step = 1 if kind == Kind.LOBBY else -1
            self.lobby[size] = self.lobby.get(size, 0) + step
        elif kind in {Kind.WITHDRAWN, Kind.RESTORED}:
            self.jammed[bank, size_class] += 1 if kind == Kind.WITHDRAWN else -1
        elif kind in {Kind.SHUT, Kind.REOPENED}:
            self.shut ^= {bank}

    def class_full(self, bank: int, size_class: int) -> bool:
        """No free compartment of the class."""
        at = bank, size_class
        return self.occupied[at] + self.jammed[at] == self.capacity[at]

    def full(self, bank: int) -> bool:
        """No free compartment of any class."""
        return all(self.class_full(bank, size_class) for size_class in range(CLASSES))


def _integrals_by_walking(records: Records, layout: TallyLayout) -> SiteCounters:
    """The integrals of the tally, by keeping the state instead of adding steps."""
    by_day = np.zeros((len(Counter), CLASSES + 1, layout.measured_days), dtype=np.int64)
    by_bank = np.zeros((len(Counter), BANKS + 1), dtype=np.int64)
    walk = _Walk(layout)
    for begin, end in walk.states(records):
        day, span = (begin - layout.warmup_ms) // DAY_MS, end - begin
        for (bank, size_class), occupied in walk.occupied.items():
            full = walk.class_full(bank, size_class)
            for counter, amount in (
                (Counter.OCCUPIED_MS, occupied),
                (Counter.CLASS_FULL_MS, int(full)),
                (Counter.CAPACITY_MS, walk.capacity[bank, size_class]),
                (Counter.CLASS_MS, 1),
            ):
                by_day[counter, size_class + 1, day] += amount * span
                by_bank[counter, bank + 1] += amount * span
        for bank in range(BANKS):
            for counter, amount in (
                (Counter.BANK_FULL_MS, int(walk.full(bank))),
                (Counter.BANK_MS, 1),
                (Counter.SHUT_MS, int(bank in walk.shut)),
                (Counter.UP_MS, int(bank not in walk.shut)),
            ):
                by_day[counter, 0, day] += amount * span
                by_bank[counter, bank + 1] += amount * span
        for size, lying in walk.lobby.items():
            by_day[Counter.LOBBY_MS, size + 1, day] += lying * span
            by_bank[Counter.LOBBY_MS, 1] += lying * span
    return SiteCounters(by_day, by_bank, np.zeros((len(Counter), 3), dtype=np.int64))


INTEGRALS = [c for c in Counter if Counter.OCCUPIED_MS <= c <= Counter.UP_MS]


@given(logs(), st.integers(0, DAYS - 1))
def test_integrals_are_those_of_walking_the_log(
    written: tuple[LittleLog, Records], warmup_days: int
) -> None:
    """Occupied, full and lobby time, by day and by bank, against a walk that keeps the state."""
    log, records = written
    layout = log.layout(warmup_days, DAYS - warmup_days)
    tally = SiteTally(layout)
    tally.add(records)
    counters, walked = tally.close(), _integrals_by_walking(records, layout)
    for counter in INTEGRALS:
        assert counters.by_day[counter].tolist() == walked.by_day[counter].tolist(), counter
        assert counters.by_bank[counter].tolist() == walked.by_bank[counter].tolist(), counter


@given(logs(), st.lists(st.integers(0, 60), max_size=6), st.integers(0, DAYS - 1))
def test_any_cut_into_blocks_gives_the_same_counters(
    written: tuple[LittleLog, Records], cuts: list[int], warmup_days: int
) -> None:
    """Blocks may be cut anywhere, empty ones too; the parts folded at once do not matter either."""
    log, records = written
    layout = log.layout(warmup_days, DAYS - warmup_days)
    whole, blocks = SiteTally(layout), SiteTally(layout)
    whole.add(records)
    for block in np.split(records, sorted(min(cut, len(records)) for cut in cuts)):
        blocks.add(block)
    first, second = whole.close(), blocks.close()
    assert (first.by_day == second.by_day).all()
    assert (first.by_bank == second.by_bank).all()
    assert (first.by_company == second.by_company).all()


def test_long_and_wide_logs_are_folded_in_parts() -> None:
    """A log longer than a part, and a part that would span too many days, add up all the same."""
    log = LittleLog(*[(3, 3)] * 40)
    days = tally_module.PART_CELLS // 40
    parcels = tally_module.PART_RECORDS // 2 + 100
    hours = np.sort(np.random.default_rng(1).uniform(0, 24 * days - 1, parcels))
    for parcel, hour in enumerate(hours):
        bank = parcel % 40
        if log.free[bank][0] == 0:
            oldest = next(p for p, lying in log.lying.items() if lying[0] == bank)
            log.empty(hour, oldest)
        log.lay(hour, parcel, bank=bank)
    records = log.end(days)
    layout = log.layout(2, days - 2)
    tally = SiteTally(layout)
    tally.add(records)
    counters = tally.close()
    measured = hours * HOUR_MS >= 2 * DAY_MS - 0.5
    assert counters.by_day[Counter.DEPOSITS].sum() == measured.sum()
    assert counters.by_bank[Counter.DEPOSITS].sum() == measured.sum()
    lying = records[np.isin(records[:, KIND], [Kind.DEPOSIT, Kind.COLLECTION])]
    sign = np.where(lying[:, KIND] == Kind.DEPOSIT, 1, -1)
    until_end = layout.horizon_ms - np.maximum(lying[:, TIME], layout.warmup_ms)
    assert counters.by_day[Counter.OCCUPIED_MS].sum() == (sign * until_end).sum()
    assert counters.by_bank[Counter.OCCUPIED_MS].sum() == (sign * until_end).sum()


@given(logs(), st.integers(0, DAYS - 1), st.integers(0, 6), st.integers(0, 60))
def test_hour_profile_is_that_of_walking_the_log(
    written: tuple[LittleLog, Records], warmup_days: int, weekday: int, cut: int
) -> None:
    """Mean occupied compartments by hour of week, against a walk hour by hour."""
    log, records = written
    layout = log.layout(warmup_days, DAYS - warmup_days)
    profile = HourProfile(layout, weekday)
    for block in np.split(records, [min(cut, len(records))]):
        profile.add(block)
    by_week = np.zeros((BANKS, 168))
    walk = _Walk(layout)
    for begin, end in walk.states(records):
        hour = begin // HOUR_MS + 24 * weekday
        for (bank, _), occupied in walk.occupied.items():
            by_week[bank, hour % 168] += occupied * (end - begin) / HOUR_MS
    measured = {
        (24 * (weekday + day) + hour) % 168
        for day in range(warmup_days, DAYS)
        for hour in range(24)
    }
    result = profile.by_hour_of_week()
    for hour in range(168):
        if hour in measured:
            np.testing.assert_allclose(result[:, hour], by_week[:, hour], atol=1e-9)
        else:
            assert np.isnan(result[:, hour]).all()
