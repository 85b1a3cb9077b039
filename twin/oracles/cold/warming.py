"""A parcel in a cell that is not cooled: when it comes above its limit, and how many do.

Lives here: Newton's law, the two-node model by eigenvectors, shares and times for a dwell law.
Not here: engines; their physics solves the same equations another way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from twin.oracles.errors import require, require_finite_above_zero

SECONDS_PER_HOUR = 3_600.0
LONGEST = 60.0
"""Slow time constants after which a temperature has settled: e⁻⁶⁰ of it is left."""


def newton_h(start_c: float, ambient_c: float, limit_c: float, tau_h: float) -> float:
    """Hours until a body at `start_c` in `ambient_c` reaches `limit_c` between them.

    τ · ln((T_a − T_0) / (T_a − T)), Newton's law of cooling; 4 °C in 30 °C with τ = 6 h reaches
    8 °C after 1.0023 h. Infinite where the limit is at or past the ambient temperature.
    """
    require_finite_above_zero("tau_h", tau_h)
    require(start_c < limit_c, "limit_c", limit_c, f"above the start of {start_c:g}")
    if limit_c >= ambient_c:
        return math.inf
    return tau_h * math.log((ambient_c - start_c) / (ambient_c - limit_c))


@dataclass(frozen=True, slots=True)
class TwoNodes:
    """A cell without cooling: capacities in J/K, heat flows in W/K, temperatures in °C."""

    air_j_k: float
    product_j_k: float
    product_air_w_k: float
    wall_w_k: float
    ambient_c: float

    def product_c(self, air_c: float, product_c: float, after_h: float) -> float:
        """Temperature of the product after a time, by the eigenvectors of the 2 × 2 system."""
        values, vectors = np.linalg.eig(self._rates_per_h())
        start = np.array([air_c, product_c]) - self.ambient_c
        parts = np.linalg.solve(vectors, start)
        above = vectors @ (parts * np.exp(values * after_h))
        return float(np.real(above[1])) + self.ambient_c

    def limit_h(self, air_c: float, product_c: float, limit_c: float) -> float:
        """Hours until the product, colder than air and surroundings, reaches `limit_c`.

        It warms all the time, so there is one crossing. Infinite where it never gets there.
        """
        require(product_c < limit_c, "limit_c", limit_c, f"above the start of {product_c:g}")
        require(air_c >= product_c, "air_c", air_c, f"at least {product_c:g}")
        if limit_c >= max(air_c, self.ambient_c):
            return math.inf
        slow_h = -1 / float(np.max(np.real(np.linalg.eigvals(self._rates_per_h()))))
        last_h = LONGEST * slow_h
        if self.product_c(air_c, product_c, last_h) <= limit_c:
            return math.inf
        return float(
            brentq(lambda t: self.product_c(air_c, product_c, t) - limit_c, 0.0, last_h, xtol=1e-12)
        )

    def _rates_per_h(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        wall, coupling = self.wall_w_k, self.product_air_w_k
        rates = np.array(
            [
                [-(wall + coupling) / self.air_j_k, coupling / self.air_j_k],
                [coupling / self.product_j_k, -coupling / self.product_j_k],
            ]
        )
        return rates * SECONDS_PER_HOUR


def exponential_dwell(limit_h: float, mean_h: float) -> tuple[float, float]:
    """Share of parcels that get too warm, and hours too warm a parcel (all of them), in the mean.

    A parcel is too warm from `limit_h` on, and lies an exponential time with `mean_h`:
    e^(−limit/mean), and mean times that.
    """
    require_finite_above_zero("mean_h", mean_h)
    share = math.exp(-limit_h / mean_h)
    return share, mean_h * share
