"""kill -9 of the manager at random moments under load, while commands are under way.

    python -m tests.acceptance.live.kills --kills 50

`missing`: acknowledged by the broker and not stored; `doubled_effects`: doors that one command
opened more than once; `replay_differs`: the journal, decided again, says something else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from devices.wire.codec import decode
from devices.wire.happenings import DoorMoved
from devices.wire.topics import parse_topic
from fleet.adapters.journal.files import check_journal
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import decode_input
from fleet.core.inputs import Arrived, Order
from fleet.core.recovery import recover, replay
from fleet.loadtest.generator import Done, Task
from fleet.loadtest.plan import Load, device_of, site_of
from fleet.ports.journal import Journal
from fleet.service.control import ask_manager
from tests.contract.sources import ROOT
from tests.integration.broker import Broker, running_broker
from tests.integration.fleet.manager import Manager
from tests.integration.mqtt.cast import bank_session, on_stage

LOAD = Load(devices=10, messages=500, rate_per_s=8_000, connections=4)
"""What is published around each kill, by devices of its own."""

LOAD_KIND = "bin_sensor"
"""Of the devices that publish; the doors are those of banks."""

FAR_MS = 4_000_000_000_000
DOORS = 4


@dataclass
class Ledger:
    """What was published and ordered, and what a journal says of it; all but the first three must
    be 0.
    """

    acknowledged: int = 0
    stored: int = 0
    commands: int = 0
    missing: int = 0
    doubled: int = 0
    lost: int = 0
    quarantined: int = 0
    holes: int = 0
    unanswered: int = 0
    undone: int = 0
    doubled_effects: int = 0
    replay_differs: int = 0

    def look_back(self, journal: Journal) -> None:
        """Count in the journal, and decide again on all of it."""
        states = recover(journal).values()
        devices = [device for state in states for device in state.devices.values()]
        loads = [device for device in devices if device.kind == LOAD_KIND]
        windows = [window for device in loads for window in device.boots.values()]
        told = sum(window.stored for window in windows)
        self.stored = sum(device.messages for device in loads)
        self.missing = self.acknowledged - told
        self.doubled = self.stored - told
        self.lost = sum(device.lost for device in devices)
        self.quarantined = sum(device.quarantined for device in devices)
        self.holes = sum(bool(window.ahead) for window in windows)
        self.unanswered = sum(not c.outcome for d in devices for c in d.commands.values())
        opened = Counter(opened_doors(journal).values())
        self.undone = self.commands - len(opened)
        self.doubled_effects = sum(count - 1 for count in opened.values())
        again = replay(journal)
        self.replay_differs = sum(
            difference is not None for difference in (again.difference, again.snapshot_differs)
        )


@dataclass
class Survived(Ledger):
    """What was counted."""

    kills: int = 0


def survive(folder: Path, kills: int, seed: int) -> Survived:
    """Run it with a broker and a journal in `folder`; moments are drawn from `seed`."""
    with running_broker(folder / "broker") as broker:
        manager = Manager(folder / "fleet" / "journal", broker.url)
        manager.journal.parent.mkdir()
        manager.start()
        manager.register(*(f"{site_of(n)}/{device_of(n)}" for n in range(kills * LOAD.devices)))
        manager.register("s1/b1", kind="bank")
        found = asyncio.run(_live(broker, manager, kills, np.random.default_rng(seed)))
        manager.stop()
    check_journal(manager.journal)
    journal = SqliteJournal(manager.journal, read_only=True)
    try:
        found.look_back(journal)
    finally:
        journal.close()
    return found


async def _live(
    broker: Broker, manager: Manager, kills: int, moments: np.random.Generator
) -> Survived:
    found = Survived()
    async with on_stage([bank_session()], broker.port):
        await asyncio.to_thread(manager.wait_until, lambda h: h.counters["stored"] >= 1)
        for kill in range(kills):
            bank = manager.devices()["s1/b1"].messages
            at = kill * LOAD.published + bank + int(moments.integers(1, LOAD.published))
            await asyncio.to_thread(_round, broker, manager, kill, at, found)
        names = [f"open{number}" for number in range(kills)]
        await asyncio.to_thread(
            manager.wait_until,
            lambda h: h.counters["stored"] >= found.acknowledged and _open_commands(manager) == 0,
        )
        found.commands = len(names)
    return found


def _round(broker: Broker, manager: Manager, kill: int, at: int, found: Survived) -> None:
    """Publish, order, kill when so much is stored, start again."""
    load = replace(LOAD, first=kill * LOAD.devices)
    with subprocess.Popen(
        [sys.executable, "-m", "fleet.loadtest.generator"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as generator:  # fmt: skip
        assert generator.stdin is not None
        assert generator.stdout is not None
        generator.stdin.write(msgspec.json.encode(Task(broker.url, load)))
        generator.stdin.close()
        manager.wait_until(lambda health: health.counters["stored"] >= at)
        arguments = {"compartment": kill % DOORS + 1}
        order = Order("", "test", "s1/b1", f"open{kill}", "open_door", arguments, FAR_MS)
        (answer,) = ask_manager(manager.journal, [order])
        assert answer.decided == ["Issued"], answer
        manager.kill()
        found.kills += 1
        manager.start()
        done = msgspec.json.decode(generator.stdout.read(), type=Done)
    found.acknowledged += done.acknowledged


def _open_commands(manager: Manager) -> int:
    return sum(not command.outcome for command in manager.devices()["s1/b1"].commands.values())


def opened_doors(journal: Journal) -> dict[tuple[str, int], str]:
    """Each opening of a door by a command, as the device told it; what it said twice is one."""
    told = {}
    for record in journal.records({}):
        given = decode_input(record.input)
        if isinstance(given, Arrived) and given.topic.endswith("/b1/up/event"):
            door = decode(parse_topic(given.topic), given.payload)
            if isinstance(door, DoorMoved) and door.command and door.door == "open":
                told[door.boot, door.seq] = door.command
    return told


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20_261_122)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(survive(Path(folder), options.kills, options.seed))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
