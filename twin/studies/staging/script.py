"""The twin's world as a script for devices.

Lives here: the groups of a scenario side by side in time. Not here: what happens (`twin.world`),
what it does to which device (`happening` beside this), when it is shown (`devices.simulator`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heapreplace

from devices.simulator.acts import TimedAct
from scenarios.days import Days
from scenarios.demand.site import SiteCompiler
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.engines.paced import PacedGroup
from twin.eventlog.log import Record
from twin.studies.staging.cast import copy_site
from twin.studies.staging.happening import acts_of
from twin.world.plan import plan_groups

NEVER_MS = 2**62


class TwinScript:
    """What people do at the devices of a scenario. Only `sites` are followed, None for all."""

    def __init__(
        self,
        scenario: Scenario,
        days: Days,
        seed: int,
        sites: frozenset[str] | None = None,
        copies: int = 1,
    ) -> None:
        compiler, streams = SiteCompiler(scenario, days), Streams(seed, 0)
        self._copies = copies
        self._groups: list[tuple[Sequence[SitePlace], PacedGroup]] = []
        for plan in plan_groups(scenario, days):
            if sites is None or sites & {place.id for place in plan.sites}:
                traces = [compiler.compile(place, streams) for place in plan.sites]
                group = PacedGroup(plan, traces, [None] * len(traces))
                self._groups.append((plan.sites, group))
        self._due = [(self._due_ms(number), number) for number in range(len(self._groups))]
        heapify(self._due)

    def next_ms(self) -> int | None:
        """When something happens next; None when nothing will."""
        return self._due[0][0] if self._due and self._due[0][0] < NEVER_MS else None

    def advance(self, until_ms: int) -> Iterator[TimedAct]:
        """All acts up to a time, in the order of time within a group of coupled sites."""
        while self._due and self._due[0][0] <= until_ms:
            number = self._due[0][1]
            sites, group = self._groups[number]
            for site, record in group.advance(until_ms):
                yield from self._acts(sites[site], record)
            heapreplace(self._due, (self._due_ms(number), number))

    def _due_ms(self, number: int) -> int:
        due_ms = self._groups[number][1].next_ms()
        return NEVER_MS if due_ms is None else due_ms

    def _acts(self, place: SitePlace, record: Record) -> Iterator[TimedAct]:
        for device, act in acts_of(place, record):
            for copy in range(self._copies):
                yield TimedAct(record[0], (copy_site(place.id, copy), device), act)
