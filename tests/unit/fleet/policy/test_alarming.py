"""Tests of fleet.policy.alarming: levels, outliers, delays, flapping, forecasts."""

from __future__ import annotations

from fleet.policy import alarming
from fleet.policy.alarming import DAY_MS


def test_a_level_holds_between_its_two_ends() -> None:
    """Rising: from 800 up, until below 600. Falling: from 200 down, until above 250."""
    rising = [alarming.holds(v, up, 800, 600) for v, up in ((799, 0), (800, 0), (600, 1), (599, 1))]
    assert rising == [0, 1, 1, 0]
    falling = [
        alarming.holds(v, up, 200, 250) for v, up in ((201, 0), (200, 0), (250, 1), (251, 1))
    ]
    assert falling == [0, 1, 1, 0]


def test_a_step_is_believed_up_to_its_bound() -> None:
    """Either way; without a reading before it, or without a bound, any is."""
    cases = ((500, 200, 300), (501, 200, 300), (200, 501, 300), (900, -1, 300), (900, 0, -1))
    assert [alarming.is_believed(*case) for case in cases] == [1, 0, 0, 1, 1]


def test_half_of_a_window_counts_in_the_next() -> None:
    """So that what flaps on is never taken for quiet, and what was long ago is forgotten."""
    cases = ((0, 0, 0), (4, 0, 10), (5, 0, 11), (5, 0, 20), (5, 0, 21))
    assert [alarming.flaps_after(*case, 10) for case in cases] == [1, 5, 3, 3, 1]
    assert [alarming.window_from_ms(*case, 10) for case in cases] == [0, 0, 11, 20, 21]


def test_an_alarm_follows_its_condition_after_a_delay() -> None:
    """Up after 30, down after 60; what flaps is up at once and down after 600."""

    def at(active: int, is_up: int, flaps: int) -> int:
        return alarming.follows_at_ms(active, is_up, 1_000, 30, 60, flaps, 5, 600)

    assert [at(1, 1, 0), at(0, 0, 9)] == [-1, -1]
    assert [at(1, 0, 4), at(0, 1, 4)] == [1_030, 1_060]
    assert [at(1, 0, 5), at(0, 1, 5)] == [1_000, 1_600]


def test_a_rate_forgets_by_half_in_its_memory() -> None:
    """After a memory's time half is new; the first that is seen is taken whole."""
    assert alarming.rate_after(-1, 100, DAY_MS // 2, 3 * DAY_MS) == 200
    assert alarming.rate_after(100, 600, 3 * DAY_MS, 3 * DAY_MS) == 150
    assert alarming.rate_after(100, 600, 0, DAY_MS) == 100


def test_time_to_full_is_what_is_left_at_the_rate() -> None:
    """400 ‰ at 200 a day are two days; full is now; without a rate nobody knows."""
    cases = ((600, 200), (1_000, 0), (1_100, 50), (500, 0), (500, -1))
    assert [alarming.full_in_ms(*case) for case in cases] == [2 * DAY_MS, 0, 0, -1, -1]


def test_one_cause_takes_enough_devices_and_enough_of_them() -> None:
    """Three at least, and three tenths; over when a fifth is left."""
    cases = ((3, 10), (3, 11), (2, 2), (200, 200))
    assert [alarming.is_one_cause(*case, 3, 300) for case in cases] == [1, 0, 0, 1]
    assert [alarming.is_over(held, 10, 200) for held in (2, 3)] == [1, 0]


def test_how_long_a_device_may_be_away() -> None:
    """Some of its intervals, but never less than the least."""
    assert [alarming.away_long_ms(ms, 3, 60) for ms in (10, 20, 30)] == [60, 60, 90]
