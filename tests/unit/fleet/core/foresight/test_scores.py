"""What was said against what came."""

from __future__ import annotations

from typing import Any

import pytest

from fleet.core.foresight.scores import Seen, brier, scores_of
from fleet.ports.forecast import BankAhead, Forecast, SizeAhead

HOUR_MS = 3_600_000


def forecast(at_h: int, full_by: float, **parts: Any) -> Forecast:
    """Of one bank with one size, by hour 18; the bands of the next hour are 2 … 6 and 3 … 5."""
    size = SizeAhead("S", full_by, [[2, 3, 4, 5, 6]], [4.0])
    given: dict[str, Any] = {
        "taken_ms": at_h * HOUR_MS + 5, "by_ms": 18 * HOUR_MS, "until_ms": 24 * HOUR_MS,
        "scenario": "small", "seed": 1, "futures": 50, "digest": "", "edits": [],
        "hours_ms": [(at_h + 1) * HOUR_MS], "quantiles_permille": [50, 250, 500, 750, 950],
        "banks": [BankAhead("c", "b", full_by, [full_by], [size])], "bins": [],
    }  # fmt: skip
    return Forecast(**given | parts)


def seen(at_h: int, free: int, was_full: bool = False) -> Seen:
    """Of that bank at a full hour."""
    return Seen(at_h * HOUR_MS, "c", "b", [free], was_full)


def test_brier_by_hand() -> None:
    """(0.8 − 1)² and (0.4 − 0)² on average."""
    assert brier([0.8, 0.4], [True, False]) == pytest.approx(0.10)


def test_a_bank_that_was_full_between_two_hours_was_full() -> None:
    """It came, though at no full hour it was; not full before, so persistence is wrong."""
    day = [seen(hour, 4, hour == 14) for hour in range(9, 20)]
    scores = scores_of([forecast(10, 0.75)], day)
    assert scores.forecasts == 1
    assert (scores.brier, scores.persistence, scores.base_rate) == (0.0625, 1.0, 1.0)


def test_bands_hold_or_do_not() -> None:
    """4 lies in both bands, 6 in the wide one, 7 in none."""
    said = [forecast(10, 0.5), forecast(11, 0.5), forecast(12, 0.5)]
    scores = scores_of(said, [seen(11, 4), seen(12, 6), seen(13, 7)])
    assert scores.bands == 3
    assert scores.covered_90 == pytest.approx(2 / 3)
    assert scores.covered_50 == pytest.approx(1 / 3)
    assert scores.forecasts == 0


def test_what_is_not_over_or_was_asked_otherwise_does_not_count() -> None:
    """A forecast counts once its hour has come, from a bank that was watched, and without edits."""
    morning = [seen(hour, 4) for hour in range(9, 15)]
    assert scores_of([forecast(10, 0.5)], morning).forecasts == 0
    day = [seen(hour, 4) for hour in range(9, 20)]
    assert scores_of([forecast(10, 0.5, edits=["close b2"])], day).forecasts == 0
    assert scores_of([forecast(8, 0.5)], day).forecasts == 0
    assert scores_of([forecast(10, 0.5)], day).climatology == 0.0
