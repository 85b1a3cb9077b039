"""Body of a locker bank.

Lives here: what people do at it, orders that are obeyed. Not here: doors and sensors
(`devices.simulator.bodies.doors`), what holds while it cannot ask
(`devices.simulator.bodies.alone`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devices.models.bank import Bank
from devices.models.compartment import NOTHING, Compartment, DoorRefused
from devices.simulator import acts
from devices.simulator.bodies.alone import Alone
from devices.simulator.bodies.display import Display
from devices.simulator.bodies.doors import Doors
from devices.simulator.bodies.fences import Fences
from devices.simulator.bodies.hull import CANNOT, Answer
from devices.simulator.bodies.terminal import Terminal
from devices.transitions import CLOSED, OPEN
from devices.wire.happenings import (
    Collected,
    Deposited,
    DepositedAlone,
    DepositRejected,
    Handled,
    Kept,
    LoansTaken,
)
from devices.wire.steering import AnyCommand, Decline, DrawCode, Loans, OpenDoor, PointTo

WAITS_MS = 30_000
"""A courier or recipient whose wish was not answered for so long has gone."""


class LockerBank(Doors):
    """A bank of compartments, and who stands before it."""

    def __init__(
        self,
        model: Bank,
        signal_dbm: int,
        terminal: Terminal | None = None,
        alone: Alone | None = None,
    ) -> None:
        """With a terminal, once it was connected, the manager is asked for compartments; with
        `alone` the bank goes on while it cannot be.
        """
        super().__init__(model, signal_dbm)
        self.alone = alone
        self._terminal = terminal
        self._fences = Fences()
        self.display = Display()

    @property
    def borrows(self) -> bool:
        """Whether it can do anything with what is lent to it."""
        return self._terminal is not None and self.alone is not None

    def abilities(self, has_outbox: bool) -> dict[str, bool]:
        """It takes what is lent to it where nothing is lost; a terminal is a display."""
        return {"loans": has_outbox and self.borrows, "shows": self._terminal is not None}

    def report(self) -> dict[str, Any]:
        """Settings, and what is shown."""
        return {**super().report(), **self.display.report()}

    def undergo(self, act: acts.Act) -> None:
        """Parcels in and out."""
        terminal = self._terminal if self.was_connected else None
        match act:
            case acts.PutIn(number, parcel) if terminal is not None:
                self._arrive(terminal, number, parcel)
            case acts.TakeOut(number) if terminal is not None and terminal.expects(number):
                self._leave(terminal, terminal.leaving(number))
            case acts.TypeCode(code):
                if terminal is not None and not self.stands_still:
                    self._type(terminal, code)
            case acts.PutIn(number, parcel):
                compartment = self._opened(number)
                compartment.put_in(parcel)
                self._seen_and_shut(compartment)
            case acts.TakeOut(number):
                compartment = self._opened(number)
                compartment.take_out()
                self._seen_and_shut(compartment)
            case acts.DoorJammed(number, jammed):
                self.jam(number, jammed)
            case acts.DoorLeft(number, is_open):
                self.left(number, is_open)
            case _:
                super().undergo(act)

    # ---------------------------------------------------------------- orders

    def execute(self, command: AnyCommand) -> Answer:
        """Open a door, unless the fence says that a later order came before."""
        match command:
            case Decline(request=request) if self._terminal is not None:
                self._terminal.declined(request)
                return Answer("done")
            case DrawCode(lease=lease, draw=draw) if self._terminal is not None:
                self._terminal.drawn(lease, draw)
                return Answer("done")
            case OpenDoor():
                return self._obey(command)
            case PointTo() if self._terminal is not None:
                return self.display.obey(command)
            case _:
                return CANNOT

    def _obey(self, order: OpenDoor) -> Answer:
        number = order.compartment
        compartment = self._by_number.get(number)
        if compartment is None:
            return Answer("refused", f"no compartment {number}")
        if self.alone and (why := self.alone.refuses(number, order.lease, order.request)):
            return Answer("refused", why)
        refused = self._fences.refuses(number, order.fence)
        if refused is not None:
            return refused
        try:
            compartment.open()
        except DoorRefused as refusal:
            return Answer("failed", str(refusal))
        self._fences.obeyed(number, order.fence)
        self._door(compartment, order.id)
        if self._terminal is not None and order.lease is not None:
            self._attend(self._terminal, compartment, order.lease, order.request or "")
        return Answer("done")

    def unsafe(self, battery_permille: int) -> str:
        """A door is not shut."""
        is_open = any(c.door == OPEN for c in self.model.compartments)
        return "door_open" if is_open else super().unsafe(battery_permille)

    def _attend(
        self, terminal: Terminal, compartment: Compartment, lease: str, request: str
    ) -> None:
        """Whoever asked for the door uses it; where nobody did, it is pushed shut."""
        handled: type[Handled] = Kept
        told: dict[str, Any] = {}
        if request in terminal.wishes and compartment.contents == NOTHING:
            compartment.put_in(terminal.laid(request, lease, compartment.number))
            handled = Deposited
        elif request in terminal.entries and terminal.lies(lease):
            terminal.answered(request)
            self._take_out(terminal, compartment, lease)
            handled = Collected
        elif request in terminal.wishes or compartment.contents == NOTHING:
            reason = "timeout" if compartment.contents == NOTHING else "occupied"
            handled, told = DepositRejected, {"reason": reason}
        self._seen_and_shut(compartment)
        self.tell(handled, lease=lease, compartment=compartment.number, **told)

    def _take_out(self, terminal: Terminal, compartment: Compartment, lease: str) -> None:
        terminal.gone(lease)
        compartment.take_out()
        if self.alone is not None:
            self.alone.emptied(compartment.number)

    # ---------------------------------------------------------------- people

    def _arrive(self, terminal: Terminal, number: int, parcel: int) -> None:
        """A courier comes; without power, or a key to go on by, he goes again."""
        size = self._by_number[number].size_class
        wish = terminal.wish(number, parcel, size, self.manager_ms)
        request = wish.fields["request"]
        if self.stands_still or (self.is_alone and self.alone is None):
            terminal.declined(request)
        elif not self.is_alone or self.alone is None:
            self.happenings.append(wish)
        else:
            self._lay_alone(terminal, self.alone, request)

    def _lay_alone(self, terminal: Terminal, alone: Alone, request: str) -> None:
        """Into a compartment that is lent to the bank, where one fits."""
        asked, asked_ms = terminal.asked[request]
        compartment = None
        if self.manager_ms - asked_ms <= WAITS_MS and self.room > terminal.lying + 1:
            compartment = self._lent(alone, asked["size"])
        if compartment is None:
            alone.turned_away += 1
            terminal.declined(request)
            return
        number = compartment.number
        loan = alone.use(number, request)
        self._fences[number] = loan.fence
        compartment.open()
        self._door(compartment)
        compartment.put_in(terminal.laid(request, loan.lease, number, is_told=False))
        self._seen_and_shut(compartment)
        self.tell(DepositedAlone, lease=loan.lease, fence=loan.fence, compartment=number, **asked)

    def _lent(self, alone: Alone, size: int) -> Compartment | None:
        """An empty one with a door that moves."""
        model = self.model
        lent = [
            position
            for position in map(model.position_of, alone.lent(self.manager_ms))
            if model.compartments[position].contents == NOTHING
            and model.compartments[position].door == CLOSED
        ]
        openings = [compartment.openings for compartment in model.compartments]
        position = alone.chosen(model.class_first, openings, lent, size)
        return None if position < 0 else model.compartments[position]

    def _leave(self, terminal: Terminal, parcel: int) -> None:
        """A recipient comes; where the manager cannot be asked the bank checks the code itself."""
        if terminal.lease_of(parcel) is None:
            terminal.forget(parcel)
        elif self.stands_still or (self.is_alone and not terminal.is_told(parcel)):
            terminal.in_vain.append(parcel)
        elif not self.is_alone:
            self.happenings.append(terminal.entry(parcel, self.manager_ms))
        elif not self._open_alone(terminal, terminal.code(parcel)):
            terminal.in_vain.append(parcel)

    def _type(self, terminal: Terminal, code: str) -> None:
        if self.is_alone:
            self._open_alone(terminal, code)
        else:
            self.happenings.append(terminal.typed(code, self.manager_ms))

    def _open_alone(self, terminal: Terminal, code: str) -> bool:
        """Whether the bank's own key says that a code opens a door."""
        if self.alone is not None and not self.alone.takes_codes(self.manager_ms):
            return False
        found = terminal.checked(code)
        if found is None:
            if self.alone is not None:
                self.alone.wrong(self.manager_ms)
            return False
        _, lease, number = found
        compartment = self._by_number[number]
        try:
            compartment.open()
        except DoorRefused:
            return False
        self._door(compartment)
        self._take_out(terminal, compartment, lease)
        self._seen_and_shut(compartment)
        self.tell(Collected, lease=lease, compartment=number, alone=True)
        return True

    # ---------------------------------------------------------------- network

    def taken_over(self, leases: Mapping[int, str]) -> None:
        """The manager has taken over what lies there: lease by compartment. From now on it is
        asked; until there is a connection, the bank is one that is cut off.
        """
        if self._terminal is None:
            return
        self.was_connected = True
        for number, lease in leases.items():
            self._terminal.lay(number, self._by_number[number].contents, lease)

    def borrow(self, loans: Loans) -> None:
        """What is lent to the bank now; it says what it holds."""
        if not self.borrows or self.alone is None:
            return
        used = self.alone.take_up(loans, self._fences)
        if used is not None:
            self.tell(LoansTaken, version=loans.version, used=used)

    def cut_off(self) -> None:
        """Who stands at the terminal and has no answer is served alone."""
        if self._terminal is None or self.alone is None:
            return
        terminal = self._terminal
        for request in list(terminal.wishes):
            self._lay_alone(terminal, self.alone, request)
        for request, (code, typed_ms) in list(terminal.codes.items()):
            parcel = terminal.answered(request)
            self.alone.serve(request)
            if terminal.lease_of(parcel) is not None:
                self._leave(terminal, parcel)
            elif self.manager_ms - typed_ms <= WAITS_MS:
                self._open_alone(terminal, code)

    def back(self) -> None:
        """Recipients who came in vain come again: their codes go out now."""
        super().back()
        if self._terminal is None:
            return
        self._terminal.told()
        waited, self._terminal.in_vain = self._terminal.in_vain, []
        for parcel in waited:
            self._leave(self._terminal, parcel)
