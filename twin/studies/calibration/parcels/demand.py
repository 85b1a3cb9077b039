"""What is known of the arrivals of a log.

Lives here: the values a scenario takes. Not here: how they are found (`arrivals`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
