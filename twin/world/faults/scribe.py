"""What leaves the faults: records and events to come.

Lives here: how a record about a component, a door or a bank is filled in. Not here: when anything
happens.
"""

from __future__ import annotations

from bisect import bisect_right

from devices.models.bank import Bank
from scenarios.parts.faults import COLD_UNIT, DOOR, TERMINAL
from twin.eventlog.events import Kind
from twin.eventlog.log import Emit, Schedule
from twin.eventlog.order import pack_key
from twin.eventlog.record import NO_PLACE, pack_attributes, pack_free, pack_place
from twin.world.faults.plan import KIND_SHIFT, Ground


class FaultScribe:
    """Writes for one group of sites; everything is of the site where it stands.

    Records about a terminal, a cooling unit, a door or a bank bear its place; mains, network and
    sensors have none.
    """

    def __init__(self, ground: Ground, banks: list[Bank], schedule: Schedule, emit: Emit) -> None:
        self._ground = ground
        self._banks = banks
        self._schedule = schedule
        self._emit = emit

    def at(self, time_ms: int, kind: int, site: int, entity: int, ordinal: int) -> None:
        """Schedule an event; beyond the horizon nothing happens."""
        if time_ms < self._ground.horizon_ms:
            self._schedule(time_ms, pack_key(kind, site, entity, ordinal))

    def at_door(self, time_ms: int, bank: int, position: int) -> None:
        """Schedule the repair of a door."""
        entity = (DOOR << KIND_SHIFT) | self._number(bank, position)
        self.at(time_ms, Kind.REPAIR, self._ground.bank_site[bank], entity, 0)

    def door_of(self, site: int, number: int) -> tuple[int, int]:
        """Bank and position in it of a door by its number at the site."""
        begins, first = self._ground.first_position, self._ground.site_first_bank[site]
        stop = self._ground.site_first_bank[site + 1]
        at = begins[first] + number
        bank = bisect_right(begins, at, first, stop) - 1
        return bank, at - begins[bank]

    def component(
        self, now: int, kind: int, site: int, entity: int, ordinal: int, value: int
    ) -> None:
        """Mains, network, a terminal or a sensor."""
        what, number = entity >> KIND_SHIFT, entity & ((1 << KIND_SHIFT) - 1)
        place = pack_place(number if what in {TERMINAL, COLD_UNIT} else NO_PLACE, 0)
        self._emit(site, (now, kind, entity, ordinal, place, 0, 0, value))

    def bank(self, now: int, kind: int, bank: int, value: int) -> None:
        """A bank as a whole."""
        site = self._ground.bank_site[bank]
        place = pack_place(bank - self._ground.site_first_bank[site], 0)
        self._emit(site, (now, kind, 0, 0, place, 0, 0, value))

    def door(self, now: int, kind: int, bank: int, position: int, value: int) -> None:
        """A door, jammed or free."""
        entity = (DOOR << KIND_SHIFT) | self._number(bank, position)
        self._at_compartment(now, kind, bank, position, entity, value)

    def compartment(self, now: int, kind: int, bank: int, position: int) -> None:
        """A compartment that is free no more, or again."""
        self._at_compartment(now, kind, bank, position, self._number(bank, position), 0)

    def _number(self, bank: int, position: int) -> int:
        """Position at the site."""
        ground = self._ground
        first = ground.site_first_bank[ground.bank_site[bank]]
        return ground.first_position[bank] - ground.first_position[first] + position

    def _at_compartment(
        self, now: int, kind: int, bank: int, position: int, entity: int, value: int
    ) -> None:
        model = self._banks[bank]
        compartment = model.compartments[position]
        number = compartment.size_class
        temperature, size_class = divmod(number, self._ground.sizes)
        site = self._ground.bank_site[bank]
        place = pack_place(bank - self._ground.site_first_bank[site], compartment.number)
        attributes = pack_attributes(-1, size_class, temperature, -1)
        free = pack_free(model.free[number], model.free_total)
        self._emit(site, (now, kind, entity, 0, place, attributes, free, value))
