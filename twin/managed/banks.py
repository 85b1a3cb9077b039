"""The body of a bank whose doors are the world's.

Lives here: which orders it obeys, and which doors opened by them. Not here: people at the doors
(`twin.managed.desk`), the wire (`devices.simulator.session`).

On the wire doors are numbered in the order in which they are given out, as the manager numbers
them; in the world each has the number that stands on it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from devices.models.bank import Bank
from devices.models.compartment import NOTHING
from devices.simulator.bodies.fences import Fences
from devices.simulator.bodies.hull import CANNOT, Answer, Draft, Hull
from devices.wire.happenings import DoorMoved, OccupancyChanged
from devices.wire.steering import AnyCommand, Decline, DrawCode, OpenDoor
from devices.wire.telemetry import BankTelemetry
from twin.managed.wire.links import Link

SIGNAL_DBM = -70
"""Of every bank; assumed, and nothing depends on it."""


class Opened(NamedTuple):
    """A door that opened on an order."""

    position: int
    lease: str
    request: str
    command: str
    fence: int


class Declined(NamedTuple):
    """A wish that the manager does not grant."""

    request: str
    reason: str


class WorldBank(Hull):
    """A bank of the world; `answers` waits for the people who stand at it."""

    def __init__(self, model: Bank) -> None:
        super().__init__(SIGNAL_DBM, mains=True, battery_permille=None)
        self.model = model
        self.answers: deque[Opened | Declined] = deque()
        self._fences = Fences()

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        count = len(self.model.compartments)
        fields = {
            "compartments": count, "occupied": count - self.model.free_total, "doors_open": 0,
        }  # fmt: skip
        return Draft(BankTelemetry, {**self.vitals(), **fields})

    def execute(self, command: AnyCommand) -> Answer:
        """Open a door, unless its fence says that it was obeyed or that a later order was."""
        if isinstance(command, Decline):
            self.answers.append(Declined(command.request, command.reason))
            return Answer("done")
        if isinstance(command, DrawCode):
            return Answer("done")
        if not isinstance(command, OpenDoor):
            return CANNOT
        position = command.compartment - 1
        if position >= len(self.model.compartments):
            return Answer("refused", f"no compartment {command.compartment}")
        refused = self._fences.refuses(command.compartment, command.fence)
        if refused is not None:
            return refused
        if self.model.is_jammed(position):
            return Answer("failed", f"compartment {command.compartment}: door is jammed")
        self._fences.obeyed(command.compartment, command.fence)
        self.tell(DoorMoved, compartment=command.compartment, door="open", command=command.id)
        request, fence = command.request or "", command.fence or 0
        self.answers.append(Opened(position, command.lease or "", request, command.id, fence))
        return Answer("done")

    def open_alone(self, position: int) -> None:
        """Without its network it has compared a code itself, and opens."""
        self.tell(DoorMoved, compartment=position + 1, door="open")

    def is_empty(self, position: int) -> bool:
        """Whether nothing lies there, whatever the records say."""
        return self.model.compartments[position].contents == NOTHING

    def shut(self, position: int) -> None:
        """Whoever opened the door has pushed it shut; the sensor has looked inside."""
        seen = "empty" if self.is_empty(position) else "occupied"
        self.tell(OccupancyChanged, compartment=position + 1, occupancy=seen)
        self.tell(DoorMoved, compartment=position + 1, door="closed")


@dataclass(slots=True)
class BankThere:
    """A bank as its people meet it; `site`: rank in the group, `key`: SITE/DEVICE."""

    site: int
    key: str
    link: Link
    body: WorldBank
