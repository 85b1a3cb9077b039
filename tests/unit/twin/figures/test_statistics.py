"""Tests of twin.figures.statistics: intervals and quantiles with textbook values."""

from __future__ import annotations

import numpy as np
import pytest

from twin.figures.statistics import day_quantile, over_replications

NAN = float("nan")


def test_student_interval_of_a_small_sample() -> None:
    """Mean 3 of 1 … 5: half-width t(0.975; 4) · √(2.5 / 5), with t = 2.776445 from the table."""
    interval = over_replications(np.arange(1.0, 6.0)[:, None])
    half = 2.7764451051977987 * (2.5 / 5) ** 0.5
    assert interval.mean[0] == 3
    assert interval.low[0] == pytest.approx(3 - half, rel=1e-9)
    assert interval.high[0] == pytest.approx(3 + half, rel=1e-9)
    assert interval.n[0] == 5


def test_one_replication_has_no_interval() -> None:
    """With n = 1 only the mean is defined."""
    interval = over_replications(np.array([[0.25]]))
    assert interval.mean[0] == 0.25
    assert np.isnan(interval.low[0])
    assert np.isnan(interval.high[0])
    assert interval.n[0] == 1


def test_undefined_values_are_left_out_and_counted() -> None:
    """Rows undefined in some replications average the others; in all, they stay undefined."""
    interval = over_replications(np.array([[1.0, NAN], [NAN, NAN], [3.0, NAN]]))
    assert interval.mean[0] == 2
    assert interval.n.tolist() == [2, 3]
    assert np.isnan([interval.mean[1], interval.low[1], interval.high[1]]).all()


def test_quantile_lies_between_order_statistics() -> None:
    """Type 7: of 0 … 10 the 95 % quantile is 9.5; undefined days are left out."""
    assert day_quantile(np.array([*range(11), NAN])) == pytest.approx(9.5)
    assert np.isnan(day_quantile(np.array([NAN])))
