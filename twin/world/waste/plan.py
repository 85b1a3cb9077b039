"""Rules of waste as integers: streams, services of trucks, and where they stop.

Lives here: the translation of the scenario's words, and what a group of sites has of it. Not here:
routes (`twin.world.waste.routes`), state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.days import HOUR_MS, Days
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.schema.waste.collection import (
    WEEKDAYS,
    ByReportedFill,
    Collection,
    DynamicRounds,
    FixedRounds,
    Replayed,
)
from scenarios.schema.waste.references import watches, wears
from twin.world.rounds.rules import RoundRules, round_rules_of
from twin.world.waste.routes import Stop, plan_stops

SERVICE_BITS = 4
"""A truck's entity: point number × 16 + service."""

NEVER = -1


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """One service; `collects[stream]` is 1 for its streams, `stream` its only one or −1.

    Fixed rounds have `clocks_ms`; the others are called at `level_permille` (−1: fixed), but those
    with `is_replayed` come as the trace says, and those with `rounds` set out at `clocks_ms`, too,
    where their planner sends them.
    """

    collects: tuple[int, ...]
    stream: int
    weekdays: tuple[int, ...]
    clocks_ms: tuple[int, ...]
    level_permille: int
    lead_ms: int
    age_limit_ms: int
    truck_ml: int
    truck_compaction_permille: int
    is_replayed: bool = False
    rounds: RoundRules | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether it comes by fixed rounds."""
        return self.level_permille == NEVER


@dataclass(frozen=True, slots=True)
class WasteRules:
    """Waste of a run: by stream density in g/L, compaction in ‰ and service.

    `watches`, `wears`: traces have the watch part, the sensor part. `begin_ms` as in `Rules`.
    """

    horizon_ms: int
    first_weekday: int
    density_g_l: tuple[int, ...]
    compaction_permille: tuple[int, ...]
    service_of: tuple[int, ...]
    nearly_empty_permille: int
    watches: bool
    wears: bool
    services: tuple[ServiceRules, ...]
    begin_ms: int = 0

    @property
    def plans_rounds(self) -> bool:
        """Whether any service plans its rounds while the world runs."""
        return any(service.rounds is not None for service in self.services)


@dataclass(frozen=True, slots=True)
class WastePlan:
    """A group of sites: the rules, and the stops `[site in the group][service]`."""

    rules: WasteRules
    stops: tuple[tuple[Stop, ...], ...]


class WastePlanner:
    """Plans the waste of every group of a scenario; routes go over all its sites."""

    def __init__(self, scenario: Scenario, days: Days, places: Sequence[SitePlace]) -> None:
        self._rules = waste_rules_of(scenario, days)
        self._stops = plan_stops(scenario, places)

    def plan(self, sites: Sequence[SitePlace]) -> WastePlan:
        """The plan of a group of sites."""
        return WastePlan(self._rules, tuple(self._stops[site.id] for site in sites))


def waste_rules_of(scenario: Scenario, days: Days) -> WasteRules:
    """Rules of a scenario with waste points."""
    assert scenario.waste is not None
    streams = [stream.id for stream in scenario.waste.streams]
    serving = {
        stream: number
        for number, service in enumerate(scenario.collection)
        for stream in service.streams
    }
    return WasteRules(
        horizon_ms=days.horizon_ms,
        first_weekday=int(days.weekday[0]),
        density_g_l=tuple(max(1, round(s.density_kg_l * 1000)) for s in scenario.waste.streams),
        compaction_permille=tuple(round(s.compaction * 1000) for s in scenario.waste.streams),
        service_of=tuple(serving.get(stream, NEVER) for stream in streams),
        nearly_empty_permille=round(scenario.waste.nearly_empty_below * 1000),
        watches=watches(scenario.waste_points, scenario.waste),
        wears=wears(scenario.waste_points),
        services=tuple(_service(scenario, service, streams) for service in scenario.collection),
    )


def _service(scenario: Scenario, service: Collection, streams: list[str]) -> ServiceRules:
    truck = service.truck
    weekdays, hours = [], []
    level_permille, lead_ms, age_limit_ms = NEVER, 0, NEVER
    rounds: RoundRules | None = None
    if isinstance(service, FixedRounds | DynamicRounds):
        weekdays, hours = list(service.weekdays), service.hours
    if isinstance(service, DynamicRounds):
        assert scenario.depot is not None
        rounds = round_rules_of(service, scenario.depot.latitude, scenario.depot.longitude)
    if not isinstance(service, FixedRounds):
        level_permille = round(service.level * 1000)
    if isinstance(service, ByReportedFill):
        lead_ms = round(service.lead_h * HOUR_MS)
        if service.age_limit_h is not None:
            age_limit_ms = round(service.age_limit_h * HOUR_MS)
    return ServiceRules(
        collects=tuple(int(stream in service.streams) for stream in streams),
        stream=streams.index(service.streams[0]) if len(service.streams) == 1 else NEVER,
        weekdays=tuple(int(day in weekdays) for day in WEEKDAYS),
        clocks_ms=tuple(round(hour * HOUR_MS) for hour in hours),
        level_permille=level_permille,
        lead_ms=lead_ms,
        age_limit_ms=age_limit_ms,
        truck_ml=round(truck.volume_l * 1000),
        truck_compaction_permille=round(truck.compaction * 1000),
        is_replayed=isinstance(service, Replayed),
        rounds=rounds,
    )
