"""Which closed forms hold for a scenario: the oracle cases of a run.

Lives here: the conditions under which a closed form applies to a scenario of one bank, and its
analytic value (those of waste: `twin.studies.verify.recognise_waste`). Any scenario is recognised
by what it says, none by its name. Not here: the closed forms (`twin.oracles`), what a run measured.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import Days
from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.expand import SitePlace, count_sites, expand_sites
from scenarios.schema import Scenario
from scenarios.schema.demand import OVERSIZE
from scenarios.schema.rules import Days as DaysLaw
from scenarios.schema.rules import Exponential, GeometricDays
from twin.oracles.errors import OracleOutOfRange
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.parts.faults import recognise_faults
from twin.studies.verify.recognise_waste import recognise_waste


def recognise(scenario: Scenario, days: Days) -> list[OracleCase]:
    """Oracle cases of a scenario; empty where no closed form holds. Never raises for size.

    Where anything fails, only how much of the time banks work is known.
    """
    if count_sites(scenario) != 1:
        return []
    site = next(expand_sites(scenario))
    try:
        if scenario.has_faults:
            return recognise_faults(scenario, days, site)
        waste = recognise_waste(scenario, site) if site.points else []
        if len(site.banks) != 1 or not _stationary_people(scenario, days):
            return waste
        return [
            *waste,
            *_loss(scenario, days, site),
            *_batches(scenario, days, site),
            *_wave(scenario, days, site),
            *_terminal(scenario, days, site),
        ]
    except OracleOutOfRange:
        return []


def _stationary_people(scenario: Scenario, days: Days) -> bool:
    """Every day alike, nobody moved by reminders, fees, evenings, returns or redirects."""
    overdue = scenario.overdue
    quiet_rule = overdue is None or (
        overdue.averse_share == 0 and overdue.take_back_after_h is None
    )
    return (
        bool(np.all(days.multiplier == days.multiplier[0]))
        and scenario.parcels.day_spread_cv == 0
        and all(site.growth_per_year == 0 for site in scenario.sites)
        and scenario.dwell.evening is None
        and scenario.dwell.weekend_factor == 1
        and (scenario.reminders is None or scenario.reminders.answer_share == 0)
        and quiet_rule
        and not {"next_bank", "other_site", "depot"} & set(scenario.rejected.then)
    )


def _flat(scenario: Scenario) -> bool:
    """Arrivals form a Poisson process of constant rate."""
    couriers = scenario.couriers
    profiles = [couriers.hour_weights, *(c.hour_weights for c in couriers.companies)]
    return all(c.timetable_h is None for c in couriers.companies) and all(
        len(set(profile)) == 1 for profile in profiles if profile is not None
    )


def _per_day(scenario: Scenario, days: Days, site: SitePlace) -> dict[str, float]:
    """Mean parcels a day by size class, those that fit none left out."""
    total = mean_parcels_per_day(scenario, site) * float(days.multiplier[0])
    total *= scenario.parcels.share_to_lockers
    return {
        size: total * part
        for size, part in scenario.parcels.size_mix.items()
        if size != OVERSIZE and part > 0
    }


def _mean_dwell_h(scenario: Scenario, site: SitePlace) -> float | None:
    law = scenario.dwell.law
    if isinstance(law, DaysLaw | GeometricDays):
        return None
    return law.mean_h * site.dwell_factor


def _loss(scenario: Scenario, days: Days, site: SitePlace) -> list[OracleCase]:
    """Erlang B (one class, or own size only; any dwell law) and the nested chain (exponential)."""
    mean_h = _mean_dwell_h(scenario, site)
    if scenario.couriers.mode != "single" or not _flat(scenario) or mean_h is None:
        return []
    per_day = _per_day(scenario, days, site)
    sizes = [size.id for size in scenario.sizes]
    capacity = dict(zip(sizes, site.banks[0].compartments, strict=True))
    loads = {size: n * mean_h / 24 for size, n in per_day.items()}
    if sum(loads.values()) == 0:
        return []
    from twin.oracles.erlang import erlang_b
    from twin.oracles.nested import nested_sizes

    rule = scenario.allocation.size_rule
    smallest = min(sizes.index(s) for s in loads)
    alone = len(loads) == 1 and not any(capacity[s] for s in sizes[smallest + 1 :])
    if rule == "own" or alone:
        lost = {size: erlang_b(load, capacity[size]) for size, load in loads.items()}
        share = sum(loads[s] * lost[s] for s in loads) / sum(loads.values())
        cases = [OracleCase("erlang-b", "rejection_share", share)]
        if len(loads) > 1:
            cases += [
                OracleCase(f"erlang-b[{s}]", "rejection_share", lost[s], size=s) for s in loads
            ]
        return cases
    if not isinstance(scenario.dwell.law, Exponential):
        return []
    exact = nested_sizes([capacity[s] for s in sizes], [loads.get(s, 0.0) for s in sizes], rule)
    return [
        OracleCase("nested", "rejection_share", exact.total_loss),
        *(
            OracleCase(f"nested[{s}]", "rejection_share", exact.loss[i], size=s)
            for i, s in enumerate(sizes)
            if s in loads
        ),
    ]


def _batches(scenario: Scenario, days: Days, site: SitePlace) -> list[OracleCase]:
    """One delivery a day, collections at one later hour of the day: Raviv (2023), section 3.3."""
    companies, law = scenario.couriers.companies, scenario.dwell.law
    if scenario.couriers.mode != "single" or not isinstance(law, DaysLaw | GeometricDays):
        return []
    calls = {tuple(c.timetable_h or ()) for c in companies}
    if len(calls) != 1 or len(next(iter(calls))) != 1 or next(iter(calls))[0] > law.hour:
        return []
    per_day = _per_day(scenario, days, site)
    if len(per_day) != 1 or (scenario.allocation.size_rule != "own" and len(scenario.sizes) > 1):
        return []
    ((size, parcels),) = per_day.items()
    capacity = site.banks[0].compartments[[s.id for s in scenario.sizes].index(size)]
    from twin.oracles.batches import geometric_batches
    from twin.oracles.pickup_by_day import empirical_batches

    if isinstance(law, GeometricDays):
        exact = geometric_batches(capacity, parcels, law.probability)
    else:
        exact = empirical_batches(capacity, parcels, law.probabilities)
    return [
        OracleCase("daily-batches", "rejections", exact.rejected_per_day),
        OracleCase("daily-batches-share", "rejection_share", exact.rejection_share),
    ]


def _wave(scenario: Scenario, days: Days, site: SitePlace) -> list[OracleCase]:
    """A bank too large to fill under arrivals that vary by the hour: M_t/M/∞ at its peak hour."""
    law, weights = scenario.dwell.law, np.asarray(scenario.couriers.hour_weights)
    if (
        scenario.couriers.mode != "single"
        or _flat(scenario)
        or not isinstance(law, Exponential)
        or len(weights) != 24
        or any(c.timetable_h or c.hour_weights for c in scenario.couriers.companies)
    ):
        return []
    from twin.oracles.erlang import erlang_b
    from twin.oracles.time_varying import exponential_occupancy

    per_day = _per_day(scenario, days, site)
    rates = sum(per_day.values()) * weights / weights.sum()
    mean_h = law.mean_h * site.dwell_factor
    means = exponential_occupancy(rates.tolist(), mean_h).piece_means
    peak = int(np.argmax(means))
    if len(per_day) != 1 or (scenario.allocation.size_rule == "own" and len(scenario.sizes) > 1):
        return []
    size = next(iter(per_day))
    room = site.banks[0].compartments[[s.id for s in scenario.sizes].index(size)]
    if erlang_b(float(rates.max()) * mean_h, room) > NEVER_FULL:
        return []
    return [OracleCase("mt-m-infinity", "occupied_at_hour", float(means[peak]), hour=peak)]


NEVER_FULL = 1e-9
"""A bank whose loss at the steady peak rate is below this counts as unlimited."""


def _terminal(scenario: Scenario, days: Days, site: SitePlace) -> list[OracleCase]:
    """Couriers with one parcel each, exponential handling: M/M/s mean wait."""
    couriers = scenario.couriers
    visit_sizes = [c.parcels_per_visit or couriers.parcels_per_visit for c in couriers.companies]
    if (
        couriers.mode != "visits"
        or not _flat(scenario)
        or any(size != 1 for size in visit_sizes)
        or couriers.setup_s > 0
        or couriers.handling.law != "exponential"
        or couriers.handling.mean_s == 0
        or OVERSIZE in scenario.parcels.size_mix
    ):
        return []
    per_s = sum(_per_day(scenario, days, site).values()) / 86_400
    service = 1 / couriers.handling.mean_s
    terminals = site.banks[0].terminals
    if per_s >= service * terminals or per_s == 0:
        return []
    from twin.oracles.erlang import mms_mean_wait

    wait_s = mms_mean_wait(per_s, service, terminals)
    return [OracleCase("m-m-s", "terminal_wait_s", wait_s)]
