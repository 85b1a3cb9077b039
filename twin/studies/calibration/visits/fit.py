"""What a log of visits says: parcels a day, shares, hours, parcels a visit, time at the terminal.

Lives here: estimates with intervals. Not here: the text of the scenario (`visits_text`).

Intervals are from whole days resampled (percentile bootstrap), but of parcels a visit: the twin
deals n parcels of a day to the least number of visits of at most m, so that a day with v visits
says n / v ≤ m < n / (v − 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import stats

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.logs.cleaning.visits import UNKNOWN, VisitLog
from twin.studies.calibration.estimate import LEVEL, Estimate, Refusal, Z

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

RESAMPLES = 2000
LEAST_DAYS = 14
"""Days below which weekdays are not told apart, and no interval is made of days."""
LEAST_TIMED = 30
"""Visits with times at the terminal below which no line is laid through them."""
LARGEST_VISIT = 10_000.0


@dataclass
class Visits:
    """Values as a scenario has them; `hours[c]` visits of company c by hour of the day."""

    per_day: float
    weekday: F64
    shares: F64
    per_visit: F64
    hours: F64
    setup_s: float | None
    handling_s: float | None
    days: int
    first_day: int
    estimates: list[Estimate] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def fit_visits(log: VisitLog) -> Visits:
    """The fit of a log with at least one visit."""
    first = int(log.arrived_ms[0]) // DAY_MS
    day = log.arrived_ms // DAY_MS - first
    days, companies = int(day[-1]) + 1, len(log.companies)
    brought = np.zeros((days, companies))
    calls = np.zeros((days, companies))
    np.add.at(brought, (day, log.company), log.parcels)
    np.add.at(calls, (day, log.company), 1)
    hours = np.zeros((companies, 24))
    np.add.at(hours, (log.company, log.arrived_ms // HOUR_MS % 24), 1)
    weekday = (np.arange(days) + first + 3) % 7  # 1970-01-01 was a Thursday
    found = Visits(
        per_day=float(brought.sum() / days),
        weekday=np.ones(7),
        shares=brought.sum(axis=0) / brought.sum(),
        per_visit=np.array([_per_visit(brought[:, c], calls[:, c])[0] for c in range(companies)]),
        hours=hours,
        setup_s=None,
        handling_s=None,
        days=days,
        first_day=first,
    )
    _by_days(found, brought, weekday, log.companies)
    _by_visits(found, brought, calls, log.companies)
    _at_the_terminal(found, log)
    return found


def _by_days(found: Visits, brought: F64, weekday: I64, names: tuple[str, ...]) -> None:
    """Level, weekdays and shares, with days resampled within their weekday."""
    days = len(brought)
    if days < LEAST_DAYS:
        why = f"{days} days: at least {LEAST_DAYS} tell weekdays apart and how sure a mean is"
        found.refusals.append(Refusal("parcels.weekday_factor", why, "assumed: all days alike"))
        return
    totals = brought.sum(axis=1)
    means = np.array([totals[weekday == k].mean() for k in range(7)])
    found.per_day = float(means.mean())
    found.weekday = means / means.mean()
    generator = np.random.default_rng(1)
    drawn_means, drawn_shares = np.empty((RESAMPLES, 7)), np.zeros((RESAMPLES, len(names)))
    for k in range(7):
        own = brought[weekday == k]
        chosen = own[generator.integers(len(own), size=(RESAMPLES, len(own)))]
        stretch = np.sqrt(len(own) / max(len(own) - 1, 1))  # resampling n shows (n − 1) / n
        mean = means[k] + stretch * (chosen.sum(axis=2).mean(axis=1) - means[k])
        drawn_means[:, k] = mean
        drawn_shares += chosen.sum(axis=1)
    drawn_shares /= drawn_shares.sum(axis=1, keepdims=True)
    level = drawn_means.mean(axis=1)
    found.estimates.append(
        _between("parcels.per_day", found.per_day, level, "parcel/day", "parcels brought")
    )
    for k in range(7):
        path = f"parcels.weekday_factor.{k}"
        drawn = drawn_means[:, k] / level
        found.estimates.append(_between(path, float(found.weekday[k]), drawn, "1", "over the mean"))
    for number, name in enumerate(names if len(names) > 1 else ()):
        path, value = f"couriers.companies.{name}.share", float(found.shares[number])
        found.estimates.append(
            _between(path, value, drawn_shares[:, number], "1", "share of the parcels")
        )


def _between(path: str, value: float, drawn: F64, unit: str, says: str) -> Estimate:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return Estimate(path, value, low, high, unit, says)


def _by_visits(found: Visits, brought: F64, calls: F64, names: tuple[str, ...]) -> None:
    for number, name in enumerate(names):
        value, low, high = _per_visit(brought[:, number], calls[:, number])
        path = f"couriers.companies.{name}.parcels_per_visit"
        found.estimates.append(
            Estimate(path, value, low, high, "parcel", "parcels a visit, at most")
        )


def _per_visit(brought: F64, calls: F64) -> tuple[float, float, float]:
    """The value that explains most days' visits, and between which values it may lie."""
    use = calls > 0
    least = brought[use] / calls[use]
    most = np.where(calls[use] > 1, brought[use] / np.maximum(calls[use] - 1, 1), LARGEST_VISIT)
    tried = np.unique(least)
    explained = np.array([((least <= m) & (m < most)).sum() for m in tried])
    best = explained.max()
    kept = np.flatnonzero(explained == best)
    low = float(tried[kept[0]])
    high = float(most[(least <= low) & (low < most)].min())
    high = min(high, 2 * low) if high >= LARGEST_VISIT else high
    whole = float(np.ceil(low))  # couriers carry whole parcels; a half where none fits between
    value = whole if whole < high else (low + high) / 2
    return max(value, 1.0), max(low, 1.0), max(high, 1.0)


def _at_the_terminal(found: Visits, log: VisitLog) -> None:
    """A line through time at the terminal over parcels: log-in, and handling of each."""
    timed = log.service_ms != UNKNOWN
    if timed.sum() < LEAST_TIMED or len(np.unique(log.parcels[timed])) < 2:
        why = f"{int(timed.sum())} visits with times at the terminal: at least {LEAST_TIMED}"
        found.refusals.append(
            Refusal("couriers.handling", why, "assumed: 30 s a parcel, 15 s log-in")
        )
        return
    line = stats.linregress(log.parcels[timed], log.service_ms[timed] / 1000)
    found.handling_s = max(float(line.slope), 0.0)
    found.setup_s = max(float(line.intercept), 0.0)
    for path, value, error in (
        ("couriers.handling.mean_s", float(line.slope), float(line.stderr)),
        ("couriers.setup_s", float(line.intercept), float(line.intercept_stderr)),
    ):
        wide, says = Z * max(error, 1e-6), "at the terminal"
        found.estimates.append(
            Estimate(path, max(value, 0.0), max(value - wide, 0.0), value + wide, "s", says)
        )
