"""Thousands of connections cut at once, and all of them back at once, at a real broker.

    python -m tests.acceptance.live.storm --devices 8000

Each device has a connection of its own with a last will. `lost_s`, `back_s`: from the cut, and from
the first attempt to come back, until the presence of every device is exact; `wrong`: devices whose
presence is not at the end of PATIENCE_S. A tenth comes back on a second connection before the first
is cut, so that its will comes after a newer birth; a hundredth flaps.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from devices.clock import ScaledClock
from devices.wire.topics import PARTITIONS, partition_of, topic_of
from fleet.adapters.bus import frames
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core import views
from fleet.core.inputs import Register
from fleet.core.partition import Partition
from fleet.core.recovery import recover
from fleet.core.state import Device, PartitionState
from fleet.service.committing import Fleet
from tests.integration.broker import running_broker
from tests.integration.fleet.manager import Manager
from tests.small_fleet import payload

SITES = 41
AT_ONCE = 200
PATIENCE_S = 60.0
FLAPS = 5
KEEP_ALIVE_S = 600
LATER_MS = 20 * 60_000
"""After this a device that was cut is offline: its interval is an hour, so it is waited for 15 min.
"""


@dataclass
class Storm:
    """What was counted and measured."""

    devices: int
    lost_s: float = 0.0
    back_s: float = 0.0
    wrong: int = 0
    incidents: int = 0
    incidents_after: int = 0
    stale_wills: int = 0
    flapped: int = 0


class _Line(asyncio.Protocol):
    """A device's connection: will, birth; MQTT 5."""

    def __init__(self, number: int, connection: int) -> None:
        self.number = number
        self.connection = connection
        self.born = asyncio.get_running_loop().create_future()
        self._reader = frames.Reader()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        words = {"state": "lost", "connection": self.connection}
        will = payload(_name(self.number), 1, _now_ms(), **words)
        name = f"{_name(self.number)}-{self.connection}"
        transport.write(_connect(name, _topic(self.number), will))

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        for kind, _, _ in self._reader.others:
            if kind == frames.CONNACK:
                assert self.transport is not None
                words = {
                    "state": "ready", "connection": self.connection, "kind": "bin_sensor",
                    "model": "m", "firmware": {"version": "1"}, "interval_s": 3_600,
                }  # fmt: skip
                birth = payload(_name(self.number), self.connection, _now_ms(), **words)
                self.transport.write(frames.publish(_topic(self.number), birth, True, 1))
            elif kind == frames.PUBACK and not self.born.done():
                self.born.set_result(None)
        self._reader.others.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.born.done():
            self.born.set_exception(exc or ConnectionError("cut before its birth"))

    def cut(self) -> None:
        """As a pulled plug: no farewell."""
        assert self.transport is not None
        self.transport.abort()


def _connect(name: str, topic: str, will: bytes) -> bytes:
    """CONNECT with a retained will of QoS 1 (MQTT 5, section 3.1)."""

    def text(data: bytes) -> bytes:
        return len(data).to_bytes(2, "big") + data

    body = text(b"MQTT") + bytes([5, 0b0010_1110]) + KEEP_ALIVE_S.to_bytes(2, "big") + b"\x00"
    body += text(name.encode()) + b"\x00" + text(topic.encode()) + text(will)
    length, head = len(body), bytearray([0x10])
    while True:
        length, byte = length >> 7, length & 0x7F
        head.append(byte | (0x80 if length else 0))
        if not length:
            return bytes(head) + body


def _name(number: int) -> str:
    return f"bin{number}"


def _site(number: int) -> str:
    return f"site{number % SITES}"


def _topic(number: int) -> str:
    return topic_of(_site(number), _name(number), "state")


def _now_ms() -> int:
    return ScaledClock().now_ms()


def storm(folder: Path, devices: int) -> Storm:
    """Run it with a broker and a journal in `folder`."""
    with running_broker(folder / "broker") as broker:
        manager = Manager(folder / "journal", broker.url)
        _register(manager.journal, devices)
        manager.start()
        found = asyncio.run(_live(broker.port, manager, devices))
        manager.stop()
    return found


def _register(journal: Path, devices: int) -> None:
    opened = SqliteJournal(journal)
    try:
        asked = [
            (partition_of(_site(n)), Register("", "t", f"{_site(n)}/{_name(n)}", "bin_sensor"))
            for n in range(devices)
        ]
        Fleet(opened, range(PARTITIONS)).commit((), asked, _now_ms())
    finally:
        opened.close()


async def _live(port: int, manager: Manager, devices: int) -> Storm:
    found = Storm(devices)
    everybody = range(devices)
    first = await _open(port, everybody, 1)
    await _until(manager, dict.fromkeys(everybody, "ready"))
    _cut(first)
    found.lost_s, found.wrong = await _until(manager, dict.fromkeys(everybody, "lost"))
    found.incidents = len(_incidents(manager))
    began = time.perf_counter()
    second = await _open(port, everybody, 2)
    _, wrong = await _until(manager, dict.fromkeys(everybody, "ready"))
    found.back_s, found.wrong = time.perf_counter() - began, found.wrong + wrong
    found.incidents_after = len(_incidents(manager))
    late = everybody[::10]
    third = await _open(port, late, 3)
    _cut(line for line in second if line.number % 10 == 0)
    flapping = [line for line in second if line.number % 100 == 1]
    for turn in range(FLAPS):
        _cut(flapping)
        flapping = await _open(port, [line.number for line in flapping], 3 + turn)
    dark = [line for line in second if line.number % 10 == 5]
    _cut(dark)
    gone = {line.number for line in dark}
    exact = {n: "lost" if n in gone else "ready" for n in everybody}
    _, wrong = await _until(manager, exact)
    found.wrong += wrong
    known = _known(manager)
    found.stale_wills = sum(device.stale_wills for device in known)
    found.flapped = sum(device.births >= 2 + FLAPS for device in known)
    _cut([*second, *third, *flapping])
    return found


async def _open(port: int, numbers: Iterable[int], connection: int) -> list[_Line]:
    """Connect so many at a time, until each is born."""
    loop, turn, lines = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE), []

    async def one(number: int) -> None:
        async with turn:
            make: Callable[[], _Line] = lambda: _Line(number, connection)  # noqa: E731
            _, line = await loop.create_connection(make, "127.0.0.1", port)
            lines.append(line)
            await line.born

    await asyncio.gather(*(one(number) for number in numbers))
    return lines


def _cut(lines: Iterable[_Line]) -> None:
    for line in lines:
        line.cut()


async def _until(manager: Manager, exact: dict[int, str]) -> tuple[float, int]:
    """Until every presence is exact: in how many seconds, and how many are not in the end."""
    began = time.perf_counter()
    while True:
        known = await asyncio.to_thread(_known, manager)
        wrong = sum(device.presence != exact[int(device.device[3:])] for device in known)
        seconds = time.perf_counter() - began
        if not wrong or seconds > PATIENCE_S:
            return seconds, wrong


def _known(manager: Manager) -> list[Device]:
    return list(manager.devices().values())


def _incidents(manager: Manager) -> list[dict[str, object]]:
    """What the manager will say when LATER_MS have gone by in which nobody comes or goes."""
    journal = SqliteJournal(manager.journal, read_only=True)
    try:
        known = recover(journal)
    finally:
        journal.close()
    ahead = [Partition(state, partial(PartitionState, number)) for number, state in known.items()]
    for partition in ahead:
        partition.handle_timer(partition.state.now_ms + LATER_MS)
    return views.incidents(partition.state for partition in ahead)


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=8_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(storm(Path(folder), options.devices))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
