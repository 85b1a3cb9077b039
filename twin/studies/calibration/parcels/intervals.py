"""Intervals of arrivals: level, growth, sizes, weekdays, hours.

Lives here: standard errors on the log scale (delta method), stretched by the spread beyond Poisson,
and exact intervals of small counts. Not here: the values themselves (`arrivals`).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

from twin.studies.calibration.estimate import LEVEL, Estimate, Z
from twin.studies.calibration.parcels.demand import LEAST_DAYS, Arrivals
from twin.studies.calibration.parcels.exposure import Exposure
from twin.studies.calibration.parcels.rates import FLAT, WEEKLY

F64 = npt.NDArray[np.float64]

FEW = 100
"""Deposits of an hour below which its interval is that of a Poisson count (Garwood 1936)."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def add_estimates(
    found: Arrivals, exposure: Exposure, banks: tuple[str, ...], sizes: tuple[str, ...],
    of_days: float, of_hours: float,
) -> None:  # fmt: skip
    """Intervals: delta method on the log scale, errors stretched by the spread beyond Poisson."""
    fit, add = found.fit, found.estimates.append
    everything = np.ones((len(banks), len(sizes), 7, 24))
    stretched = math.sqrt(of_days)

    def around(path: str, value: float, error: float, unit: str, says: str) -> None:
        low, high = value * math.exp(-Z * error), value * math.exp(Z * error)
        add(Estimate(path, value, low, high, unit, says))

    error = stretched * fit.relative_error(everything)
    around("parcels.per_day", found.per_day, error, "parcel/day", "at the start of the log")
    if fit.has_growth:
        value, error = float(fit.effects[-1]), stretched * math.sqrt(float(fit.covariance[-1, -1]))
        low, high = math.expm1(value - Z * error), math.expm1(value + Z * error)
        add(Estimate("sites.growth_per_year", found.growth, low, high, "1/a", "growth of parcels"))
    for number, name in enumerate(banks):
        if len(banks) > 1 and found.by_bank[number] > 0:
            own = np.zeros_like(everything)
            own[number] = 1.0
            error = stretched * fit.relative_error(own)
            at_bank = found.per_day * float(found.by_bank[number])
            around(f"banks.{name}", at_bank, error, "parcel/day", "parcels that come to it")
    for number, name in enumerate(sizes):
        part = float(found.by_size[number])
        if len(sizes) > 1 and 0 < part < 1:
            own = np.zeros_like(everything)
            own[:, number] = 1.0
            error = fit.ratio_error(own, everything - own)
            low, high = (_share(part, sign * Z * error) for sign in (-1, 1))
            add(Estimate(f"parcels.size_mix.{name}", part, low, high, "1", "share of the size"))
    if fit.profile != FLAT:
        _weekdays(found, exposure, everything, stretched)
        _hours(found, exposure, everything, of_hours)


def _share(part: float, moved: float) -> float:
    """A share moved so far on the scale of log odds."""
    return 1 / (1 + (1 - part) / part * math.exp(-moved))


def _weekdays(found: Arrivals, exposure: Exposure, everything: F64, stretched: float) -> None:
    for weekday, name in enumerate(WEEKDAYS):
        value = float(found.weekday[weekday])
        if value > 0 and (exposure.weekday == weekday).any() and exposure.days >= LEAST_DAYS:
            own = np.zeros_like(everything)
            own[:, :, weekday] = 1.0
            error = stretched * found.fit.ratio_error(own, everything)
            low, high = value * math.exp(-Z * error), value * math.exp(Z * error)
            path = f"parcels.weekday_factor.{weekday}"
            found.estimates.append(Estimate(path, value, low, high, "1", f"factor of {name}"))


def _hours(found: Arrivals, exposure: Exposure, everything: F64, of_hours: float) -> None:
    """Hours of the week, or of the day where all weekdays have the same hours."""
    fit = found.fit
    by_hour = exposure.counts.sum(axis=(0, 1))
    weekly = fit.profile == WEEKLY
    for weekday in range(7 if weekly else 1):
        days = exposure.weekday == weekday if weekly else exposure.weekday >= 0
        for hour in range(24):
            own = np.zeros_like(everything)
            own[:, :, weekday if weekly else slice(None), hour] = 1.0
            count = float(by_hour[days, hour].sum())
            rate = float((fit.rates() * own).sum()) / (1 if weekly else 7)
            if count >= FEW:
                error = math.sqrt(of_hours) * fit.relative_error(own)
                low, high = rate * math.exp(-Z * error), rate * math.exp(Z * error)
            else:
                low, high = _poisson(count / of_hours, rate, exposure, days, hour, of_hours)
            name = f"couriers.hour_weights.{24 * weekday + hour}"
            found.estimates.append(Estimate(name, rate, low, high, "parcel/h", "parcels an hour"))


def _poisson(
    count: float, rate: float, exposure: Exposure, days: npt.NDArray[np.bool_], hour: int,
    stretch: float,
) -> tuple[float, float]:  # fmt: skip
    """Garwood's interval of a count, over the hours that count for it."""
    if count > 0:
        hours = count * stretch / rate
    else:
        hours = float(exposure.open_h[:, :, days, hour].max(axis=1).sum())
    low = float(stats.chi2.ppf((1 - LEVEL) / 2, 2 * count)) / 2 if count > 0 else 0.0
    high = float(stats.chi2.ppf((1 + LEVEL) / 2, 2 * count + 2)) / 2
    return low * stretch / max(hours, 1e-9), high * stretch / max(hours, 1e-9)
