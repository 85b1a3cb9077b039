"""Tests of scenarios.behaviour.repair: when staff come."""

from __future__ import annotations

import pytest

from scenarios.behaviour.repair import on_duty_ms, opened_at_ms, repaired_at_ms

H = 3_600_000


@pytest.mark.parametrize(
    ("earliest_h", "duty_h"), [(3, 8), (8, 8), (12, 12), (20, 32), (23, 32), (44, 56)]
)
def test_on_duty(earliest_h: int, duty_h: int) -> None:
    """From 8 to 20 h: at once on duty, else at the next eight o'clock; at 20 h they are gone."""
    assert on_duty_ms(earliest_h * H, 8 * H, 20 * H) == duty_h * H


def test_repair_is_response_then_duty_then_work() -> None:
    """What is begun is finished: eight hours of work from 19 h end at 3 h."""
    assert repaired_at_ms(17 * H, 2 * H, 8 * H, 8 * H, 20 * H) == 27 * H
    assert repaired_at_ms(19 * H, 2 * H, 8 * H, 8 * H, 20 * H) == 40 * H
    assert repaired_at_ms(19 * H, 0, 0, 0, 24 * H) == 19 * H


def test_an_opening_comes_after_the_attempt() -> None:
    """Never at the same time as the attempt, or it would never end."""
    assert opened_at_ms(9 * H, 0, 0, 24 * H) == 9 * H + 1
    assert opened_at_ms(9 * H, H, 8 * H, 20 * H) == 10 * H
    assert opened_at_ms(21 * H, H, 8 * H, 20 * H) == 32 * H
