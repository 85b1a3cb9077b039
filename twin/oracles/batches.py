"""Parcels that come once a day in one batch: rejected parcels a day, by exact chain.

Lives here: Raviv's daily chain with a geometric pick-up law, and what both daily chains share.
Not here: the empirical pick-up law (pickup_by_day).

One day, in this order (Raviv 2023, section 3.3):
1. a Poisson number of parcels with mean `parcels_per_day` arrives at once; as many are accepted
   as there are free compartments, the rest are rejected and do not come back;
2. every parcel in the bank, those accepted today too, is picked up today or stays.
With the geometric law each is picked up with probability `pick_up_share`, independently, so the
number of parcels left over night is a Markov chain on 0..capacity. That is the dwell law "leaves
at the end of its k-th day with probability p·(1 − p)^(k−1), k = 1, 2, …".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from twin.oracles.errors import require, require_finite_above_zero, require_whole
from twin.oracles.stationary import stationary_of_step

MAX_CAPACITY = 1_000
"""Compartments: the chain is solved by elimination, in about a second at this size."""
MAX_PARCELS_PER_DAY = 1_000_000.0
"""Mean of the batch: beyond it the sum over its tail takes longer than the chain."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DailyBatches:
    """The stationary answer, per day."""

    rejected_per_day: float
    """Mean number of parcels rejected a day."""
    rejection_share: float
    """Rejected parcels / all parcels."""
    over_night: float
    """Mean number of parcels in the bank between the pick-ups and the next batch."""
    after_batch: float
    """Mean number of parcels in the bank just after the batch: over_night + accepted."""


def geometric_batches(capacity: int, parcels_per_day: float, pick_up_share: float) -> DailyBatches:
    """The chain for 0 < pick_up_share ≤ 1, exact to rounding (about 1e-13 relative).

    For C = 20, λ = 10, p = 5/9: 0.658698624856 rejected a day.
    """
    require_whole("capacity", capacity, 0, MAX_CAPACITY)
    require_batch(parcels_per_day)
    require(0.0 < pick_up_share <= 1.0, "pick_up_share", pick_up_share, "above 0 and at most 1")
    day = accepting(capacity, parcels_per_day) @ staying(capacity, 1.0 - pick_up_share)
    nights = stationary_of_step(lambda distribution: day.T @ distribution, capacity + 1)
    return daily_answer(nights, capacity, parcels_per_day)


def require_batch(parcels_per_day: float) -> None:
    """Raise OracleOutOfRange unless the mean batch is above 0 and at most MAX_PARCELS_PER_DAY."""
    require_finite_above_zero("parcels_per_day", parcels_per_day)
    require(
        parcels_per_day <= MAX_PARCELS_PER_DAY,
        "parcels_per_day",
        parcels_per_day,
        f"at most {MAX_PARCELS_PER_DAY:g}",
    )


def daily_answer(nights: Floats, capacity: int, parcels_per_day: float) -> DailyBatches:
    """What follows from the distribution of the number left over night (`nights`, 0..capacity)."""
    rejected = float(nights @ excess(capacity, parcels_per_day)[::-1])
    over_night = float(nights @ np.arange(capacity + 1))
    accepted = parcels_per_day - rejected
    return DailyBatches(rejected, rejected / parcels_per_day, over_night, over_night + accepted)


def accepting(capacity: int, parcels_per_day: float) -> Floats:
    """Row n, column m: probability that n parcels in the bank become m by today's batch."""
    counts = np.arange(capacity + 1)
    batch = np.exp(
        special.xlogy(counts, parcels_per_day) - parcels_per_day - special.gammaln(counts + 1)
    )
    matrix = np.zeros((capacity + 1, capacity + 1))
    for n in range(capacity + 1):
        free = capacity - n
        matrix[n, n:capacity] = batch[:free]
        matrix[n, capacity] = 1.0 if free == 0 else special.pdtrc(free - 1, parcels_per_day)
    return matrix


def staying(capacity: int, stay_share: float) -> Floats:
    """Row n, column m: probability that m of n parcels stay, each with `stay_share`."""
    matrix = np.zeros((capacity + 1, capacity + 1))
    matrix[0, 0] = 1.0
    for n in range(1, capacity + 1):
        matrix[n, 1:] = stay_share * matrix[n - 1, :-1]
        matrix[n] += (1.0 - stay_share) * matrix[n - 1]
    return matrix


def excess(capacity: int, parcels_per_day: float) -> Floats:
    """excess[f] = E[(N − f)⁺], the rejected of a batch N that meets f = 0..capacity free places.

    Summed from the far end as Σ P(N > j), j ≥ f, so that small values lose no digits. The tail
    ends forty standard deviations (and a hundred parcels) out, where it is below 1e-300.
    """
    end = max(capacity, math.ceil(parcels_per_day + 40.0 * math.sqrt(parcels_per_day) + 100.0))
    beyond = special.pdtrc(np.arange(end + 1), parcels_per_day)
    sums = np.cumsum(beyond[::-1])[::-1]
    sums[0] = parcels_per_day
    return np.asarray(sums[: capacity + 1], dtype=np.float64)
