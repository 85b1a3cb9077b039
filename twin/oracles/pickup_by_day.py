"""Daily batches with an empirical pick-up law by day, such as [.5, .2, .3]: the exact chain.

Lives here: the chain over parcels by age. Not here: the geometric law and the order of one day
(batches), which is the same.

An accepted parcel leaves at the end of its k-th day in the bank with probability
`leaving_shares[k − 1]`, k = 1 being the day it came, independently of all others. Over night the
state is x = (x₁, …, x_A): x_a parcels have spent a nights, A = days of the law − 1; its sum is
at most the capacity. One day: N is accepted up to the free places; of these, and of each x_a,
as many stay as are not picked up, with the hazards h_k = q_k / (q_k + q_{k+1} + …); x_A leaves.
The day is applied as A sparse factors, one per age, each on the same states: the batch replaces
the oldest coordinate, which nobody needs after the free places have been counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from twin.oracles.batches import (
    MAX_CAPACITY,
    DailyBatches,
    accepting,
    daily_answer,
    require_batch,
    staying,
)
from twin.oracles.errors import require, require_whole
from twin.oracles.stationary import stationary_of_step

MAX_ENTRIES = 6_000_000
"""Non-zero entries of all factors, A·C(capacity + A + 1, A + 1): at this size the chain takes a
few seconds and half a gigabyte. It allows capacity 260 for a law of three days, 80 for four, 20
for seven."""
MAX_DAYS = 60
"""Days of the law: two months; no bank keeps a parcel longer."""
SUM_TOLERANCE = 1e-9
"""How far the shares may sum from one (typed decimals); they are divided by their sum."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def empirical_batches(
    capacity: int, parcels_per_day: float, leaving_shares: Sequence[float]
) -> DailyBatches:
    """The chain for `leaving_shares` ≥ 0 that sum to one, solved to about 1e-11.

    Raises OracleOutOfRange, before anything is built, for bad input and for more than MAX_ENTRIES
    entries.
    """
    require_whole("capacity", capacity, 0, MAX_CAPACITY)
    require_batch(parcels_per_day)
    stay_shares = _stay_shares(leaving_shares)
    ages = len(stay_shares)
    if ages == 0:
        return daily_answer(np.eye(capacity + 1)[0], capacity, parcels_per_day)
    # Each factor has Σ over states of (coordinate + 1) entries: the hockey-stick identity.
    entries = ages * math.comb(capacity + ages + 1, ages + 1)
    require(entries <= MAX_ENTRIES, "entries of the chain", entries, f"at most {MAX_ENTRIES}")
    states = _states(capacity, ages)
    factors = _factors(states, capacity, parcels_per_day, stay_shares)

    def step(distribution: Floats) -> Floats:
        for factor in factors:
            distribution = factor @ distribution
        return distribution

    nights = stationary_of_step(step, len(states))
    in_bank = np.bincount(states.sum(axis=1), weights=nights, minlength=capacity + 1)
    return daily_answer(np.asarray(in_bank, dtype=np.float64), capacity, parcels_per_day)


def _stay_shares(leaving_shares: Sequence[float]) -> list[float]:
    """1 − hazard of day 1, 2, … but for the last day of the law, on which all leave."""
    days = len(leaving_shares)
    require(days <= MAX_DAYS, "days of leaving_shares", days, f"at most {MAX_DAYS}")
    shares = np.trim_zeros(np.asarray(leaving_shares, dtype=np.float64), "b")
    require(shares.size > 0, "leaving_shares", list(leaving_shares), "at least one above 0")
    for share in shares:
        require(0.0 <= share <= 1.0, "leaving share", float(share), "in 0..1")
    total = float(shares.sum())
    require(abs(total - 1.0) <= SUM_TOLERANCE, "sum of leaving_shares", total, "1")
    still_in = np.cumsum(shares[::-1])[::-1]
    return [float(share) for share in still_in[1:] / still_in[:-1]]


def _states(capacity: int, ages: int) -> Integers:
    """All x ≥ 0 with `ages` coordinates and Σx ≤ capacity, one a row, in the order of `_rank`.

    x corresponds to the increasing sequence t_a = x₁ + … + x_a + (a − 1) in 0..capacity+ages−1.
    """
    count = math.comb(capacity + ages, ages)
    flat = (t for sequence in combinations(range(capacity + ages), ages) for t in sequence)
    sequences = np.fromiter(flat, dtype=np.int64, count=count * ages).reshape(count, ages)
    rows = np.diff(sequences, axis=1, prepend=-1) - 1
    return np.asarray(rows[np.argsort(_rank(rows, capacity))], dtype=np.int64)


def _rank(rows: Integers, capacity: int) -> Integers:
    """Position of each state: the combinatorial number system, Σ C(t_a, a)."""
    ages = rows.shape[1]
    age = np.arange(1, ages + 1)
    sequence = np.cumsum(rows, axis=1) + age - 1
    most = math.comb(capacity + ages, ages)
    choose = np.minimum(special.comb(np.arange(capacity + ages)[:, None], age), most)
    whole = np.rint(choose).astype(np.int64)
    return np.asarray(whole[sequence, age - 1].sum(axis=1), dtype=np.int64)


def _factors(
    states: Integers, capacity: int, parcels_per_day: float, stay_shares: Sequence[float]
) -> list[sparse.csr_array]:
    """One day as a product, first factor first; each takes a distribution as a column."""
    in_bank = states.sum(axis=1)
    # Row s: how many of today's batch stay, when s parcels were in the bank before it.
    arriving = accepting(capacity, parcels_per_day)
    new = np.array([np.roll(row, -s) for s, row in enumerate(arriving)])
    batch = new @ staying(capacity, stay_shares[0])
    origins, stays = _each_up_to(capacity - in_bank)
    moved = np.column_stack([stays, states[origins, :-1]])
    factors = [_factor(origins, moved, batch[in_bank[origins], stays], capacity)]
    for column, stay_share in enumerate(stay_shares[1:], 1):
        origins, stays = _each_up_to(states[:, column])
        moved = states[origins]
        values = staying(capacity, stay_share)[moved[:, column], stays]
        moved[:, column] = stays
        factors.append(_factor(origins, moved, values, capacity))
    return factors


def _each_up_to(most: Integers) -> tuple[Integers, Integers]:
    """For each state all of 0..most[state]: the state's position and the value."""
    origins = np.repeat(np.arange(len(most)), most + 1)
    first = np.cumsum(most + 1) - most - 1
    return origins, np.arange(origins.size) - first[origins]


def _factor(origins: Integers, moved: Integers, values: Floats, capacity: int) -> sparse.csr_array:
    """The matrix with `values` from the states at `origins` to the states `moved`."""
    states = math.comb(capacity + moved.shape[1], moved.shape[1])
    places = (_rank(moved, capacity), origins)
    return sparse.coo_array((values, places), shape=(states, states)).tocsr()
