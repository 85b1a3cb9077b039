"""How many parcels are to be expected of a site, by day and company.

Lives here: volume, growth, calendar, shares, and the days on which a company does not call.
Not here: the draws of counts and times (`scenarios.demand.visits`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import Days
from scenarios.expand import SitePlace, total_households
from scenarios.schema import Scenario

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

DAYS_PER_YEAR = 365.25
"""Mean length of a year of the Julian calendar; a day's growth is the 365.25th root of a year's."""


@dataclass(frozen=True, slots=True)
class Volumes:
    """What decides the volume of every site of a scenario.

    `per_household` parcels a day for a household of demand factor 1; `calendar[d]` factor of day d;
    `years[d]` since the first measured day; `company_share[c]`; `brought_on[d, c]` the day on which
    company c brings the parcels of day d (D = after the run); `spread_cv` of the day factor.
    """

    per_household: float
    calendar: F64
    years: F64
    company_share: F64
    brought_on: I64
    spread_cv: float

    @property
    def is_postponed(self) -> bool:
        """True where some company does not call on some day."""
        return bool((self.brought_on != np.arange(len(self.calendar))[:, None]).any())


def lay_out_volumes(scenario: Scenario, days: Days, calling: npt.NDArray[np.bool_]) -> Volumes:
    """Volumes over `days`; `calling[d, c]` says whether company c calls on day d.

    Parcels of a day without a call are brought on the company's next calling day, so that a week's
    parcels do not depend on the days of its calls. Raises ValueError when `per_day` has no
    household to go to.
    """
    parcels = scenario.parcels
    if parcels.per_household_day is not None:
        per_household = parcels.per_household_day
    else:
        per_day = (parcels.per_day or 0.0) * parcels.share_of_sites
        households = total_households(scenario)
        if households <= 0 < per_day:
            raise ValueError(
                f"parcels.per_day = {parcels.per_day}: the sites have no households to deal it to"
            )
        per_household = per_day / households if households > 0 else 0.0
    shares = np.array([company.share for company in scenario.couriers.companies])
    return Volumes(
        per_household=per_household,
        calendar=days.multiplier,
        years=(np.arange(days.count) - days.warmup_days) / DAYS_PER_YEAR,
        company_share=shares / shares.sum(),
        brought_on=_next_calling_day(calling),
        spread_cv=parcels.day_spread_cv,
    )


def _next_calling_day(calling: npt.NDArray[np.bool_]) -> I64:
    """Day at or after each day on which the company calls; the number of days if none is left."""
    count = len(calling)
    day = np.where(calling, np.arange(count)[:, None], count)
    return np.minimum.accumulate(day[::-1], axis=0)[::-1]


def expected_parcels(volumes: Volumes, place: SitePlace, day_factor: F64 | None) -> F64:
    """Expected candidates of a site by day and company, before consent.

    volume × calendar × (1 + growth)^years × company share × day factor (None: 1 on every day).
    """
    by_day = volumes.per_household * place.households * place.demand_factor * volumes.calendar
    if place.growth_per_year:
        by_day = by_day * (1.0 + place.growth_per_year) ** volumes.years
    if day_factor is not None:
        by_day = by_day * day_factor
    by_company: F64 = by_day[:, None] * volumes.company_share
    if not volumes.is_postponed:
        return by_company
    brought = np.zeros((len(by_day) + 1, len(volumes.company_share)))
    columns = np.broadcast_to(np.arange(len(volumes.company_share)), by_company.shape)
    np.add.at(brought, (volumes.brought_on, columns), by_company)
    return brought[:-1]


def draw_day_factors(volumes: Volumes, generator: np.random.Generator) -> F64:
    """Gamma factors of mean 1 and coefficient of variation `spread_cv` > 0, one a day."""
    shape = volumes.spread_cv**-2
    return generator.standard_gamma(shape, len(volumes.calendar)) / shape


def mean_parcels_per_day(scenario: Scenario, place: SitePlace) -> float:
    """Mean candidates of a site on a day of calendar factor 1, before consent and growth."""
    parcels = scenario.parcels
    weight = place.households * place.demand_factor
    if parcels.per_household_day is not None:
        return parcels.per_household_day * weight
    households = total_households(scenario)
    if households <= 0:
        return 0.0
    return (parcels.per_day or 0.0) * parcels.share_of_sites * weight / households
