"""Occupancy under varying arrivals: linear, shift-free and bounded for any rates."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.oracles import survival
from twin.oracles.time_varying import exponential_occupancy, hourly_occupancy

RATES = st.lists(st.floats(0.0, 50.0), min_size=1, max_size=30)
DWELLS = st.floats(0.05, 60.0)


@given(RATES, DWELLS)
def test_occupancy_stays_between_the_extremes(rates: list[float], dwell_h: float) -> None:
    """Never below the least rate × dwell, never above the largest; the mean is Little's."""
    answer = exponential_occupancy(rates, dwell_h)
    low, high = min(rates) * dwell_h, max(rates) * dwell_h
    slack = 1e-9 * (1.0 + high)
    assert all(low - slack <= m <= high + slack for m in (*answer.at_start, *answer.piece_means))
    assert answer.mean == pytest.approx(sum(rates) / len(rates) * dwell_h, rel=1e-9, abs=1e-9)
    assert answer.peak.occupancy == max(answer.at_start)


@given(RATES, DWELLS, st.integers(0, 29))
def test_a_later_clock_changes_nothing(rates: list[float], dwell_h: float, shift: int) -> None:
    """Rates that begin later in the period give the same occupancy later."""
    shift %= len(rates)
    shifted = exponential_occupancy(rates[shift:] + rates[:shift], dwell_h)
    plain = exponential_occupancy(rates, dwell_h).at_start
    assert shifted.at_start == pytest.approx(plain[shift:] + plain[:shift], rel=1e-9, abs=1e-9)


@settings(max_examples=30)
@given(RATES, st.floats(0.5, 2.0), st.floats(0.2, 30.0))
def test_the_general_sum_is_a_mean_of_the_past(
    rates: list[float], shape: float, scale_h: float
) -> None:
    """For Weibull dwells, too, the period's mean is Little's and the peak is above every mean."""
    law = survival.weibull(shape, scale_h)
    answer = hourly_occupancy(rates, law)
    mean_h = scale_h * math.gamma(1.0 + 1.0 / shape)
    assert answer.mean == pytest.approx(sum(rates) / len(rates) * mean_h, rel=1e-7, abs=1e-9)
    assert answer.peak.occupancy >= max(answer.at_start) - 1e-9
    assert answer.peak.occupancy >= answer.mean * (1.0 - 1e-7)
