"""The body of a bank whose doors are the world's.

Lives here: which orders it obeys, which doors opened by them or without any, what it says of its
doors. Not here: people at the doors (`twin.managed.parcels.desk`), the wire
(`devices.simulator.session`).

On the wire doors are numbered in the order in which they are given out, as the manager numbers
them; in the world each has the number that stands on it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, NamedTuple

from devices.models.bank import Bank
from devices.models.compartment import NOTHING
from devices.simulator.bodies.alone import Alone
from devices.simulator.bodies.doors import DOORS_TOLD_ROOM, SENSORS_TOLD_ROOM
from devices.simulator.bodies.fences import Fences
from devices.simulator.bodies.hull import CANNOT, Answer, Draft, Hull
from devices.wire.happenings import DoorMoved, LoansTaken, OccupancyChanged
from devices.wire.steering import AnyCommand, Decline, DrawCode, Loan, Loans, OpenDoor
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
    """A bank of the world; `answers` waits for the people who stand at it.

    With `alone` compartments may be lent to it, and it takes parcels in them while it cannot ask.
    """

    def __init__(self, model: Bank, alone: Alone | None = None) -> None:
        super().__init__(SIGNAL_DBM, mains=True, battery_permille=None)
        self.model = model
        self.alone = alone
        self.answers: deque[Opened | Declined] = deque()
        self._fences = Fences()
        self._said_jammed: set[int] = set()

    def abilities(self, has_outbox: bool) -> dict[str, bool]:
        """It takes what is lent to it where nothing that it says is lost."""
        return {"loans": has_outbox and self.borrows}

    @property
    def borrows(self) -> bool:
        """Whether it can do anything with what is lent to it."""
        return self.alone is not None

    def borrow(self, loans: Loans) -> None:
        """What is lent to the bank now; it says what it holds."""
        if self.alone is not None:
            used = self.alone.take_up(loans, self._fences)
            if used is not None:
                self.tell(LoansTaken, version=loans.version, used=used)

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        count = len(self.model.compartments)
        fields = {
            "compartments": count, "occupied": count - self.model.free_total, "doors_open": 0,
        }  # fmt: skip
        return Draft(BankTelemetry, {**self.vitals(), **fields})

    def execute(self, command: AnyCommand) -> Answer:
        """Open a door, unless it comes too late: by its fence, or for what was done alone."""
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
        if self.alone is not None and (
            why := self.alone.refuses(command.compartment, command.lease, command.request)
        ):
            return Answer("refused", why)
        refused = self._fences.refuses(command.compartment, command.fence)
        if refused is not None:
            return refused
        if self.model.is_jammed(position):
            return Answer("failed", f"compartment {command.compartment}: door is jammed")
        self._fences.obeyed(command.compartment, command.fence)
        self._door(position, command=command.id)
        request, fence = command.request or "", command.fence or 0
        self.answers.append(Opened(position, command.lease or "", request, command.id, fence))
        return Answer("done")

    # ---------------------------------------------------------------- without asking

    def open_alone(self, position: int, request: str) -> None:
        """Without its network it has compared a code itself, and opens."""
        if self.alone is not None:
            self.alone.serve(request)
        self._door(position)

    def lent(self, size: int, lying: int) -> int:
        """Position of an empty compartment that is lent to it and fits, −1 where there is none, or
        its outbox has no room for what would follow from one parcel more than `lying`.
        """
        if self.alone is None or self.room <= lying + 1:
            return -1
        model = self.model
        lent = [
            number - 1
            for number in self.alone.lent(self.manager_ms)
            if self.is_empty(number - 1) and not model.is_jammed(number - 1)
        ]
        return self.alone.chosen(model.class_first, model.openings, lent, size)

    def use(self, position: int, request: str) -> Loan:
        """A wish uses up the loan of a position; its door opens."""
        assert self.alone is not None
        loan = self.alone.use(position + 1, request)
        self._fences.obeyed(position + 1, loan.fence)
        self._door(position)
        return loan

    # ---------------------------------------------------------------- doors and sensors

    def is_empty(self, position: int) -> bool:
        """Whether nothing lies there, whatever the records say."""
        return self.model.compartments[position].contents == NOTHING

    def shut(self, position: int) -> None:
        """Whoever opened the door has pushed it shut; the sensor has looked inside."""
        is_empty = self.is_empty(position)
        if is_empty:
            self.emptied(position)
        if not self.is_alone or self.room >= SENSORS_TOLD_ROOM:
            seen = "empty" if is_empty else "occupied"
            self.tell(OccupancyChanged, compartment=position + 1, occupancy=seen)
        self._door(position, "closed")

    def emptied(self, position: int) -> None:
        """Nothing lies there any more."""
        if self.alone is not None:
            self.alone.emptied(position + 1)

    def door_changed(self, position: int) -> None:
        """A door jams, or moves again; a bank that stands still sees nothing of it."""
        if not self.stands_still:
            self._say_jammed(position)

    def back(self) -> None:
        """There is a connection again: it looks at the doors it has not spoken of."""
        for position in range(len(self.model.compartments)):
            if self.model.is_jammed(position) != (position in self._said_jammed):
                self._say_jammed(position)

    def _say_jammed(self, position: int) -> None:
        is_jammed = self.model.is_jammed(position)
        (self._said_jammed.add if is_jammed else self._said_jammed.discard)(position)
        door = "jammed" if is_jammed else "closed"
        self.tell(DoorMoved, compartment=position + 1, door=door)

    def _door(self, position: int, door: str = "open", **of: Any) -> None:
        if not self.is_alone or self.room >= DOORS_TOLD_ROOM:
            self.tell(DoorMoved, compartment=position + 1, door=door, **of)


@dataclass(slots=True)
class BankThere:
    """A bank as its people meet it; `site`: rank in the group, `key`: SITE/DEVICE."""

    site: int
    key: str
    link: Link
    body: WorldBank
