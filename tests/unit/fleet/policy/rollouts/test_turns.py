"""Waves, windows, and gates."""

from __future__ import annotations

import pytest

from fleet.policy.rollouts.turns import (
    AWAY,
    BATTERY,
    CHILLED,
    DOOR_OPEN,
    FIT,
    is_out_of_patience,
    opens_at_ms,
    unfit_for,
    wave_is_through,
)

HOUR_MS = 3_600_000


def test_a_wave_is_through_with_enough_and_nobody_under_way() -> None:
    """Both."""
    assert wave_is_through(100, 95, 0, 950)
    assert not wave_is_through(100, 94, 0, 950)
    assert not wave_is_through(100, 100, 1, 950)


@pytest.mark.parametrize(
    ("clock_h", "begin_h", "end_h", "wait_h"),
    [(12, 0, 0, 0), (2, 1, 5, 0), (5, 1, 5, 20), (0, 1, 5, 1), (23, 22, 4, 0), (3, 22, 4, 0),
     (4, 22, 4, 18)],
)  # fmt: skip
def test_windows_are_local_and_may_go_over_midnight(
    clock_h: int, begin_h: int, end_h: int, wait_h: int
) -> None:
    """The next moment of the window, by the site's clock; its end is outside."""
    east_ms = 8 * HOUR_MS
    now_ms = 1_000 * 24 * HOUR_MS + clock_h * HOUR_MS - east_ms
    opens = opens_at_ms(now_ms, east_ms, begin_h * HOUR_MS, end_h * HOUR_MS)
    assert opens - now_ms == wait_h * HOUR_MS


def test_who_is_fit() -> None:
    """Away, a door open, a parcel in the cold, too little battery: not now; the first is said."""
    for fit in ((1, 0, 0, 1, 10), (1, 0, 0, 0, 300), (1, 0, 0, -1, -1)):
        assert unfit_for(*fit, 300) == FIT
    assert unfit_for(0, 1, 1, 0, 0, 300) == AWAY
    assert unfit_for(1, 1, 1, 1, -1, 300) == DOOR_OPEN
    assert unfit_for(1, 0, 1, 0, 299, 300) == CHILLED
    assert unfit_for(1, 0, 0, 0, 299, 300) == BATTERY


def test_patience_is_over_after_its_time() -> None:
    """Counted from when it was found not fit; who is fit never runs out of it."""
    assert is_out_of_patience(5, 10, 5)
    assert not is_out_of_patience(6, 10, 5)
    assert not is_out_of_patience(-1, 10, 5)
