"""The sensors and cameras of waste points, and the cold cells of banks, on the broker in memory.

Lives here: their connections, and what the world's records do to them. Not here: what a record does
to which device (`twin.staging`), what a device says (`devices.simulator`).

A camera, and a cell, hangs on the mains and the network of its site, and the broker misses it. A
sensor speaks by radio through others: it has no connection that is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from devices.simulator.acts import NETWORK, Act
from devices.simulator.session import Session
from devices.wire.topics import partition_of
from fleet.core.inputs import Register
from scenarios.expand import SitePlace
from scenarios.schema.cold import Cold
from twin.eventlog.log import Record
from twin.managed.away.reach import KEEPALIVE_MS
from twin.managed.manager import Manager
from twin.managed.wire.agenda import Agenda
from twin.managed.wire.broker import Broker, Watch
from twin.managed.wire.fates import Fates
from twin.managed.wire.links import Link
from twin.staging.cast import Member, camera_device, cast_of
from twin.staging.happening import TOLD, TOLD_OF_CELLS, acts_of

INTERVAL_S = 3_600
"""How often a camera and a cold cell measure; assumed, and as often as the world reads a cell. What
a camera has to tell beyond that are events."""

Key = tuple[int, str]
"""Number of the site in the group, device of the site."""


@dataclass(slots=True)
class DeviceThere:
    """A device of a waste point, or a cell: `key` is SITE/DEVICE; `boots` how often it began."""

    site: int
    key: str
    member: Member
    link: Link
    boots: int = 1

    @property
    def is_missed(self) -> bool:
        """Whether the broker says its will once the connection is gone."""
        return self.member.kind != "bin_sensor"


class PointDevices:
    """Those of one group of sites, in the order of sites."""

    def __init__(
        self,
        places: tuple[SitePlace, ...],
        food: int,
        cold: Cold | None,
        agenda: Agenda,
        broker: Broker,
        base_ms: int,
        fates_of: Callable[[str, int], tuple[Fates, Fates]],
        watch: Watch,
    ) -> None:
        """`food`: index of the stream that goes bad; `cold`: the scenario's cells, if it has some;
        `fates_of(site id, rank of the device there)`, where banks come first.
        """
        self._places = places
        self._told = TOLD if cold is None else TOLD | TOLD_OF_CELLS
        self._is_begun = False
        self._agenda = agenda
        self._base_ms = base_ms
        self._is_broker_here = True
        self._there: dict[Key, DeviceThere] = {}
        for number, place in enumerate(places):
            for rank, member in enumerate(_members(place, food, cold), len(place.banks)):
                session = Session(member.identity(), member.body(), "b1")
                link = Link(
                    session, broker, agenda, base_ms, fates_of(place.id, rank), watch, _nobody
                )
                name = f"{place.id}/{member.device}"
                self._there[number, member.device] = DeviceThere(number, name, member, link)

    def register(self, manager: Manager, granted: Callable[[int, object], None]) -> None:
        """What an operator says of them. Which door a cell is behind is not said: a manager that
        knew would close it while it is too warm, and the world's policies do not.
        """
        for there in self._there.values():
            member = there.member
            settings = {name: at for name, at in member.settings.items() if name != "compartment"}
            asked = Register("", "twin", there.key, member.kind, settings=settings)
            manager.ask(partition_of(member.site), asked, granted)

    def connect(self, now: int) -> None:
        """Every one that has power and a network."""
        self._is_begun = True
        for there in self._there.values():
            if not there.link.session.off and not there.link.is_connected:
                there.link.connect(now)

    def broker_moves(self, now: int, is_here: bool) -> None:
        """The broker ends, and every connection with it, no will is said; or it is back."""
        self._is_broker_here = is_here
        if is_here:
            self.connect(now)
            return
        for there in self._there.values():
            if there.link.is_connected:
                there.link.cut(now)
            there.link.forget_will()

    def acts(self, site: int, record: Record) -> Iterable[tuple[str, Act]]:
        """What a record of the world does to which of them."""
        if record[1] in self._told:
            for device, act in acts_of(self._places[site], record):
                if (site, device) in self._there:
                    yield device, act

    def undergo(self, site: int, device: str, act: Act, now: int) -> None:
        """Something happens to one of them; another kind of device is not ours."""
        there = self._there.get((site, device))
        if there is None:
            return
        link, session = there.link, there.link.session
        if not self._is_begun:
            session.underwent(act)
            return
        session.undergo(act, self._base_ms + now)
        if session.off and link.is_connected:
            if NETWORK not in session.off:
                link.flush(now)
            link.cut(now)
            if there.is_missed:
                self._agenda.at(now + KEEPALIVE_MS, partial(self._noticed, there))
        elif not session.off and not link.is_connected:
            if session.restarting:
                there.boots += 1
                session.start(f"b{there.boots}")
            if self._is_broker_here:
                link.connect(now)
        elif link.is_connected:
            link.flush(now)

    def _noticed(self, there: DeviceThere, now: int) -> None:
        if not there.link.is_connected:
            there.link.say_will(now)


def _members(place: SitePlace, food: int, cold: Cold | None) -> Iterator[Member]:
    """Sensors and cameras; where a point has neither there is nothing to hear of it. Then cells."""
    cameras = {camera_device(point.id) for point in place.points if point.camera is not None}
    for member in cast_of([place], food=food):
        if member.kind == "bin_sensor":
            yield member
        elif member.kind == "camera" and member.device in cameras:
            yield replace(member, interval_s=INTERVAL_S)
    for member in cast_of([place], cold=cold):
        if member.kind == "cold_cell":
            yield replace(member, interval_s=INTERVAL_S)


def _nobody(now: int) -> None:
    """Nobody stands at a sensor."""
