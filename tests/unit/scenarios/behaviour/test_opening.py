"""Opening hours: when a courier is let in, when a recipient comes."""

from __future__ import annotations

import pytest

from scenarios.behaviour.opening import come_when_open_ms, open_from_ms

H = 3_600_000
DAY = 24 * H
WEEK = 7 * DAY
OPENS, CLOSES = [9 * H, DAY + 9 * H], [17 * H, DAY + 17 * H]
"""Monday and Tuesday from 9 to 17 h."""


@pytest.mark.parametrize(
    ("hour", "opened"),
    [(0, 9), (9, 9), (16.5, 16.5), (17, 33), (41, 177), (168, 177), (170, 177)],
)
def test_the_door_opens_at_the_next_window(hour: float, opened: float) -> None:
    """At once while it is open, else at the beginning of the next window, of next week's too."""
    assert open_from_ms(round(hour * H), 0, OPENS, CLOSES, 2) == opened * H


def test_weekdays_count_from_the_first_day() -> None:
    """Where day 0 is a Sunday, Monday's window is on day 1."""
    assert open_from_ms(0, 6, OPENS, CLOSES, 2) == DAY + 9 * H
    assert come_when_open_ms(10 * H, 0, OPENS, CLOSES, 2) == 10 * H


@pytest.mark.parametrize(
    ("hour", "comes"),
    [
        (17, 33),
        (25, 37),
        (33 - 1e-6, 41),
        (41, WEEK / H + 9),
        (41 + 136 / 4, WEEK / H + 11),
        (WEEK / H - 1, WEEK / H + 9 + 8 * 126 / 136),
    ],
)
def test_who_is_thwarted_comes_spread_over_the_next_window(hour: float, comes: float) -> None:
    """As far into the window as into the closed time before it; the order of people stays."""
    found = come_when_open_ms(round(hour * H), 0, OPENS, CLOSES, 2)
    assert found == pytest.approx(comes * H, abs=20)


def test_before_the_first_window_of_the_week() -> None:
    """Closed since last week's last window."""
    closed_h = 168 - 41 + 9
    into = (168 - 41 + 3) / closed_h
    found = come_when_open_ms(3 * H, 0, OPENS, CLOSES, 2)
    assert found == pytest.approx((9 + 8 * into) * H, abs=1)
    assert 9 * H <= found < 17 * H


def test_always_open() -> None:
    """One window of a whole week keeps everybody's time."""
    for time_ms in (0, 5, WEEK - 1, WEEK, 3 * WEEK + 7):
        for first_weekday in (0, 4):
            assert open_from_ms(time_ms, first_weekday, [0], [WEEK], 1) == time_ms
            assert come_when_open_ms(time_ms, first_weekday, [0], [WEEK], 1) == time_ms
