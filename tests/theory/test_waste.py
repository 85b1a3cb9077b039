"""Bins between rounds and alarms: against published numbers, simple sums, and each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from twin.oracles.errors import OracleOutOfRange
from twin.oracles.waste.alarm import alarm_cycle, overflow_after_level
from twin.oracles.waste.rounds import (
    compound_normal,
    equal_bags,
    exponential_bags,
    normal_bags,
)


@pytest.mark.parametrize(
    ("interval_h", "share", "digits"), [(1, 0.007, 3), (2, 0.017, 3), (6, 0.139, 3), (12, 0.43, 2)]
)
def test_what_a_fill_sensor_is_worth(interval_h: int, share: float, digits: int) -> None:
    """An alarm at 40 of 50 bags, one an hour, a truck four hours away: .7, 1.7, 13.9 and 43 %."""
    assert round(overflow_after_level(10, 1.0, 4.0, interval_h), digits) == share
    assert round(alarm_cycle(40, 50, 1.0, 4.0, interval_h).probability, digits) == share


def test_where_the_phase_is_not_uniform() -> None:
    """Exact cycle and uniform phase agree to 1e-7 up to six hours; at twelve .4314, not .4298."""
    for interval_h in (1.0, 2.0, 6.0):
        exact = alarm_cycle(40, 50, 1.0, 4.0, interval_h).probability
        assert exact == pytest.approx(overflow_after_level(10, 1.0, 4.0, interval_h), abs=1e-7)
    assert alarm_cycle(40, 50, 1.0, 4.0, 12.0).probability == pytest.approx(0.431385, abs=1e-6)
    assert overflow_after_level(10, 1.0, 4.0, 12.0) == pytest.approx(0.429774, abs=1e-6)


def poisson(k: int, mean: float) -> float:
    """P(N = k)."""
    return math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1))


def test_after_the_level_by_numerical_integration() -> None:
    """The closed form of the mean over the interval is the midpoint sum."""
    steps = 2_000
    total = 0.0
    for step in range(steps):
        mean = 0.7 * (3.0 + 5.0 * (step + 0.5) / steps)
        total += 1 - sum(poisson(k, mean) for k in range(7))
    assert overflow_after_level(6, 0.7, 3.0, 5.0) == pytest.approx(total / steps, abs=1e-7)


def simulated_cycle(
    level: int, fit: int, rate: float, lead_h: float, interval_h: float
) -> tuple[float, float, float]:
    """(P(overflow), bags above the brim, delay) over many cycles, by plain simulation."""
    generator = np.random.Generator(np.random.Philox(7))
    over, above, delay = [], [], []
    phase = 0.0
    for _ in range(6_000):
        gaps = generator.standard_exponential(level + 400) / rate
        arrivals = np.cumsum(gaps)
        reached = arrivals[level - 1]
        report = phase + math.ceil((reached - phase) / interval_h) * interval_h
        number = int(np.searchsorted(arrivals, report + lead_h))
        over.append(number > fit)
        above.append(max(0, number - fit))
        delay.append(report - reached)
        phase = (math.floor(lead_h / interval_h + 1e-12) + 1) * interval_h - lead_h
    return float(np.mean(over)), float(np.mean(above)), float(np.mean(delay))


@pytest.mark.parametrize(
    "case", [(40, 50, 1.0, 4.0, 12.0), (12, 15, 2.0, 1.5, 2.0), (5, 9, 0.5, 7.0, 3.0)]
)
def test_the_exact_cycle_by_simulation(case: tuple[int, int, float, float, float]) -> None:
    """Within four standard errors, for intervals longer and shorter than the lead time."""
    cycle = alarm_cycle(*case)
    over, above, delay = simulated_cycle(*case)
    error = math.sqrt(cycle.probability * (1 - cycle.probability) / 6_000)
    assert over == pytest.approx(cycle.probability, abs=4 * error)
    assert above == pytest.approx(cycle.excess_bags, rel=0.1)
    assert delay == pytest.approx(cycle.delay_h, rel=0.05)


def test_a_cycle_is_level_delay_and_lead_time() -> None:
    """level/rate + delay + lead; a half interval late where the phase is uniform."""
    cycle = alarm_cycle(40, 50, 1.0, 4.0, 2.0)
    assert cycle.delay_h == pytest.approx(1.0, abs=1e-6)
    assert cycle.length_h == pytest.approx(40 + 1 + 4, abs=1e-6)


def test_equal_bags_by_a_plain_sum() -> None:
    """P(N > n) and E[(bag·N − V)⁺], also where the bags do not fill the bin evenly."""
    for mean, bag_l, volume_l in [(7.3, 1.0, 9.0), (7.3, 1.3, 9.0), (200, 0.5 / 0.425, 240)]:
        exact = equal_bags(mean, bag_l, volume_l)
        terms = [(poisson(k, mean), k * bag_l) for k in range(400)]
        probability = math.fsum(p for p, litres in terms if litres > volume_l + 1e-9)
        excess = math.fsum(p * max(0.0, litres - volume_l) for p, litres in terms)
        assert exact.probability == pytest.approx(probability, rel=1e-9)
        assert exact.excess_l == pytest.approx(excess, rel=1e-9)


def test_200_households_and_a_bin_of_240_litres() -> None:
    """235 L in the mean of 240 L: more than a third of the days overflow."""
    exact = equal_bags(200, 0.5 / 0.425, 240)
    assert exact.probability == pytest.approx(0.371167, abs=1e-6)
    assert exact.excess_l == pytest.approx(4.566851, abs=1e-6)


def test_mixtures_by_simulation() -> None:
    """Exponential and normal bags: probability and excess, within four standard errors."""
    generator = np.random.Generator(np.random.Philox(11))
    numbers = generator.poisson(20, 100_000)
    for exact, litres in (
        (exponential_bags(20, 1.2, 26), generator.standard_gamma(numbers) * 1.2),
        (
            normal_bags(20, 1.2, 0.25, 26),
            1.2 * (numbers + 0.25 * np.sqrt(numbers) * generator.standard_normal(100_000)),
        ),
    ):
        over, above = litres > 26, np.maximum(litres - 26, 0)
        assert over.mean() == pytest.approx(exact.probability, abs=4 * over.std() / 316)
        assert above.mean() == pytest.approx(exact.excess_l, abs=4 * above.std() / 316)


def test_normal_bags_without_spread_are_equal_bags() -> None:
    """The limit of a small coefficient of variation, away from whole bags."""
    narrow, equal = normal_bags(20, 1.0, 1e-6, 23.5), equal_bags(20, 1.0, 23.5)
    assert narrow.probability == pytest.approx(equal.probability, abs=1e-9)
    assert narrow.excess_l == pytest.approx(equal.excess_l, abs=1e-6)


def test_the_compound_normal_is_the_limit_of_many_bags() -> None:
    """Half a per cent off at 2,000 bags, four at 20."""
    for bags, close in ((20, 0.04), (2_000, 0.005)):
        volume_l = bags + math.sqrt(bags)
        exact = exponential_bags(bags, 1.0, volume_l)
        assert compound_normal(bags, 1.0, 1.0, volume_l).probability == pytest.approx(
            exact.probability, abs=close
        )


def test_nothing_brought_nothing_spilt() -> None:
    """No bag, no overflow."""
    assert exponential_bags(0.0, 1.0, 5.0).probability == 0.0
    assert equal_bags(0.0, 1.0, 5.0).excess_l == 0.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: equal_bags(-1, 1, 1),
        lambda: equal_bags(1, 0, 1),
        lambda: exponential_bags(1, 1, 0),
        lambda: normal_bags(1, 1, 0, 1),
        lambda: overflow_after_level(-1, 1, 1, 1),
        lambda: alarm_cycle(51, 50, 1, 1, 1),
        lambda: alarm_cycle(1, 50, 1, 1, 0),
        lambda: alarm_cycle(1, 50, 1e9, 1, 1),
    ],
)
def test_out_of_range(call: object) -> None:
    """Parameters without a formula are refused by name."""
    assert callable(call)
    with pytest.raises(OracleOutOfRange):
        call()
