"""Parcels that lie after a while, given how long each has lain, in a bank that never fills.

Lives here: M/G/∞ from a known state. Not here: full banks (`first_full`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, stats

from twin.oracles.errors import require_finite_at_least_zero

Survival = Callable[[float], float]
"""P(a dwell is longer than so many hours)."""


def lying_after(
    arrivals_per_h: float, survival: Survival, lain_h: Sequence[float], within_h: float
) -> NDArray[np.float64]:
    """Distribution of the number lying after `within_h`: entry n is P(n parcels lie).

    Each that has lain a still lies with S(a + t) / S(a), independently (a Poisson-binomial number,
    by convolution); of those that come, a Poisson number of mean λ ∫₀ᵗ S(u) du (M/G/∞: Takács,
    Introduction to the Theory of Queues, 1962, chapter 3).
    """
    require_finite_at_least_zero("arrivals_per_h", arrivals_per_h)
    require_finite_at_least_zero("within_h", within_h)
    old = np.ones(1)
    for lain in lain_h:
        stays = survival(lain + within_h) / survival(lain)
        old = np.convolve(old, (1 - stays, stays))
    mean = arrivals_per_h * integrate.quad(survival, 0.0, within_h, limit=200)[0]
    most = int(stats.poisson.isf(1e-13, mean)) + 2
    new = stats.poisson.pmf(np.arange(most), mean)
    found: NDArray[np.float64] = np.convolve(old, new)
    return found
