"""The process that shows what a log shows: bags at random, a truck some hours after the alarm.

Lives here: a small simulation of many bins at once, and the values at which it agrees with the log.
Not here: what the log shows (`seen`), the twin's own run (`check`).

Bags come at random (Poisson), exponential in size; a bin whose level has reached the alarm level at
a full hour is emptied `lead_h` later; readings are rounded down to the log's step and end at full.
The values are those at which the simulation has the log's emptying rate of each bin, its full share
and its spread of growth (method of simulated moments; McFadden 1989).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import HOUR_MS
from twin.studies.calibration.bins.seen import (
    COLUMNS,
    FULL,
    GROWN,
    GROWTH,
    LOWER,
    PAIRS,
    READINGS,
    SQUARED,
    WHOLE_PERMILLE,
    Seen,
    figures,
)

F64 = npt.NDArray[np.float64]

ROWS = 600
"""Bins simulated side by side: copies of those of a log of few."""
DAYS = 140
SETTLE_DAYS = 14
"""Days before readings count: bins begin empty."""
ROUNDS = 16
AVERAGED = 6
"""Rounds at the end whose mean is taken: each still moves with its own luck."""
LEAST_BAG, MOST_BAG = 0.005, 0.6
MOST_LEAD_H = 240.0
SLOWEST = 1e-4
"""Share of a bin a day below which nothing comes."""


@dataclass(frozen=True)
class Filling:
    """How bins fill and are emptied.

    `per_day[b]` share of the bin, `bag` mean share of the bin that comes at once, `level` of the
    alarm, `lead_h` from the alarm to the truck.
    """

    per_day: F64
    bag: float
    level: float
    lead_h: float


def match(seen: Seen, level: float) -> Filling:
    """The values at which the simulation agrees with the log."""
    wanted = figures(seen.weeks.sum(axis=(0, 1)))
    own = figures(seen.by_bin)
    grown = np.nan_to_num(own[:, 2]) * seen.per_day
    per_day = np.maximum(np.nan_to_num(own[:, 0]) * seen.per_day * level, grown * 0.8)
    interval_h = 24.0 / seen.per_day
    lead_h = float(np.nan_to_num(wanted[1] / wanted[0], nan=1.0)) * interval_h
    filling = Filling(per_day, bag_of(seen) if seen.is_fine else 0.1, level, lead_h)
    last: list[Filling] = []
    for number in range(ROUNDS):
        counts = simulate(filling, seen, seed=number)
        shown, by_bin = figures(counts.sum(axis=0)), figures(counts)
        pull = 1.0 if number < ROUNDS // 2 else 0.5
        with np.errstate(all="ignore"):
            rate = np.where(by_bin[:, 0] > 0, own[:, 0] / by_bin[:, 0], 1.0)
            spread = (wanted[3] / shown[3]) ** (1.5 * pull)
        rate = np.clip(np.nan_to_num(rate, nan=1.0), 0.5, 2.0) ** pull
        by_growth = seen.is_fine | (own[:, 0] == 0)  # a bin never emptied has growth alone
        moved = np.where(by_growth, grown, filling.per_day * rate)
        longer_h = (wanted[1] - shown[1]) / max(shown[0], 1e-6) * interval_h
        lead = filling.lead_h + (pull * longer_h if np.isfinite(longer_h) else 0.0)
        bag = filling.bag * (spread if np.isfinite(spread) and not seen.is_fine else 1.0)
        filling = Filling(
            np.where(moved > SLOWEST, moved, 0.0),
            float(np.clip(bag, LEAST_BAG, MOST_BAG)),
            level,
            float(np.clip(lead, 0.0, MOST_LEAD_H)),
        )
        last.append(filling)
    last = last[-AVERAGED:]
    return Filling(
        np.mean([each.per_day for each in last], axis=0),
        float(np.mean([each.bag for each in last])),
        level,
        float(np.mean([each.lead_h for each in last])),
    )


def bag_of(seen: Seen) -> float:
    """Mean share of a bin that comes at once, from growth reading by reading.

    Of bags at random the variance of growth over its mean is E[bag²] / E[bag], twice the mean of
    exponential ones; what hours of the day differ in is no part of it.
    """
    counts = seen.by_bin[seen.by_bin[:, GROWN] > 0]
    mean = counts[:, GROWTH] / counts[:, GROWN]
    variance = counts[:, SQUARED] / counts[:, GROWN] - mean**2 * float((seen.hours**2).mean())
    bag = float((variance * counts[:, GROWN]).sum() / max(2 * counts[:, GROWTH].sum(), 1e-9))
    return float(np.clip(bag, LEAST_BAG, MOST_BAG))


def simulate(filling: Filling, seen: Seen, seed: int = 1) -> F64:
    """Counts by bin, as `Seen.by_bin` has them, of DAYS simulated days."""
    bins = len(filling.per_day)
    copies = max(1, ROWS // bins)
    rate = np.repeat(filling.per_day, copies) / filling.bag / 24.0
    generator = np.random.default_rng(seed)
    bag, level = filling.bag, np.zeros(len(rate))
    truck_h = np.full(len(rate), np.inf)
    every_h = max(1, round(seen.interval_ms / HOUR_MS))
    threshold = seen.threshold_permille if seen.threshold_permille >= 0 else 800
    before = np.zeros(len(rate))
    most = WHOLE_PERMILLE if seen.is_fine else WHOLE_PERMILLE + 1
    counts = np.zeros((len(rate), COLUMNS))
    for hour in range((SETTLE_DAYS + DAYS) * 24):
        bags = generator.poisson(rate * seen.weekday[hour // 24 % 7] * seen.hours[hour % 24])
        parts = generator.standard_gamma(bags) * bag
        comes = truck_h <= hour + 1
        after = np.clip(hour + 1 - truck_h, 0, 1)  # part of the hour that is left
        level = np.where(comes, parts * after, level + parts)
        truck_h[comes] = np.inf
        calls = (level >= filling.level) & np.isinf(truck_h)
        truck_h[calls] = hour + 1 + filling.lead_h
        if (hour + 1) % every_h == 0:
            told = np.floor(np.minimum(level, 1.0) * WHOLE_PERMILLE / seen.step_permille + 1e-9)
            told *= seen.step_permille
            if hour >= SETTLE_DAYS * 24:
                _count(counts, before, told, threshold, most)
            before = told
    by_bin: F64 = counts.reshape(bins, copies, COLUMNS).sum(axis=1)
    return by_bin


def _count(counts: F64, before: F64, told: F64, threshold: int, most: int) -> None:
    """Add a reading; `before` at `most` or above shows no growth."""
    lower = told < before
    grown = ~lower & (before < most)
    growth = np.where(grown, told - before, 0.0) / WHOLE_PERMILLE
    counts[:, PAIRS] += 1
    counts[:, LOWER] += lower
    counts[:, READINGS] += 1
    counts[:, FULL] += told >= threshold
    counts[:, GROWN] += grown
    counts[:, GROWTH] += growth
    counts[:, SQUARED] += growth**2


def elasticity(filling: Filling, seen: Seen) -> float:
    """By what part the emptying rate grows where bins fill by 1 % faster, over 1 %."""
    faster = Filling(filling.per_day * 1.1, filling.bag, filling.level, filling.lead_h)
    rates = [figures(simulate(each, seen).sum(axis=0))[0] for each in (filling, faster)]
    return float(np.log(rates[1] / rates[0]) / np.log(1.1)) if rates[0] > 0 else 1.0
