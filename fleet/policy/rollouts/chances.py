"""How many devices a canary needs, and when there are too many failures.

Lives here: kernel-safe functions of numbers; shares in ppm (parts of a million). Not here: whose
turn it is (`turns`), who is in a wave (`fleet.core.rollouts`).

The canary is a single sampling plan by attributes through two points of its operating
characteristic (Guenther, "Use of the binomial, hypergeometric and Poisson tables to obtain sampling
plans", Journal of Quality Technology 1, 1969; E. G. Schilling, D. V. Neubauer, "Acceptance Sampling
in Quality Control", 3rd ed., chapter 5): of n devices at most c may fail; n and c are the least for
which a firmware that fails on `bad` of all devices passes with a chance of at most `miss`, and one
that fails on `good` is stopped with at most `alarm`. Counts are binomial; a fleet that is not much
larger than its canary is told apart better still (hypergeometric), never worse.
"""

from __future__ import annotations

import math

PPM = 1_000_000


def at_least(trials: int, share_ppm: int, least: int) -> float:
    """The chance that at least `least` of `trials` fail, each with `share_ppm` (0 < share < PPM).

    One minus the sum of binomial terms, each from the one before by its ratio, in logarithms: no
    underflow with many trials.
    """
    if least <= 0:
        return 1.0
    if least > trials:
        return 0.0
    share = share_ppm / PPM
    term = trials * math.log(1.0 - share)
    step = math.log(share) - math.log(1.0 - share)
    fewer = math.exp(term)
    for count in range(1, least):
        term += math.log((trials - count + 1) / count) + step
        fewer += math.exp(term)
    return max(0.0, 1.0 - fewer)


def canary_devices(bad_ppm: int, good_ppm: int, miss_ppm: int, alarm_ppm: int, most: int) -> int:
    """N of the least plan (see above); `most` where no plan with at most so many devices is."""
    devices = 1
    allowed = 0
    while devices <= most:
        if (1.0 - at_least(devices, bad_ppm, allowed + 1)) * PPM <= miss_ppm:
            if at_least(devices, good_ppm, allowed + 1) * PPM <= alarm_ppm:
                return devices
            allowed += 1
        else:
            devices += 1
    return most


def canary_allows(devices: int, bad_ppm: int, miss_ppm: int) -> int:
    """C for a canary of so many: the most failures at which `bad` still passes with at most `miss`.

    0 where even that asks for more devices: the chance to find it is then lower than promised.
    """
    allowed = 0
    while allowed < devices and (1.0 - at_least(devices, bad_ppm, allowed + 2)) * PPM <= miss_ppm:
        allowed += 1
    return allowed


def more_devices(wanted: int, ended: int, pending: int) -> int:
    """How many are to be drawn so that as many as wanted may end; 0 where those pending suffice."""
    return max(0, wanted - ended - pending)


def canary_is_too_small(wanted: int, devices: int) -> int:
    """1 for fewer than half of those wanted: they show too little of what was asked for."""
    return 1 if 2 * devices < wanted else 0


def too_many_failures(ended: int, failed: int, good_ppm: int, alarm_ppm: int) -> int:
    """1 where so many of the ended would fail with a chance of at most `alarm` if the share were
    `good`.
    """
    return 1 if failed > 0 and at_least(ended, good_ppm, failed) * PPM <= alarm_ppm else 0
