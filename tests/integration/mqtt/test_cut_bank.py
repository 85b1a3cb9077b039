"""A bank behind a wire that is cut, at a real Mosquitto with a real manager."""

from __future__ import annotations

import asyncio
from pathlib import Path

from devices.clock import ScaledClock
from devices.codes import bank_key, code_of
from devices.models.bank import Bank
from devices.simulator.acts import PutIn, TypeCode
from devices.simulator.bodies.alone import Alone
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.bodies.terminal import Terminal
from devices.simulator.identity import Identity
from devices.simulator.session import Session
from devices.wire.happenings import Collected, Deposited, DepositedAlone, LoansTaken
from devices.wire.presence import Firmware, Lost
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.inputs import Furnish, Register
from fleet.core.parcels.books import choose_lent
from fleet.core.recovery import recover
from fleet.service.control import ask_manager
from fleet.service.entries import key_path, load_key
from tests.integration.broker import Broker
from tests.integration.fleet.manager import Manager
from tests.integration.mqtt.cast import on_stage
from tests.integration.mqtt.ear import listening
from tests.integration.mqtt.relay import Relay

KEY = "s1/b1"


def test_a_bank_goes_on_while_its_wire_is_cut_and_is_believed_afterwards(
    broker: Broker, tmp_path: Path
) -> None:
    """Lent to, cut, a deposit and a collection alone, back; then its code opens what it laid."""
    manager = Manager(tmp_path / "journal", broker.url)
    manager.start()
    furnish = Furnish("", "t", KEY, [3], lend=[1])
    answers = ask_manager(manager.journal, [Register("", "t", KEY, "bank"), furnish])
    assert {answer.status for answer in answers} == {200}
    key = bank_key(load_key(key_path(manager.journal)), KEY)
    body = LockerBank(Bank([1, 2, 3], [0, 3]), -60, Terminal(key, "x"), Alone(choose_lent))
    who = Identity("s1", "b1", "bank", "m", Firmware(version="1"), interval_s=3600)
    session, clock = Session(who, body, "boot0"), ScaledClock()

    async def live() -> None:
        async with (
            Relay(broker.port) as relay,
            listening(broker.port) as ear,
            on_stage([session], relay.port) as link,
        ):
            await ear.wait_for(LoansTaken)
            session.undergo(PutIn(1, 7), clock.now_ms())
            link.wake()
            before = await ear.wait_for(Deposited)
            relay.go_down()
            await ear.wait_for(Lost)
            session.undergo(PutIn(2, 8), clock.now_ms())
            session.undergo(TypeCode(code_of(key, before.lease, 0)), clock.now_ms())
            relay.come_up()
            alone = await ear.wait_for(DepositedAlone)
            await ear.wait_for(Collected, lambda gone: gone.alone)
            session.undergo(TypeCode(code_of(key, alone.lease, 0)), clock.now_ms())
            link.wake()
            await ear.wait_for(Collected, lambda gone: gone.lease == alone.lease)

    try:
        asyncio.run(live())
    finally:
        manager.stop()
    journal = SqliteJournal(manager.journal, read_only=True)
    try:
        (state,) = (s for s in recover(journal).values() if KEY in s.parcels.banks)
    finally:
        journal.close()
    records = {lease.parcel: lease.ended for lease in state.parcels.leases.values()}
    assert records == {"px-7": "collected", "px-8": "collected"}
    assert state.parcels.banks[KEY].unmatched == 0
