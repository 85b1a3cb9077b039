"""Laws of dwell by formula: likelihood of censored stays, fit, distance.

Lives here: the families that the scenario format has. Not here: which of them is taken (`dwell`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from twin.studies.calibration.estimate import Estimate, Z
from twin.studies.calibration.parcels.stays import Stays, survival_of

F64 = npt.NDArray[np.float64]

EULER = 0.5772156649015329
"""Euler's constant: the log of a Weibull variable of scale 1 has mean −EULER / shape,"""
GUMBEL_SD = math.pi / math.sqrt(6)
"""and standard deviation GUMBEL_SD / shape."""

LONGEST_H = 2_400.0
"""As long as a law of the scenario format may be."""
BOUNDS = {"mean_h": (1e-3, LONGEST_H), "shape": (0.2, 20.0), "cv": (1e-3, 10.0)}
"""What the scenario format takes."""
UNITS = {
    "mean_h": ("h", "mean dwell"),
    "shape": ("1", "shape"),
    "cv": ("1", "coefficient of variation"),
}


@dataclass(frozen=True)
class Law:
    """A family: log parameters, survival and density by them, fields of the scenario by them."""

    kind: str
    begin: Callable[[Stays], F64]
    log_survival: Callable[[F64, F64], F64]
    log_density: Callable[[F64, F64], F64]
    quantile: Callable[[F64, F64], F64]
    fields: Callable[[F64], dict[str, float]]

    def loss(self, parameters: F64, stays: Stays) -> float:
        """Minus the log likelihood of censored and ended stays."""
        with np.errstate(all="ignore"):
            ended = self.log_density(parameters, stays.ended)
            longer = self.log_survival(parameters, stays.hours[stays.censored])
        value = -float(ended.sum() + longer.sum())
        return value if math.isfinite(value) else 1e300

    def fit(self, stays: Stays, begin: F64 | None = None) -> F64:
        """The parameters of greatest likelihood."""
        start = self.begin(stays) if begin is None else begin
        found = optimize.minimize(self.loss, start, args=(stays,), method="Nelder-Mead",
                                  options={"xatol": 1e-5, "fatol": 1e-5})  # fmt: skip
        return np.asarray(found.x, dtype=float)

    def distance(self, parameters: F64, stays: Stays) -> float:
        """Largest distance to the Kaplan-Meier estimate, on both sides of its steps."""
        seen = survival_of(stays)
        times, after = seen.quantiles, seen.probabilities
        before = np.concatenate([[1.0], after[:-1]])
        law = np.exp(self.log_survival(parameters, times))
        return float(np.maximum(np.abs(law - after), np.abs(law - before)).max())


def _moments(stays: Stays) -> tuple[float, float]:
    """Mean and spread of the logs, censored stays taken as ended: a place to begin."""
    logs = np.log(stays.hours)
    return float(logs.mean()), max(float(logs.std()), 0.05)


EXPONENTIAL = Law(
    "exponential",
    begin=lambda stays: np.array([math.log(stays.hours.sum() / max(len(stays.ended), 1))]),
    log_survival=lambda p, t: -t * np.exp(-p[0]),
    log_density=lambda p, t: -p[0] - t * np.exp(-p[0]),
    quantile=lambda p, u: -np.log1p(-u) * np.exp(p[0]),
    fields=lambda p: {"mean_h": math.exp(p[0])},
)
WEIBULL = Law(
    "weibull",
    begin=lambda stays: np.array(
        [
            _moments(stays)[0] + EULER * _moments(stays)[1] / GUMBEL_SD,
            -math.log(_moments(stays)[1] / GUMBEL_SD),
        ]
    ),
    log_survival=lambda p, t: -np.exp(np.exp(p[1]) * (np.log(t) - p[0])),
    log_density=lambda p, t: (
        p[1]
        - p[0]
        + (np.exp(p[1]) - 1) * (np.log(t) - p[0])
        - np.exp(np.exp(p[1]) * (np.log(t) - p[0]))
    ),
    quantile=lambda p, u: np.exp(p[0] + np.log(-np.log1p(-u)) * np.exp(-p[1])),
    fields=lambda p: {
        "mean_h": math.exp(p[0]) * math.gamma(1 + math.exp(-p[1])),
        "shape": math.exp(p[1]),
    },
)
LOGNORMAL = Law(
    "lognormal",
    begin=lambda stays: np.array([_moments(stays)[0], math.log(_moments(stays)[1])]),
    log_survival=lambda p, t: special.log_ndtr((p[0] - np.log(t)) * np.exp(-p[1])),
    log_density=lambda p, t: (
        -np.log(t) - p[1] - 0.5 * math.log(2 * math.pi)
        - 0.5 * ((np.log(t) - p[0]) * np.exp(-p[1])) ** 2
    ),
    quantile=lambda p, u: np.exp(p[0] + special.ndtri(u) * np.exp(p[1])),
    fields=lambda p: {
        "mean_h": math.exp(p[0] + math.exp(2 * p[1]) / 2),
        "cv": math.sqrt(math.expm1(math.exp(2 * p[1]))),
    },
)  # fmt: skip
LAWS = (EXPONENTIAL, WEIBULL, LOGNORMAL)


def estimates(law: Law, parameters: F64, stays: Stays) -> list[Estimate]:
    """Fields with intervals: log scale, the curvature of the likelihood, delta method."""
    covariance = np.linalg.pinv(_curvature(law, parameters, stays), hermitian=True)
    found = []
    for name, value in law.fields(parameters).items():
        gradient = np.empty(len(parameters))
        for at in range(len(parameters)):
            step = np.zeros(len(parameters))
            step[at] = 1e-5
            above, below = law.fields(parameters + step)[name], law.fields(parameters - step)[name]
            gradient[at] = (math.log(above) - math.log(below)) / 2e-5
        error = math.sqrt(max(float(gradient @ covariance @ gradient), 0.0))
        unit, says = UNITS[name]
        low, high = value * math.exp(-Z * error), value * math.exp(Z * error)
        found.append(Estimate(f"dwell.law.{name}", value, low, high, unit, says))
    return found


def _curvature(law: Law, parameters: F64, stays: Stays) -> F64:
    """Second derivatives of minus the log likelihood, by central differences."""
    count, step = len(parameters), 1e-3
    found = np.empty((count, count))
    for i in range(count):
        for j in range(count):
            total = 0.0
            for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                moved = parameters.copy()
                moved[i] += a * step
                moved[j] += b * step
                total += a * b * law.loss(moved, stays)
            found[i, j] = total / (4 * step * step)
    return found


def is_in_format(law: Law, parameters: F64) -> bool:
    """Whether the scenario format takes these values."""
    fields = law.fields(parameters)
    return all(
        low <= fields[name] <= high for name, (low, high) in BOUNDS.items() if name in fields
    )
