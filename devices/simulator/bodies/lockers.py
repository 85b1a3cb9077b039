"""Bodies of a locker bank and of a cold cell.

Lives here: doors, sensors of occupancy, temperatures. Not here: who may open a door.
"""

from __future__ import annotations

from devices.models.bank import Bank
from devices.models.compartment import NOTHING, Compartment, DoorRefused
from devices.simulator import acts
from devices.simulator.bodies.hull import CANNOT, Answer, Draft, Hull
from devices.transitions import (
    CLOSED,
    DOOR_STATES,
    FREE_JAM,
    JAM,
    OCCUPANCY_STATES,
    OPEN,
)
from devices.wire.happenings import DoorMoved, OccupancyChanged
from devices.wire.steering import AnyCommand, OpenDoor
from devices.wire.telemetry import BankTelemetry, ColdCellTelemetry


class LockerBank(Hull):
    """A bank of compartments. A door that a command opens stays open until somebody shuts it."""

    def __init__(self, model: Bank, signal_dbm: int) -> None:
        super().__init__(signal_dbm, mains=True, battery_permille=None)
        self.model = model
        self._by_number = {c.number: c for c in model.compartments}
        self._fences: dict[int, int] = {}
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
        match act:
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
        if not isinstance(command, OpenDoor):
            return CANNOT
        compartment = self._by_number.get(command.compartment)
        if compartment is None:
            return Answer("refused", f"no compartment {command.compartment}")
        if command.fence is not None:
            last = self._fences.get(command.compartment, 0)
            if command.fence < last:
                return Answer("refused", f"fence {command.fence} is below {last}")
            if command.fence == last:
                return Answer("done", "before")
        try:
            compartment.open()
        except DoorRefused as refusal:
            return Answer("failed", str(refusal))
        if command.fence is not None:
            self._fences[command.compartment] = command.fence
        self._door(compartment, command.id)
        return Answer("done")

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
