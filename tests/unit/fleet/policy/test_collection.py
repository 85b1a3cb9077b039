"""Tests of fleet.policy.collection: rounds, alarms, trips."""

from __future__ import annotations

import pytest

from fleet.policy.collection import (
    is_alarm,
    is_current,
    is_too_old,
    next_round_ms,
    trips,
    truck_due_ms,
)

H = 3_600_000
DAY = 24 * H
DAILY = [1] * 7
MON_THU = [1, 0, 0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("after_h", "first_weekday", "weekdays", "hours", "expected_h"),
    [
        (0, 0, DAILY, [6, 18], 6),
        (6, 0, DAILY, [6, 18], 18),
        (18, 0, DAILY, [6, 18], 30),
        (6, 0, MON_THU, [6], 72 + 6),
        (6, 2, MON_THU, [6], 24 + 6),
        (24 + 6, 2, MON_THU, [6], 5 * 24 + 6),
        (-0.001, 0, DAILY, [0], 0),
        (6, 0, [1, 0, 0, 0, 0, 0, 0], [6], 7 * 24 + 6),
    ],
)
def test_the_next_round_is_later_and_on_its_day(
    after_h: float, first_weekday: int, weekdays: list[int], hours: list[int], expected_h: int
) -> None:
    """Strictly later than the last, over the end of a day and of a week."""
    clocks = [hour * H for hour in hours]
    after_ms = round(after_h * H)
    assert next_round_ms(after_ms, first_weekday, weekdays, clocks, len(clocks)) == expected_h * H


def test_without_weekdays_there_is_no_round() -> None:
    """−1, and no endless search."""
    assert next_round_ms(0, 0, [0] * 7, [0], 1) == -1


def test_alarm_at_the_level() -> None:
    """At least the level is enough."""
    assert [is_alarm(799, 800), is_alarm(800, 800), is_alarm(1_100, 800)] == [0, 1, 1]


def test_age_limit() -> None:
    """From the limit on; without one never."""
    assert [is_too_old(now, DAY, DAY) for now in (2 * DAY - 1, 2 * DAY)] == [0, 1]
    assert is_too_old(1000 * DAY, 0, -1) == 0


def test_a_called_truck_needs_its_lead_time() -> None:
    """Call and arrival."""
    assert truck_due_ms(9 * H, 4 * H) == 13 * H


@pytest.mark.parametrize(("volume_l", "expected"), [(0, 1), (20_000, 1), (20_001, 2), (40_001, 3)])
def test_trips_by_the_room_for_pressed_waste(volume_l: int, expected: int) -> None:
    """8,000 L at two and a half times the density take 20,000 L; an empty trip is one too."""
    assert trips(volume_l * 1_000, 8_000_000, 2_500) == expected


def test_a_late_report_speaks_of_the_bin_unless_it_was_emptied_since() -> None:
    """One measured at the emptying speaks of the empty bin."""
    assert [is_current(measured, 100) for measured in (99, 100, 101)] == [0, 1, 1]
