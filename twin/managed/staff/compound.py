"""Compounds with waste points in the loop: devices, people and what is counted, put together.

Lives here: composition for one group of sites. Not here: the parts themselves, banks
(`twin.managed.group`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from devices.simulator.acts import Act
from devices.wire.topics import partition_of
from fleet.core.decisions import Decision
from fleet.ports.journal import Record as Written
from scenarios.demand.troubles import draw_troubles
from scenarios.expand import SitePlace
from scenarios.schema import Scenario
from scenarios.trace import SiteTrace
from twin.eventlog.log import Emit, Record
from twin.managed.points.counting import Counting
from twin.managed.points.devices import PointDevices
from twin.managed.setup import Works
from twin.managed.staff.hands import Hands
from twin.managed.staff.office import Desk, Office
from twin.managed.wire.broker import Broker, Watch
from twin.managed.wire.fates import Fates
from twin.staging.befalling import Batteries, acts_of_troubles
from twin.staging.cast import food_of
from twin.world.waste.events import WastePoints


class Compounds:
    """The waste points, and cold cells, of one group of sites. `works` is asked where the scenario
    has staff.
    """

    def __init__(
        self,
        scenario: Scenario,
        works: Works | None,
        places: tuple[SitePlace, ...],
        traces: Sequence[SiteTrace],
        desk: Desk,
        broker: Broker,
        fates_of: Callable[[str, int], tuple[Fates, Fates]],
        watch: Watch,
    ) -> None:
        self._scenario = scenario
        self._works = works
        self._places = places
        self._desk = desk
        self._wake: Callable[[int], None] = _not_driven
        self._offices: list[Office] = []
        self._batteries = [
            Batteries(place, trace) for place, trace in zip(places, traces, strict=True)
        ]
        self.devices = PointDevices(
            places,
            food_of(scenario),
            scenario.cold,
            desk.agenda,
            broker,
            desk.base_ms,
            fates_of,
            watch,
        )
        site_of: Mapping[str, int] = {place.id: number for number, place in enumerate(places)}
        self.counting = Counting(site_of, desk.base_ms, desk.counts, (self._heard,))

    def wrote(self, records: Sequence[Written]) -> None:
        """The manager has written these down."""
        self.counting.wrote(records)

    def overhear(self, emit: Emit) -> Emit:
        """Records go where they go; what they do to devices is done next."""

        def both(site: int, record: Record) -> None:
            emit(site, record)
            acts = list(self.devices.acts(site, record))
            drained = self._batteries[site].after(record)
            if drained is not None:
                acts.insert(0, drained)
            if acts:
                self._desk.agenda.at(record[0], partial(self._undergo, site, acts))
                self._wake(record[0])

        return both

    def _undergo(self, site: int, acts: list[tuple[str, Act]], now: int) -> None:
        """One act after the other: what a device says of the first is out before the next, which
        may be that it has no power any more.
        """
        device, act = acts[0]
        self.devices.undergo(site, device, act, now)
        if len(acts) > 1:
            self._desk.agenda.at(now, partial(self._undergo, site, acts[1:]))

    def begin(
        self, points: WastePoints | None, wake: Callable[[int], None], horizon_ms: int, days: int
    ) -> None:
        """Time 0: devices are registered, people know how their site works, troubles wait."""
        self._wake = wake
        desk = self._desk
        self.devices.register(desk.manager, _granted)
        staff = self._scenario.staff
        for number, place in enumerate(self._places):
            self._befall(number, place, horizon_ms)
            if staff is not None and self._works is not None and points is not None:
                works = self._works(place.id)
                desk.manager.ask(partition_of(place.id), works, _granted)
                hands = Hands(number, place, points, self.devices)
                office = Office(desk, number, place.id, staff, works, hands)
                office.count_duty(days)
                self._offices.append(office)

    def _befall(self, number: int, place: SitePlace, horizon_ms: int) -> None:
        """Troubles of devices at waste points; those of banks are not played here."""
        troubles = self._scenario.troubles
        if not troubles:
            return
        spans = draw_troubles(self._scenario, place, self._desk.streams, horizon_ms)
        for at_ms, device, act in acts_of_troubles(place, troubles, spans):
            self._desk.agenda.at(at_ms, partial(self.devices.undergo, number, device, act))

    def _heard(self, now: int, site: int, decision: Decision) -> None:
        if self._offices:
            self._desk.agenda.at(now, lambda due: self._offices[site].heard(due, decision))


def _granted(now: int, decided: object) -> None:
    """What is said before the run begins is granted."""


def _not_driven(now: int) -> None:
    """No engine drives it yet."""
