"""Which closed forms hold for a staffed counter: M/M/s.

Lives here: the conditions, and the analytic values. Not here: lockers
(`twin.studies.verify.recognise`), the closed form (`twin.oracles.erlang`).
"""

from __future__ import annotations

from scenarios.days import Days
from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.rules import Days as DaysLaw
from scenarios.schema.rules import GeometricDays
from twin.studies.verify.cases import OracleCase

DAY_S = 86_400


def recognise_counter(scenario: Scenario, days: Days, site: SitePlace) -> list[OracleCase]:
    """Oracle cases of a site whose people are stationary and come at any hour alike.

    One counter that never closes, exponential service, parcels that are handed in one by one at
    random and by no other way: recipients who come after independent times are a Poisson process
    too.
    """
    couriers, parcels = scenario.couriers, scenario.parcels
    visit_sizes = [c.parcels_per_visit or couriers.parcels_per_visit for c in couriers.companies]
    if (
        len(site.counters) != 1
        or site.banks
        or not site.counters[0].is_always_open
        or site.counters[0].service.law != "exponential"
        or parcels.share_to_home > 0
        or isinstance(scenario.dwell.law, DaysLaw | GeometricDays)
        or (couriers.mode == "visits" and any(size != 1 for size in visit_sizes))
    ):
        return []
    counter = site.counters[0]
    per_day = mean_parcels_per_day(scenario, site) * float(days.multiplier[0])
    per_s = per_day * parcels.share_to_counter / DAY_S
    if not 0 < per_s * counter.service.mean_s < counter.staff:
        return []
    from twin.oracles.erlang import erlang_c, mms_mean_wait

    wait_s = mms_mean_wait(per_s, 1 / counter.service.mean_s, counter.staff)
    waits = erlang_c(per_s * counter.service.mean_s, counter.staff)
    return [
        OracleCase("m-m-s-counter", "counter_wait_s", wait_s),
        OracleCase("erlang-c-counter", "counter_waited_share", waits),
    ]
