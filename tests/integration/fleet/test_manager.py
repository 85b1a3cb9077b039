"""From wire to journal and back through a real Mosquitto, and through kill -9 of the manager."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from aiomqtt import Client

from devices.wire.codec import decode
from devices.wire.happenings import DoorMoved
from devices.wire.steering import LockLid
from devices.wire.topics import device_filter, parse_topic, topic_of
from fleet.adapters.journal.files import check_journal
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import decode_input
from fleet.core.inputs import Arrived, Order
from fleet.core.recovery import replay
from fleet.loadtest.generator import Done, Task
from fleet.loadtest.plan import Load, device_of, site_of
from fleet.service.control import ask_manager
from tests.contract.sources import ROOT
from tests.integration.broker import Broker
from tests.integration.fleet.manager import Manager
from tests.integration.mqtt.cast import bank_session, on_stage
from tests.small_fleet import payload

KILLS = 6
LOAD = Load(devices=10, messages=500, rate_per_s=8_000, connections=4)
"""What is published around each kill, by devices of its own."""

FAR_MS = 4_000_000_000_000
NOW_MS = 1_790_000_000_000
"""September 2026: what the wall shows when these tests run is later, and less than years."""


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
    assert (device.presence, set(device.alarms)) == ("ready", {"overflow"})
    assert device.commands["c1"].outcome == "done"


def test_kill_of_the_manager_loses_nothing_that_the_broker_acknowledged(
    broker: Broker, manager: Manager
) -> None:
    """Killed at random moments under load, it has every message once, and decides no other way."""
    moments = np.random.default_rng(20_261_122)
    manager.register(*(f"{site_of(n)}/{device_of(n)}" for n in range(KILLS * LOAD.devices)))
    for kill in range(KILLS):
        load = replace(LOAD, first=kill * LOAD.devices)
        stored = kill * LOAD.published + int(moments.integers(1, LOAD.published))
        with (
            subprocess.Popen(
                [sys.executable, "-m", "fleet.loadtest.generator"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            ) as generator,
            ThreadPoolExecutor(1) as aside,
        ):
            task = msgspec.json.encode(Task(broker.url, load))
            output = aside.submit(generator.communicate, task)
            manager.wait_until(lambda h, at=stored: h.counters["stored"] >= at)  # type: ignore[misc]
            manager.kill()
            manager.start()
            said, _ = output.result()
        done = msgspec.json.decode(said, type=Done)
        assert (done.acknowledged, done.refused) == (LOAD.published, 0)
        whole = (kill + 1) * LOAD.published
        health = manager.wait_until(lambda h, at=whole: h.counters["stored"] >= at)  # type: ignore[misc]
    manager.stop()
    counters = health.counters
    assert (counters["stored"], counters["lost"], counters["quarantined"]) == (whole, 0, 0)
    windows = [device.boots["load"] for device in manager.devices().values()]
    assert {(w.stored, tuple(w.ahead)) for w in windows} == {(LOAD.messages, ())}
    check_journal(manager.journal)
    journal = SqliteJournal(manager.journal, read_only=True)
    done_again = replay(journal)
    journal.close()
    assert (done_again.difference, done_again.snapshot_differs) == (None, None)


def test_no_command_is_done_twice_though_the_manager_is_killed(
    broker: Broker, manager: Manager
) -> None:
    """Ordered, killed at once, started again: every door opens once, every command has its end."""
    manager.register("s1/b1", kind="bank")
    names = [f"open{number}" for number in range(1, 5)]

    async def live() -> list[str]:
        session = bank_session()
        async with on_stage([session], broker.port):
            await asyncio.to_thread(
                manager.wait_until, lambda health: health.counters["stored"] >= 1
            )
            for number, name in enumerate(names, 1):
                arguments = {"compartment": number}
                order = Order("", "test", "s1/b1", name, "open_door", arguments, FAR_MS)
                (answer,) = ask_manager(manager.journal, [order])
                assert answer.decided == ["Issued"]
                manager.kill()
                await asyncio.to_thread(manager.start)
            await asyncio.to_thread(manager.wait_until, lambda health: _ended(manager, names))
        return _opened(manager.journal)

    opened = asyncio.run(live())
    assert sorted(opened) == names


def _ended(manager: Manager, names: list[str]) -> bool:
    commands = manager.devices()["s1/b1"].commands
    return all(name in commands and commands[name].outcome == "done" for name in names)


def _opened(path: Path) -> list[str]:
    """The commands that opened a door, as the device told it; what it said twice counts once."""
    journal = SqliteJournal(path, read_only=True)
    try:
        told = {}
        for record in journal.records({}):
            given = decode_input(record.input)
            if isinstance(given, Arrived) and given.topic.endswith("/up/event"):
                door = decode(parse_topic(given.topic), given.payload)
                if isinstance(door, DoorMoved) and door.command:
                    told[door.boot, door.seq] = door.command
        return list(told.values())
    finally:
        journal.close()
