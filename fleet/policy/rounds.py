"""What a round is worth: how a bin will have filled, and the risk that it overflows.

Lives here: kernel-safe functions of integers; times in ms, shares in ppm or per mille, −1 = none.
Not here: who is visited after whom (`fleet.rounds`), what a sensor reads.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
WHOLE_PPM = 1_000_000

LOGISTIC = 1.702
"""The logistic curve of 1.702 z is the normal distribution of z to 0.0095 everywhere (Haley 1952,
"Estimation of the dosage mortality relationship when the dose is subject to error")."""

STEEPEST = 20.0
"""Beyond so many standard deviations a risk is 0 or 1 to any decimal."""


def passed_ppm(hour_weights: Sequence[int], total: int, time_ms: int) -> int:
    """Share of a day's waste that has come at this time, whole days before it counted whole.

    `hour_weights` of the 24 hours sum to `total` > 0; within an hour waste comes evenly.
    """
    clock_ms = time_ms % DAY_MS
    hour = clock_ms // HOUR_MS
    before = 0
    for number in range(hour):
        before += hour_weights[number]
    part = before * HOUR_MS + hour_weights[hour] * (clock_ms % HOUR_MS)
    return time_ms // DAY_MS * WHOLE_PPM + part * WHOLE_PPM // (total * HOUR_MS)


def waste_ms(hour_weights: Sequence[int], total: int, time_ms: int) -> int:
    """The time at which so much waste has come if it came evenly: a clock that runs with the waste.

    A rate by this clock is one a day, whichever hours of the day it was taken from.
    """
    return passed_ppm(hour_weights, total, time_ms) * (DAY_MS // 1_000) // (WHOLE_PPM // 1_000)


def fill_ahead(fill_permille: int, rate_per_day: int, share_ppm: int) -> int:
    """Fill to be expected after so much of a day's waste, at a rate in per mille a day."""
    return fill_permille + rate_per_day * share_ppm // WHOLE_PPM


def risk_permille(
    fill_permille: int, rate_per_day: int, share_ppm: int, spread_permille: int,
    holds_permille: int,
) -> int:  # fmt: skip
    """Risk that the bin is over its brim after so much of a day's waste.

    It holds `holds_permille` ≥ 1000 of its volume, as waste is pressed in at the brim. A sensor
    sees no more than the brim: what it reports as full may be over it, and counts so.

    Days are independent, with a coefficient of variation of `spread_permille`: what comes in `s`
    of a day has the mean rate·s and the standard deviation spread·rate·√s, and is taken as normal.
    """
    if fill_permille >= 1_000:
        return 1_000
    room = holds_permille - fill_permille
    if rate_per_day <= 0 or share_ppm <= 0:
        return 0
    share = share_ppm / WHOLE_PPM
    deviation = spread_permille / 1_000 * rate_per_day * math.sqrt(share)
    missing = room - rate_per_day * share
    if deviation <= 0.0:
        return 1_000 if missing <= 0.0 else 0
    steps = min(max(missing / deviation, -STEEPEST), STEEPEST)
    return int(1_000 / (1.0 + math.exp(LOGISTIC * steps)) + 0.5)


def is_over_age(emptied_ms: int, until_ms: int, age_limit_ms: int) -> int:
    """1 where what is in a bin will have lain too long by then (−1: no limit, or never emptied)."""
    return 1 if emptied_ms >= 0 and 0 <= age_limit_ms < until_ms - emptied_ms else 0


def prize_m(risk: int, overflow_m: int) -> int:
    """Metres of road that a visit is worth, which takes away a risk in per mille.

    `overflow_m`: what one would drive to keep one overflow from happening.
    """
    return risk * overflow_m // 1_000
