"""A simulated bank with a terminal beside a manager's core: whole cycles, message by message."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.codes import bank_key
from devices.models.bank import Bank
from devices.models.compartment import NOTHING
from devices.simulator import acts
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.bodies.terminal import Terminal
from devices.simulator.identity import Identity
from devices.simulator.session import Session
from devices.wire.presence import Firmware
from devices.wire.topics import topic_of
from fleet.core.inputs import Arrived, LiesThere, TakeOver
from fleet.core.outgoing import command_payload
from fleet.ports.bus import Message
from fleet.service.entries import ENTERED
from tests.small_fleet import SITE
from tests.unit.fleet.core.parcels.lockers import BANK, KEY, Lockers


class Both:
    """A bank of two small and one large compartment, and the manager that knows it.

    Messages arrive at once, but what a bank without its network says waits in its outbox.
    """

    def __init__(self, prepare: Callable[[Session], None] = lambda session: None) -> None:
        self.fleet = Lockers(size_rule="own")
        terminal = Terminal(bank_key(KEY, BANK), "x")
        self.body = LockerBank(Bank([1, 2, 3], [0, 2, 3]), -60, terminal)
        identity = Identity(SITE, "bank1", "bank", "m", Firmware(version="1"), 60)
        self.session = Session(identity, self.body, "b2")
        prepare(self.session)
        self.session.connect(self.fleet.now_ms)
        self.session.connected(self.fleet.now_ms)
        self.settle()

    def settle(self) -> None:
        """Everything under way arrives."""
        busy = True
        while busy and not self.session.off:
            busy = False
            while (said := self.session.next_event(self.fleet.now_ms)) is not None:
                message = Message(said.topic, said.payload, False)
                state = self.fleet.partition.state
                arrived = Arrived(said.topic, said.payload)
                if said.topic.endswith(ENTERED):
                    arrived = self.fleet.entries.compared(state, message)
                self.fleet.ask(arrived)
            for effect in self.fleet.partition.release():
                busy = True
                publish = effect.publish
                self.session.receive(publish.topic, publish.payload, self.fleet.now_ms)

    def act(self, act: acts.Act) -> None:
        """The twin does something."""
        self.session.undergo(act, self.fleet.now_ms)
        self.settle()

    @property
    def stages(self) -> list[str]:
        """Of all leases, in their order."""
        leases = self.fleet.partition.state.parcels.leases.values()
        return [lease.ended or lease.stage for lease in leases]

    @property
    def contents(self) -> list[int]:
        """What truly lies where."""
        return [c.contents for c in self.body.model.compartments]


def test_a_parcel_lies_where_the_manager_says_and_goes_with_its_code() -> None:
    """The twin says compartment 2; the manager chooses 1; the recipient of that parcel gets it."""
    both = Both()
    both.act(acts.PutIn(2, 7))
    both.act(acts.PutIn(1, 8))
    assert (both.contents, both.stages) == ([7, 8, NOTHING], ["lying", "lying"])
    both.act(acts.TakeOut(2))
    assert (both.contents, both.stages) == ([NOTHING, 8, NOTHING], ["collected", "lying"])
    assert both.fleet.bank.free == [1, 1]
    assert both.fleet.bank.unmatched == 0


def test_what_lay_there_before_anybody_was_asked_is_found_and_passed_over() -> None:
    """The manager sends a courier to it, hears of it, sends him on; it is free when that goes."""
    both = Both(lambda session: session.underwent(acts.PutIn(1, 5)))
    both.act(acts.PutIn(2, 7))
    assert both.contents == [5, 7, NOTHING]
    assert both.stages == ["occupied", "lying"]
    assert (both.fleet.bank.free, both.fleet.bank.blocked) == ([0, 1], {0: "occupied"})
    both.act(acts.TakeOut(1))
    assert (both.contents, both.fleet.bank.free) == ([NOTHING, 7, NOTHING], [1, 1])


def _taken_over(both: Both) -> None:
    """The manager takes over parcel 5, which the twin has laid into compartment 1."""
    both.session.underwent(acts.PutIn(1, 5))
    lies = LiesThere(1, "twin", "p5", 0, "r5", both.fleet.now_ms - 1)
    both.fleet.ask(TakeOver("t1", "ops", BANK, [lies]))
    both.body.taken_over({1: both.fleet.bank.holders[0]})


def test_what_was_taken_over_is_passed_by_and_collected_with_its_code() -> None:
    """Nobody is sent to its compartment; its recipient types the code, and it is free."""
    both = Both()
    both.body.was_connected = False
    _taken_over(both)
    both.settle()
    both.act(acts.PutIn(2, 7))
    assert (both.contents, both.stages) == ([5, 7, NOTHING], ["lying", "lying"])
    assert both.fleet.bank.blocked == {}
    both.act(acts.TakeOut(1))
    assert (both.contents, both.stages) == ([NOTHING, 7, NOTHING], ["collected", "lying"])
    assert (both.fleet.bank.free, both.fleet.bank.unmatched) == ([1, 1], 0)


def test_until_the_first_connection_recipients_are_let_out_alone() -> None:
    """The bank is as one that is cut off: it tells of them when it comes; couriers go again."""
    both = Both()
    both.session.disconnected(both.fleet.now_ms)
    both.body.was_connected = False
    _taken_over(both)
    both.session.undergo(acts.PutIn(2, 7), both.fleet.now_ms)
    both.session.undergo(acts.TakeOut(1), both.fleet.now_ms)
    assert (both.contents, both.stages) == ([NOTHING] * 3, ["lying"])
    both.session.connect(both.fleet.now_ms)
    both.session.connected(both.fleet.now_ms)
    both.settle()
    assert (both.stages, both.fleet.bank.free) == (["collected"], [2, 1])
    both.act(acts.TakeOut(2))
    assert both.fleet.bank.unmatched == 0


def test_a_full_bank_declines_and_the_parcel_never_lies_there() -> None:
    """Nor is anything taken out later."""
    both = Both()
    for parcel in (5, 6, 7):
        both.act(acts.PutIn(parcel % 2 + 1, parcel))
    assert sorted(both.contents) == [NOTHING, 5, 6]
    both.act(acts.TakeOut(2))
    assert both.stages == ["lying", "lying"]


@pytest.mark.parametrize("hours", [1, 30])
def test_a_bank_without_its_network_lets_recipients_out_by_its_own_key(hours: int) -> None:
    """It tells so when it is back; what a courier wanted meanwhile is answered then."""
    both = Both()
    both.act(acts.PutIn(1, 7))
    both.act(acts.OffLine(acts.NETWORK, True))
    both.session.disconnected(both.fleet.now_ms)
    both.act(acts.TakeOut(1))
    assert both.contents == [NOTHING, NOTHING, NOTHING]
    assert both.stages == ["lying"]
    both.fleet.wait(hours * 3_600)
    both.act(acts.OffLine(acts.NETWORK, False))
    both.session.connect(both.fleet.now_ms)
    both.session.connected(both.fleet.now_ms)
    both.settle()
    assert both.stages == ["collected"]
    assert both.fleet.bank.free == [2, 1]


def test_a_door_that_nobody_waits_for_is_shut_again() -> None:
    """The courier has gone; the parcel of an emergency is put back."""
    both = Both()
    both.session.undergo(acts.PutIn(1, 7), both.fleet.now_ms)
    both.session.undergo(acts.TakeOut(1), both.fleet.now_ms)
    both.settle()
    assert (both.contents, both.stages) == ([NOTHING] * 3, ["timeout"])
    assert both.fleet.bank.free == [2, 1]


def test_an_order_again_after_a_restart_opens_nothing() -> None:
    """The bank keeps the fences of its doors; the same fence again was obeyed already."""
    both = Both()
    both.act(acts.PutIn(1, 7))
    opened = both.body.model.openings[0], both.body.model.compartments[0].openings
    (command,) = [
        c for c in both.fleet.device("bank1").commands.values() if c.command == "open_door"
    ]
    both.session.start("b3")
    both.session.connected(both.fleet.now_ms)
    fleet = both.fleet
    said = command_payload("bank1", command, fleet.now_ms)
    both.session.receive(topic_of(SITE, "bank1", "command"), said, fleet.now_ms)
    both.settle()
    assert (both.body.model.openings[0], both.body.model.compartments[0].openings) == opened
    assert both.contents == [7, NOTHING, NOTHING]
