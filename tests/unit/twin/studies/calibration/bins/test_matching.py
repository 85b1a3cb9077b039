"""The process behind a log of levels: it is found from what it shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from scenarios.days import DAY_MS
from twin.studies.calibration.bins.matching import Filling, bag_of, elasticity, match, simulate
from twin.studies.calibration.bins.seen import COLUMNS, Seen, figures

F64 = npt.NDArray[np.float64]
TRUE = Filling(np.array([0.08, 0.15, 0.25]), 0.15, 0.8, 20.0)


def _seen(counts: F64 | None = None, interval_ms: int = DAY_MS, noise: float = -1.0) -> Seen:
    weeks = np.zeros((3, 1, COLUMNS)) if counts is None else counts[:, None, :]
    return Seen(
        interval_ms, 200 if noise < 0 else 1, noise, 0.0, 0, 0, 800, weeks, np.ones(7), np.ones(24)
    )


def test_what_was_simulated_is_matched() -> None:
    """Rates to 10 %, hours until the truck to two, bags to a quarter; the same figures again."""
    counts = simulate(TRUE, _seen(), seed=99)
    found = match(_seen(counts), 0.8)
    assert found.per_day == pytest.approx(TRUE.per_day, rel=0.1)
    assert found.lead_h == pytest.approx(TRUE.lead_h, abs=2)
    assert found.bag == pytest.approx(TRUE.bag, rel=0.25)
    shown = figures(simulate(found, _seen(), seed=7).sum(axis=0))
    assert shown[:2] == pytest.approx(figures(counts.sum(axis=0))[:2], rel=0.05)


def test_a_fine_log_tells_rate_and_bag_by_growth() -> None:
    """Hourly readings in small steps: mean and variance of growth are enough."""
    hourly = _seen(interval_ms=3_600_000, noise=1.0)
    true = replace(TRUE, bag=0.03)
    seen = _seen(simulate(true, hourly, seed=99), 3_600_000, 1.0)
    assert bag_of(seen) == pytest.approx(true.bag, rel=0.06)
    found = match(seen, 0.8)
    assert found.per_day == pytest.approx(true.per_day, rel=0.06)
    assert found.lead_h == pytest.approx(TRUE.lead_h, abs=2)


def test_faster_bins_are_emptied_more_often() -> None:
    """Somewhat less than in proportion: the truck takes its hours all the same."""
    assert 0.6 < elasticity(TRUE, _seen()) < 1.05


def test_nothing_comes_to_a_bin_that_never_grows() -> None:
    """A bin without growth and without emptyings stays at nothing."""
    counts = simulate(TRUE, _seen(), seed=99)
    counts[0, 1] = counts[0, 5] = counts[0, 6] = 0
    assert match(_seen(counts), 0.8).per_day[0] == 0
