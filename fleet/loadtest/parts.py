"""The parts that a load test starts: a broker, a manager, a baseline subscriber, the generator.

Lives here: processes, what they used of the machine. Not here: the reckoning
(`fleet.loadtest.ingest`). CPU and memory are read where Linux keeps them.
"""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from devices.wire.topics import PARTITIONS
from fleet.adapters.bus.address import BrokerAddress
from fleet.adapters.journal.address import JournalAddress
from fleet.broker.config import BrokerSettings, write_config
from fleet.loadtest.generator import Done, Task
from fleet.loadtest.plan import BASELINE_ROOT
from fleet.service.control import Health, NobodyThere, ask_health

LOOK_S = 0.05
PATIENCE_S = 60.0
"""How long a part may take to start or to end, and a manager to store anything more."""


class PartMissing(RuntimeError):
    """A program that the test needs is not installed, or a part did not do its work."""

    clear = True


def find_program(name: str) -> str:
    """Where a program is, also in sbin; raises PartMissing."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise PartMissing(
            f"{name} is not installed; on Debian and Ubuntu: mosquitto and its clients"
        )
    return found


def free_port() -> int:
    """A port on the loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def own_broker(folder: Path) -> Iterator[str]:
    """Mosquitto with our settings on a free loopback port; gives its address."""
    port = free_port()
    config = write_config(BrokerSettings(folder, port, accounts=False, user=getpass.getuser()))
    with (
        (folder / "broker.log").open("wb") as log,
        _running([find_program("mosquitto"), "-c", str(config)], stderr=log) as process,
    ):
        _until(lambda: _listens(port), process, "the broker")
        yield f"mqtt://127.0.0.1:{port}"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def own_manager(
    command: Sequence[str], journal: JournalAddress
) -> Iterator[subprocess.Popen[bytes]]:
    """A manager started with this command; gives it once all its sessions are connected."""
    with _running(command) as process:
        _until(lambda: _is_connected(journal), process, "the manager")
        yield process


def _is_connected(journal: JournalAddress) -> bool:
    try:
        health = ask_health(journal)
    except NobodyThere:
        return False
    return health.connected == PARTITIONS


@contextmanager
def _running(command: Sequence[str], stderr: object = None) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until(is_so: Callable[[], bool], process: subprocess.Popen[bytes], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        if process.poll() is not None:
            raise PartMissing(f"{what} ended with {process.returncode}")
        if time.monotonic() > end:
            raise PartMissing(f"{what} is not ready after {PATIENCE_S:.0f} s")
        time.sleep(LOOK_S)


def run_generator(task: Task, watch: Callable[[], None]) -> Done:
    """Publish a task in a process of its own; `watch` is called again and again meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-m", "fleet.loadtest.generator"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(msgspec.json.encode(task))
        process.stdin.close()
        while True:
            try:
                process.wait(LOOK_S)
                break
            except subprocess.TimeoutExpired:
                watch()
        said = process.stdout.read()
    if process.returncode:
        raise PartMissing(f"the generator ended with {process.returncode}")
    return msgspec.json.decode(said, type=Done)


def wait_for_stored(journal: JournalAddress, is_all: Callable[[Health], bool]) -> Health:
    """The manager's health once it has all, or once it stores nothing more for PATIENCE_S."""
    health = ask_health(journal)
    changed = time.monotonic()
    while not is_all(health) and time.monotonic() < changed + PATIENCE_S:
        time.sleep(LOOK_S)
        before, health = health, ask_health(journal)
        if health.counters != before.counters:
            changed = time.monotonic()
    return health


def baseline_rate(address: BrokerAddress, task: Task) -> float:
    """Messages a second that `mosquitto_sub -q 1` receives of the same load, at full speed."""
    load = task.load
    with subprocess.Popen(
        [find_program("mosquitto_sub"), "-h", address.host, "-p", str(address.port), "-q", "1",
         "-V", "5", "-t", f"{BASELINE_ROOT}#", "-R", "-C", str(load.published),
         "-W", str(int(PATIENCE_S) * 5)],
        stdout=subprocess.DEVNULL,
    ) as subscriber:  # fmt: skip
        time.sleep(0.5)
        began = time.perf_counter()
        run_generator(task, lambda: None)
        subscriber.wait(PATIENCE_S * 5)
        seconds = time.perf_counter() - began
    if subscriber.returncode:
        raise PartMissing(f"mosquitto_sub ended with {subscriber.returncode}")
    return load.published / seconds


class Usage:
    """CPU seconds and memory of a process, between two looks."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._begin_s = self._cpu_s()
        self.rss_mb: list[float] = []
        self._looks_s: list[float] = []
        self.look()

    def look(self) -> None:
        """Note the memory it has now."""
        pages = int(Path(f"/proc/{self._pid}/statm").read_text(encoding="ascii").split()[1])
        self.rss_mb.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
        self._looks_s.append(time.monotonic())

    def rss_mb_at(self, seconds: float) -> float:
        """The memory that it had so long after the first look; at the end of what took less."""
        at = bisect_left(self._looks_s, self._looks_s[0] + seconds)
        return self.rss_mb[min(at, len(self.rss_mb) - 1)]

    @property
    def cpu_s(self) -> float:
        """CPU seconds, user and system, since the beginning."""
        return self._cpu_s() - self._begin_s

    def _cpu_s(self) -> float:
        stat = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
