"""Reminders, the overdue rule, fees, take-back."""

from __future__ import annotations

import pytest

from fleet.policy.retention import (
    COLLECT,
    DAY_MS,
    REMIND,
    TAKE_BACK,
    TURN_OVERDUE,
    fee_cents,
    next_step,
    overdue_at_ms,
    reminder_at_ms,
    take_back_at_ms,
)

H = 3_600_000


def test_reminders_run_out() -> None:
    """After the last there is none."""
    assert [reminder_at_ms(10, [5, 8], 2, k) for k in range(3)] == [15, 18, -1]


def test_no_rule_means_never() -> None:
    """−1 in, −1 out."""
    assert overdue_at_ms(10, -1) == -1
    assert take_back_at_ms(10, -1, 0) == -1
    assert overdue_at_ms(10, 0) == 10


@pytest.mark.parametrize(
    ("deposited_h", "after_h", "clock_h", "round_h"),
    [(9, 24, 10, 34), (11, 24, 10, 58), (10, 24, 10, 34), (9, 0, 9, 9)],
)
def test_take_back_waits_for_the_daily_round(
    deposited_h: int, after_h: int, clock_h: int, round_h: int
) -> None:
    """The first round at or after the parcel is due."""
    assert take_back_at_ms(deposited_h * H, after_h * H, clock_h * H) == round_h * H


@pytest.mark.parametrize(
    ("times", "step"),
    [
        ((5, -1, -1, -1), COLLECT),
        ((5, 5, 5, 5), COLLECT),
        ((6, 5, 5, 5), TAKE_BACK),
        ((6, 6, 5, 5), REMIND),
        ((6, 6, 6, 5), TURN_OVERDUE),
        ((6, -1, 7, 7), COLLECT),
    ],
)
def test_the_earliest_comes_first_and_ties_have_an_order(
    times: tuple[int, int, int, int], step: int
) -> None:
    """Collection, take-back, reminder, overdue."""
    assert next_step(*times) == step


def fee(hours_late: float, holiday: tuple[int, ...] = (0,) * 10, cap: int = 300) -> int:
    """Hive Box: 0.5 yuan a step of 12 h, cap 3 yuan; overdue from 10:00 of day 1."""
    overdue_ms = DAY_MS + 10 * H
    return fee_cents(
        overdue_ms, overdue_ms + round(hours_late * H), 12 * H, 50, cap, holiday, len(holiday)
    )


@pytest.mark.parametrize(
    ("hours_late", "cents"), [(0, 0), (0.01, 50), (11.9, 50), (12, 100), (36, 200), (1000, 300)]
)
def test_hive_box_steps(hours_late: float, cents: int) -> None:
    """Nothing at the very end of the free time, then a step at once and every 12 h, to the cap."""
    assert fee(hours_late) == cents


def test_a_step_that_begins_on_a_holiday_is_free() -> None:
    """Overdue at 10:00 of day 1; day 2 is a holiday: its steps of 10:00 and 22:00 are free."""
    assert [fee(h, holiday=(0, 0, 1, 0)) for h in (37, 49)] == [100, 150]


def test_a_cap_that_is_no_multiple_of_the_step_is_kept() -> None:
    """The fee never passes the cap."""
    assert fee(1000, cap=120) == 120
