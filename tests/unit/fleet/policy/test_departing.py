"""Tests of fleet.policy.departing: evidence, sums, habits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fleet.policy import departing


def test_evidence_is_the_ratio_of_two_normal_densities() -> None:
    """Mean 1,000, spread 250, blind: a day of nothing says 8 nats, an average day says −8."""
    assert departing.evidence_mnat(0, 1_000, 250, -1_000, 9_000) == 8_000
    assert departing.evidence_mnat(1_000, 1_000, 250, -1_000, 9_000) == -8_000
    assert departing.evidence_mnat(500, 1_000, 250, -1_000, 9_000) == 0
    for amount in (0, 333, 1_200):
        ratio = ((amount - 1_000) ** 2 - (amount - 1_500) ** 2) / (2 * 250**2)
        found = departing.evidence_mnat(amount, 1_000, 250, 500, 10**6)
        assert found == pytest.approx(1_000 * ratio, abs=1)


def test_one_day_says_so_much_and_no_more() -> None:
    """Either way."""
    assert departing.evidence_mnat(0, 1_000, 10, -1_000, 5_000) == 5_000
    assert departing.evidence_mnat(1_000, 1_000, 10, -1_000, 5_000) == -5_000


def test_a_sum_stays_between_its_ends() -> None:
    """Neither credit for good days nor a debt without end."""
    cases = ((0, -5, 100), (95, 9, 100), (50, -20, 100))
    assert [departing.gathered_mnat(*case) for case in cases] == [0, 100, 30]


def test_a_habit_is_the_mean_and_variance_of_what_was_seen() -> None:
    """As numpy says of the same 50 days, to the rounding; later ones push the old aside."""
    amounts = np.random.Generator(np.random.Philox(5)).normal(20_000, 3_000, 50).astype(int)
    mean = variance = 0
    for days, amount in enumerate(amounts.tolist()):
        now = departing.mean_after(mean, amount, days, 60)
        variance = departing.variance_after(variance, amount, mean, now, days, 60)
        mean = now
    assert mean == pytest.approx(amounts.mean(), abs=30)
    assert math.sqrt(variance) == pytest.approx(amounts.std(), rel=0.02)
    for days in range(50, 500):
        mean = departing.mean_after(mean, 40_000, days, 60)
    assert mean == pytest.approx(40_000, abs=100)


def test_a_spread_is_never_nothing() -> None:
    """A tenth of the mean at least, and at least 1."""
    cases = ((0, 0, 100), (0, 5_000, 100), (90_000, 1_000, 100), (-7, 10, 100))
    assert [departing.spread_of(*case) for case in cases] == [1, 500, 300, 1]
