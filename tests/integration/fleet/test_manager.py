"""From wire to journal and back through a real Mosquitto, and through kill -9 of the manager."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiomqtt import Client

from devices.simulator.acts import PutIn
from devices.wire.codec import decode
from devices.wire.steering import LockLid
from devices.wire.topics import device_filter, parse_topic, topic_of
from fleet.core.inputs import Order
from fleet.loadtest.plan import Load
from fleet.service.control import ask_manager
from tests.integration.broker import Broker
from tests.integration.fleet.manager import Manager
from tests.integration.mqtt.cast import bank_session, on_stage
from tests.small_fleet import payload

KILLS = 6
LOAD = Load(devices=10, messages=500, rate_per_s=8_000, connections=4)
"""What is published around each kill, by devices of its own."""

FAR_MS = 4_000_000_000_000
NOW_MS = 1_790_000_000_000
"""September 2026: what the wall shows when these tests run is later, by less than years; that has
an alarm of its own (`clock`)."""


@pytest.fixture
def manager(broker: Broker, tmp_path: Path) -> Iterator[Manager]:
    """A manager that has started on an empty journal."""
    manager = Manager(tmp_path / "fleet" / "journal", broker.url)
    manager.journal.parent.mkdir()
    manager.start()
    yield manager
    if manager.process is not None:
        manager.kill()


def test_one_device_from_wire_to_journal_and_back(broker: Broker, manager: Manager) -> None:
    """Nobody's Python acts as the device: birth, overflow, a command, its answer, hostile bytes."""
    manager.register("s1/bin1")
    birth = {
        "state": "ready", "connection": 1, "kind": "bin_sensor", "model": "m", "interval_s": 600,
        "firmware": {"version": "1.0.0"},
    }  # fmt: skip

    def say(channel: str, sequence: int, **words: object) -> None:
        broker.publish(topic_of("s1", "bin1", channel), payload("bin1", sequence, NOW_MS, **words))

    say("state", 1, **birth)
    say("telemetry", 2, kind="bin_sensor", fill_permille=870)
    say("telemetry", 3, kind="bin_sensor", fill_permille="full")
    manager.wait_until(lambda health: health.counters["messages"] == 3)
    order = Order("", "test", "s1/bin1", "c1", "lock_lid", {"locked": True}, FAR_MS)

    async def answer() -> None:
        async with Client("127.0.0.1", broker.port) as client, asyncio.timeout(30):
            await client.subscribe(device_filter("s1", "bin1"), qos=1)
            assert ask_manager(manager.journal, [order])[0].decided == ["Issued"]
            message = await anext(aiter(client.messages))
            assert isinstance(message.payload, bytes)
            sent = decode(parse_topic(str(message.topic)), message.payload)
            assert isinstance(sent, LockLid)
            assert (sent.id, sent.locked, sent.attempt) == ("c1", True, 1)
            say("result", 4, command="c1", outcome="done")

    asyncio.run(answer())
    health = manager.wait_until(lambda health: health.counters["stored"] == 3)
    assert health.counters["quarantined"] == 1
    manager.stop()
    device = manager.devices()["s1/bin1"]
    assert (device.presence, set(device.alarms)) == ("ready", {"clock", "overflow"})
    assert device.commands["c1"].outcome == "done"


def test_a_killed_broker_costs_a_device_with_an_outbox_nothing(
    broker: Broker, manager: Manager
) -> None:
    """What died with the broker is sent again by the manager's own receipts; nothing is lost."""
    manager.register("s1/b1", kind="bank")

    def stored_up_to() -> int:
        boots = manager.devices()["s1/b1"].boots
        window = boots.get("boot0")
        return 0 if window is None or window.ahead else window.stored

    async def live() -> int:
        session = bank_session()
        async with on_stage([session], broker.port) as link:
            await asyncio.to_thread(manager.wait_until, lambda _: stored_up_to() >= 3)
            for parcel in (1, 2, 3):
                session.undergo(PutIn(parcel, parcel), NOW_MS)
            link.wake()
            broker.kill()
            broker.start()
            await asyncio.to_thread(manager.wait_until, lambda health: health.connected == 64)
            session.undergo(PutIn(4, 4), NOW_MS)
            link.wake()
            await asyncio.to_thread(manager.wait_until, lambda _: stored_up_to() >= 3 + 4 * 3)
        return stored_up_to()

    assert asyncio.run(live()) >= 3 + 4 * 3
    device = manager.devices()["s1/b1"]
    assert (device.lost, device.dropped, device.boots["boot0"].ahead) == (0, 0, [])
