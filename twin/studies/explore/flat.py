"""The flat-arrival figure: what Erlang B says when arrivals are spread evenly over day and night.

Lives here: the load of a mean site and the compartments it needs by Erlang B. It is printed beside
the answer because it is what planners reckon with, and it misleads: the daily mean hides the wave.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.days import Days
from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from scenarios.schema.demand import OVERSIZE
from scenarios.schema.rules import Days as DaysLaw
from scenarios.schema.rules import GeometricDays
from twin.oracles.erlang import servers_for


@dataclass(frozen=True, slots=True)
class FlatFigure:
    """Parcels a day and load (Erlang) of the mean site with banks, compartments for the bound."""

    parcels_per_day: float
    mean_dwell_h: float
    load_erlang: float
    compartments: int | None


def mean_dwell_h(scenario: Scenario) -> float:
    """Mean latent dwell; for laws by day, whole days counted from the deposit's day."""
    law = scenario.dwell.law
    if isinstance(law, DaysLaw):
        return 24 * sum(k * share for k, share in enumerate(law.probabilities))
    if isinstance(law, GeometricDays):
        return 24 * (1 - law.probability) / law.probability
    return law.mean_h


def flat_figure(scenario: Scenario, days: Days, loss_bound: float | None) -> FlatFigure:
    """The flat-arrival figure of a scenario; no compartments without a loss bound in (0, 1)."""
    sites = [site for site in expand_sites(scenario) if site.banks]
    multiplier = float(days.multiplier[days.warmup_days :].mean())
    fitting = 1.0 - scenario.parcels.size_mix.get(OVERSIZE, 0.0)
    share = scenario.parcels.share_to_lockers * fitting * multiplier
    parcels = [mean_parcels_per_day(scenario, site) * share for site in sites]
    per_day = sum(parcels) / max(len(parcels), 1)
    dwell_h = mean_dwell_h(scenario)
    load = per_day * dwell_h / 24
    bounded = loss_bound is not None and 0 < loss_bound < 1 and load > 0
    return FlatFigure(
        parcels_per_day=per_day,
        mean_dwell_h=dwell_h,
        load_erlang=load,
        compartments=servers_for(load, loss_bound) if bounded and loss_bound else None,
    )
