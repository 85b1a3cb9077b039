"""A manager in a process of its own, as a user starts it, and what it may be asked.

Only starting, asking and ending live here.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.inputs import Register
from fleet.core.recovery import recover
from fleet.core.state import Device
from fleet.service.control import Health, NobodyThere, ask_health, ask_manager
from tests.contract.sources import ROOT
from tests.integration.processes import COMMAND

START_S = 30.0
LOOK_S = 0.05


@dataclass
class Manager:
    """`courtyard fleet serve` on a journal and a broker. What a failed test leaves running ends
    with the tests.
    """

    journal: Path
    broker: str
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until every session is connected."""
        self.process = subprocess.Popen(
            [*COMMAND, "fleet", "serve", "--journal", str(self.journal), "--broker", self.broker,
             *self.options],
            cwd=self.journal.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        atexit.register(self.process.kill)
        self.wait_until(lambda health: health.connected == health.sessions)

    def wait_until(self, is_so: Callable[[Health], bool], looks: int = 1_200) -> Health:
        """Look again and again at its health; fails after `looks`, or where it has ended."""
        assert self.process is not None
        health = None
        for _ in range(looks):
            try:
                health = ask_health(self.journal)
                if is_so(health):
                    return health
            except NobodyThere:
                pass
            try:
                raise AssertionError(f"it ended with {self.process.wait(LOOK_S)}")
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError(f"still {health}")

    def kill(self) -> None:
        """SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as a service manager does."""
        assert self._end(signal.SIGTERM) == 0

    def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(START_S)
        self.process = None
        return code

    def register(self, *devices: str, kind: str = "bin_sensor") -> None:
        """Make devices (SITE/DEVICE) known."""
        answers = ask_manager(self.journal, [Register("", "test", d, kind) for d in devices])
        assert {answer.status for answer in answers} == {200}

    def devices(self) -> dict[str, Device]:
        """What the journal knows, by SITE/DEVICE."""
        journal = SqliteJournal(self.journal, read_only=True)
        try:
            states = recover(journal)
        finally:
            journal.close()
        return {key: device for state in states.values() for key, device in state.devices.items()}
