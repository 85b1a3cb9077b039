"""When a device no longer behaves like itself: evidence gathered day by day, use by use.

Lives here: kernel-safe functions of integers. Evidence is in thousandths of a nat. Not here: what
is counted of which device (`fleet.core.alarms.departures`).

Two laws are weighed against each other, one of a device as it was, one of a device that is broken
in a way that is named; the logarithm of their likelihood ratio is summed up and never falls below
zero (CUSUM, Page, Biometrika 41, 1954). Whatever the laws are, a sum at h nats is reached by chance
once in e^h observations on average, or more seldom (Lorden, Annals of Mathematical Statistics 42,
1971, theorem 1).
"""

from __future__ import annotations

import math

NAT = 1_000


def evidence_mnat(amount: int, mean: int, spread: int, change: int, most_mnat: int) -> int:
    """How much an amount speaks for a mean that has changed by `change` (≠ 0); `spread` > 0.

    ln of the ratio of two normal densities of one spread: change · (2 (amount − mean) − change) /
    (2 spread²). At most `most_mnat` either way: no single day decides.
    """
    found = change * (2 * (amount - mean) - change) * NAT // (2 * spread * spread)
    return max(-most_mnat, min(most_mnat, found))


def gathered_mnat(before_mnat: int, evidence: int, most_mnat: int) -> int:
    """The sum after one more observation: never below 0, never above `most_mnat`.

    The upper end is so that what is mended is believed within days.
    """
    return max(0, min(most_mnat, before_mnat + evidence))


def mean_after(mean: int, amount: int, days: int, memory_days: int) -> int:
    """The mean once an amount has come to `days` others; of old ones the weight fades."""
    part = min(days + 1, memory_days)
    return mean + (2 * (amount - mean) + part) // (2 * part)


def variance_after(
    variance: int, amount: int, mean: int, mean_now: int, days: int, memory_days: int
) -> int:
    """The variance likewise (Welford's step); `mean` before and `mean_now` after the amount."""
    part = min(days + 1, memory_days)
    return variance + ((amount - mean) * (amount - mean_now) - variance) // part


def spread_of(variance: int, mean: int, least_permille: int) -> int:
    """Standard deviation, at least so many thousandths of the mean, and 1."""
    return max(1, mean * least_permille // 1_000, math.floor(math.sqrt(max(0, variance))))
