"""The twin's world as a script for devices.

Lives here: the groups of a scenario side by side in time. Not here: what happens (`twin.world`),
what it does to which device, what befalls devices without it (`twin.staging`), when it is shown
(`devices.simulator`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heapify, heapreplace

from devices.simulator.acts import Act, TimedAct
from scenarios.days import HOUR_MS, Days
from scenarios.demand.site import SiteCompiler
from scenarios.demand.troubles import draw_troubles
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.engines.paced import PacedGroup
from twin.eventlog.log import Record
from twin.staging.befalling import Batteries, acts_of_troubles
from twin.staging.cast import copy_site
from twin.staging.happening import acts_of, cooling_of
from twin.world.plan import Plan, plan_groups

NEVER_MS = 2**62
MICRO_PER_MILLI = 1_000

See = Callable[[SitePlace, Record], None]
"""Told every record before the acts that come of it."""


class TwinScript:
    """What people do at the devices of a scenario. Only `sites` are followed, None for all."""

    def __init__(
        self,
        scenario: Scenario,
        days: Days,
        seed: int,
        sites: frozenset[str] | None = None,
        copies: int = 1,
        see: See | None = None,
    ) -> None:
        compiler, streams = SiteCompiler(scenario, days), Streams(seed, 0)
        self._copies = copies
        self._groups: list[_Group] = []
        for plan in plan_groups(scenario, days):
            if sites is None or sites & {place.id for place in plan.sites}:
                traces = [compiler.compile(place, streams) for place in plan.sites]
                befalling = sorted(
                    (
                        (at_ms, place.id, device, act)
                        for place in plan.sites
                        for at_ms, device, act in acts_of_troubles(
                            place,
                            scenario.troubles,
                            draw_troubles(scenario, place, streams, days.horizon_ms),
                        )
                    ),
                    key=lambda timed: timed[0],
                )
                self._groups.append(_Group(plan, traces, befalling, see))
        self._due = [(group.due_ms(), number) for number, group in enumerate(self._groups)]
        heapify(self._due)

    def next_ms(self) -> int | None:
        """When something happens next; None when nothing will."""
        return self._due[0][0] if self._due and self._due[0][0] < NEVER_MS else None

    def advance(self, until_ms: int) -> Iterator[TimedAct]:
        """All acts up to a time, in the order of time within a group of coupled sites."""
        while self._due and self._due[0][0] <= until_ms:
            number = self._due[0][1]
            group = self._groups[number]
            for at_ms, site, device, act in group.advance(until_ms):
                for copy in range(self._copies):
                    yield TimedAct(at_ms, (copy_site(site, copy), device), act)
            heapreplace(self._due, (group.due_ms(), number))


class _Group:
    """Coupled sites: their world, and what befalls their devices without it."""

    def __init__(
        self,
        plan: Plan,
        traces: list[SiteTrace],
        befalling: list[tuple[int, str, str, Act]],
        see: See | None,
    ) -> None:
        self._places = plan.sites
        self._ambient_uc = () if plan.cold is None else plan.cold.ambient_uc
        self._world = PacedGroup(plan, traces, [None] * len(traces))
        self._batteries = [
            Batteries(place, trace) for place, trace in zip(plan.sites, traces, strict=True)
        ]
        self._befalling = deque(befalling)
        self._see = see

    def due_ms(self) -> int:
        """When something happens next."""
        due_ms = self._world.next_ms()
        if due_ms is None:
            return NEVER_MS
        return min(due_ms, self._befalling[0][0]) if self._befalling else due_ms

    def advance(self, until_ms: int) -> Iterator[tuple[int, str, str, Act]]:
        """Time, site, device and act, in the order of time."""
        befalling = self._befalling
        for site, record in self._world.advance(until_ms):
            while befalling and befalling[0][0] <= record[0]:
                yield befalling.popleft()
            place = self._places[site]
            if self._see is not None:
                self._see(place, record)
            drained = self._batteries[site].after(record)
            if drained is not None:
                yield record[0], place.id, *drained
            for device, act in acts_of(place, record):
                yield record[0], place.id, device, act
            if self._ambient_uc:
                ambient_mc = self._ambient_uc[record[0] // HOUR_MS] // MICRO_PER_MILLI
                for device, act in cooling_of(place, record, ambient_mc):
                    yield record[0], place.id, device, act
        while befalling and befalling[0][0] <= until_ms:
            yield befalling.popleft()
