"""The twin's world as a script for devices.

Lives here: the groups of a scenario side by side in time, and what their records mean for the
devices of a site. Not here: what happens (`twin.world`), when it is shown (`devices.simulator`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heapreplace

from courtyard.live.cast import bank_device, bin_device, camera_device, copy_site
from devices.simulator import acts
from devices.simulator.acts import TimedAct
from scenarios.days import Days
from scenarios.demand.site import SiteCompiler
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.engines.paced import PacedGroup
from twin.eventlog.events import Kind
from twin.eventlog.log import Record
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


def acts_of(place: SitePlace, record: Record) -> Iterator[tuple[str, acts.Act]]:
    """What a record of a site's log does to which of its devices."""
    _, kind, entity, ordinal, packed, _, free, value = record
    number, compartment = packed >> 32, packed & 0xFFFFFFFF
    if number < len(place.banks):
        device = bank_device(place.banks[number])
        match kind:
            case Kind.DEPOSIT | Kind.HELD:
                yield device, acts.PutIn(compartment, entity)
            case Kind.COLLECTION | Kind.TAKE_BACK:
                yield device, acts.TakeOut(compartment)
        return
    point = place.points[number - len(place.banks)]
    camera = camera_device(point.id)
    match kind:
        case Kind.REPORT:
            device = bin_device(point.id, point.bins[compartment - 1].id)
            yield device, acts.Measure(value)
        case Kind.LANDED:
            yield camera, acts.BagLanded(entity)
        case Kind.CLEARING:
            yield camera, acts.BagCleared(entity)
        case Kind.DROP_OFF if ordinal:
            yield camera, acts.BadlySorted(entity, free >> 32)
