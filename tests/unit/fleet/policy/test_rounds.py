"""Risk and prize of a visit: bounds, the median, the normal law, hours of the day."""

from __future__ import annotations

import pytest
from scipy import stats

from fleet.policy.rounds import (
    DAY_MS,
    HOUR_MS,
    WHOLE_PPM,
    fill_ahead,
    is_over_age,
    passed_ppm,
    prize_m,
    risk_permille,
    waste_ms,
)


def test_a_day_has_passed_after_a_day() -> None:
    """Shares of a day: 0 at midnight, half of a flat day at noon, whole days whole."""
    flat = [1] * 24
    assert passed_ppm(flat, 24, 0) == 0
    assert passed_ppm(flat, 24, DAY_MS // 2) == WHOLE_PPM // 2
    assert passed_ppm(flat, 24, 3 * DAY_MS) == 3 * WHOLE_PPM
    assert passed_ppm([3, *[0] * 22, 1], 4, HOUR_MS) == 750_000


@pytest.mark.parametrize("fill", [0, 300, 550, 700, 900])
@pytest.mark.parametrize("spread", [200, 1450])
def test_risk_is_that_of_the_normal_law(fill: int, spread: int) -> None:
    """Within the 0.0095 of Haley's constant, and the rounding to one per mille."""
    share = 0.75
    law = stats.norm(fill + 400 * share, spread / 1000 * 400 * share**0.5)
    risk = risk_permille(fill, 400, int(share * WHOLE_PPM), spread, 1_000)
    assert risk / 1000 == pytest.approx(law.sf(1000), abs=0.0095 + 0.0006)


def test_risk_at_the_edges() -> None:
    """Full is full; nothing comes, nothing overflows; without spread the mean decides."""
    assert risk_permille(1000, 0, 0, 500, 1_000) == 1_000
    assert risk_permille(999, 0, WHOLE_PPM, 500, 1_000) == 0
    assert risk_permille(999, 400, 0, 500, 1_000) == 0
    assert risk_permille(500, 500, WHOLE_PPM, 0, 1_000) == 1_000
    assert risk_permille(500, 499, WHOLE_PPM, 0, 1_000) == 0
    assert risk_permille(0, 1, WHOLE_PPM, 1, 1_000) == 0


def test_pressed_waste_takes_less_room() -> None:
    """Half a bin a day into half a bin: even odds at the brim, none where a third more goes in."""
    assert risk_permille(500, 500, WHOLE_PPM, 100, 1_000) == 500
    assert risk_permille(500, 500, WHOLE_PPM, 100, 1_333) == 0
    assert risk_permille(1_000, 0, 0, 100, 1_333) == 1_000


def test_a_clock_that_runs_with_the_waste() -> None:
    """It stands still where nothing comes, and makes a day in a day."""
    evening = [int(hour == 18) for hour in range(24)]
    assert waste_ms(evening, 1, 18 * HOUR_MS) == 0
    assert waste_ms(evening, 1, 18 * HOUR_MS + HOUR_MS // 2) == DAY_MS // 2
    assert waste_ms(evening, 1, 2 * DAY_MS) == 2 * DAY_MS


def test_forecast_age_and_prize() -> None:
    """A rate times a share; older than the limit, none without one; a part of the whole price."""
    assert fill_ahead(100, 400, WHOLE_PPM // 4) == 200
    assert is_over_age(0, 25, 24) == 1
    assert is_over_age(1, 25, 24) == 0
    assert is_over_age(-1, 25, 24) == 0
    assert is_over_age(0, 25, -1) == 0
    assert prize_m(250, 20_000) == 5_000
