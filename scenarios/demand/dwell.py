"""Dwell laws: draws, and draws given that a parcel has lain for some time already.

Lives here: one pair of draws per law of the scenario format, and times of handling. Not here: the
hour at which a recipient comes, or what reminders and fees change (`scenarios.behaviour`).
"""

from __future__ import annotations

import math
from typing import assert_never

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.schema.demand import Handling
from scenarios.schema.rules import (
    Days,
    DwellLaw,
    Exponential,
    Fixed,
    GeometricDays,
    Lognormal,
    Observed,
    Weibull,
)
from scenarios.trace import MAX_LATENT_MS

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


def law_clock_ms(law: DwellLaw) -> int:
    """Time of day at which a law by days has its recipients come; −1 for the other laws."""
    return round(law.hour * HOUR_MS) if isinstance(law, Days | GeometricDays) else -1


def on_grid_ms(values_ms: F64, unit_ms: int, least_ms: int, most_ms: int = MAX_LATENT_MS) -> I64:
    """Round to multiples of `unit_ms` within [`least_ms`, `most_ms`]; `values_ms` is used up."""
    np.divide(values_ms, unit_ms, out=values_ms)
    np.rint(values_ms, out=values_ms)
    np.clip(values_ms, -(-least_ms // unit_ms), most_ms // unit_ms, out=values_ms)
    rounded = values_ms.astype(np.int64)
    return rounded if unit_ms == 1 else np.multiply(rounded, unit_ms, out=rounded)


def is_constant(law: DwellLaw) -> bool:
    """True where every parcel has the same dwell."""
    if isinstance(law, GeometricDays):
        return law.probability == 1.0
    if isinstance(law, Days):
        return sum(p > 0 for p in law.probabilities) == 1
    return isinstance(law, Fixed)


def draw_dwell_ms(
    law: DwellLaw, factor: float, unit_ms: int, count: int, generator: np.random.Generator
) -> I64:
    """`count` independent dwells, `factor` times the law's, on the grid and at least one unit.

    The laws by days give k days and one unit, so that the recipient comes at the law's hour on the
    k-th day after the deposit's, and on the next where that hour has struck.
    """
    match law:
        case Exponential() | Weibull() | Lognormal() | Fixed():
            return on_grid_ms(_draw_ms(law, factor, count, generator), unit_ms, unit_ms)
        case Observed():
            hours = np.interp(generator.random(count), law.collected, law.hours)
            return on_grid_ms(hours * (HOUR_MS * factor), unit_ms, unit_ms)
        case Days():
            days = np.searchsorted(_cumulated(law), generator.random(count), side="right")
        case GeometricDays():
            days = generator.geometric(law.probability, count) - 1
        case _:
            assert_never(law)
    return _days_ms(days, factor, unit_ms)


def _draw_ms(
    law: Exponential | Weibull | Lognormal | Fixed,
    factor: float,
    count: int,
    generator: np.random.Generator,
) -> F64:
    mean_ms = law.mean_h * HOUR_MS * factor
    match law:
        case Exponential():
            drawn = generator.standard_exponential(count)
            return np.multiply(drawn, mean_ms, out=drawn)
        case Weibull():
            drawn = generator.standard_exponential(count)
            np.power(drawn, 1.0 / law.shape, out=drawn)
            return np.multiply(drawn, weibull_scale(mean_ms, law.shape), out=drawn)
        case Lognormal():
            location, sigma = lognormal_parameters(mean_ms, law.cv)
            drawn = generator.standard_normal(count)
            np.multiply(drawn, sigma, out=drawn)
            np.add(drawn, location, out=drawn)
            return np.exp(drawn, out=drawn)
        case Fixed():
            return np.full(count, mean_ms)
        case _:
            assert_never(law)


def _days_ms(days: I64, factor: float, unit_ms: int) -> I64:
    whole_ms = days.astype(np.float64) * (factor * DAY_MS)
    return on_grid_ms(whole_ms, unit_ms, 0, MAX_LATENT_MS - unit_ms) + unit_ms


def weibull_scale(mean: float, shape: float) -> float:
    """Scale λ of a Weibull law: mean = λ Γ(1 + 1/shape)."""
    return mean / math.gamma(1.0 + 1.0 / shape)


def draw_handling_ms(
    handling: Handling, mean_ms: float, count: int, generator: np.random.Generator
) -> F64:
    """Exponential or lognormal times of mean `mean_ms`."""
    if handling.law == "exponential":
        return generator.standard_exponential(count) * mean_ms
    location, sigma = lognormal_parameters(mean_ms, handling.cv)
    return np.exp(location + sigma * generator.standard_normal(count))


def lognormal_parameters(mean: float, cv: float) -> tuple[float, float]:
    """Location μ and σ of a lognormal law: σ² = ln(1 + cv²), mean = exp(μ + σ²/2)."""
    variance = math.log1p(cv * cv)
    return math.log(mean) - variance / 2.0, math.sqrt(variance)


def _cumulated(law: Days) -> F64:
    """P(at most k days), exactly 1 from the last possible day on."""
    cumulated = np.cumsum(law.probabilities)
    cumulated /= cumulated[-1]
    return cumulated


def draw_longer_dwell_ms(
    law: DwellLaw, factor: float, unit_ms: int, than_ms: I64, generator: np.random.Generator
) -> I64:
    """Dwells given that each is longer than its `than_ms`, by inversion of the survival function.

    Exact to the rounding. Where the law gives no such dwell (`fixed`, or beyond the last there is),
    the shortest above `than_ms`: that recipient comes at once, or at the next such hour.
    """
    than = np.maximum(than_ms, 0)
    match law:
        case Exponential() | Weibull() | Lognormal() | Fixed():
            drawn = _draw_longer_ms(law, factor, than.astype(np.float64), generator)
            dwell = on_grid_ms(drawn, unit_ms, unit_ms)
        case Observed():
            scale_ms = HOUR_MS * factor
            before = np.interp(than / scale_ms, law.hours, law.collected)
            uniform = before + (1.0 - before) * generator.random(len(than))
            dwell = on_grid_ms(
                np.interp(uniform, law.collected, law.hours) * scale_ms, unit_ms, unit_ms
            )
        case Days() | GeometricDays():
            dwell = _days_ms(
                _draw_later_day(law, factor, unit_ms, than, generator), factor, unit_ms
            )
        case _:
            assert_never(law)
    next_on_grid = (than // unit_ms + 1) * unit_ms
    return np.maximum(dwell, np.where(than_ms < 0, unit_ms, next_on_grid))


def _draw_longer_ms(
    law: Exponential | Weibull | Lognormal | Fixed,
    factor: float,
    than: F64,
    generator: np.random.Generator,
) -> F64:
    """Continuous laws: t with S(t) = U S(than), U uniform on (0, 1]."""
    mean_ms = law.mean_h * HOUR_MS * factor
    match law:
        case Exponential():
            return than + generator.standard_exponential(len(than)) * mean_ms
        case Weibull():
            scale, shape = weibull_scale(mean_ms, law.shape), law.shape
            exponential = generator.standard_exponential(len(than))
            with np.errstate(divide="ignore"):
                hazard = np.logaddexp(shape * np.log(than / scale), np.log(exponential))
            return np.exp(np.minimum(hazard / shape + math.log(scale), math.log(MAX_LATENT_MS)))
        case Lognormal():
            from scipy import special

            location, sigma = lognormal_parameters(mean_ms, law.cv)
            with np.errstate(divide="ignore"):
                standard = (np.log(than) - location) / sigma
            log_survival = special.log_ndtr(-standard) + np.log1p(-generator.random(len(than)))
            quantile: F64 = -special.ndtri_exp(log_survival)
            return np.exp(np.minimum(location + sigma * quantile, math.log(MAX_LATENT_MS)))
        case Fixed():
            return np.full(len(than), mean_ms)
        case _:
            assert_never(law)


def _draw_later_day(
    law: Days | GeometricDays,
    factor: float,
    unit_ms: int,
    than: I64,
    generator: np.random.Generator,
) -> I64:
    """Number of days given that its dwell is longer than `than`."""
    day_ms = factor * DAY_MS
    first = np.maximum(np.floor((than - unit_ms) / day_ms).astype(np.int64), 0)
    first += _days_ms(first, factor, unit_ms) <= than
    if isinstance(law, GeometricDays):
        return first + generator.geometric(law.probability, len(than)) - 1
    cumulated = _cumulated(law)
    before = np.where(first > 0, cumulated[np.minimum(first, len(cumulated)) - 1], 0.0)
    uniform = before + (1.0 - before) * generator.random(len(than))
    last = int(np.argmax(cumulated >= 1.0))
    later = np.minimum(np.searchsorted(cumulated, uniform, side="right"), last)
    return np.where(before < 1.0, np.maximum(later, first), first)
