"""Two managers share the partitions in PostgreSQL; one is killed, one is stopped and wakes up.

    python -m tests.acceptance.live.managers --rounds 5

Real processes, a real broker, load all the time, commands under way at each turn. A round: two
managers share; the one that owns the bank's partition is killed (-9), the other takes over; a new
one joins and gets its share; then the bank's owner is stopped (SIGSTOP), the other takes over; the
stopped one wakes up and must end without having written anything.

Meanwhile terminals at banks of their own play whole cycles, of whose orders some are lost and of
whose messages some are doubled; what they saw is checked for linearizability.

`missing`: acknowledged by the broker and not stored; `doubled`: stored twice; `doubled_effects`:
doors that one command opened more than once; `harm`: stopped managers that wrote, or lived on;
`longest_s`: from the moment of the kill, or the stop, until every partition has a living owner that
is connected.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import NoReturn

import msgspec

from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.journal.address import Database
from fleet.adapters.journal.opening import check, open_journal
from fleet.adapters.journal.postgres.asking import present
from fleet.adapters.journal.postgres.claims import look_at_owners
from fleet.core.inputs import Order, Register
from fleet.core.recovery import recover
from fleet.core.state import Device
from fleet.loadtest import generator
from fleet.loadtest.allocation.history import judge
from fleet.loadtest.allocation.plan import Banks
from fleet.loadtest.allocation.processes import played_by, players
from fleet.loadtest.allocation.task import Played, Task
from fleet.loadtest.plan import Load, device_of, site_of
from fleet.service.control import Health, ask_manager
from fleet.service.entries import key_path, load_key
from tests.acceptance.live.kills import LOAD_KIND, Ledger
from tests.contract.sources import ROOT
from tests.integration.broker import Broker, running_broker
from tests.integration.mqtt.cast import bank_session, on_stage
from tests.integration.postgres import running_cluster
from tests.integration.processes import COMMAND

LOAD = Load(devices=40, messages=1_000, rate_per_s=2_000, connections=4)
"""What is published in each half of a round: 20 s of it."""

FAR_MS = 4_000_000_000_000
LOOK_S = 0.05
PATIENCE_S = 60.0
DOORS = 4

BANKS = Banks(8)
CUTS = 10
"""Times in a round that the connection of one of those banks is cut for some seconds."""
CYCLES_PER_S = 10.0
"""Of terminals at those banks, all the time."""


@dataclass
class Shared(Ledger):
    """What was counted; `longest_s` must be below 10, all from `harm` on 0 but `cycles`."""

    kills: int = 0
    stops: int = 0
    harm: int = 0
    cycles: int = 0
    unfinished: int = 0
    double_leases: int = 0
    doubled_openings: int = 0
    fences_back: int = 0
    longest_s: float = 0.0
    took_s: list[float] = field(default_factory=list)


@dataclass
class Managers:
    """Managers on one database; whoever is left at the end is killed."""

    database: Database
    broker: str
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """One more."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*COMMAND, "fleet", "serve", "--journal", self.database.url,
                 "--broker", self.broker, "--manager", name,
                 "--key-file", str(key_path(self.folder))],
                cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=log, stderr=log,
            )  # fmt: skip

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send one a signal."""
        self.running[name].send_signal(number)

    def kill(self, name: str) -> None:
        """SIGKILL."""
        self.running[name].kill()
        self.running.pop(name).wait()

    def other(self, name: str) -> str:
        """Of two, the other one."""
        (found,) = self.running.keys() - {name}
        return found

    def owner_of(self, partition: int) -> str:
        """Who has it."""
        return look_at_owners(self.database)[partition].manager

    def until_shared(self, *names: str) -> float:
        """Until these own everything, evenly, with every session connected; in how many seconds."""
        return self.until(lambda: self._is_shared(names), f"shared by {names}")

    def _is_shared(self, names: tuple[str, ...]) -> bool:
        held = Counter(owner.manager for owner in look_at_owners(self.database))
        if held.keys() != set(names) or max(held.values()) - min(held.values()) > 1:
            return False
        healths = [msgspec.json.decode(one.health, type=Health) for one in present(self.database)]
        return (
            len(healths) == len(names)
            and sum(health.connected for health in healths) == PARTITIONS
            and sum(health.sessions for health in healths) == PARTITIONS
        )

    def until(self, is_so: Callable[[], bool], what: str) -> float:
        """Look again and again; raises AssertionError with the logs after PATIENCE_S."""
        began = time.monotonic()
        while not is_so():
            if time.monotonic() - began > PATIENCE_S:
                self._fail(f"not {what}")
            for name, process in self.running.items():
                try:
                    self._fail(f"{name} ended with {process.wait(LOOK_S)}, not {what}")
                except subprocess.TimeoutExpired:
                    continue
        return time.monotonic() - began

    def _fail(self, what: str) -> NoReturn:
        logs = [path.read_text("utf-8") for path in sorted(self.folder.glob("*.log"))]
        raise AssertionError(f"{what}: {look_at_owners(self.database)}\n{logs}")

    def devices(self) -> dict[str, Device]:
        """What the journal knows, by SITE/DEVICE."""
        journal = open_journal(self.database, read_only=True)
        try:
            states = recover(journal)
        finally:
            journal.close()
        return {key: device for state in states.values() for key, device in state.devices.items()}

    def end(self) -> None:
        """Kill whoever is left."""
        for name in list(self.running):
            self.kill(name)


@contextmanager
def managers_on(folder: Path, broker: Broker) -> Iterator[Managers]:
    """A PostgreSQL with room for managers, and none yet."""
    with running_cluster() as cluster:
        found = Managers(cluster.database(), broker.url, folder)
        try:
            yield found
        finally:
            found.end()


def share(folder: Path, rounds: int, load: Load) -> Shared:
    """Run it with a broker and logs in `folder`."""
    with running_broker(folder) as broker, managers_on(folder, broker) as managers:
        open_journal(managers.database).close()
        managers.start("m0")
        managers.until_shared("m0")
        numbers = range(2 * rounds * load.devices)
        asked = [
            Register("", "test", f"{site_of(n)}/{device_of(n)}", "bin_sensor") for n in numbers
        ]
        asked.append(Register("", "test", "s1/b1", "bank"))
        answers = ask_manager(managers.database, [*asked, *BANKS.requests()])
        assert {answer.status for answer in answers} == {200}
        managers.start("m1")
        managers.until_shared("m0", "m1")
        found = Shared()
        key = load_key(key_path(folder)).hex()
        cycles = int(CYCLES_PER_S * 2 * rounds * load.messages * load.devices / load.rate_per_s)
        with players(
            Task(
                broker.url,
                BANKS.count,
                cycles,
                CYCLES_PER_S,
                0,
                key,
                "t1",
                20,
                20,
                cuts=CUTS * rounds,
            )
        ) as terminals:
            asyncio.run(_live(broker, managers, rounds, load, found))
            played = played_by(terminals)
        managers.until(lambda: _is_answered(managers), "answered at every bank")
        _look_back(managers, found, played)
    return found


async def _live(broker: Broker, managers: Managers, rounds: int, load: Load, found: Shared) -> None:
    async with on_stage([bank_session()], broker.port):
        for number in range(rounds):
            for half, turn in enumerate((_kill, _stop)):
                first = (2 * number + half) * load.devices
                part = replace(load, first=first)
                await asyncio.to_thread(_under_load, broker, managers, part, turn, found)
        await asyncio.to_thread(
            managers.until, lambda: _is_settled(managers, found), "stored and answered"
        )


def _is_settled(managers: Managers, found: Shared) -> bool:
    devices = managers.devices()
    open_commands = sum(not c.outcome for c in devices["s1/b1"].commands.values())
    stored = sum(_stored(device) for device in devices.values() if device.kind == LOAD_KIND)
    return not open_commands and stored >= found.acknowledged


def _is_answered(managers: Managers) -> bool:
    devices = managers.devices().values()
    return all(command.outcome for device in devices for command in device.commands.values())


def _stored(device: Device) -> int:
    return sum(window.stored for window in device.boots.values())


def _under_load(
    broker: Broker,
    managers: Managers,
    load: Load,
    turn: Callable[[Managers, Shared], None],
    found: Shared,
) -> None:
    """Publish, and meanwhile order a door to be opened, and do something to its manager."""
    with subprocess.Popen(
        [sys.executable, "-m", "fleet.loadtest.generator"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as publishing:  # fmt: skip
        assert publishing.stdin is not None
        assert publishing.stdout is not None
        publishing.stdin.write(msgspec.json.encode(generator.Task(broker.url, load)))
        publishing.stdin.close()
        begun = f"{site_of(load.first)}/{device_of(load.first)}"
        managers.until(lambda: managers.devices()[begun].messages > 0, "under load")
        number = found.commands
        arguments = {"compartment": number % DOORS + 1}
        order = Order("", "test", "s1/b1", f"open{number}", "open_door", arguments, FAR_MS)
        (answer,) = ask_manager(managers.database, [order])
        assert answer.decided == ["Issued"], answer
        found.commands += 1
        turn(managers, found)
        done = msgspec.json.decode(publishing.stdout.read(), type=generator.Done)
    found.acknowledged += done.acknowledged


def _kill(managers: Managers, found: Shared) -> None:
    """Kill the owner of the bank's partition; a new one joins."""
    name = managers.owner_of(partition_of("s1"))
    other = managers.other(name)
    managers.kill(name)
    found.kills += 1
    found.took_s.append(managers.until_shared(other))
    managers.start(name)
    managers.until_shared(name, other)


def _stop(managers: Managers, found: Shared) -> None:
    """Stop the owner until another one owns all it had; then let it go on."""
    name = managers.owner_of(partition_of("s1"))
    other = managers.other(name)
    managers.signal(name, signal.SIGSTOP)
    found.stops += 1
    found.took_s.append(managers.until_shared(other))
    managers.signal(name, signal.SIGCONT)
    woken = managers.running.pop(name)
    try:
        ended = woken.wait(PATIENCE_S) != 0
    except subprocess.TimeoutExpired:
        woken.kill()
        ended = False
    found.harm += not ended
    found.harm += {owner.manager for owner in look_at_owners(managers.database)} != {other}
    managers.start(name)
    managers.until_shared(name, other)


def _look_back(managers: Managers, found: Shared, played: Played) -> None:
    """End both, count in the journal and in what terminals saw."""
    for process in managers.running.values():
        process.send_signal(signal.SIGTERM)
        found.harm += process.wait(PATIENCE_S) != 0
    managers.running.clear()
    check(managers.database)
    journal = open_journal(managers.database, read_only=True)
    try:
        found.look_back(journal)
    finally:
        journal.close()
    verdict = judge(played.held, played.openings)
    found.cycles, found.unfinished = played.cycles, played.unfinished
    found.double_leases = verdict.double_leases
    found.doubled_openings = verdict.doubled_openings
    found.fences_back = verdict.fences_back
    found.longest_s = max(found.took_s)


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(share(Path(folder), options.rounds, LOAD))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
