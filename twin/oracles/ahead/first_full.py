"""A bank that has some parcels now: when it first has no free compartment.

Lives here: first passage of M/M/c/c. Not here: dwell laws with memory (`remaining` has those, for
a bank that does not fill).
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from twin.oracles.errors import (
    require_finite_above_zero,
    require_finite_at_least_zero,
    require_whole,
)

MAX_COMPARTMENTS = 1_000
"""The matrix exponential of so many states takes a second."""


def full_by(
    arrivals_per_h: float, mean_dwell_h: float, compartments: int, inside: int, within_h: float
) -> float:
    """P(all `compartments` hold a parcel at some time within `within_h`), `inside` do now.

    Poisson arrivals, exponential dwells. With Q the generator of the birth–death chain (n → n + 1
    at rate λ, n → n − 1 at rate n / mean) in which state c absorbs, it is exp(Q t)[n, c] (Karlin
    and Taylor, A First Course in Stochastic Processes, 2nd ed., chapter 4).
    """
    require_finite_at_least_zero("arrivals_per_h", arrivals_per_h)
    require_finite_above_zero("mean_dwell_h", mean_dwell_h)
    require_whole("compartments", compartments, 1, MAX_COMPARTMENTS)
    require_whole("inside", inside, 0, compartments)
    require_finite_at_least_zero("within_h", within_h)
    states = np.arange(compartments)
    rates = np.zeros((compartments + 1, compartments + 1))
    rates[states, states + 1] = arrivals_per_h
    rates[states[1:], states[1:] - 1] = states[1:] / mean_dwell_h
    rates[states, states] = -rates[states].sum(axis=1)
    return float(linalg.expm(rates * within_h)[inside, compartments])
