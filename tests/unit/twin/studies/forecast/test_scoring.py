"""Scores of distributions: uniform for the truth, off for what is not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from twin.studies.forecast.scoring import covered, histogram, randomised_pit

FUTURES, CASES = 50, 4_000


def _pit(said: float, came: float) -> np.ndarray:
    """PIT of Poisson numbers of mean `came`, told by futures of mean `said`."""
    generator = np.random.default_rng(1)
    futures = generator.poisson(said, (FUTURES, CASES))
    return randomised_pit(futures, generator.poisson(came, CASES), generator)


@pytest.mark.parametrize("mean", [0.2, 3.0, 80.0])
def test_uniform_where_life_is_one_of_the_futures(mean: float) -> None:
    """Exactly so, for small counts with many ties too, and with no more than fifty futures."""
    pit = _pit(mean, mean)
    assert stats.kstest(pit, "uniform").pvalue > 1e-3
    assert covered(pit, 0.9) == pytest.approx(0.9, abs=0.02)
    assert max(abs(cell - 1) for cell in histogram(pit)) < 0.25


def test_a_wrong_mean_is_seen() -> None:
    """Life is higher than told: the upper cells fill and the band covers too little."""
    pit = _pit(20.0, 26.0)
    assert covered(pit, 0.9) < 0.8
    assert histogram(pit)[-1] > 2


def test_by_hand() -> None:
    """Two of four futures below, one equal: between 2/5 and 4/5."""
    generator = np.random.default_rng(3)
    futures = np.array([[1], [2], [3], [5]])
    drawn = [randomised_pit(futures, np.array([3]), generator)[0] for _ in range(200)]
    assert 0.4 <= min(drawn) < 0.45
    assert 0.75 < max(drawn) < 0.8


def test_coverage_counts_both_ends() -> None:
    """Of 0, .05, .5, .96 the 90 % band holds two."""
    assert covered(np.array([0.0, 0.05, 0.5, 0.96]), 0.9) == 0.5
