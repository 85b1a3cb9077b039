"""Intervals: known values, when a sequential one may stop, and how often it holds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from twin.oracles.errors import OracleOutOfRange
from twin.oracles.intervals import (
    MIN_REPLICATIONS,
    SequentialInterval,
    ratio_interval,
)


def test_the_mean_is_students() -> None:
    """Over ones, the interval of a ratio is the textbook one of a mean, at two levels."""
    values = [4.1, 5.0, 3.7, 4.6, 5.2, 4.4]
    for level in (0.95, 0.999):
        answer = ratio_interval(values, [1.0] * 6, level)
        low, high = stats.t.interval(level, 5, np.mean(values), stats.sem(values))
        assert (answer.low, answer.high) == pytest.approx((low, high), rel=1e-12)
        assert answer.estimate == pytest.approx(4.5, rel=1e-14)
        assert (answer.n, answer.level) == (6, level)


def test_the_ratio_by_hand() -> None:
    """1 of 10 and 3 of 20: R = 2/15, residuals ∓1/3, standard error 1/45 by the delta method."""
    answer = ratio_interval([1.0, 3.0], [10.0, 20.0], 0.95)
    assert answer.estimate == pytest.approx(2 / 15, rel=1e-14)
    assert answer.half_width == pytest.approx(stats.t.ppf(0.975, 1) / 45, rel=1e-12)
    assert answer.holds(answer.low)
    assert not answer.holds(answer.high + 1e-9)


def _fed(pairs: list[tuple[float, float]], *, counts: bool = False) -> SequentialInterval:
    interval = SequentialInterval(0.95, counts=counts)
    for numerator, denominator in pairs:
        interval.feed(numerator, denominator)
    return interval


def test_nothing_is_decided_before_the_first_look() -> None:
    """However narrow, an interval of fewer than MIN_REPLICATIONS decides nothing."""
    pairs = [(100.0 + k % 2, 1000.0) for k in range(MIN_REPLICATIONS - 1)]
    assert not _fed(pairs).reached(relative=0.5)
    assert _fed([*pairs, (100.0, 1000.0)]).reached(relative=0.5)


def test_looks_are_a_quarter_apart() -> None:
    """Decisions fall at 30, 38, 48, 60, … replications."""
    interval, looks = SequentialInterval(0.95), []
    for _ in range(100):
        looks.append(interval.next_look())
        interval.feed(1.0, 1.0)
    assert sorted(set(looks)) == [30, 38, 48, 60, 75, 94, 118]


def test_more_replications_do_not_change_a_decision() -> None:
    """The decided interval is that of its look, however many processes ran ahead."""
    random = np.random.default_rng(3)
    pairs = [(float(y), 1000.0) for y in random.poisson(100, 60)]
    early, late = _fed(pairs[:30]), _fed(pairs)
    decided = early.decided(relative=0.1)
    assert decided is not None
    assert decided.n == 30
    assert late.decided(relative=0.1) == decided
    assert late.interval().n == 60


def test_either_width_is_enough() -> None:
    """Relative or absolute, whichever is met first; at least one must be given, and above 0."""
    random = np.random.default_rng(4)
    interval = _fed([(float(y), 1000.0) for y in random.poisson(100, 30)])
    half = interval.interval().half_width
    assert not interval.reached(relative=0.001)
    assert interval.reached(relative=0.001, absolute=half * 1.01)
    assert not interval.reached(relative=0.001, absolute=half * 0.99)
    with pytest.raises(OracleOutOfRange):
        interval.reached()
    with pytest.raises(OracleOutOfRange):
        interval.reached(relative=0.0)


def test_no_variation_is_no_certainty() -> None:
    """Thirty equal replications have no interval: the decision waits."""
    assert not _fed([(1.0, 10.0)] * 40).reached(relative=0.5, absolute=0.5)
    assert not _fed([(0.0, 10.0)] * 40).reached(absolute=0.5)


def test_no_event_counted_has_an_upper_bound() -> None:
    """No rejection in 30 × 1,000 parcels at 95 %: at most 3.689/30,000, the exact Poisson bound."""
    interval = _fed([(0.0, 1000.0)] * 30, counts=True)
    decided = interval.decided(absolute=0.001)
    assert decided is not None
    assert (decided.estimate, decided.low) == (0.0, 0.0)
    assert decided.high == pytest.approx(stats.chi2.ppf(0.975, 2) / 2 / 30_000, rel=1e-12)
    assert not interval.reached(relative=0.5)


def test_clumps_wait_for_enough_replications() -> None:
    """One burst in thirty replications is too skewed to stop at, however small its share."""
    pairs = [(0.0, 100_000.0)] * 29 + [(50.0, 100_000.0)]
    assert _fed(pairs).interval().half_width < 0.002
    assert not _fed(pairs).reached(absolute=0.002)


def test_a_skewed_interval_leans_to_the_tail() -> None:
    """The rarer the large values, the further the upper end; neither end is inside Student's."""
    random = np.random.default_rng(5)
    values = random.exponential(1.0, 60).tolist()
    student = ratio_interval(values, [1.0] * 60, 0.95)
    skewed = _fed([(value, 1.0) for value in values]).interval()
    assert skewed.high > student.high
    assert skewed.low <= student.low


Draw = Callable[[np.random.Generator], tuple[float, float]]


def _even(random: np.random.Generator) -> tuple[float, float]:
    """About 1,000 parcels, a tenth of them rejected one by one."""
    parcels = random.poisson(1000)
    return float(random.binomial(parcels, 0.1)), float(parcels)


def _clumped(random: np.random.Generator) -> tuple[float, float]:
    """About 500 parcels; in the mean 0.3 clumps of rejections, geometric with mean 5."""
    clumps = random.poisson(0.3)
    return float(sum(random.geometric(0.2) for _ in range(clumps))), float(random.poisson(500))


def test_a_fixed_number_of_replications_covers() -> None:
    """Of 2,000 intervals at 95 % from 20 replications, 95 % hold, within four deviations."""
    random = np.random.default_rng(6)
    runs, held = 2000, 0
    for _ in range(runs):
        pairs = [_even(random) for _ in range(20)]
        held += ratio_interval([y for y, _ in pairs], [x for _, x in pairs]).holds(0.1)
    assert abs(held - 0.95 * runs) < 4 * math.sqrt(runs * 0.95 * 0.05)


@pytest.mark.parametrize(
    ("draw", "truth", "level", "most_misses"),
    [(_even, 0.1, 0.95, 45), (_clumped, 0.003, 0.999, 4)],
)
def test_stopping_early_does_not_cost_coverage(
    draw: Draw, truth: float, level: float, most_misses: int
) -> None:
    """500 sequential intervals miss about as often as their level says.

    25 misses are expected at 95 % (45 is four deviations above). At 99.9 %, with rejections that
    come in rare clumps, plain Student stopped at any of these looks misses about 30 times.
    """
    random = np.random.default_rng(7)
    misses = 0
    for _ in range(500):
        interval = SequentialInterval(level)
        decided = None
        while decided is None:
            for _ in range(interval.next_look() - interval.n):
                interval.feed(*draw(random))
            decided = interval.decided(relative=0.03, absolute=0.002)
        misses += not decided.holds(truth)
    assert misses <= most_misses


@pytest.mark.parametrize(
    ("numerators", "denominators", "level", "parameter"),
    [
        ([1.0], [1.0], 0.95, "replications"),
        ([1.0, 2.0], [1.0], 0.95, "numerators"),
        ([1.0, math.nan], [1.0, 1.0], 0.95, "numerators"),
        ([1.0, 2.0], [0.0, 0.0], 0.95, "denominators"),
        ([1.0, 2.0], [3.0, -1.0], 0.95, "denominators"),
        ([1.0, 2.0], [1.0, 1.0], 1.0, "level"),
    ],
)
def test_what_has_no_interval_is_refused(
    numerators: list[float], denominators: list[float], level: float, parameter: str
) -> None:
    """One replication, unequal lengths, no denominators: refused by name."""
    with pytest.raises(OracleOutOfRange) as caught:
        ratio_interval(numerators, denominators, level)
    assert caught.value.parameter == parameter


def test_what_is_fed_is_checked_at_once() -> None:
    """A bad replication is refused when it is fed, not at the next look."""
    interval = SequentialInterval(0.999)
    with pytest.raises(OracleOutOfRange):
        interval.feed(math.inf, 1.0)
    with pytest.raises(OracleOutOfRange):
        interval.feed(1.0, -1.0)
    assert interval.n == 0
