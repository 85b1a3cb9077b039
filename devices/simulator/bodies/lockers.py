"""Bodies of a locker bank and of a cold cell.

Lives here: doors, sensors of occupancy, temperatures. Not here: who may open a door.
"""

from __future__ import annotations

from typing import Any

from devices.models.bank import Bank
from devices.models.compartment import NOTHING, Compartment, DoorRefused
from devices.simulator import acts
from devices.simulator.bodies.fences import Fences
from devices.simulator.bodies.hull import CANNOT, Answer, Draft, Hull
from devices.simulator.bodies.terminal import Terminal
from devices.transitions import (
    CLOSED,
    DOOR_STATES,
    FREE_JAM,
    JAM,
    OCCUPANCY_STATES,
    OPEN,
)
from devices.wire.happenings import (
    Collected,
    Deposited,
    DepositRejected,
    DoorMoved,
    Handled,
    Kept,
    OccupancyChanged,
)
from devices.wire.steering import AnyCommand, Decline, OpenDoor
from devices.wire.telemetry import BankTelemetry, ColdCellTelemetry


class LockerBank(Hull):
    """A bank of compartments. A door that a command opens stays open until somebody shuts it."""

    def __init__(self, model: Bank, signal_dbm: int, terminal: Terminal | None = None) -> None:
        """With a terminal, once it was connected, the manager is asked for compartments."""
        super().__init__(signal_dbm, mains=True, battery_permille=None)
        self.model = model
        self._terminal = terminal
        self._by_number = {c.number: c for c in model.compartments}
        self._fences = Fences()
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

    def undergo(self, act: acts.Act) -> None:
        """Parcels in and out."""
        terminal = self._terminal if self.was_connected else None
        match act:
            case acts.PutIn(number, parcel) if terminal is not None:
                size = self._by_number[number].size_class
                self.happenings.append(terminal.wish(number, parcel, size))
            case acts.TakeOut(number) if terminal is not None and terminal.expects(number):
                self._leave(terminal, terminal.leaving(number))
            case acts.PutIn(number, parcel):
                compartment = self._opened(number)
                compartment.put_in(parcel)
                self._seen_and_shut(compartment)
            case acts.TakeOut(number):
                compartment = self._opened(number)
                compartment.take_out()
                self._seen_and_shut(compartment)
            case acts.DoorJammed(number, jammed):
                compartment = self._by_number[number]
                compartment.turn_door(JAM if jammed else FREE_JAM)
                self._door(compartment)
            case _:
                super().undergo(act)

    def execute(self, command: AnyCommand) -> Answer:
        """Open a door, unless the fence says that a later order came before."""
        if isinstance(command, Decline) and self._terminal is not None:
            self._terminal.declined(command.request)
            return Answer("done")
        if not isinstance(command, OpenDoor):
            return CANNOT
        compartment = self._by_number.get(command.compartment)
        if compartment is None:
            return Answer("refused", f"no compartment {command.compartment}")
        refused = self._fences.refuses(command.compartment, command.fence)
        if refused is not None:
            return refused
        try:
            compartment.open()
        except DoorRefused as refusal:
            return Answer("failed", str(refusal))
        self._fences.obeyed(command.compartment, command.fence)
        self._door(compartment, command.id)
        if self._terminal is not None and command.lease is not None:
            self._attend(self._terminal, compartment, command.lease, command.request or "")
        return Answer("done")

    def _attend(
        self, terminal: Terminal, compartment: Compartment, lease: str, request: str
    ) -> None:
        """Whoever asked for the door uses it; where nobody did, it is pushed shut."""
        handled: type[Handled] = Kept
        told: dict[str, Any] = {}
        if request in terminal.wishes and compartment.contents == NOTHING:
            compartment.put_in(terminal.laid(request, lease, compartment.number))
            handled = Deposited
        elif request in terminal.entries:
            terminal.gone(terminal.entries.pop(request))
            compartment.take_out()
            handled = Collected
        elif request in terminal.wishes or compartment.contents == NOTHING:
            reason = "timeout" if compartment.contents == NOTHING else "occupied"
            handled, told = DepositRejected, {"reason": reason}
        self._seen_and_shut(compartment)
        self.tell(handled, lease=lease, compartment=compartment.number, **told)

    def _leave(self, terminal: Terminal, parcel: int) -> None:
        """A recipient comes; where the manager cannot be asked the bank checks the code itself."""
        found = terminal.lease_of(parcel)
        if found is None:
            terminal.forget(parcel)
        elif not self.is_alone:
            self.happenings.append(terminal.entry(parcel))
        else:
            compartment = self._opened(found[1])
            compartment.take_out()
            self._seen_and_shut(compartment)
            lease = terminal.gone(parcel)
            self.tell(Collected, lease=lease, compartment=compartment.number, alone=True)

    def shut(self, number: int) -> None:
        """Somebody pushes a door shut."""
        compartment = self._by_number[number]
        compartment.close()
        self._door(compartment)

    def _opened(self, number: int) -> Compartment:
        compartment = self._by_number[number]
        if compartment.door == CLOSED:
            compartment.open()
            self._door(compartment)
        return compartment

    def _seen_and_shut(self, compartment: Compartment) -> None:
        self.tell(
            OccupancyChanged,
            compartment=compartment.number,
            occupancy=OCCUPANCY_STATES[compartment.occupancy],
        )
        self.shut(compartment.number)

    def _door(self, compartment: Compartment, command: str | None = None) -> None:
        door = DOOR_STATES[compartment.door]
        self.tell(DoorMoved, compartment=compartment.number, door=door, command=command)


class ColdCell(Hull):
    """A refrigerated compartment; its temperatures come from the world."""

    def __init__(self, setpoint_mc: int, signal_dbm: int) -> None:
        super().__init__(signal_dbm, mains=True, battery_permille=None)
        self._air_mc = self._product_mc = setpoint_mc
        self.settings = {"setpoint_mc": setpoint_mc}

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        fields = {
            "air_mc": self._air_mc,
            "product_mc": self._product_mc,
            "setpoint_mc": self.settings["setpoint_mc"],
            "door": "closed",
            "compressor": self._air_mc > self.settings["setpoint_mc"],
        }
        return Draft(ColdCellTelemetry, {**self.vitals(), **fields})

    def undergo(self, act: acts.Act) -> None:
        """It gets warmer or colder."""
        match act:
            case acts.Chilled(air_mc, product_mc):
                self._air_mc, self._product_mc = air_mc, product_mc
            case acts.SetTo(setpoint_mc):
                self._air_mc = self._product_mc = self.settings["setpoint_mc"] = setpoint_mc
            case _:
                super().undergo(act)
