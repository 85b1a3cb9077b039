"""Dwell laws as an oracle needs them: the integral of the survival function.

Lives here: x ↦ ∫₀ˣ P(T > u) du = E[min(T, x)] for the named laws, in closed form, in hours.
Not here: sampling, or what a scenario calls its laws.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

from twin.oracles.errors import require_finite_above_zero

Floats = NDArray[np.float64]
SurvivalIntegral = Callable[[Floats], Floats]
"""x (hours, ≥ 0, any shape) ↦ ∫₀ˣ P(T > u) du (hours), same shape. Its limit is the mean dwell."""


def exponential(mean_h: float) -> SurvivalIntegral:
    """T exponential with mean `mean_h` > 0: mean·(1 − e^(−x/mean))."""
    require_finite_above_zero("mean_h", mean_h)
    return lambda x: -mean_h * np.expm1(-x / mean_h)


def weibull(shape: float, scale_h: float) -> SurvivalIntegral:
    """P(T > u) = exp(−(u/scale)^shape): mean·P(1/shape, (x/scale)^shape), P the regularised gamma.

    The mean is scale·Γ(1 + 1/shape).
    """
    require_finite_above_zero("shape", shape)
    require_finite_above_zero("scale_h", scale_h)
    mean_h = scale_h * math.gamma(1.0 + 1.0 / shape)

    def integral(x: Floats) -> Floats:
        return np.asarray(mean_h * special.gammainc(1.0 / shape, (x / scale_h) ** shape))

    return integral


def lognormal(median_h: float, sigma: float) -> SurvivalIntegral:
    """T with ln T normal, mean ln(median_h), deviation sigma > 0; its mean is median·e^(σ²/2).

    E[min(T, x)] = mean·Φ(z − σ) + x·Φ(−z) with z = ln(x/median)/σ.
    """
    require_finite_above_zero("median_h", median_h)
    require_finite_above_zero("sigma", sigma)
    mean_h = median_h * math.exp(sigma * sigma / 2.0)

    def integral(x: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            z = np.log(x / median_h) / sigma
        shorter: Floats = mean_h * special.ndtr(z - sigma)
        return shorter + x * special.ndtr(-z)

    return integral


def fixed(dwell_h: float) -> SurvivalIntegral:
    """T = `dwell_h` > 0 always: min(x, dwell). Its survival jumps: name the break to the oracle."""
    require_finite_above_zero("dwell_h", dwell_h)
    return lambda x: np.minimum(x, dwell_h)
