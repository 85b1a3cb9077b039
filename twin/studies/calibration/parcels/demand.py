"""What is known of the arrivals of a log.

Lives here: the values a scenario takes. Not here: how they are found (`arrivals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from twin.studies.calibration.estimate import Estimate, Refusal
from twin.studies.calibration.parcels.rates import RateFit

F64 = npt.NDArray[np.float64]

LEAST_DAYS = 14
"""Days below which weekdays are not told apart: each should be there twice."""


@dataclass
class Arrivals:
    """What is known of the arrivals; rates at the start of the log.

    `per_day` parcels of all banks together, `by_bank` and `by_size` shares, `weekday` factors of
    mean 1, `hours[k, h]` parcels an hour, `growth` a year, `spread_cv` from day to day beyond
    Poisson, `hour_ratio` variance of an hour's deposits over Poisson.
    """

    fit: RateFit
    per_day: float
    by_bank: F64
    by_size: F64
    weekday: F64
    hours: F64
    growth: float
    spread_cv: float
    hour_ratio: float
    served_per_day: float
    estimates: list[Estimate] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def with_hidden(found: Arrivals, most: F64, sizes: Sequence[str]) -> Arrivals:
    """The demand halfway between what was seen and `most` times it, by size; intervals hold both.

    Hours and the whole are taken up alike: which hours visits were cut in is not told apart.
    """
    middle = (1 + most) / 2
    whole, highest = float(middle @ found.by_size), float(most @ found.by_size)
    by_size = found.by_size * middle / whole
    mix = {f"parcels.size_mix.{name}": size for size, name in enumerate(sizes)}

    def share(size: int, own: float, others: float) -> float:
        part = float(found.by_size[size])
        return own * part / (own * part + others * (1 - part))

    def moved(each: Estimate) -> Estimate:
        if each.path == "parcels.per_day" or each.path.startswith("couriers.hour_weights"):
            return replace(each, value=each.value * whole, high=each.high * highest)
        if each.path not in mix:
            return each
        size = mix[each.path]
        value, part = float(by_size[size]), each.value
        ends = share(size, float(most[size]), 1.0), share(size, 1.0, highest)
        low, high = (
            each.low * min(1.0, *(e / part for e in ends)),
            each.high * max(1.0, *(e / part for e in ends)),
        )
        return replace(each, value=value, low=low, high=min(high, 1.0))

    return replace(
        found,
        per_day=found.per_day * whole,
        hours=found.hours * whole,
        by_size=by_size,
        estimates=[moved(each) for each in found.estimates],
    )
