"""Tests of twin.figures.tally: hand-written little logs with known counters."""

from __future__ import annotations

import pytest

from scenarios.days import DAY_MS, HOUR_MS
from tests.unit.twin.figures.little_log import LittleLog, fold
from twin.eventlog.events import Kind
from twin.figures.counters import NONE, Counter, SiteCounters
from twin.figures.tally import SiteTally


def total(counters: SiteCounters, counter: Counter) -> int:
    """A counter of the whole site, the same along every axis that knows it."""
    by_day = int(counters.by_day[counter].sum())
    assert by_day == int(counters.by_bank[counter].sum()) or counter is Counter.CLASS_FULL_MS
    return by_day


def test_first_attempts_are_first_presentations_whatever_their_outcome() -> None:
    """Ordinal 0 makes a first attempt; a second bank's deposit or rejection is none."""
    log = LittleLog((1,))
    log.lay(1, 1).about(2, Kind.REJECTION, 2)
    log.empty(3, 1)
    log.lay(4, 2, ordinal=1).about(5, Kind.REJECTION, 3, ordinal=2)
    counters = fold(log.layout(0, 1), log.end(1))
    assert total(counters, Counter.FIRST_ATTEMPTS) == 2
    assert total(counters, Counter.REJECTIONS) == 1
    assert total(counters, Counter.DEPOSITS) == 2
    assert total(counters, Counter.COLLECTIONS) == 1


def test_rejections_belong_to_the_parcel_size_occupancy_to_the_compartment_class() -> None:
    """A small parcel in a large compartment: attempts count small, occupied time large."""
    log = LittleLog((1, 1))
    log.lay(0, 1).lay(0, 2, size=0, size_class=1).about(1, Kind.REJECTION, 3, size=1)
    counters = fold(log.layout(0, 1), log.end(1))
    small, large = 1, 2
    assert counters.by_day[Counter.FIRST_ATTEMPTS, :, 0].tolist() == [0, 2, 1]
    assert counters.by_day[Counter.REJECTIONS, large, 0] == 1
    assert counters.by_day[Counter.OCCUPIED_MS, small, 0] == DAY_MS
    assert counters.by_day[Counter.OCCUPIED_MS, large, 0] == DAY_MS


def test_occupied_time_is_divided_at_midnight() -> None:
    """A parcel from 22 h to 1 h two days later: 2 h, 24 h, 1 h."""
    log = LittleLog((3,))
    log.lay(22, 1).empty(49, 1)
    counters = fold(log.layout(0, 3), log.end(3))
    hours = counters.by_day[Counter.OCCUPIED_MS, 1] / HOUR_MS
    assert hours.tolist() == [2, 24, 1]
    assert counters.by_bank[Counter.OCCUPIED_MS, 1] == 27 * HOUR_MS


def test_warm_up_counts_nothing_but_what_lies_over_its_end() -> None:
    """Events before the warm-up's end count nowhere; their parcels occupy from then on."""
    log = LittleLog((3,))
    log.lay(1, 1).lay(2, 2).empty(20, 2).about(23, Kind.REJECTION, 3)
    log.empty(30, 1)
    counters = fold(log.layout(1, 1), log.end(2))
    assert total(counters, Counter.FIRST_ATTEMPTS) == 0
    assert total(counters, Counter.COLLECTIONS) == 1
    assert total(counters, Counter.DWELL_MS) == 29 * HOUR_MS
    assert total(counters, Counter.OCCUPIED_MS) == 6 * HOUR_MS


def test_an_event_at_the_end_of_warm_up_counts() -> None:
    """The measured days begin at their first midnight, that instant included."""
    log = LittleLog((3,))
    log.lay(24, 1)
    counters = fold(log.layout(1, 1), log.end(2))
    assert counters.by_day[Counter.DEPOSITS, 1].tolist() == [1]
    assert total(counters, Counter.OCCUPIED_MS) == DAY_MS


def test_full_time_is_read_from_what_is_free_after_each_event() -> None:
    """Class S full 2–5 h, the bank 3–5 h: the class and the bank have their own integrals."""
    log = LittleLog((1, 1))
    log.lay(2, 1).lay(3, 2, size=1).empty(5, 1)
    counters = fold(log.layout(0, 1), log.end(1))
    full = counters.by_day[Counter.CLASS_FULL_MS, :, 0] / HOUR_MS
    assert full.tolist() == [0, 3, 21]
    assert counters.by_day[Counter.BANK_FULL_MS, NONE, 0] == 2 * HOUR_MS
    assert counters.by_day[Counter.BANK_MS, NONE, 0] == DAY_MS
    assert counters.by_bank[Counter.BANK_FULL_MS].tolist() == [0, 2 * HOUR_MS]


def test_what_has_no_compartment_is_always_full() -> None:
    """A class without compartments, and a bank without any, are full all the time."""
    log = LittleLog((2, 0), (0, 0))
    counters = fold(log.layout(1, 2), log.end(3))
    assert counters.by_day[Counter.CLASS_FULL_MS].tolist() == [
        [0, 0],
        [DAY_MS, DAY_MS],
        [2 * DAY_MS, 2 * DAY_MS],
    ]
    assert counters.by_bank[Counter.BANK_FULL_MS].tolist() == [0, 0, 2 * DAY_MS]
    assert counters.by_bank[Counter.CAPACITY_MS].tolist() == [0, 2 * 2 * DAY_MS, 0]


def test_parcels_held_at_the_start_occupy_and_fill() -> None:
    """The initial state: occupied from time 0, full from time 0, dwell from the real deposit."""
    log = LittleLog((2,))
    log.lay(0, 1, kind=Kind.HELD, value=-5 * HOUR_MS)
    log.lay(0, 2, kind=Kind.HELD, value=-7 * HOUR_MS)
    log.empty(3, 1).empty(4, 2, Kind.TAKE_BACK)
    counters = fold(log.layout(0, 1), log.end(1))
    assert total(counters, Counter.FIRST_ATTEMPTS) == 0
    assert total(counters, Counter.OCCUPIED_MS) == 7 * HOUR_MS
    assert total(counters, Counter.BANK_FULL_MS) == 3 * HOUR_MS
    assert total(counters, Counter.DWELL_MS) == 8 * HOUR_MS
    assert total(counters, Counter.TAKE_BACKS) == 1


def test_a_parcel_is_redirected_once() -> None:
    """Only the first leg on the first day counts: REDIRECT with ordinal 1 and value 0."""
    log = LittleLog((1,))
    log.about(1, Kind.REDIRECT, 1, ordinal=1).about(2, Kind.REDIRECT, 1, ordinal=2)
    log.about(25, Kind.RETRY, 1, value=1).about(25, Kind.REDIRECT, 1, ordinal=1, value=1)
    counters = fold(log.layout(0, 2), log.end(2))
    assert total(counters, Counter.REDIRECTED) == 1
    assert counters.by_day[Counter.RETRIES].sum(axis=0).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("kind", "counter", "value"),
    [
        (Kind.SERVICE, Counter.WAIT_MS, 5000),
        (Kind.DEPARTURE, Counter.COURIER_MS, 90_000),
        (Kind.FEE, Counter.FEE_CENTS, 150),
    ],
)
def test_values_are_summed(kind: Kind, counter: Counter, value: int) -> None:
    """Waits, courier time and fees are sums of the records' values, by company too."""
    log = LittleLog((1,))
    log.about(1, kind, 1, company=0, value=value).about(2, kind, 2, company=1, value=value)
    log.about(25, kind, 3, company=1, value=value)
    counters = fold(log.layout(0, 2), log.end(2))
    assert counters.by_day[counter].sum(axis=0).tolist() == [2 * value, value]
    assert counters.by_company[counter].tolist() == [0, value, 2 * value]


@pytest.mark.parametrize(
    ("kind", "counter"),
    [
        (Kind.OVERSIZE, Counter.OVERSIZE),
        (Kind.SERVICE, Counter.SERVICES),
        (Kind.COUNTER, Counter.COUNTER),
        (Kind.HOME, Counter.HOME),
        (Kind.LOBBY, Counter.LOBBY),
        (Kind.RETURN, Counter.RETURNS),
        (Kind.UNDELIVERED, Counter.UNDELIVERED),
        (Kind.OVERDUE, Counter.OVERDUE),
        (Kind.RETRY, Counter.RETRIES),
    ],
)
def test_ends_are_counted_where_they_happen(kind: Kind, counter: Counter) -> None:
    """Each end of a parcel counts at its bank, on its day, and is no first attempt."""
    log = LittleLog((1,), (1,))
    log.about(30, kind, 1, bank=1, size=-1)
    counters = fold(log.layout(0, 2), log.end(2))
    assert counters.by_day[counter].tolist() == [[0, 1], [0, 0]]
    assert counters.by_bank[counter].tolist() == [0, 0, 1]
    assert total(counters, Counter.FIRST_ATTEMPTS) == 0


def test_lobby_time_runs_until_the_parcel_is_found() -> None:
    """Parcels on the lobby floor: 20 h to 26 h is 4 h of one day and 2 h of the next."""
    log = LittleLog((1,))
    log.about(20, Kind.LOBBY, 1).about(26, Kind.LOBBY_COLLECTION, 1, value=6 * HOUR_MS)
    counters = fold(log.layout(0, 2), log.end(2))
    assert (counters.by_day[Counter.LOBBY_MS, 1] / HOUR_MS).tolist() == [4, 2]


def test_a_log_without_its_end_is_refused() -> None:
    """A log that breaks off gives no figures."""
    log = LittleLog((1,))
    tally = SiteTally(log.layout(0, 1))
    tally.add(log.lay(1, 1).end(1)[:-1])
    with pytest.raises(ValueError, match="no END record"):
        tally.close()


def test_what_is_outside_the_layout_is_refused() -> None:
    """A bank or company that the layout does not know is an error, never someone else's count."""
    log = LittleLog((1,), (1,)).lay(1, 1, bank=1)
    tally = SiteTally(LittleLog((1,)).layout(0, 1))
    with pytest.raises(ValueError, match="bank 1 in the log: the layout has 1"):
        tally.add(log.end(1))
    log = LittleLog((1,), companies=1).lay(1, 1, company=3)
    with pytest.raises(ValueError, match="company 3 in the log: the layout has 1"):
        fold(log.layout(0, 1), log.end(1))


def test_a_site_without_banks_has_no_capacity() -> None:
    """Only an END: all counters are 0."""
    log = LittleLog()
    counters = fold(log.layout(1, 1), log.end(2))
    assert not counters.by_day.any()
    assert not counters.by_bank.any()


def test_blocked_pickups_and_how_they_end() -> None:
    """First attempts and all; recoveries with and without staff add their times up."""
    log = LittleLog((3,))
    log.about(1, Kind.FAILURE, ordinal=1).about(1, Kind.SHUT, value=2)
    log.about(2, Kind.BLOCKED, 1).about(3, Kind.BLOCKED, 1, ordinal=1)
    log.about(4, Kind.BLOCKED, 2).about(5, Kind.TURNED_AWAY, 3).about(
        5, Kind.TURNED_AWAY, ordinal=1
    )
    log.about(7, Kind.REOPENED).about(8, Kind.RECOVERED, 1, value=6 * HOUR_MS)
    log.about(9, Kind.RECOVERED, 2, ordinal=1, value=5 * HOUR_MS)
    counters = fold(log.layout(0, 1), log.end(1))
    known = {
        Counter.BLOCKED: 2,
        Counter.ATTEMPTS_BLOCKED: 3,
        Counter.RECOVERED: 2,
        Counter.RECOVERY_MS: 11 * HOUR_MS,
        Counter.OPENINGS: 1,
        Counter.TURNED_AWAY: 1,
        Counter.FAILURES: 1,
        Counter.SHUT_MS: 6 * HOUR_MS,
        Counter.UP_MS: 18 * HOUR_MS,
    }
    assert {counter: total(counters, counter) for counter in known} == known
    assert counters.by_company[Counter.RECOVERY_MS].sum() == 11 * HOUR_MS
