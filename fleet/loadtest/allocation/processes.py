"""The processes of a test with a manager: it is killed, and terminals or companies play.

Lives here: starting, killing, waiting. Not here: what they did
(`fleet.loadtest.allocation.running`).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from fleet.loadtest import parts
from fleet.loadtest.allocation.task import Played, Task, Visit
from fleet.service.control import NobodyThere, ask_health

SETTLE_LOOKS = 10
"""Looks at a manager that stores nothing more, before it is taken to have all."""


class Lives:
    """A manager that is killed and comes back, again and again."""

    def __init__(self, command: Sequence[str], journal: Path) -> None:
        self._command = command
        self._journal = journal
        self._life = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the one that runs."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Lives:
        self._process = self._life.enter_context(parts.own_manager(self._command, self._journal))
        return self

    def __exit__(self, *_: object) -> None:
        self._life.close()

    def kill(self) -> None:
        """SIGKILL, and the next one, once it is connected."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._life.close()
        self.__enter__()


@contextmanager
def players(task: Task | Visit) -> Iterator[subprocess.Popen[bytes]]:
    """The process of terminals, or of companies, at play; it ends with the block."""
    who = "banks.playing" if isinstance(task, Task) else "companies.playing"
    with subprocess.Popen(
        [sys.executable, "-m", f"fleet.loadtest.allocation.{who}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(task))
        process.stdin.close()
        try:
            yield process
        finally:
            process.kill()


def look_away(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Let them play for a while; raises PartMissing where they ended badly."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    if process.returncode:
        raise parts.PartMissing(f"the players ended with {process.returncode}")


def played_by(process: subprocess.Popen[bytes]) -> Played:
    """What they saw, once all is over; raises PartMissing."""
    assert process.stdout is not None
    said = process.stdout.read()
    if process.wait():
        raise parts.PartMissing(f"the players ended with {process.returncode}")
    return msgspec.msgpack.decode(said, type=Played)


def settle(journal: Path) -> None:
    """Until the manager stores nothing more for a while."""
    before, quiet = -1, 0
    while quiet < SETTLE_LOOKS:
        time.sleep(parts.LOOK_S)
        try:
            stored = ask_health(journal).counters["messages"]
        except NobodyThere:
            continue
        quiet = quiet + 1 if stored == before else 0
        before = stored
