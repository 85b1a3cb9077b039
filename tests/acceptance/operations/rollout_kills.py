"""A rollout to simulated devices over Mosquitto and HTTP, while its manager is killed with kill -9.

    python -m tests.acceptance.operations.rollout_kills --devices 20 --kills 5

Manager and devices live sixty times as fast as we do, and people come to them: cells in which
chilled parcels lie are not updated, and with half an hour's patience not waited for. `state` of the
rollout in the end; `unreached`: such cells; `other`: the rest, where they run another version than
the new one; `again`: records that are decided otherwise when they are decided again. The last two
must be 0.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.recovery import recover, replay
from fleet.core.rollouts.shown import member_rows, rollout_page
from tests.contract.sources import ROOT
from tests.integration.broker import free_port, running_broker
from tests.integration.fleet.manager import Manager
from tests.integration.processes import COMMAND, run_command

SPEED = 60
NEW = "9.0.0"
PLAN = "soak_h: 0.1\nper_site: 5\ndeadline_h: 2\nwaves_percent: [60, 100]\ntries: 10\n"
PLAN += "patience_h: 0.5\n"
LOOK_S, LONGEST_S = 0.1, 360.0

STEPS = {"ordered": 1, "trial": 2, "updated": 3}
NO_CELLS_PERCENT = 60
"""Of the first twenty devices eight are cells: all of them may be full."""


@dataclass
class Ended:
    """How it ended."""

    devices: int
    kills: int = 0
    state: str = ""
    updated: int = 0
    unreached: int = 0
    other: int = -1
    again: int = -1
    seconds: float = 0.0


class Yard:
    """A manager, devices beside it, and the rollout in its journal."""

    def __init__(self, folder: Path, broker: str, devices: int) -> None:
        self.folder = folder
        self._end_s = time.monotonic() + LONGEST_S
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        options = ("--clock-speed", str(SPEED), "--api", f"127.0.0.1:{port}")
        self.manager = Manager(folder / "journal", broker, options)
        self.say("fleet", "artifact", "key", "key")
        self._crew = [
            *COMMAND, "devices", "simulate", "property@equipped", "--broker", broker,
            "--speed", str(SPEED), "--count", str(devices), "--days", "2",
            "--firmware-key", str(folder / "key.pub"),
        ]  # fmt: skip
        self.devices: subprocess.Popen[bytes] | None = None

    def say(self, *words: str) -> str:
        """A command line; what it printed."""
        done = run_command(*words, folder=self.folder)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr}")
        return done.stdout

    def steer(self, *words: str) -> str:
        """`courtyard fleet …` on the journal."""
        return self.say("fleet", *words, "--journal", "journal")

    def register(self, count: int) -> None:
        """The devices of the scenario, as `devices list` names them."""
        listed = self.say("devices", "list", "property@equipped", "--count", str(count))
        (self.folder / "devices.csv").write_text(listed, encoding="utf-8")
        self.steer("register", "devices.csv")

    def begin(self) -> None:
        """Manager, devices, all connected; the file in the store, the rollout started."""
        self.manager.start()
        self.devices = subprocess.Popen(
            self._crew, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.until(lambda: all(d.model for d in self.manager.devices().values()))
        models = sorted({device.model for device in self.manager.devices().values()})
        (self.folder / "file").write_bytes(b"firmware" * 50_000)
        (self.folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
        each = [word for model in models for word in ("--model", model)]
        self.steer("artifact", "add", "file", "--version", NEW, "--key", "key", *each)
        how = ("--plan", "plan.yaml", "--served-at", self.address)
        self.steer("rollout", "create", "spring", NEW, *how)
        self.steer("rollout", "start", "spring")

    def stands(self) -> tuple[str, list[dict[str, Any]]]:
        """State of the rollout, and its devices."""
        journal = SqliteJournal(self.manager.journal, read_only=True)
        try:
            states = list(recover(journal).values())
        finally:
            journal.close()
        page = rollout_page(states, "spring")
        return ("" if page is None else page["state"]), member_rows(states, "spring")

    def is_past(self, steps: int) -> bool:
        """Whether its devices have made so many steps, or it is over."""
        state, rows = self.stands()
        return state != "running" or sum(STEPS.get(row["state"], 0) for row in rows) >= steps

    def until(self, is_so: Callable[[], bool]) -> None:
        """Look again and again; six minutes for all of it at most."""
        while not is_so():
            if time.monotonic() > self._end_s:
                raise RuntimeError(f"still {self.stands()}")
            try:
                raise RuntimeError(f"the devices ended with {self._crew_left()}")
            except subprocess.TimeoutExpired:
                continue

    def _crew_left(self) -> int:
        """How the devices ended, if they do within a moment."""
        assert self.devices is not None
        return self.devices.wait(LOOK_S)

    def end(self) -> None:
        """Everything that runs."""
        if self.devices is not None:
            self.devices.terminate()
            self.devices.wait()
        if self.manager.process is not None:
            self.manager.kill()


def roll(folder: Path, devices: int, kills: int) -> Ended:
    """Kill the manager at even steps of what is sure to be done, and start it again."""
    ended, begun_s = Ended(devices), time.monotonic()
    with running_broker(folder / "broker") as broker:
        (folder / "yard").mkdir()
        yard = Yard(folder / "yard", broker.url, devices)
        try:
            yard.register(devices)
            yard.begin()
            for kill in range(1, kills + 1):
                steps = NO_CELLS_PERCENT * STEPS["updated"] * devices * kill // (100 * (kills + 1))
                yard.until(lambda steps=steps: yard.is_past(steps))  # type: ignore[misc]
                if yard.stands()[0] != "running":
                    break
                yard.manager.kill()
                yard.manager.start()
                ended.kills += 1
            yard.until(lambda: yard.stands()[0] != "running")
            ended.state, rows = yard.stands()
            ended.updated = sum(row["firmware"] == NEW for row in rows)
            ended.unreached = sum(row["state"] == "unreached" for row in rows)
            ended.other = devices - ended.updated - ended.unreached
            yard.manager.stop()
        finally:
            yard.end()
        journal = SqliteJournal(yard.manager.journal, read_only=True)
        try:
            ended.again = int(replay(journal).difference is not None)
        finally:
            journal.close()
    ended.seconds = time.monotonic() - begun_s
    return ended


def main(arguments: list[str]) -> int:
    """Print how it ended, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=20)
    parser.add_argument("--kills", type=int, default=5)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        ended = roll(Path(folder), asked.devices, asked.kills)
    print(json.dumps(asdict(ended)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
