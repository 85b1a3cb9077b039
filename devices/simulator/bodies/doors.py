"""The doors of a locker bank and the sensors behind them.

Lives here: how they move, and what is told of it. Not here: who has them moved
(`devices.simulator.bodies.lockers`).
"""

from __future__ import annotations

from devices.models.bank import Bank
from devices.models.compartment import NOTHING, Compartment
from devices.simulator.bodies.hull import Draft, Hull
from devices.transitions import (
    CLOSED,
    DOOR_STATES,
    FREE_JAM,
    JAM,
    JAMMED,
    OCCUPANCY_STATES,
    OPEN,
)
from devices.wire.happenings import DoorMoved, OccupancyChanged
from devices.wire.telemetry import BankTelemetry

DOORS_TOLD_ROOM, SENSORS_TOLD_ROOM = 500, 250
"""Alone, a bank tells of doors, and of sensors, while its outbox has so much room: who laid what
where, and who took it, must find some for days."""


class Doors(Hull):
    """Of a bank. A door that is opened stays open until somebody shuts it."""

    def __init__(self, model: Bank, signal_dbm: int) -> None:
        super().__init__(signal_dbm, mains=True, battery_permille=None)
        self.model = model
        self._by_number = {c.number: c for c in model.compartments}
        self._said_jammed: set[int] = set()
        self.settings = {"door_alarm_s": 120, "brightness_permille": 800}

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        compartments = self.model.compartments
        return Draft(
            BankTelemetry,
            {
                **self.vitals(),
                "compartments": len(compartments),
                "occupied": sum(c.contents != NOTHING for c in compartments),
                "doors_open": sum(c.door == OPEN for c in compartments),
            },
        )

    def jam(self, number: int, jammed: bool) -> None:
        """A door jams, or is free again; that is told in any case, by a bank that stands still once
        it does no more.
        """
        compartment = self._by_number[number]
        compartment.turn_door(JAM if jammed else FREE_JAM)
        if not self.stands_still:
            self._say_jammed(compartment)

    def back(self) -> None:
        """There is a connection again: it looks at the doors it has not spoken of."""
        for number, compartment in self._by_number.items():
            if (compartment.door == JAMMED) != (number in self._said_jammed):
                self._say_jammed(compartment)

    def _say_jammed(self, compartment: Compartment) -> None:
        number, is_jammed = compartment.number, compartment.door == JAMMED
        (self._said_jammed.add if is_jammed else self._said_jammed.discard)(number)
        self.tell(DoorMoved, compartment=number, door=DOOR_STATES[compartment.door], command=None)

    def shut(self, number: int) -> None:
        """Somebody pushes a door shut."""
        compartment = self._by_number[number]
        compartment.close()
        self._door(compartment)

    def left(self, number: int, is_open: bool) -> None:
        """Somebody leaves a door open that is shut, or pushes it shut; else it stays as it is."""
        compartment = self._by_number[number]
        if compartment.door == (CLOSED if is_open else OPEN):
            (compartment.open if is_open else compartment.close)()
            self._door(compartment)

    def is_open(self, number: int) -> bool:
        """Whether a door stands open."""
        return self._by_number[number].door == OPEN

    def _opened(self, number: int) -> Compartment:
        compartment = self._by_number[number]
        if compartment.door == CLOSED:
            compartment.open()
            self._door(compartment)
        return compartment

    def _seen_and_shut(self, compartment: Compartment) -> None:
        if not self.is_alone or self.room >= SENSORS_TOLD_ROOM:
            self.tell(
                OccupancyChanged,
                compartment=compartment.number,
                occupancy=OCCUPANCY_STATES[compartment.occupancy],
            )
        self.shut(compartment.number)

    def _door(self, compartment: Compartment, command: str | None = None) -> None:
        if self.is_alone and self.room < DOORS_TOLD_ROOM:
            return
        door = DOOR_STATES[compartment.door]
        self.tell(DoorMoved, compartment=compartment.number, door=door, command=command)
