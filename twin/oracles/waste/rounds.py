"""A bin between two rounds: the chance that it overflows, and by how much.

Lives here: Poisson numbers of bags between emptyings, with bags of one size, or of exponential or
normal size (exact mixtures over the number), and the compound normal for any size. Not here:
alarms.

Volumes in litres; `mean_bags` is the Poisson mean of bags between two emptyings. With S the volume
brought and V the bin's: probability P(S > V), excess E[(S − V)⁺].
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from twin.oracles.errors import (
    require,
    require_finite_above_zero,
    require_finite_at_least_zero,
)

Floats = NDArray[np.float64]

MAX_MEAN_BAGS = 1e7
"""Memory grows with the root of it."""
_DEVIATIONS = 12.0
"""Numbers of bags further from their mean than so many roots of it add less than 1e-15."""


@dataclass(frozen=True)
class Overflow:
    """Of one emptying: the probability that it finds waste above the brim, and its mean volume."""

    probability: float
    excess_l: float


def equal_bags(mean_bags: float, bag_l: float, volume_l: float) -> Overflow:
    """Bags of one size: S = bag·N, N Poisson; exact.

    P(N > n) with n = ⌊V/bag⌋; E[(N − x)⁺] = mean·P(N ≥ n) − x·P(N > n), x = V/bag.
    """
    _check(mean_bags, volume_l)
    require_finite_above_zero("bag_l", bag_l)
    room = volume_l / bag_l
    fit = math.floor(room * (1 + 1e-12))
    beyond = float(stats.poisson.sf(fit, mean_bags))
    excess = mean_bags * float(stats.poisson.sf(fit - 1, mean_bags)) - room * beyond
    return Overflow(beyond, bag_l * max(0.0, excess))


def exponential_bags(mean_bags: float, mean_l: float, volume_l: float) -> Overflow:
    """Bags of exponential size: N bags fill Gamma(N, mean); exact.

    P = Q(N, V/mean), excess = N·mean·Q(N + 1, V/mean) − V·Q(N, V/mean), Q the regularised upper
    gamma function, summed over N.
    """
    require_finite_above_zero("mean_l", mean_l)

    def given(numbers: Floats) -> tuple[Floats, Floats]:
        beyond = np.asarray(special.gammaincc(numbers, volume_l / mean_l), dtype=np.float64)
        more = special.gammaincc(numbers + 1, volume_l / mean_l)
        return beyond, numbers * mean_l * more - volume_l * beyond

    return _mixture(mean_bags, volume_l, given)


def normal_bags(mean_bags: float, mean_l: float, cv: float, volume_l: float) -> Overflow:
    """Bags of normal size: N bags fill Normal(N·mean, N·(cv·mean)²); exact for uncut normals."""
    require_finite_above_zero("mean_l", mean_l)
    require_finite_above_zero("cv", cv)

    def given(numbers: Floats) -> tuple[Floats, Floats]:
        return _normal_tail(numbers * mean_l, np.sqrt(numbers) * cv * mean_l, volume_l)

    return _mixture(mean_bags, volume_l, given)


def compound_normal(mean_bags: float, mean_l: float, cv: float, volume_l: float) -> Overflow:
    """Bags of any size law, S taken as Normal(λ·mean, λ·mean²·(1 + cv²)): the central limit.

    Good for many bags; a few per cent off where some twenty fill the bin.
    """
    _check(mean_bags, volume_l)
    require_finite_above_zero("mean_bags", mean_bags)
    require_finite_above_zero("mean_l", mean_l)
    require_finite_at_least_zero("cv", cv)
    deviation = mean_l * math.sqrt(mean_bags * (1 + cv * cv))
    beyond, excess = _normal_tail(np.array([mean_bags * mean_l]), np.array([deviation]), volume_l)
    return Overflow(float(beyond[0]), float(excess[0]))


def _normal_tail(mean: Floats, deviation: Floats, volume_l: float) -> tuple[Floats, Floats]:
    """P(S > V) = Φ(z) and E[(S − V)⁺] = deviation·(φ(z) + z·Φ(z)), z = (mean − V)/deviation."""
    z = (mean - volume_l) / deviation
    beyond: Floats = special.ndtr(z)
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return beyond, deviation * (density + z * beyond)


def _mixture(
    mean_bags: float, volume_l: float, given: Callable[[Floats], tuple[Floats, Floats]]
) -> Overflow:
    """Sum over the Poisson number of bags; no bag, no overflow."""
    _check(mean_bags, volume_l)
    if mean_bags == 0:
        return Overflow(0.0, 0.0)
    reach = _DEVIATIONS * math.sqrt(mean_bags) + 40
    numbers = np.arange(max(1, math.floor(mean_bags - reach)), math.ceil(mean_bags + reach) + 1)
    weights = stats.poisson.pmf(numbers, mean_bags)
    beyond, excess = given(numbers.astype(np.float64))
    return Overflow(float(weights @ beyond), float(weights @ excess))


def _check(mean_bags: float, volume_l: float) -> None:
    require_finite_at_least_zero("mean_bags", mean_bags)
    require(mean_bags <= MAX_MEAN_BAGS, "mean_bags", mean_bags, f"at most {MAX_MEAN_BAGS:g}")
    require_finite_above_zero("volume_l", volume_l)
