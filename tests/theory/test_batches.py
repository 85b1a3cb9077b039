"""Raviv's daily batches against 50-digit values, a second chain and seeded chance."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from twin.oracles.batches import MAX_CAPACITY, DailyBatches, excess, geometric_batches
from twin.oracles.errors import OracleOutOfRange
from twin.oracles.intervals import ratio_interval
from twin.oracles.pickup_by_day import MAX_ENTRIES, empirical_batches


@pytest.mark.parametrize(
    ("capacity", "parcels", "rejected"),
    [(20, 10.0, 0.658698624856102466), (100, 50.0, 0.610826554356008715)],
)
def test_geometric_pick_up(capacity: int, parcels: float, rejected: float) -> None:
    """Rejected parcels a day with p = 5/9, to the digits of the same chain in 50-digit decimals."""
    answer = geometric_batches(capacity, parcels, 5 / 9)
    assert answer.rejected_per_day == pytest.approx(rejected, rel=5e-14)
    assert answer.rejection_share == answer.rejected_per_day / parcels


def test_flow_balances() -> None:
    """What is accepted in a day leaves in a day: accepted = p · parcels after the batch."""
    answer = geometric_batches(30, 12.0, 0.4)
    assert 12.0 - answer.rejected_per_day == pytest.approx(0.4 * answer.after_batch, rel=1e-12)
    assert answer.over_night == pytest.approx(0.6 * answer.after_batch, rel=1e-12)


def test_everyone_comes_the_same_day() -> None:
    """With p = 1 the bank is empty every morning: the Poisson excess, from both chains."""
    beyond = np.arange(11, 80)
    expected = float(((beyond - 10) * stats.poisson(6.0).pmf(beyond)).sum())
    for answer in (geometric_batches(10, 6.0, 1.0), empirical_batches(10, 6.0, [1.0])):
        assert answer.rejected_per_day == pytest.approx(expected, rel=1e-12)
        assert answer.over_night == 0.0


def test_a_bank_without_compartments_rejects_all() -> None:
    """Capacity 0 is an answer, not an error."""
    for answer in (geometric_batches(0, 3.0, 0.5), empirical_batches(0, 3.0, [0.5, 0.5])):
        assert answer == DailyBatches(3.0, 1.0, 0.0, 0.0)


def test_excess_keeps_its_digits_far_out() -> None:
    """E[(N − f)⁺] where it is 1e-60: nothing is lost in a difference of larger numbers."""
    beyond = np.arange(101, 200)
    exact = math.fsum((beyond - 100) * stats.poisson(10.0).pmf(beyond))
    assert excess(100, 10.0)[100] == pytest.approx(exact, rel=1e-11)
    assert exact < 1e-55


def test_slow_pick_up_is_solved_to_the_same_accuracy() -> None:
    """A chain that forgets in a billion days tends to Erlang B with a = λ(1 − p)/p ≈ 1."""
    answer = geometric_batches(20, 1e-9, 1e-9)
    assert answer.over_night == pytest.approx(1.0, abs=1e-6)


def test_geometric_law_written_day_by_day() -> None:
    """A geometric law given as shares of 40 days is the geometric chain."""
    shares = [5 / 9 * (4 / 9) ** k for k in range(40)]
    shares[-1] += 1.0 - math.fsum(shares)
    by_day = empirical_batches(3, 2.0, shares)
    geometric = geometric_batches(3, 2.0, 5 / 9)
    assert by_day.rejected_per_day == pytest.approx(geometric.rejected_per_day, rel=1e-11)
    assert by_day.over_night == pytest.approx(geometric.over_night, rel=1e-11)


def _rejected_by_days_left(capacity: int, parcels: float, shares: list[float]) -> float:
    """Rejected a day from another chain: parcels by the days they have left, drawn on arrival."""
    days = len(shares)
    states = [
        state
        for state in itertools.product(range(capacity + 1), repeat=days - 1)
        if sum(state) <= capacity
    ]
    index = {state: position for position, state in enumerate(states)}
    law = stats.multinomial
    matrix = np.zeros((len(states), len(states)))
    rejected = np.zeros(len(states))
    for state, origin in index.items():
        free = capacity - sum(state)
        rejected[origin] = sum((n - free) * stats.poisson(parcels).pmf(n) for n in range(free, 90))
        for accepted in range(free + 1):
            arrives = stats.poisson(parcels)
            chance = arrives.pmf(accepted) if accepted < free else arrives.sf(free - 1)
            for split in itertools.product(range(accepted + 1), repeat=days):
                if sum(split) == accepted:
                    rest = (*state[1:], 0)
                    after = tuple(a + b for a, b in zip(rest, split[1:], strict=True))
                    matrix[origin, index[after]] += chance * law(accepted, shares).pmf(split)
    balance = (np.eye(len(states)) - matrix).T
    balance[0] = 1.0
    return float(np.linalg.solve(balance, np.eye(len(states))[0]) @ rejected)


@pytest.mark.parametrize("shares", [[0.5, 0.2, 0.3], [0.0, 0.6, 0.4], [0.3, 0.0, 0.7]])
def test_by_age_equals_by_days_left(shares: list[float]) -> None:
    """Counting parcels by nights spent or by days left gives the same rejections."""
    answer = empirical_batches(4, 2.5, shares)
    expected = _rejected_by_days_left(4, 2.5, shares)
    assert answer.rejected_per_day == pytest.approx(expected, rel=1e-11)


def _simulated_days(
    capacity: int, parcels: float, shares: list[float], seed: int
) -> tuple[list[float], list[float]]:
    """Rejected and arrived parcels of 400 independent banks over 300 days after 60."""
    random = np.random.default_rng(seed)
    banks, days = 400, len(shares)
    leaving = np.zeros((banks, days), dtype=np.int64)
    rejected, arrived = np.zeros(banks), np.zeros(banks)
    for day in range(360):
        batch = random.poisson(parcels, banks)
        accepted = np.minimum(batch, capacity - leaving.sum(axis=1))
        leaving += random.multinomial(accepted, shares)
        if day >= 60:
            rejected += batch - accepted
            arrived += batch
        leaving = np.column_stack([leaving[:, 1:], np.zeros(banks, dtype=np.int64)])
    return rejected.tolist(), arrived.tolist()


@pytest.mark.parametrize(
    ("capacity", "parcels", "shares", "seed"),
    [
        (20, 10.0, [0.5, 0.2, 0.3], 11),
        (12, 5.0, [0.4, 0.2, 0.1, 0.08, 0.05, 0.02, 0.15], 12),
        (60, 40.0, [0.5, 0.2, 0.3], 13),
    ],
)
def test_seeded_chance_agrees(
    capacity: int, parcels: float, shares: list[float], seed: int
) -> None:
    """120,000 simulated bank days of two published laws enclose the exact share at 99.9 %."""
    interval = ratio_interval(*_simulated_days(capacity, parcels, shares, seed), level=0.999)
    answer = empirical_batches(capacity, parcels, shares)
    assert interval.half_width < 0.03 * answer.rejection_share
    assert interval.holds(answer.rejection_share)


def test_a_bank_that_fills_and_empties_in_step() -> None:
    """All stay three days: endless demand fills C/3 a day, though the chain has a beat."""
    answer = empirical_batches(12, 500.0, [0.0, 0.0, 1.0])
    assert answer.rejected_per_day == pytest.approx(500.0 - 4.0, rel=1e-12)
    beat = empirical_batches(60, 25.0, [0.0, 0.0, 1.0])
    assert (25.0 - beat.rejected_per_day) * 3.0 == pytest.approx(beat.after_batch, rel=1e-9)


def test_days_without_a_share_at_the_end_do_not_count() -> None:
    """[.5, .5, 0] is [.5, .5]."""
    assert empirical_batches(9, 4.0, [0.5, 0.5, 0.0]) == empirical_batches(9, 4.0, [0.5, 0.5])


@pytest.mark.parametrize(
    ("capacity", "parcels", "law", "parameter"),
    [
        (-1, 1.0, 0.5, "capacity"),
        (MAX_CAPACITY + 1, 1.0, 0.5, "capacity"),
        (5, 0.0, 0.5, "parcels_per_day"),
        (5, math.inf, 0.5, "parcels_per_day"),
        (5, 1e9, 0.5, "parcels_per_day"),
        (5, 1.0, 0.0, "pick_up_share"),
        (5, 1.0, 1.1, "pick_up_share"),
        (5, 1.0, math.nan, "pick_up_share"),
        (5, 1.0, [], "leaving_shares"),
        (5, 1.0, [0.0, 0.0], "leaving_shares"),
        (5, 1.0, [0.5, 0.6], "sum of leaving_shares"),
        (5, 1.0, [1.5, -0.5], "leaving share"),
        (5, 1.0, [math.nan, 1.0], "leaving share"),
        (5, 1.0, [1 / 61] * 61, "days of leaving_shares"),
        (400, 1.0, [0.5, 0.2, 0.3], "entries of the chain"),
    ],
)
def test_bad_settings_are_refused(
    capacity: int, parcels: float, law: float | list[float], parameter: str
) -> None:
    """Each bad setting is refused by name; too large a chain before it is built."""
    with pytest.raises(OracleOutOfRange) as caught:
        _ = (
            empirical_batches(capacity, parcels, law)
            if isinstance(law, list)
            else geometric_batches(capacity, parcels, law)
        )
    assert caught.value.parameter == parameter
    if parameter == "entries of the chain":
        assert str(MAX_ENTRIES) in str(caught.value)
