"""Tests of fleet.policy.escalation: duty hours and the service-level clock."""

from __future__ import annotations

from fleet.policy import escalation
from fleet.policy.escalation import DAY_MS

HOUR_MS = DAY_MS // 24
WEEKDAYS = 0b0011111
MONDAY_MS = 4 * DAY_MS
"""1970-01-05."""


def test_duty_is_by_day_and_clock() -> None:
    """08–18 h on weekdays, by a clock that is eight hours ahead of UTC."""
    at = [MONDAY_MS + hours * HOUR_MS - 8 * HOUR_MS for hours in (7.9, 8, 17.9, 18, 5 * 24 + 9)]
    there = [
        escalation.is_on_duty(int(ms), 8 * HOUR_MS, WEEKDAYS, 8 * HOUR_MS, 18 * HOUR_MS)
        for ms in at
    ]
    assert there == [0, 1, 1, 0, 0]


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    """22–06 h from Friday evening lasts until Saturday morning, and Saturday evening is free."""
    friday_ms = MONDAY_MS + 4 * DAY_MS
    hours = (21, 22, 29, 30, 46)
    there = [
        escalation.is_on_duty(friday_ms + h * HOUR_MS, 0, WEEKDAYS, 22 * HOUR_MS, 6 * HOUR_MS)
        for h in hours
    ]
    assert there == [0, 1, 1, 0, 0]


def test_the_clock_stands_off_duty() -> None:
    """Friday 17 h plus three hours of 08–18 h duty is Monday 10 h; nights count where there are."""
    friday_ms = MONDAY_MS + 4 * DAY_MS
    due_ms = escalation.due_on_duty_ms(
        friday_ms + 17 * HOUR_MS, 3 * HOUR_MS, 0, WEEKDAYS, 8 * HOUR_MS, 18 * HOUR_MS
    )
    assert due_ms == MONDAY_MS + 7 * DAY_MS + 10 * HOUR_MS
    night_ms = escalation.due_on_duty_ms(
        friday_ms + 3 * HOUR_MS, 4 * HOUR_MS, 0, 127, 22 * HOUR_MS, 6 * HOUR_MS
    )
    assert night_ms == friday_ms + 23 * HOUR_MS


def test_the_due_moment_is_on_duty_or_at_its_end() -> None:
    """For many starts: as much duty lies between start and due as is allowed, minute by minute."""
    minute = 60_000
    for start in range(0, 7 * 24 * 60, 611):
        due_ms = escalation.due_on_duty_ms(
            start * minute, 95 * minute, 0, WEEKDAYS, 8 * HOUR_MS, 18 * HOUR_MS
        )
        worked = sum(
            escalation.is_on_duty(at * minute, 0, WEEKDAYS, 8 * HOUR_MS, 18 * HOUR_MS)
            for at in range(start, due_ms // minute)
        )
        assert worked == 95


def test_all_day_on_all_days_never_stands() -> None:
    """Neither does a roster without a day: nobody is there, so time just goes by."""
    for weekdays in (127, 0):
        assert escalation.due_on_duty_ms(5, 10, 3, weekdays, 0, 0) == 15


def test_the_next_is_asked_until_nobody_is_left() -> None:
    """And each stage has its time."""
    assert [escalation.next_level(level, 3) for level in (0, 1, 2, 7)] == [1, 2, 2, 7]
    assert [escalation.allowed_ms(stage, 1, 2, 3) for stage in (0, 1, 2)] == [1, 2, 3]
