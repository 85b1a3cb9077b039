"""Rates of arrival: bank × size × hour × growth, by maximum likelihood.

Lives here: the likelihood, its maximum, and the covariance of what is found. Not here: which hours
are told apart (`arrivals`), how open hours are found (`exposure`).

Deposits in a cell (bank b, size s, weekday k, hour h, day d) are Poisson with mean
open hours × exp(hour effect + bank effect + size effect + growth × years): a log-linear model with
exposure (McCullagh, Nelder, Generalized Linear Models, 1989, chapter 6). Growth steps by days, as
in the twin (`scenarios.demand.volumes`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from scenarios.demand.volumes import DAYS_PER_YEAR
from twin.studies.calibration.parcels.exposure import Exposure

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

MOST_STEPS = 100
CLOSE = 1e-9
"""A likelihood that rises by less is at its top."""

RIDGE = 1e-12

Moments = tuple[F64, F64, F64]
Chosen = int | slice
ALL = slice(None)

WEEKLY, DAILY, FLAT = "weekly", "daily", "flat"
"""168 hours of the week; 24 hours × 7 weekdays; one rate."""


@dataclass(frozen=True)
class RateFit:
    """Effects (log), their covariance, and what they are: `hour_row[k, h]` is a row of `design`.

    `design` maps effects to the log rate (parcels per open hour) of (bank, size, weekday, hour),
    −inf where nothing ever came (`alive` false). `growth` is the last effect where it is fitted.
    """

    profile: str
    effects: F64
    covariance: F64
    design: F64
    alive: npt.NDArray[np.bool_]
    has_growth: bool
    log_likelihood: float
    expected: F64
    expected_demand: F64

    @property
    def parameters(self) -> int:
        """Number of free effects."""
        return len(self.effects)

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return 2 * self.parameters - 2 * self.log_likelihood

    def rates(self) -> F64:
        """Parcels an open hour at the start of the log, by bank, size, weekday, hour."""
        columns = self.design.shape[-1]
        rate: F64 = np.exp(self.design @ self.effects[:columns]) * self.alive
        return rate

    def relative_error(self, weights: F64) -> float:
        """Standard error of the log of Σ weights × rates (delta method)."""
        return self._error(self._gradient(weights))

    def ratio_error(self, above: F64, below: F64) -> float:
        """Standard error of the log of (Σ above × rates) / (Σ below × rates)."""
        return self._error(self._gradient(above) - self._gradient(below))

    def _gradient(self, weights: F64) -> F64:
        rates = self.rates() * weights
        gradient = np.zeros(len(self.effects))
        gradient[: self.design.shape[-1]] = np.einsum("bskh,bskhc->c", rates, self.design)
        return gradient / float(rates.sum())

    def _error(self, gradient: F64) -> float:
        return math.sqrt(max(float(gradient @ self.covariance @ gradient), 0.0))


def fit_rates(exposure: Exposure, profile: str, *, growth: bool) -> RateFit:
    """The fit. `profile` says which hours have rates of their own."""
    years = np.arange(exposure.days) / DAYS_PER_YEAR
    weekday = exposure.weekday
    design, alive = _design(exposure, profile)
    counts, moments = _by_weekday(exposure, weekday)
    columns = design.shape[-1]
    flat = design.reshape(-1, columns)
    seen = counts.ravel()
    grown = float((exposure.counts.sum(axis=(0, 1, 3)) * years).sum())
    is_alive = alive.ravel()

    still = moments(0.0)

    def parts(effects: F64) -> tuple[F64, F64, F64]:
        by_years = moments(float(effects[columns])) if growth else still
        rate = np.exp(np.clip(flat @ effects[:columns], -60, 60)) * is_alive
        first, second, third = (rate * each.ravel() for each in by_years)
        return first, second, third

    def loss(effects: F64) -> float:
        mean, _, _ = parts(effects)
        fitted = float(seen @ (flat @ effects[:columns]))
        return float(mean.sum()) - fitted - (grown * float(effects[columns]) if growth else 0.0)

    def slope(effects: F64) -> F64:
        mean, at_years, _ = parts(effects)
        down = flat.T @ (mean - seen)
        return np.append(down, at_years.sum() - grown) if growth else down

    def curve(effects: F64) -> F64:
        mean, at_years, squared = parts(effects)
        core = flat.T @ (flat * mean[:, None])
        if not growth:
            return core
        side = flat.T @ at_years
        return np.block([[core, side[:, None]], [side[None, :], np.array([[squared.sum()]])]])

    begin = np.zeros(columns + growth)
    begin[: _hour_columns(profile, design)] = np.log(max(seen.sum(), 1) / exposure.open_h.sum())
    effects = _climb(begin, loss, slope, curve)
    return RateFit(
        profile=profile,
        effects=effects,
        covariance=_solve(curve(effects), np.eye(len(effects))),
        design=design,
        alive=alive,
        has_growth=growth,
        log_likelihood=-loss(effects),
        expected=_expected(exposure, exposure.open_h, design, alive, effects, growth),
        expected_demand=_expected(exposure, exposure.seen_h, design, alive, effects, growth),
    )


def _climb(
    begin: F64, loss: Callable[[F64], float], slope: Callable[[F64], F64],
    curve: Callable[[F64], F64],
) -> F64:  # fmt: skip
    """The minimum of a convex loss by Newton's method, steps halved until they help."""
    effects, value = begin, loss(begin)
    for _ in range(MOST_STEPS):
        down = slope(effects)
        step = _solve(curve(effects), -down)
        gain = -float(down @ step)
        if gain < CLOSE:
            break
        length = 1.0
        while length > CLOSE and not loss(effects + length * step) < value:
            length /= 2
        effects = effects + length * step
        value = loss(effects)
    return effects


def _solve(curve: F64, right: F64) -> F64:
    """What `curve` takes to `right`; a trace of ridge, where an effect has no open hour."""
    ridge = RIDGE * float(np.trace(curve)) / len(curve) * np.eye(len(curve))
    return np.asarray(linalg.solve(curve + ridge, right, assume_a="pos"), dtype=float)


def _hour_columns(profile: str, design: F64) -> int:
    columns: int = design.shape[-1]
    return columns if profile == FLAT else min(24, columns)


def _design(exposure: Exposure, profile: str) -> tuple[F64, npt.NDArray[np.bool_]]:
    """Indicator of each effect by bank, size, weekday, hour; which of these can have a parcel."""
    by: F64 = exposure.counts.sum(axis=2)
    banks, sizes = by.shape[:2]
    by_weekday = np.stack(
        [exposure.counts[:, :, exposure.weekday == k].sum(axis=(0, 1, 2)) for k in range(7)]
    )
    columns: list[F64] = []
    alive = np.ones((banks, sizes, 7, 24), dtype=bool)

    def add(
        bank: Chosen = ALL, size: Chosen = ALL, weekday: Chosen = ALL, hour: Chosen = ALL
    ) -> None:
        column = np.zeros((banks, sizes, 7, 24))
        column[bank, size, weekday, hour] = 1.0
        columns.append(column)

    if profile == WEEKLY:
        alive &= by_weekday > 0
        for weekday, hour in np.argwhere(by_weekday > 0).tolist():
            add(weekday=weekday, hour=hour)
    elif profile == DAILY:
        hours, weekdays = by_weekday.sum(axis=0), by_weekday.sum(axis=1)
        alive &= (hours > 0) & (weekdays > 0)[:, None]
        for hour in np.flatnonzero(hours).tolist():
            add(hour=hour)
        for weekday in np.flatnonzero(weekdays).tolist()[1:]:
            add(weekday=weekday)
    else:
        add()
    of_bank, of_size = by.sum(axis=(1, 2)), by.sum(axis=(0, 2))
    alive &= (of_bank > 0)[:, None, None, None] & (of_size > 0)[None, :, None, None]
    for bank in np.flatnonzero(of_bank).tolist()[1:]:
        add(bank=bank)
    for size in np.flatnonzero(of_size).tolist()[1:]:
        add(size=size)
    return np.stack(columns, axis=-1), alive


def _by_weekday(exposure: Exposure, weekday: I64) -> tuple[F64, Callable[[float], Moments]]:
    """Deposits by bank, size, weekday, hour; and open hours × growth × years^(0, 1, 2) likewise."""
    years = np.arange(exposure.days) / DAYS_PER_YEAR
    shape = exposure.counts.shape
    counts = np.zeros((shape[0], shape[1], 7, 24))
    for k in range(7):
        counts[:, :, k] = exposure.counts[:, :, weekday == k].sum(axis=2)

    def moments(growth: float) -> Moments:
        grown = np.exp(growth * years)
        found = []
        for power in range(3):
            weights = grown * years**power
            total = np.zeros_like(counts)
            for k in range(7):
                chosen = weekday == k
                total[:, :, k] = np.tensordot(
                    exposure.open_h[:, :, chosen], weights[chosen], axes=([2], [0])
                )
            found.append(total)
        return found[0], found[1], found[2]

    return counts, moments


def _expected(
    exposure: Exposure, hours: F64, design: F64, alive: npt.NDArray[np.bool_], effects: F64,
    growth: bool,
) -> F64:  # fmt: skip
    """Expected parcels in so many hours by bank, size, day, hour."""
    columns = design.shape[-1]
    rate = np.exp(design @ effects[:columns]) * alive
    grown = np.exp((effects[columns] if growth else 0.0) * np.arange(exposure.days) / DAYS_PER_YEAR)
    expected: F64 = hours * rate[:, :, exposure.weekday] * grown[None, None, :, None]
    return expected


def dispersion(seen: F64, expected: F64, parameters: int) -> tuple[float, float]:
    """Variance of counts over what Poisson gives, and the chance of so much if it were 1.

    Σ (count − expected)² / Σ expected, not Pearson's χ²: where a bank fills up, its open time and
    with it `expected` hang on the arrivals themselves; of the sums the first has the mean of the
    second all the same (the variation of a counting process is its compensator).
    """
    from scipy import stats

    chosen = expected > 0
    cells = int(chosen.sum())
    stretch = cells / max(cells - parameters, 1)
    excess = (seen - expected)[chosen] ** 2 * stretch - expected[chosen]
    error = float(np.sqrt((excess**2).sum()))
    ratio = 1 + float(excess.sum() / max(expected[chosen].sum(), 1e-9))
    return ratio, float(stats.norm.sf(float(excess.sum()) / error)) if error > 0 else 1.0
