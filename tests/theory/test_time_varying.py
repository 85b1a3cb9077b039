"""Occupancy under arrivals that vary in time: formula, pieces and quadrature agree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate

from twin.oracles import survival
from twin.oracles.erlang import servers_for
from twin.oracles.errors import OracleOutOfRange
from twin.oracles.time_varying import (
    exponential_occupancy,
    hourly_occupancy,
    peak_occupancy,
    sinusoidal_occupancy,
    sinusoidal_peak,
)

COURIER_WAVE = [278 * (0.73 / 4 if 9 <= hour < 13 else 0.27 / 20) for hour in range(24)]
"""278 parcels a day, 73 % of them between 09 and 13 h."""


def _sinusoid(t_h: float) -> float:
    """A day of 10 ± 6 parcels an hour that stay 5 h in the mean."""
    return sinusoidal_occupancy(
        t_h, mean_rate_per_h=10.0, swing_per_h=6.0, period_h=24.0, mean_dwell_h=5.0
    )


def test_the_sinusoid_is_the_formula() -> None:
    """m(t) = λ̄/µ + β(µ sin γt − γ cos γt)/(µ² + γ²), and it obeys m' = λ(t) − µ m."""
    turn, leave = 2 * math.pi / 24, 1 / 5
    for t in (0.0, 3.7, 11.0, 20.2):
        wave = leave * math.sin(turn * t) - turn * math.cos(turn * t)
        assert _sinusoid(t) == pytest.approx(50 + 6 * wave / (leave**2 + turn**2), rel=1e-14)
        slope = (_sinusoid(t + 1e-5) - _sinusoid(t - 1e-5)) / 2e-5
        assert slope == pytest.approx(10 + 6 * math.sin(turn * t) - leave * _sinusoid(t), abs=1e-7)


def test_the_peak_of_the_sinusoid_comes_late() -> None:
    """The peak is where m' = 0, hours after the largest rate."""
    peak = sinusoidal_peak(mean_rate_per_h=10.0, swing_per_h=6.0, period_h=24.0, mean_dwell_h=5.0)
    assert peak.occupancy == pytest.approx(_sinusoid(peak.at_h), rel=1e-14)
    assert peak.occupancy == pytest.approx(max(_sinusoid(k / 100) for k in range(2400)), rel=1e-6)
    assert 6.0 < peak.at_h < 12.0


def test_fine_pieces_converge_to_the_sinusoid() -> None:
    """Rates averaged over ever smaller pieces: the error falls with the square of their width."""
    errors = []
    for pieces in (24, 96, 384):
        width = 24 / pieces
        turn = 2 * math.pi / 24
        edges = np.arange(pieces + 1) * width
        rates = 10 - 6 * np.diff(np.cos(turn * edges)) / (turn * width)
        answer = exponential_occupancy(rates.tolist(), 5.0, piece_h=width)
        exact = [_sinusoid(t) for t in edges[:-1]]
        errors.append(max(abs(a - b) for a, b in zip(answer.at_start, exact, strict=True)))
    assert errors[0] < 0.1
    assert errors[1] < errors[0] / 15
    assert errors[2] < errors[1] / 15


def test_the_wave_needs_more_than_the_mean() -> None:
    """With 9 h dwell the mean is 104 parcels (122 compartments), the peak at 13 h is 197."""
    answer = exponential_occupancy(COURIER_WAVE, 9.0)
    assert answer.mean == pytest.approx(278 * 9 / 24, rel=1e-13)
    assert answer.peak.at_h == 13.0
    assert answer.peak.occupancy == pytest.approx(196.829, abs=5e-4)
    assert servers_for(answer.mean, 0.01) == 122
    assert servers_for(answer.peak.occupancy, 0.01) > 195


@pytest.mark.parametrize("days", [1, 7])
def test_any_dwell_contains_the_exponential(days: int) -> None:
    """The general sum gives the closed form, for a day and for a week of hours."""
    rates = [rate * (1 + day / 10) for day in range(days) for rate in COURIER_WAVE]
    closed = exponential_occupancy(rates, 9.0)
    general = hourly_occupancy(rates, survival.exponential(9.0))
    assert general.at_start == pytest.approx(closed.at_start, rel=1e-12)
    assert general.piece_means == pytest.approx(closed.piece_means, rel=1e-12)
    assert general.peak.occupancy == pytest.approx(closed.peak.occupancy, rel=1e-12)
    assert general.peak.at_h == closed.peak.at_h


def test_weibull_dwell_by_plain_quadrature() -> None:
    """At an odd minute m(t) is ∫ λ(t − u) S(u) du, integrated piece by piece without the oracle."""
    answer = hourly_occupancy(COURIER_WAVE, survival.weibull(0.763, 26.9))
    expected = 0.0
    for hour in range(13, 13 - 24 * 40, -1):
        low, high = 13 - hour, 13 - hour + 1
        rate = COURIER_WAVE[(hour - 1) % 24]
        expected += rate * integrate.quad(lambda u: math.exp(-((u / 26.9) ** 0.763)), low, high)[0]
    assert answer.at_start[13] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("law", "mean_h", "breaks_h"),
    [
        (survival.weibull(0.763, 26.9), 26.9 * math.gamma(1 + 1 / 0.763), ()),
        (survival.lognormal(6.0, 1.0), 6.0 * math.exp(0.5), ()),
        (survival.fixed(9.37), 9.37, (9.37,)),
        (survival.fixed(0.07), 0.07, (0.07,)),
    ],
)
def test_the_mean_is_littles(
    law: survival.SurvivalIntegral, mean_h: float, breaks_h: tuple[float, ...]
) -> None:
    """Averaged over the period, every dwell law gives mean rate × mean dwell."""
    answer = hourly_occupancy(COURIER_WAVE, law, breaks_h=breaks_h)
    assert answer.mean == pytest.approx(278 / 24 * mean_h, rel=1e-9)


def test_a_fixed_dwell_by_hand() -> None:
    """Ten parcels an hour in the first hour, each 90 min: 10 at 01:00 to 01:30, then down to 0."""
    rates = [10.0, *[0.0] * 23]
    law = survival.fixed(1.5)
    answer = hourly_occupancy(rates, law, breaks_h=(1.5,))
    assert answer.at_start[:4] == pytest.approx((0.0, 10.0, 5.0, 0.0), abs=1e-12)
    assert answer.piece_means[:4] == pytest.approx((5.0, 8.75, 1.25, 0.0), abs=1e-12)
    assert answer.peak.occupancy == pytest.approx(10.0, rel=1e-12)
    assert peak_occupancy(rates, law, breaks_h=(1.5,)) == answer.peak


@pytest.mark.parametrize(
    ("law", "alive"),
    [
        (survival.exponential(9.0), lambda u: math.exp(-u / 9.0)),
        (survival.weibull(0.763, 26.9), lambda u: math.exp(-((u / 26.9) ** 0.763))),
        (survival.weibull(2.0, 5.0), lambda u: math.exp(-((u / 5.0) ** 2))),
        (
            survival.lognormal(6.0, 0.8),
            lambda u: 0.5 * math.erfc(math.log(max(u, 1e-300) / 6.0) / 0.8 / math.sqrt(2)),
        ),
        (survival.fixed(7.5), lambda u: float(u < 7.5)),
    ],
)
def test_survival_integrals_are_integrals(law: survival.SurvivalIntegral, alive: object) -> None:
    """Each closed form is ∫₀ˣ P(T > u) du, 0 at 0."""
    assert callable(alive)
    ends = np.array([0.0, 0.3, 2.0, 7.0, 40.0])
    expected = [
        integrate.quad(alive, 0, x, points=[7.5] if x > 7.5 else None, epsabs=1e-11)[0]
        for x in ends
    ]
    assert law(ends) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        (lambda: exponential_occupancy([], 9.0), "pieces"),
        (lambda: exponential_occupancy([1.0, -1.0], 9.0), "rate_per_hour"),
        (lambda: exponential_occupancy([1.0, math.nan], 9.0), "rate_per_hour"),
        (lambda: exponential_occupancy([1.0], 0.0), "mean_dwell_h"),
        (lambda: exponential_occupancy([1.0], 9.0, piece_h=0.0), "piece_h"),
        (lambda: exponential_occupancy([1.0] * 10_000, 9.0), "pieces"),
        (lambda: hourly_occupancy([1.0], survival.exponential(9.0), breaks_h=(-1.0,)), "break_h"),
        (lambda: hourly_occupancy([1.0], survival.weibull(0.1, 2.0)), "pieces of the past"),
        (lambda: hourly_occupancy([1.0], lambda x: x * math.nan), "survival_integral"),
        (lambda: survival.weibull(0.0, 1.0), "shape"),
        (
            lambda: sinusoidal_occupancy(
                0.0, mean_rate_per_h=1.0, swing_per_h=2.0, period_h=24.0, mean_dwell_h=1.0
            ),
            "swing_per_h",
        ),
    ],
)
def test_bad_settings_are_refused(call: object, parameter: str) -> None:
    """Negative rates, no rates, and dwell laws without an end are refused by name."""
    assert callable(call)
    with pytest.raises(OracleOutOfRange) as caught:
        call()
    assert caught.value.parameter == parameter
