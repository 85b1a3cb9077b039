"""Machine repair as an oracle: the settings, and the scenarios for which it holds.

Lives here: plain data of a bank whose terminal fails, and the conditions under which banks are up
for a known share of the time. Not here: the closed form (`twin.oracles.repair`), the runs.
"""

from __future__ import annotations

import math
from statistics import fmean
from typing import Any

from scenarios.days import Days
from scenarios.expand import BankPlace, SitePlace
from scenarios.schema import Scenario
from scenarios.schema.faults import FaultKind
from twin.studies.verify.cases import OracleCase
from twin.studies.verify.settings import PARCELS_PER_REPLICATION, START_DATE

Data = dict[str, Any]

REPAIR_LAWS = ("fixed", "exponential", "lognormal")
MAX_HOURS = 400
"""Of the means of a setting: replications of some hundred repairs stay below ten years."""
CYCLES_PER_REPLICATION = 300
WARMUP_REPAIRS = 20
"""Mean repairs that the warm-up must last: what is left of the new start is below e⁻²⁰."""
SHUTTING = {"mains", "network", "terminal"}


def repair_setting(mtbf_h: float, response_h: float, work_h: float, law: str) -> Data:
    """A bank whose terminal fails every `mtbf_h` of operation: machine repair."""
    cycle_h = mtbf_h + response_h + work_h
    days = min(3000, max(28, round(CYCLES_PER_REPLICATION * cycle_h / 24)))
    warmup_days = max(1, round(WARMUP_REPAIRS * (response_h + work_h) / 24 + 0.5))
    return {
        "title": f"Machine repair, {mtbf_h:g} h between failures, {response_h:g} h of response "
        f"and {work_h:g} h of work, {law}",
        "question": "Does the engine agree with the closed form?",
        "start_date": START_DATE,
        "time_zone": "UTC",
        "run": {
            "days": days,
            "warmup_days": warmup_days,
            "replications": 30,
            "seed": 1,
        },
        "sites": [{"id": "c", "households": 1, "latitude": 0.0, "longitude": 0.0}],
        "sizes": [{"id": "A", "width_cm": 38, "height_cm": 8.0, "depth_cm": 64}],
        "banks": [{"id": "b", "site": "c", "compartments": {"A": 10}}],
        "parcels": {"per_day": math.ceil(PARCELS_PER_REPLICATION / days), "size_mix": {"A": 1.0}},
        "couriers": {"mode": "single", "companies": [{"id": "a", "share": 1.0}]},
        "dwell": {"law": {"kind": "exponential", "mean_h": 6.0}},
        "faults": [
            {
                "id": "terminal",
                "mtbf_h": mtbf_h,
                "repair": {"response_h": response_h, "work": {"law": law, "mean_h": work_h}},
            }
        ],
    }


def recognise_faults(scenario: Scenario, days: Days, site: SitePlace) -> list[OracleCase]:
    """Banks that only random faults shut, repaired at any hour, and a warm-up long enough."""
    plan = scenario.emergency
    offline = plan is not None and plan.offline_codes
    shutting = [
        fault
        for fault in scenario.faults
        if fault.id in SHUTTING and not (offline and fault.id == "network")
    ]
    if not site.banks or not shutting or scenario.outages:
        return []
    longest_h = max(_repair_h(fault) for fault in shutting)
    warmup_h = 24 * days.warmup_days
    if warmup_h < WARMUP_REPAIRS * longest_h or not all(_at_any_hour(each) for each in shutting):
        return []
    from twin.oracles.repair import series_up_share

    share = fmean(
        series_up_share((_operating_h(fault, bank), _repair_h(fault)) for fault in shutting)
        for bank in site.banks
    )
    return [
        OracleCase("machine-repair", "bank_up_share", share),
        OracleCase("machine-repair-down", "bank_down_share", 1 - share),
    ]


def _at_any_hour(fault: FaultKind) -> bool:
    return fault.repair.from_hour == 0 and fault.repair.to_hour == 24


def _repair_h(fault: FaultKind) -> float:
    return fault.repair.response_h + fault.repair.work.mean_h


def _operating_h(fault: FaultKind, bank: BankPlace) -> float:
    ageing = fault.ageing_per_year * bank.age_years if fault.id == "terminal" else 0.0
    return fault.mtbf_h / (1 + ageing)
