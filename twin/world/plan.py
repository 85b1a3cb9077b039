"""The plan of a run: groups of coupled sites, their banks and routes, as integers.

Lives here: which sites run together, and the arrays that both engines read. Banks and positions
are numbered through the group. Not here: state, traces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from devices.earth import distance_m
from devices.specs import compartment_order
from scenarios.days import Days
from scenarios.expand import Places, SitePlace, expand_sites
from scenarios.schema import Scenario
from twin.world.cold.plan import ColdPlan, ColdPlanner
from twin.world.counter.plan import CounterPlan, counter_plan_of
from twin.world.coupling.groups import check_pairs, coupled_groups, couples_sites
from twin.world.faults.plan import FaultPlan, FaultPlanner
from twin.world.rules import Rules, rules_of
from twin.world.waste.plan import WastePlan, WastePlanner

MAX_BUILDS_KEPT = 1_000
"""Different sets of banks at a site whose numbers are kept for the next site with the same."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A group of coupled sites (mostly one).

    - `classes` of each bank: `sizes` classes of each temperature, ambient ones first
    - `sites` in id order; `site_first_bank[i]` … `[i + 1]` the banks of site i
    - `bank_site[b]`, `terminals[b]`
    - `class_first[b * classes + c]` first position of class c in bank b, the next entry its end
    - `position_number[p]` compartment number (1 …) within the bank
    - legs of a visit that begins at bank b: `route_bank[route_first[b] : route_first[b + 1]]`,
      the first is b itself, and the travel to each in `route_travel_ms`
    - `waste` None where the scenario has no waste points, `faults` where nothing fails, `cold`
      where there are no cold cells, `counter` where it says nothing of counters, doors and lobbies
    """

    sites: tuple[SitePlace, ...]
    classes: int
    site_first_bank: tuple[int, ...]
    bank_site: tuple[int, ...]
    terminals: tuple[int, ...]
    class_first: tuple[int, ...]
    position_number: tuple[int, ...]
    route_first: tuple[int, ...]
    route_bank: tuple[int, ...]
    route_travel_ms: tuple[int, ...]
    rules: Rules
    waste: WastePlan | None = None
    counter: CounterPlan | None = None
    faults: FaultPlan | None = None
    cold: ColdPlan | None = None

    @property
    def sizes(self) -> int:
        """Size classes, those of one temperature."""
        return self.classes if self.cold is None else self.classes // self.cold.temperatures

    @property
    def banks(self) -> int:
        """Banks of the group."""
        return len(self.bank_site)


@dataclass(slots=True)
class _Parts:
    """Planners of what a scenario may have besides lockers."""

    waste: WastePlanner | None = None
    faults: FaultPlanner | None = None
    cold: ColdPlanner | None = None


def plan_groups(
    scenario: Scenario, days: Days, rebuilt: Sequence[SitePlace] | None = None
) -> Iterator[Plan]:
    """Yield one plan for every group of sites that redirects or planned rounds couple, in the
    order of site ids.

    `rebuilt`: all the scenario's sites as they are to stand, where other things than the
    scenario's are to be built at them.

    Without `other_site` every site is its own group; nothing is kept between them but, of waste,
    the routes. Raises
    ValueError when more than MAX_COUPLED_SITES hang together, and before pairing any where
    `other_site` has more than MAX_PAIRED_SITES to choose from.
    """
    if not couples_sites(scenario):
        planner = SitePlanner(scenario, days, rebuilt)
        yield from planner.span(0, None) if rebuilt is None else map(planner.plan, rebuilt)
        return
    check_pairs(scenario)
    rules, parts = rules_of(scenario, days), _parts(scenario, days, rebuilt)
    places = list(rebuilt or expand_sites(scenario))
    for group in coupled_groups(scenario, places):
        yield _plan(scenario, rules, tuple(places[i] for i in group), parts)


def is_divisible(scenario: Scenario) -> bool:
    """Whether sites can be planned without a look at all others: nothing couples them, and no
    truck's round.
    """
    return not couples_sites(scenario) and not scenario.waste_points


class SitePlanner:
    """Plans of sites that no redirect couples, one by one; what they share is made once."""

    def __init__(
        self, scenario: Scenario, days: Days, rebuilt: Sequence[SitePlace] | None = None
    ) -> None:
        self._scenario = scenario
        self._places = Places(scenario)
        self._rules = rules_of(scenario, days)
        self._parts = _parts(scenario, days, rebuilt)
        self._is_plain = self._parts == _Parts()
        self._like: dict[tuple[object, ...], Plan] = {}

    def span(self, first: int, stop: int | None) -> Iterator[Plan]:
        """Plans of sites number `first` … `stop` − 1 in the order of site ids."""
        return map(self.plan, self._places.span(first, stop))

    def plan(self, place: SitePlace) -> Plan:
        """The plan of one site. Sites with the same banks share its numbers, being one object
        each: so an engine can know them again.
        """
        if not self._is_plain:
            return _plan(self._scenario, self._rules, (place,), self._parts)
        built = tuple((bank.classes, bank.terminals) for bank in place.banks)
        like = self._like.get(built)
        if like is None:
            like = _plan(self._scenario, self._rules, (place,), self._parts)
            if len(self._like) < MAX_BUILDS_KEPT:
                self._like[built] = like
        return replace(like, sites=(place,))

    def copies(self, place: SitePlace, count: int) -> Plan:
        """One site `count` times side by side, each by itself: fewer runs to lay out."""
        return _plan(self._scenario, self._rules, (place,) * count, self._parts)


def _parts(scenario: Scenario, days: Days, rebuilt: Sequence[SitePlace] | None) -> _Parts:
    parts = _Parts()
    if scenario.waste_points:
        parts.waste = WastePlanner(scenario, days, list(rebuilt or expand_sites(scenario)))
    if scenario.has_faults:
        parts.faults = FaultPlanner(scenario, days)
    if scenario.has_cold:
        parts.cold = ColdPlanner(scenario, days)
    return parts


def _plan(scenario: Scenario, rules: Rules, sites: tuple[SitePlace, ...], parts: _Parts) -> Plan:
    heights_cm = [size.height_cm for size in scenario.sizes] * scenario.temperatures
    by_reach = scenario.allocation.pick_rule == "accessible"
    site_first_bank, bank_site, terminals = [0], [], []
    class_first: list[int] = []
    position_number: list[int] = []
    for i, site in enumerate(sites):
        for bank in site.banks:
            bank_site.append(i)
            terminals.append(bank.terminals)
            position = len(position_number)
            for count in bank.classes:
                class_first.append(position)
                position += count
            position_number += compartment_order(bank.classes, heights_cm, by_reach)
        site_first_bank.append(len(bank_site))
    class_first.append(len(position_number))
    routes = [
        _route(scenario, sites, site_first_bank, bank_site, bank) for bank in range(len(bank_site))
    ]
    route_first = [0]
    for route in routes:
        route_first.append(route_first[-1] + len(route))
    return Plan(
        sites=sites,
        classes=len(heights_cm),
        site_first_bank=tuple(site_first_bank),
        bank_site=tuple(bank_site),
        terminals=tuple(terminals),
        class_first=tuple(class_first),
        position_number=tuple(position_number),
        route_first=tuple(route_first),
        route_bank=tuple(bank for route in routes for bank, _ in route),
        route_travel_ms=tuple(travel_ms for route in routes for _, travel_ms in route),
        rules=rules,
        counter=counter_plan_of(scenario),
        waste=None if parts.waste is None else parts.waste.plan(sites),
        faults=None if parts.faults is None else parts.faults.plan(sites),
        cold=None if parts.cold is None else parts.cold.plan(sites, class_first, position_number),
    )


def _route(
    scenario: Scenario,
    sites: tuple[SitePlace, ...],
    site_first_bank: list[int],
    bank_site: list[int],
    first: int,
) -> list[tuple[int, int]]:
    """Legs of a visit: its first bank, the site's others in turn, then other sites by distance."""
    then, couriers = scenario.rejected.then, scenario.couriers
    here = bank_site[first]
    walk_ms = round(couriers.walk_s * 1000)
    route = [(first, 0)]
    if "next_bank" in then:
        start, stop = site_first_bank[here], site_first_bank[here + 1]
        route += [(b, walk_ms) for b in (*range(first + 1, stop), *range(start, first))]
    if "other_site" in then:
        at = sites[here]
        ranked = sorted(
            (distance_m(at.latitude, at.longitude, other.latitude, other.longitude), i)
            for i, other in enumerate(sites)
            if i != here
        )
        for apart_m, i in ranked:
            if apart_m > scenario.rejected.other_site_within_m:
                break
            drive_ms = round(apart_m * couriers.detour_factor / (couriers.drive_kmh / 3.6) * 1000)
            banks = range(site_first_bank[i], site_first_bank[i + 1])
            route += [(b, drive_ms if k == 0 else walk_ms) for k, b in enumerate(banks)]
    return route[: scenario.rejected.max_legs]
