"""Clocks that jump: rows out of order and far from the others; local time; the step of times."""

from __future__ import annotations

import zoneinfo

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs.cleaning.clock import far_apart, local_ms, out_of_order, step_ms


def test_a_row_that_jumps_is_found() -> None:
    """Ahead or back by more than an hour, in a file that is in order otherwise; less is let be."""
    times = np.arange(200) * 600_000
    times[50] += DAY_MS
    times[120] -= DAY_MS
    times[150] -= HOUR_MS // 2
    assert np.flatnonzero(out_of_order(times)).tolist() == [50, 120]


def test_a_file_in_no_order_says_nothing_of_clocks() -> None:
    """Sorted by something else, no row is out of order."""
    times = np.random.default_rng(1).permutation(np.arange(200) * DAY_MS)
    assert not out_of_order(times).any()


def test_few_rows_years_away_are_found() -> None:
    """A clock that was never set; half a log before a pause is no such clock."""
    times = np.arange(200) * DAY_MS + 20_000 * DAY_MS
    times[7] = 5 * DAY_MS
    assert np.flatnonzero(far_apart(times)).tolist() == [7]
    paused = times.copy()
    paused[:100] -= 400 * DAY_MS
    paused[7] = paused[6]
    assert not far_apart(paused).any()


def test_local_clocks_follow_the_zone() -> None:
    """Melbourne is 11 h ahead in January, 10 h in July."""
    zone = zoneinfo.ZoneInfo("Australia/Melbourne")
    january, july = 20_454 * DAY_MS, 20_635 * DAY_MS
    found = local_ms(np.array([january, july]), zone) - np.array([january, july])
    assert found.tolist() == [11 * HOUR_MS, 10 * HOUR_MS]


def test_step_of_times() -> None:
    """Whole minutes are told in minutes; one odd millisecond makes it milliseconds."""
    assert step_ms(np.array([60_000, 180_000])) == 60_000
    assert step_ms(np.array([60_000, 180_001])) == 1
