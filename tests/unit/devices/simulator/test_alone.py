"""A simulated bank that cannot ask, beside a manager: loans, codes, and what was under way."""

from __future__ import annotations

import pytest

from devices.codes import bank_key, code_of, matching
from devices.models.bank import Bank
from devices.models.compartment import NOTHING
from devices.simulator import acts
from devices.simulator.bodies.alone import WRONG_CODES, Alone
from devices.simulator.bodies.lockers import WAITS_MS, LockerBank
from devices.simulator.bodies.terminal import Terminal
from devices.simulator.identity import Identity
from devices.simulator.outbox import Outbox
from devices.simulator.session import Session
from devices.wire.presence import Firmware
from devices.wire.topics import topic_of
from fleet.core.inputs import Arrived
from fleet.core.parcels.books import choose_lent
from fleet.core.parcels.inputs import Redraw
from fleet.core.parcels.limits import LEND_MS
from fleet.core.parcels.state import Lease
from fleet.ports.bus import Message
from fleet.service.entries import ENTERED
from tests.small_fleet import SITE
from tests.unit.fleet.core.parcels.lockers import BANK, KEY, Lockers

HOUR_S = 3_600


class Both:
    """Three small compartments and a large one, of which two and one are lent; manager and bank."""

    def __init__(self) -> None:
        born = {"loans": True, "interval_s": 86_400}
        self.fleet = Lockers((3, 1), born, lend=[2, 1], size_rule="upgrade")
        terminal = Terminal(bank_key(KEY, BANK), "x")
        model = Bank([1, 2, 3, 4], [0, 3, 4])
        self.alone = Alone(choose_lent)
        self.body = LockerBank(model, -60, terminal, self.alone)
        identity = Identity(SITE, "bank1", "bank", "m", Firmware(version="1"), 86_400)
        self.session = Session(identity, self.body, "b2")
        self.boots = 2
        self.is_down_lost = False
        self.retained: dict[str, bytes] = {}
        self.mend()

    def cut(self) -> None:
        """The network is away."""
        self.session.undergo(acts.OffLine(acts.NETWORK, True), self.fleet.now_ms)
        self.session.disconnected(self.fleet.now_ms)

    def mend(self) -> None:
        """It is back."""
        self.session.undergo(acts.OffLine(acts.NETWORK, False), self.fleet.now_ms)
        if self.session.restarting:
            self.boots += 1
            self.session.start(f"b{self.boots}")
        self.session.connect(self.fleet.now_ms)
        self.session.connected(self.fleet.now_ms)
        for topic, payload in self.retained.items():
            self.session.receive(topic, payload, self.fleet.now_ms)
        self.settle()

    def settle(self) -> None:
        """Everything under way arrives, unless what goes down is lost."""
        for _ in range(20):
            self.fleet.wait(0)
            while (said := self.session.next_event(self.fleet.now_ms)) is not None:
                arrived = Arrived(said.topic, said.payload)
                if said.topic.endswith(ENTERED):
                    state = self.fleet.partition.state
                    message = Message(said.topic, said.payload, False)
                    arrived = self.fleet.entries.compared(state, message)
                self.fleet.ask(arrived)
            for effect in self.fleet.partition.release():
                publish = effect.publish
                if publish.retain:
                    self.retained[publish.topic] = publish.payload
                if self.session.is_connected and not self.is_down_lost:
                    self.session.receive(publish.topic, publish.payload, self.fleet.now_ms)

    def act(self, act: acts.Act) -> None:
        """The world does something."""
        self.session.undergo(act, self.fleet.now_ms)
        self.settle()

    @property
    def contents(self) -> list[int]:
        """What truly lies where."""
        return [c.contents for c in self.body.model.compartments]

    @property
    def live(self) -> dict[str, Lease]:
        """Leases that have no end, by parcel."""
        leases = self.fleet.partition.state.parcels.leases.values()
        return {lease.parcel: lease for lease in leases if not lease.ended}


def test_a_cut_bank_fills_what_is_lent_to_it_by_the_policy_and_no_more() -> None:
    """Two small ones, then a large one, then couriers go on; each parcel has a record then."""
    both = Both()
    assert sorted(both.alone.loans) == [2, 3, 4]
    both.cut()
    both.fleet.wait(HOUR_S)
    for number, parcel in ((1, 7), (2, 8), (3, 9), (4, 10)):
        both.act(acts.PutIn(number, parcel))
    assert both.contents == [NOTHING, 7, 8, 9]
    assert (both.alone.turned_away, both.live) == (1, {})
    laid_ms = both.fleet.now_ms
    both.fleet.wait(5 * HOUR_S)
    both.mend()
    assert sorted(both.live) == ["px-7", "px-8", "px-9"]
    assert {lease.deposited_ms for lease in both.live.values()} == {laid_ms}
    assert {lease.heard_ms for lease in both.live.values()} == {both.fleet.now_ms}
    assert both.fleet.bank.unmatched == 0
    both.act(acts.TakeOut(1))
    assert (both.contents, sorted(both.live)) == ([NOTHING, NOTHING, 8, 9], ["px-8", "px-9"])


def test_a_loan_is_used_until_its_end_and_not_after() -> None:
    """By the manager's clock, which the bank counts on; the bank stops, nothing is freed."""
    both = Both()
    both.cut()
    both.fleet.wait(LEND_MS / 1_000 - 1)
    both.act(acts.PutIn(1, 7))
    both.fleet.wait(1)
    both.act(acts.PutIn(2, 8))
    assert (both.contents, both.alone.turned_away) == ([NOTHING, 7, NOTHING, NOTHING], 1)
    assert both.fleet.bank.free == [1, 0]
    both.mend()
    assert sorted(both.live) == ["px-7"]


def test_who_waits_when_it_is_cut_is_served_alone_and_the_late_order_opens_nothing() -> None:
    """The manager leased another compartment for it; the bank refuses, and that one is free."""
    both = Both()
    both.is_down_lost = True
    both.act(acts.PutIn(1, 7))
    assert both.live["px-7"].stage == "opening"
    both.is_down_lost = False
    both.cut()
    assert both.contents == [NOTHING, 7, NOTHING, NOTHING]
    both.mend()
    assert [lease.position for lease in both.live.values()] == [1]
    assert both.contents == [NOTHING, 7, NOTHING, NOTHING]
    assert both.fleet.bank.holders[0] == ""


def test_a_wish_that_nobody_stands_behind_any_more_is_not_served() -> None:
    """It was said too long ago."""
    both = Both()
    both.is_down_lost = True
    both.act(acts.PutIn(1, 7))
    both.fleet.wait(WAITS_MS / 1_000 + 1)
    both.cut()
    assert both.contents == [NOTHING] * 4


def test_a_recipient_takes_it_by_the_code_that_was_sent() -> None:
    """A parcel of before the cut, by the bank's own key, with the draw it was told; told later."""
    both = Both()
    both.act(acts.PutIn(1, 7))
    lease = both.live["px-7"].lease
    both.fleet.ask(Redraw("", "t", BANK, lease, 1))
    both.settle()
    both.cut()
    both.fleet.wait(HOUR_S)
    key = bank_key(KEY, BANK)
    both.act(acts.TypeCode(code_of(key, lease, 0)))
    assert both.contents[0] == 7
    both.act(acts.TypeCode(code_of(key, lease, 1)))
    assert both.contents == [NOTHING] * 4
    ended_ms = both.fleet.now_ms
    both.fleet.wait(HOUR_S)
    both.mend()
    (known,) = both.fleet.partition.state.parcels.leases.values()
    assert (known.ended, known.since_ms) == ("collected", ended_ms)


def test_who_guesses_is_stopped_also_alone() -> None:
    """After so many wrong codes the right one opens nothing for a while."""
    both = Both()
    both.act(acts.PutIn(1, 7))
    right = code_of(bank_key(KEY, BANK), both.live["px-7"].lease, 0)
    both.cut()
    for _ in range(WRONG_CODES):
        both.act(acts.TypeCode("999999" if right != "999999" else "000000"))
    both.act(acts.TypeCode(right))
    assert both.contents[0] == 7
    both.fleet.wait(600)
    both.act(acts.TypeCode(right))
    assert both.contents[0] == NOTHING


def test_a_code_that_fits_two_parcels_opens_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until one of them is drawn again."""
    monkeypatch.setattr("devices.codes.CODE_DIGITS", 1)
    leases = [(f"l{n}", 0) for n in range(11)]
    codes = [code_of(KEY, *lease) for lease in leases]
    twice = next(code for code in codes if codes.count(code) > 1)
    assert matching(KEY, twice, leases) == ""
    once = leases[codes.index(twice)]
    assert matching(KEY, twice, [once]) == once[0]


def test_what_was_done_alone_survives_a_loss_of_power() -> None:
    """Under a new boot: parcels, loans, what was used, and what is to be told."""
    both = Both()
    both.cut()
    both.act(acts.PutIn(1, 7))
    both.act(acts.OffLine("mains", True))
    both.act(acts.PutIn(2, 8))
    both.act(acts.OffLine("mains", False))
    both.act(acts.PutIn(3, 9))
    assert both.contents == [NOTHING, 7, 9, NOTHING]
    both.mend()
    assert both.session.boot == "b3"
    assert sorted(both.live) == ["px-7", "px-9"]


def test_a_bank_that_was_dark_looks_at_its_doors() -> None:
    """A door that jammed while it had power and was freed meanwhile is in service again; one that
    jammed in the dark is not.
    """
    both = Both()
    both.act(acts.DoorJammed(1, True))
    assert both.fleet.bank.blocked == {0: "jammed"}
    both.act(acts.OffLine("mains", True))
    both.act(acts.DoorJammed(1, False))
    both.act(acts.DoorJammed(4, True))
    assert both.fleet.bank.blocked == {0: "jammed"}
    both.act(acts.OffLine("mains", False))
    both.mend()
    assert both.fleet.bank.blocked == {3: "jammed"}


def test_what_is_asked_back_while_it_is_used_stays_the_banks() -> None:
    """The version that names it no more was on its way when the bank was cut."""
    both = Both()
    for number, parcel in ((1, 7), (2, 8)):
        both.act(acts.PutIn(number, parcel))
    assert sorted(both.alone.loans) == [3, 4]
    both.is_down_lost = True
    both.act(acts.PutIn(3, 9))
    assert [loan.recalled > 0 for loan in both.fleet.bank.loans.values()].count(True) == 1
    both.cut()
    both.is_down_lost = False
    assert 9 in both.contents
    both.mend()
    assert sorted(both.live) == ["px-7", "px-8", "px-9"]
    for name, lease in both.live.items():
        assert both.contents[lease.position] == int(name.removeprefix("px-"))


def test_an_older_version_changes_nothing() -> None:
    """A doubled or late message does not lend again what was given back."""
    both = Both()
    first = dict(both.retained)
    for number, parcel in ((1, 7), (2, 8)):
        both.act(acts.PutIn(number, parcel))
    for payload in first.values():
        both.session.receive(topic_of(SITE, "bank1", "loans"), payload, both.fleet.now_ms)
    assert sorted(both.alone.loans) == [3, 4]


def test_a_bank_without_room_to_tell_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it lays it must tell, and what leaves it, too."""
    both = Both()
    monkeypatch.setattr(Outbox, "room", property(lambda outbox: 1))
    both.cut()
    both.act(acts.PutIn(1, 7))
    assert (both.contents, both.alone.turned_away) == ([NOTHING] * 4, 1)


def test_a_code_that_was_under_way_when_it_was_cut_is_checked_alone() -> None:
    """Whoever typed it stands there still; the late order opens nothing."""
    both = Both()
    both.act(acts.PutIn(1, 7))
    code = code_of(bank_key(KEY, BANK), both.live["px-7"].lease, 0)
    both.is_down_lost = True
    both.act(acts.TypeCode(code))
    assert both.live["px-7"].stage == "collecting"
    both.is_down_lost = False
    both.cut()
    assert both.contents == [NOTHING] * 4
    both.mend()
    assert both.live == {}
    assert both.fleet.bank.free == [1, 0]
