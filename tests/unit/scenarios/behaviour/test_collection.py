"""When recipients come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scenarios.behaviour.collection import (
    DAY_MS,
    answered_collection_ms,
    at_clock_ms,
    fee_averse_collection_ms,
    planned_collection_ms,
)

H = 3_600_000
times = st.integers(-10 * DAY_MS, 400 * DAY_MS)


@given(times, st.integers(0, DAY_MS - 1))
def test_at_clock_is_the_first_time_the_clock_shows_it(earliest: int, clock: int) -> None:
    """Not before, within a day, and the clock is right."""
    time = at_clock_ms(earliest, clock)
    assert earliest <= time < earliest + DAY_MS
    assert time % DAY_MS == clock


def test_no_clock_means_any_time() -> None:
    """−1 leaves the time alone."""
    assert at_clock_ms(5, -1) == 5


def test_weekend_deposits_lie_longer_or_shorter() -> None:
    """Day 0 is a Friday (4): a deposit on day 1 is a Saturday's."""
    friday, saturday = 9 * H, DAY_MS + 9 * H
    assert planned_collection_ms(friday, 10 * H, -1, 4, 800) == friday + 10 * H
    assert planned_collection_ms(saturday, 10 * H, -1, 4, 800) == saturday + 8 * H


@given(times, st.integers(-1, 5 * DAY_MS), times)
def test_a_reminder_never_delays(planned: int, answer: int, reminder: int) -> None:
    """An answer brings the collection forward or leaves it; no answer leaves it."""
    moved = answered_collection_ms(planned, reminder, answer, -1)
    assert moved == (planned if answer < 0 else min(planned, reminder + answer))


def test_the_fee_averse_come_before_the_fee() -> None:
    """Strictly before it, and not before the deposit."""
    assert fee_averse_collection_ms(100, 0, 50, 10) == 39
    assert fee_averse_collection_ms(100, 0, 50, 500) == 0
    assert fee_averse_collection_ms(49, 0, 50, 10) == 49
    assert fee_averse_collection_ms(100, 0, 50, -1) == 100
    assert fee_averse_collection_ms(100, 0, -1, 10) == 100
