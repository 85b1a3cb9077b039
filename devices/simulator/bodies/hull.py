"""What all bodies have in common, and what a session needs of one.

Lives here: drafts of messages, the protocol, power and settings. Not here: any one kind of device.
"""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple, Protocol

from devices.simulator import acts
from devices.wire.envelope import Message
from devices.wire.happenings import FaultChanged, MainsChanged
from devices.wire.steering import AnyCommand, Loans
from devices.wire.telemetry import GatewayTelemetry


class Draft(NamedTuple):
    """A message without its envelope."""

    kind: type[Message]
    fields: dict[str, Any]


class Answer(NamedTuple):
    """How a command ended."""

    outcome: str
    detail: str = ""


CANNOT = Answer("refused", "this device cannot do that")


class Body(Protocol):
    """What a session needs of a device."""

    happenings: deque[Draft]
    """What happened and was not told yet."""

    was_connected: bool
    """Whether it ever spoke to a manager: before, nobody asks anything at it."""

    clock_off_ms: int
    """How wrong its clock has gone."""

    is_alone: bool
    """Whether it has no connection, after it had one."""

    stands_still: bool
    """Whether it does nothing at all: no power, a broken computer."""

    manager_ms: int
    """The manager's clock, as far as it is known: counted on from the last receipt."""

    room: int
    """Messages that its outbox still takes without losing any."""

    def measure(self) -> Draft:
        """Telemetry of this moment."""

    def undergo(self, act: acts.Act) -> None:
        """The world does something to it; an act that is not for this kind changes nothing."""

    def execute(self, command: AnyCommand) -> Answer:
        """Do what is commanded."""

    def unsafe(self, battery_permille: int) -> str:
        """Why it may not start again with another firmware now, in one word; "" where it may."""

    def take_up(self, values: dict[str, Any]) -> None:
        """The desired state; names it does not know are left alone."""

    def report(self) -> dict[str, Any]:
        """The reported state."""

    def borrow(self, loans: Loans) -> None:
        """What is lent to it; nothing to most."""

    def cut_off(self) -> None:
        """The connection is gone: whoever waits for an answer has none."""

    def back(self) -> None:
        """There is a connection again, and all that was said before is on its way."""

    def abilities(self, has_outbox: bool) -> dict[str, bool]:
        """What its birth says that it can do; `has_outbox`: nothing it says is lost."""


class Hull:
    """What all devices have in common: power, radio, settings, and what happened to them."""

    def __init__(self, signal_dbm: int, mains: bool | None, battery_permille: int | None) -> None:
        self.signal_dbm = signal_dbm
        self.mains = mains
        self.battery_permille = battery_permille
        self.happenings: deque[Draft] = deque()
        self.settings: dict[str, Any] = {}
        self.was_connected = False
        self.is_alone = False
        self.clock_off_ms = 0
        self.stands_still = False
        self.manager_ms = 0
        self.room = 0

    def vitals(self) -> dict[str, Any]:
        """What goes into every telemetry."""
        return {
            "signal_dbm": self.signal_dbm,
            "mains": self.mains,
            "battery_permille": self.battery_permille,
        }

    def tell(self, kind: type[Message], **fields: Any) -> None:
        """Something happened."""
        self.happenings.append(Draft(kind, fields))

    def undergo(self, act: acts.Act) -> None:
        """Power and faults; the rest is for the kinds."""
        match act:
            case acts.PowerSwitched(mains) if mains != self.mains:
                self.mains = mains
                self.tell(MainsChanged, mains=mains)
            case acts.ClockSet(off_ms):
                self.clock_off_ms = off_ms
            case acts.Broke(fault, active):
                self.tell(FaultChanged, fault=fault, active=active)
            case _:
                pass

    def execute(self, command: AnyCommand) -> Answer:
        """Only its kind knows more."""
        return CANNOT

    def unsafe(self, battery_permille: int) -> str:
        """On its battery with less than so much in it."""
        level = self.battery_permille
        return (
            "battery" if not self.mains and level is not None and level < battery_permille else ""
        )

    def take_up(self, values: dict[str, Any]) -> None:
        """Settings that it knows."""
        self.settings.update(
            {name: value for name, value in values.items() if name in self.settings}
        )

    def report(self) -> dict[str, Any]:
        """Its settings."""
        return dict(self.settings)

    def abilities(self, has_outbox: bool) -> dict[str, bool]:
        """Nothing that is not said of every device."""
        return {}

    def borrow(self, loans: Loans) -> None:
        """Nothing that it knows of."""

    def cut_off(self) -> None:
        """Nobody waits at it."""

    def back(self) -> None:
        """Nobody waited at it."""


class GatewayBox(Hull):
    """A gateway; `devices` speak through it."""

    def __init__(self, devices: int, signal_dbm: int) -> None:
        super().__init__(signal_dbm, mains=True, battery_permille=None)
        self._devices = devices

    def measure(self) -> Draft:
        """Telemetry of this moment."""
        return Draft(GatewayTelemetry, {**self.vitals(), "devices": self._devices})
