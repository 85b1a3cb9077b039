"""Arrivals of a log of parcels: level, weekdays, hours, growth, sizes, spread from day to day.

Lives here: which of them the log can carry, and their intervals. Not here: the likelihood
(`rates`), full banks (`exposure`).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

from twin.studies.calibration.estimate import LEVEL, Estimate, Refusal, Z
from twin.studies.calibration.parcels.demand import LEAST_DAYS, Arrivals
from twin.studies.calibration.parcels.exposure import Exposure
from twin.studies.calibration.parcels.intervals import add_estimates
from twin.studies.calibration.parcels.rates import (
    DAILY,
    FLAT,
    WEEKLY,
    RateFit,
    dispersion,
    fit_rates,
)

F64 = npt.NDArray[np.float64]

LEAST_PARCELS = 100
"""Parcels below which hours are not told apart."""
GROWTH_DAYS = 182
"""Days below which a season would pass for growth."""
GROWTH_BOUNDS = (-0.5, 2.0)
"""What the scenario format takes."""
LEAST_OPEN_H = 1.0
"""An hour of the week that was open for less in all has no rate of its own."""
CHANCE = 0.01
"""A spread that would come about by chance less often than this is taken for one."""


def fit_arrivals(exposure: Exposure, banks: tuple[str, ...], sizes: tuple[str, ...]) -> Arrivals:
    """Level, hours, weekdays, growth, sizes and spread of a log, and what it cannot carry."""
    refusals: list[Refusal] = []
    profile = _profile(exposure, refusals)
    growth = _may_grow(exposure, refusals)
    fit = fit_rates(exposure, profile, growth=growth)
    if growth and not _growth_holds(fit, refusals):
        fit = fit_rates(exposure, profile, growth=False)
    found = _means(fit, exposure, refusals)
    by_day = exposure.counts.sum(axis=(1, 3)), fit.expected.sum(axis=(1, 3))
    of_days = max(_spread(found, by_day, len(banks)), 1.0)
    by_hour = exposure.counts.sum(axis=1), fit.expected.sum(axis=1)
    found.hour_ratio = _excess(by_hour, fit.parameters)
    of_hours = max(found.hour_ratio, of_days)
    add_estimates(found, exposure, banks, sizes, of_days, of_hours)
    return found


def _profile(exposure: Exposure, refusals: list[Refusal]) -> str:
    total = exposure.counts.sum()
    if total < LEAST_PARCELS or exposure.days < 2:
        refusals.append(
            Refusal(
                "couriers.hour_weights",
                f"{total:,.0f} parcels: at least {LEAST_PARCELS} tell hours apart",
                "assumed: even over the day",
            )
        )
        return FLAT
    if exposure.days < LEAST_DAYS:
        refusals.append(
            Refusal(
                "parcels.weekday_factor",
                f"{exposure.days} days: at least {LEAST_DAYS} tell weekdays apart",
                "as far as the log goes; days it does not hold are like the others",
            )
        )
        return DAILY
    open_h = exposure.open_h.max(axis=(0, 1))
    by_hour = np.stack([open_h[exposure.weekday == k].sum(axis=0) for k in range(7)])
    daily = fit_rates(exposure, DAILY, growth=False)
    shut = int((by_hour < LEAST_OPEN_H).sum())
    if shut:
        refusals.append(
            Refusal(
                "couriers.hour_weights",
                f"{shut} hours of the week were open for less than {LEAST_OPEN_H:g} h in all",
                "the same hours on every day, by the days on which they were open",
            )
        )
        return DAILY
    weekly = fit_rates(exposure, WEEKLY, growth=False)
    return WEEKLY if weekly.aic < daily.aic else DAILY


def _may_grow(exposure: Exposure, refusals: list[Refusal]) -> bool:
    if exposure.days >= GROWTH_DAYS:
        return True
    refusals.append(
        Refusal(
            "sites.growth_per_year",
            f"{exposure.days} days: below {GROWTH_DAYS} a season would pass for growth",
            "assumed: 0",
        )
    )
    return False


def _growth_holds(fit: RateFit, refusals: list[Refusal]) -> bool:
    value, error = float(fit.effects[-1]), math.sqrt(float(fit.covariance[-1, -1]))
    low, high = math.expm1(value - Z * error), math.expm1(value + Z * error)
    if GROWTH_BOUNDS[0] <= low and high <= GROWTH_BOUNDS[1]:
        return True
    refusals.append(
        Refusal(
            "sites.growth_per_year",
            f"the interval {low:.2f} to {high:.2f} leaves {GROWTH_BOUNDS[0]} to {GROWTH_BOUNDS[1]}",
            "assumed: 0",
        )
    )
    return False


def _means(fit: RateFit, exposure: Exposure, refusals: list[Refusal]) -> Arrivals:
    rates = fit.rates()
    hours = rates.sum(axis=(0, 1))
    by_day = hours.sum(axis=1)
    seen = np.isin(np.arange(7), exposure.weekday)
    if not seen.all():  # a log of a few days: the others like their mean
        hours[~seen] = hours[seen].mean(axis=0)
        by_day = hours.sum(axis=1)
    per_day = float(by_day.mean())
    growth = math.expm1(float(fit.effects[-1])) if fit.has_growth else 0.0
    return Arrivals(
        fit=fit,
        per_day=per_day,
        by_bank=rates.sum(axis=(1, 2, 3)) / rates.sum(),
        by_size=rates.sum(axis=(0, 2, 3)) / rates.sum(),
        weekday=by_day / per_day,
        hours=hours,
        growth=growth,
        spread_cv=0.0,
        hour_ratio=1.0,
        served_per_day=float(exposure.counts.sum() / exposure.days),
        refusals=refusals,
    )


def _spread(found: Arrivals, by_day: tuple[F64, F64], banks: int) -> float:
    """Variance over Poisson by bank and day; where it is no chance, the spread with it.

    Variance of a day's parcels = mean + (cv × mean)²: the factor of the twin's days is a gamma one.
    """
    seen, expected = by_day
    parameters = 7 + banks - 1 + found.fit.has_growth
    ratio, chance = dispersion(seen, expected, parameters)
    if chance >= CHANCE or ratio <= 1:
        return 1.0
    days = int((expected > 0).sum())
    if days <= parameters + 7:
        return ratio
    use = expected > 0
    freedom = days / (days - parameters)

    def cv(seen: F64, expected: F64, axis: int = -1) -> F64:
        excess = ((seen - expected) ** 2 * freedom - expected).sum(axis=axis)
        value: F64 = np.sqrt(np.maximum(excess, 0) / (expected**2).sum(axis=axis))
        return value

    value = float(cv(seen[use], expected[use]))
    interval = stats.bootstrap(
        (seen[use], expected[use]), cv, paired=True, n_resamples=999, confidence_level=LEVEL,
        method="BCa", rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    found.spread_cv = min(value, 3.0)
    found.estimates.append(
        Estimate(
            "parcels.day_spread_cv", value, float(interval.low), float(interval.high), "1",
            "spread from day to day beyond Poisson",
        )
    )  # fmt: skip
    return ratio


def _excess(by_hour: tuple[F64, F64], parameters: int) -> float:
    """Variance over Poisson by bank and hour, 1 where that is chance."""
    ratio, chance = dispersion(*by_hour, parameters)
    return ratio if chance < CHANCE and ratio > 1 else 1.0
