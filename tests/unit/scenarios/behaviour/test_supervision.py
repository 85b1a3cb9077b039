"""Tests of scenarios.behaviour.supervision: which shift comes next, when, who is there."""

from __future__ import annotations

import pytest

from scenarios.behaviour.supervision import begins_at_ms, is_there, next_shift

H = 3_600_000
EVERY_DAY = [1] * 7


@pytest.mark.parametrize(
    ("after_h", "number"), [(-0.001, 0), (6, 1), (17, 2), (16.99, 1), (30, 3), (23.9, 2)]
)
def test_two_shifts_a_day_in_turn(after_h: float, number: int) -> None:
    """At 6 and 17 h: later than the given time, never at it."""
    found = next_shift(round(after_h * H), 0, EVERY_DAY * 2, [6 * H, 17 * H], 2)
    assert found == number
    begins_ms = begins_at_ms(found, [6 * H, 17 * H], 2)
    assert begins_ms == (number // 2) * 24 * H + (6 if number % 2 == 0 else 17) * H
    assert begins_ms > after_h * H


def test_shifts_need_not_be_listed_in_the_order_of_the_day() -> None:
    """The one of the morning is the second of the list: number 1 of day 0."""
    assert next_shift(-1, 0, EVERY_DAY * 2, [17 * H, 6 * H], 2) == 1


def test_only_on_its_weekdays() -> None:
    """Day 0 is a Friday; Mondays only: day 3. After Monday, the next one a week later."""
    mondays = [1, 0, 0, 0, 0, 0, 0]
    assert next_shift(-1, 4, mondays, [6 * H], 1) == 3
    assert next_shift((3 * 24 + 6) * H, 4, mondays, [6 * H], 1) == 10
    assert next_shift(-1, 4, [0] * 7, [6 * H], 1) == -1


def test_somebody_is_there_until_the_end_of_the_shift() -> None:
    """Not at its last moment; nobody before the first shift."""
    assert [is_there(now, 9 * H) for now in (8 * H, 9 * H - 1, 9 * H)] == [1, 1, 0]
    assert is_there(0, 0) == 0
