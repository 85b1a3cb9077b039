"""The scribe: what leaves the world, records and events to come.

Lives here: how a record about a parcel, a courier or a bank is filled in, and whose log it goes
to. Not here: when anything happens.
"""

from __future__ import annotations

from devices.models.bank import Bank
from scenarios.people.courier import Courier
from twin.eventlog.events import Kind
from twin.eventlog.log import Emit, Schedule
from twin.eventlog.order import pack_key
from twin.eventlog.record import GUEST_SHIFT, pack_attributes, pack_free, pack_place
from twin.world.parcel import Parcel
from twin.world.plan import Plan


class Scribe:
    """Writes for one group of sites.

    A record about a bank, or about what happens at one, goes to the log of the bank's site; what
    becomes of a parcel outside compartments goes to its home site's, at its first bank. A guest's
    entity bears the rank of its home site.
    """

    def __init__(self, plan: Plan, banks: list[Bank], schedule: Schedule, emit: Emit) -> None:
        self._plan = plan
        self._banks = banks
        self._schedule = schedule
        self._emit = emit

    def at(self, time_ms: int, kind: int, site: int, entity: int, ordinal: int) -> None:
        """Schedule an event; beyond the horizon nothing happens."""
        if time_ms < self._plan.rules.horizon_ms:
            self._schedule(time_ms, pack_key(kind, site, entity, ordinal))

    def start(self) -> None:
        """What stands at the beginning: compartments of every bank and class; cold ones if any."""
        sizes, begin_ms = self._plan.sizes, self._plan.rules.begin_ms
        for bank, model in enumerate(self._banks):
            for number, free in enumerate(model.free):
                if number >= sizes and free == 0:
                    continue
                attributes = pack_attributes(-1, number % sizes, number // sizes, -1)
                both = pack_free(free, model.free_total)
                self._at_bank(begin_ms, Kind.START, bank, number, 0, 0, attributes, both, free)

    def end(self) -> None:
        """The horizon, in every site's log."""
        for site in range(len(self._plan.sites)):
            self._emit(site, (self._plan.rules.horizon_ms, Kind.END, 0, 0, 0, 0, 0, 0))

    def parcel(self, now: int, kind: Kind, parcel: Parcel, ordinal: int, value: int) -> None:
        """A parcel in its compartment."""
        model = self._banks[parcel.bank]
        compartment = model.compartments[parcel.position]
        number = compartment.size_class
        size_class = number % self._plan.sizes
        self._at_bank(
            now, kind, parcel.bank, self._entity(parcel), ordinal, compartment.number,
            pack_attributes(parcel.size, size_class, parcel.temperature, parcel.company),
            pack_free(model.free[number], model.free_total), value,
        )  # fmt: skip

    def warm_parcel(self, now: int, parcel: Parcel) -> None:
        """A parcel in a cold cell is too warm for the first time."""
        self.parcel(now, Kind.WARM_PARCEL, parcel, 0, now - parcel.deposited_ms)

    def rejection(self, now: int, parcel: Parcel, leg: int) -> None:
        """No compartment of the bank fits."""
        attributes = pack_attributes(parcel.size, -1, parcel.temperature, parcel.company)
        entity = self._entity(parcel)
        self._at_bank(
            now, Kind.REJECTION, parcel.bank, entity, parcel.presented, 0, attributes, 0, leg
        )

    def turned_away(self, now: int, parcel: Parcel, causes: int) -> None:
        """The bank opens no compartment for a courier."""
        attributes = pack_attributes(parcel.size, -1, parcel.temperature, parcel.company)
        entity = self._entity(parcel)
        self._at_bank(now, Kind.TURNED_AWAY, parcel.bank, entity, 0, 0, attributes, 0, causes)

    def courier(self, now: int, kind: Kind, courier: Courier[Parcel], value: int) -> None:
        """A courier at a terminal."""
        entity = courier.visit
        if self._plan.bank_site[courier.bank] != courier.site:
            entity |= (courier.site + 1) << GUEST_SHIFT
        attributes = pack_attributes(-1, -1, 0, courier.company)
        self._at_bank(now, kind, courier.bank, entity, courier.leg, 0, attributes, 0, value)

    def outcome(self, now: int, kind: Kind, parcel: Parcel, ordinal: int, value: int) -> None:
        """A parcel outside compartments."""
        attributes = pack_attributes(parcel.size, -1, parcel.temperature, parcel.company)
        bank = parcel.first_bank
        self._at_bank(now, kind, bank, parcel.number, ordinal, 0, attributes, 0, value)

    def _entity(self, parcel: Parcel) -> int:
        home = self._plan.bank_site[parcel.bank] == parcel.site
        return parcel.number if home else ((parcel.site + 1) << GUEST_SHIFT) | parcel.number

    def _at_bank(
        self, now: int, kind: int, bank: int, entity: int, ordinal: int, compartment: int,
        attributes: int, free: int, value: int,
    ) -> None:  # fmt: skip
        site = self._plan.bank_site[bank]
        place = pack_place(bank - self._plan.site_first_bank[site], compartment)
        self._emit(site, (now, kind, entity, ordinal, place, attributes, free, value))
