"""Rules of faults as integers: repairs, outages, the emergency plan.

Lives here: the translation of the scenario's words, and what a group of sites has of it. Not here:
state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fleet.policy import emergency
from scenarios.days import DAY_MS, HOUR_MS, MINUTE_MS, Days
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.faults import COMPONENTS, Blocked, Outage
from scenarios.schema.groups import site_ids

NEVER = -1
KIND_SHIFT = 24
"""A component's entity: kind × 2²⁴ + number (of a door that is repaired: position at the site)."""

CAUSES = {
    "mains": emergency.MAINS,
    "network": emergency.NETWORK,
    "terminal": emergency.TERMINAL,
    "door": emergency.DOOR,
}


@dataclass(frozen=True, slots=True)
class RepairRules:
    """Response, and the hours in which staff begin; times in ms."""

    response_ms: int
    from_clock_ms: int
    to_clock_ms: int


@dataclass(frozen=True, slots=True)
class PlannedOutage:
    """An outage of a kind of component from one time to another."""

    kind: int
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class FaultRules:
    """Faults of a run: repairs by kind of component, outages, the plan.

    `opening_delay_ms` is −1 without openings; `return_ms` holds for parcels without a latent.
    """

    repairs: tuple[RepairRules, ...]
    outages: tuple[PlannedOutage, ...]
    offline_codes: int
    opening_delay_ms: int
    opening_from_ms: int
    opening_to_ms: int
    opening_helps: int
    return_ms: int


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """A group of sites: the rules, and by site the numbers of its outages."""

    rules: FaultRules
    outages: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where banks stand: by site its first bank (and the end), by bank its site and first position.

    `sizes` of each temperature. Banks and positions are numbered through the group.
    """

    site_first_bank: Sequence[int]
    bank_site: Sequence[int]
    first_position: Sequence[int]
    horizon_ms: int
    sizes: int


class FaultPlanner:
    """Plans the faults of every group of a scenario."""

    def __init__(self, scenario: Scenario, days: Days) -> None:
        self._rules = fault_rules_of(scenario, days)
        entries = {site.id: site_ids(site) for site in scenario.sites}
        self._places = [
            [entries.get(name, (name,)) for name in outage.sites] for outage in scenario.outages
        ]

    def plan(self, sites: Sequence[SitePlace]) -> FaultPlan:
        """The plan of a group of sites."""
        return FaultPlan(self._rules, tuple(self._outages_of(site.id) for site in sites))

    def _outages_of(self, site: str) -> tuple[int, ...]:
        return tuple(
            number
            for number, places in enumerate(self._places)
            if not places or any(site in ids for ids in places)
        )


def fault_rules_of(scenario: Scenario, days: Days) -> FaultRules:
    """Rules of a scenario with faults or outages."""
    repairs = [RepairRules(0, 0, DAY_MS)] * len(COMPONENTS)
    for fault in scenario.faults:
        repair = fault.repair
        repairs[COMPONENTS.index(fault.id)] = RepairRules(
            response_ms=round(repair.response_h * HOUR_MS),
            from_clock_ms=round(repair.from_hour * HOUR_MS),
            to_clock_ms=round(repair.to_hour * HOUR_MS),
        )
    plan, blocked = scenario.emergency, scenario.blocked or Blocked()
    opening = None if plan is None else plan.opening
    return FaultRules(
        repairs=tuple(repairs),
        outages=tuple(_outage(outage, days) for outage in scenario.outages),
        offline_codes=int(plan is not None and plan.offline_codes),
        opening_delay_ms=NEVER if opening is None else round(opening.delay_min * MINUTE_MS),
        opening_from_ms=0 if opening is None else round(opening.from_hour * HOUR_MS),
        opening_to_ms=DAY_MS if opening is None else round(opening.to_hour * HOUR_MS),
        opening_helps=0 if opening is None else sum({CAUSES[cause] for cause in opening.helps}),
        return_ms=max(1, round(blocked.return_mean_h * HOUR_MS)),
    )


def _outage(outage: Outage, days: Days) -> PlannedOutage:
    """In ms from the begin of the run; what lies before it is over."""
    first_day = (outage.first_day - days.first).days
    from_ms = first_day * DAY_MS + round(outage.from_hour * HOUR_MS)
    to_ms = from_ms + max(1, round(outage.hours * HOUR_MS))
    return PlannedOutage(COMPONENTS.index(outage.kind), max(0, from_ms), max(0, to_ms))
