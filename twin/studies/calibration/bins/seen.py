"""What a log of fill levels shows: emptyings, full readings, growth, intervals, losses.

Lives here: counts by week, from which figures and their intervals follow. Not here: the process
behind them (`matching`).

An emptying is a level lower than in the reading before; full is a level at or above its threshold;
growth is what a reading shows more than the one before, where it shows no less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import DAY_MS, HOUR_MS, MINUTE_MS
from scenarios.logs.cleaning.levels import CleanLevels
from scenarios.logs.fill_levels import NO_LEVEL, BinLog
from twin.studies.calibration.estimate import LEVEL, Estimate

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

WEEK_MS = 7 * DAY_MS
RESAMPLES = 1000
SHORT_GAP = 3
"""Readings missing in a row up to which they count as lost one by one; more are an outage."""
FINE_PERMILLE = 20
"""A log in coarser steps hides the noise of its sensors."""
FINE_MS = 2 * HOUR_MS
"""Readings further apart may have had a bag and an emptying between them."""
FALL_PERMILLE = 50
FALL_NOISES = 6
"""A level that falls by less than so many standard deviations of the noise has not been emptied."""
WHOLE_PERMILLE = 1000

PAIRS, LOWER, READINGS, FULL, GROWN, GROWTH, SQUARED = range(7)
COLUMNS = 7
"""Counts by week: pairs of readings at the log's interval, those that are lower, readings with a
threshold, full ones; pairs that are not lower, their growth in shares of the bin, its squares."""


@dataclass(frozen=True)
class Seen:
    """What a log shows.

    `interval_ms` between readings, `step_permille` in which levels are told, `noise_permille` of a
    reading (−1: the steps hide it), `lost_share` of readings, `outages` longer gaps; `weeks[b, w]`
    counts of bin b in week w; `weekday` growth of each weekday over the mean (1 where the readings
    are not a day apart), `hours` likewise of each hour of the day, of a fine log.
    """

    interval_ms: int
    step_permille: int
    noise_permille: float
    lost_share: float
    lost: int
    outages: int
    threshold_permille: int
    weeks: F64
    weekday: F64
    hours: F64

    @property
    def is_fine(self) -> bool:
        """Whether growth can be read from reading to reading, bag by bag."""
        return self.noise_permille >= 0

    @property
    def by_bin(self) -> F64:
        """Counts of each bin."""
        total: F64 = self.weeks.sum(axis=1)
        return total

    @property
    def per_day(self) -> float:
        """Readings a day."""
        return DAY_MS / self.interval_ms


def look(clean: CleanLevels) -> Seen:
    """What the readings show."""
    bins = clean.log.bins
    gaps = np.concatenate([np.diff(each.time_ms) for each in bins])
    interval = _interval(gaps)
    levels = np.concatenate([each.level_permille for each in bins])
    step = int(np.gcd.reduce(levels)) or WHOLE_PERMILLE
    noise = _noise(bins, interval) if step <= FINE_PERMILLE else -1.0
    known = np.concatenate([each.threshold_permille for each in bins])
    known = known[known != NO_LEVEL]
    count = max(int(each.time_ms[-1]) for each in bins) // WEEK_MS + 1
    fall = max(1, round(FALL_NOISES * max(noise, 0.0)))
    missing = np.rint(gaps / interval) - 1
    short = (missing > 0) & (missing <= SHORT_GAP)
    lost = int(missing[short].sum())
    return Seen(
        interval_ms=interval,
        step_permille=step,
        noise_permille=noise,
        lost_share=lost / max(lost + len(levels), 1),
        lost=lost,
        outages=int((missing > SHORT_GAP).sum()),
        threshold_permille=int(np.bincount(known).argmax()) if len(known) else NO_LEVEL,
        weeks=np.stack([_weeks(each, interval, fall, noise, count) for each in bins]),
        weekday=_weekday(bins, interval, clean.log.first_day.weekday()),
        hours=_hours(bins, interval) if noise >= 0 else np.ones(24),
    )


def _interval(gaps: I64) -> int:
    """The commonest time between readings, in whole minutes."""
    minutes = np.maximum(np.rint(gaps / MINUTE_MS).astype(np.int64), 1)
    if not len(gaps):
        return DAY_MS
    return int(np.bincount(np.minimum(minutes, 366 * 24 * 60)).argmax()) * MINUTE_MS


def _noise(bins: tuple[BinLog, ...], interval: int) -> float:
    """Standard deviation of a reading, from how far the next one falls short of it.

    Bags only raise a level, so small falls are noise: half of normal differences, √2 as wide as a
    reading's noise. Falls beyond FALL_PERMILLE are emptyings.
    """
    if interval > FINE_MS:
        return -1.0
    falls = np.concatenate([np.diff(each.level_permille) for each in bins])
    falls = falls[(falls <= 0) & (falls >= -FALL_PERMILLE)]
    count = (falls < 0).sum() + (falls == 0).sum() / 2
    return float(np.sqrt((falls.astype(float) ** 2).sum() / max(count, 1) / 2))


def _pairs(each: BinLog, interval: int) -> tuple[npt.NDArray[np.bool_], I64]:
    gaps = np.diff(each.time_ms)
    adjacent = np.abs(gaps - interval) <= interval // 4
    return adjacent, np.diff(each.level_permille)


def _weeks(each: BinLog, interval: int, fall: int, noise: float, count: int) -> F64:
    """Counts of a bin by week; squares of growth without what noise adds to them."""
    found = np.zeros((count, COLUMNS))
    fine, noise = noise >= 0, max(noise, 0.0)
    adjacent, change = _pairs(each, interval)
    week = each.time_ms // WEEK_MS
    lower = change <= -fall
    grown = adjacent & ~lower
    if fine:
        grown &= each.level_permille[:-1] < WHOLE_PERMILLE  # a full bin shows no growth
    share = np.where(grown, change, 0) / WHOLE_PERMILLE
    for column, weights in (
        (PAIRS, adjacent), (LOWER, adjacent & lower), (GROWN, grown), (GROWTH, share),
        (SQUARED, share**2 - grown * 2 * (noise / WHOLE_PERMILLE) ** 2),
    ):  # fmt: skip
        found[:, column] = np.bincount(week[1:], weights=weights.astype(float), minlength=count)
    known = each.threshold_permille != NO_LEVEL
    for column, flags in ((READINGS, known), (FULL, each.full)):
        found[:, column] = np.bincount(week, weights=flags.astype(float), minlength=count)
    return found


def _weekday(bins: tuple[BinLog, ...], interval: int, first: int) -> F64:
    """Growth of each weekday over the mean, from readings a day apart."""
    if interval != DAY_MS:
        return np.ones(7)
    growth, pairs = np.zeros(7), np.zeros(7)
    for each in bins:
        adjacent, change = _pairs(each, interval)
        use = adjacent & (change >= 0)
        weekday = (each.time_ms[1:][use] // DAY_MS + first) % 7
        growth += np.bincount(weekday, weights=change[use].astype(float), minlength=7)
        pairs += np.bincount(weekday, minlength=7)
    if (pairs == 0).any() or growth.sum() == 0:
        return np.ones(7)
    mean: F64 = growth / pairs
    factor: F64 = mean / mean.mean()
    return factor


def _hours(bins: tuple[BinLog, ...], interval: int) -> F64:
    """Growth of each hour of the day over the mean."""
    growth = np.zeros(24)
    for each in bins:
        adjacent, change = _pairs(each, interval)
        use = adjacent & (change > -FALL_PERMILLE)
        middle = (each.time_ms[1:][use] - interval // 2) // HOUR_MS % 24
        growth += np.bincount(middle, weights=change[use].astype(float), minlength=24)
    growth = np.maximum(growth, 0)
    if growth.sum() == 0:
        return np.ones(24)
    factor: F64 = growth / growth.mean()
    return factor


def figures(counts: F64) -> F64:
    """Emptyings a pair, full share, mean growth, its coefficient of variation; NaN where unknown.

    `counts[..., COLUMNS]`, likewise stacked figures.
    """
    with np.errstate(all="ignore"):
        emptied = counts[..., LOWER] / counts[..., PAIRS]
        full = counts[..., FULL] / counts[..., READINGS]
        mean = counts[..., GROWTH] / counts[..., GROWN]
        variance = counts[..., SQUARED] / counts[..., GROWN] - mean**2
        spread = np.sqrt(np.maximum(variance, 0)) / mean
    return np.stack([emptied, full, mean, spread], axis=-1)


NAMES = (
    ("emptying rate", "1", "readings that are lower than the one before"),
    ("full share", "1", "readings at or above their threshold"),
    ("growth", "1", "growth between readings, over the bin"),
    ("growth cv", "1", "its coefficient of variation"),
)


def estimates(seen: Seen) -> list[Estimate]:
    """The figures of all bins together; intervals by resampling whole weeks (block bootstrap)."""
    total = seen.weeks.sum(axis=0)
    generator = np.random.default_rng(1)
    chosen = generator.integers(len(total), size=(RESAMPLES, len(total)))
    drawn = figures(total[chosen].sum(axis=1))
    values = figures(total.sum(axis=0))
    found = []
    for at, (name, unit, says) in enumerate(NAMES):
        if np.isfinite(values[at]):
            low, high = np.nanquantile(drawn[:, at], [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
            found.append(Estimate(name, float(values[at]), low, high, unit, says))
    return found


def relative_spread(weeks: F64, column: int, over: int) -> F64:
    """Standard error of the log of a ratio of two counts, by bin, from week to week."""
    above, below = weeks[:, :, column], weeks[:, :, over]
    ratio = above.sum(axis=1) / np.maximum(below.sum(axis=1), 1e-9)
    rest = above - ratio[:, None] * below
    variance = (rest**2).sum(axis=1)
    found: F64 = np.sqrt(variance) / np.maximum(above.sum(axis=1), 1e-9)
    return found
