"""Limits of means and of day quantiles."""

from __future__ import annotations

import numpy as np

from twin.studies.sizing.asked.limits import VACUOUS, limits_of_day_quantile, limits_of_mean


def test_limits_hold_the_true_ratio() -> None:
    """Of 400 samples the one-sided 5 % limits miss the true ratio in about one of twenty."""
    generator = np.random.default_rng(5)
    missed = 0
    for _ in range(400):
        below = generator.poisson(200, 40).astype(np.float64)
        above = generator.binomial(below.astype(np.int64), 0.05).astype(np.float64)
        limits = limits_of_mean(above, below, 0.05, counts=True)
        assert limits.lower < limits.estimate < limits.upper
        missed += limits.upper < 0.05
    assert 5 <= missed <= 40


def test_parcels_count_alike_whatever_their_replication() -> None:
    """The estimate is the ratio of sums: a day with many parcels weighs more."""
    above, below = np.array([0.0, 30.0]), np.array([10.0, 90.0])
    assert limits_of_mean(above, below, 0.05, counts=True).estimate == 0.3


def test_none_seen_has_an_upper_limit() -> None:
    """No rejection among 30 x 100 parcels: at most -ln(0.01) / 3000; never 0."""
    limits = limits_of_mean(np.zeros(30), np.full(30, 100.0), 0.01, counts=True)
    assert (limits.estimate, limits.lower) == (0.0, 0.0)
    assert np.isclose(limits.upper, -np.log(0.01) / 3000)


def test_undefined_is_kept() -> None:
    """0/0 in every replication: no parcel was refused."""
    assert limits_of_mean(np.zeros(3), np.zeros(3), 0.05, counts=True) == VACUOUS
    assert limits_of_day_quantile(np.zeros((3, 2)), np.zeros((3, 2)), 0.05) == VACUOUS


def test_day_quantile_is_between_its_limits() -> None:
    """Uniform shares: the 95 % quantile is 0.95, the limits stand around it and close in."""
    generator = np.random.default_rng(7)
    widths = []
    for replications in (40, 400):
        above = generator.integers(0, 1001, (replications, 10)).astype(np.float64)
        limits = limits_of_day_quantile(above, np.full(above.shape, 1000.0), 0.02)
        assert limits.lower < limits.estimate < limits.upper
        assert limits.lower < 0.95 < limits.upper
        widths.append(limits.upper - limits.lower)
    assert widths[1] < widths[0]
