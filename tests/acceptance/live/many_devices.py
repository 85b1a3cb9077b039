"""A manager that comes back with very many devices in its snapshots, and goes on at a rate.

    python -m tests.acceptance.live.many_devices --devices 300000 --rate 5500 --seconds 30

`ready_s`: from the start of the process until every session is connected and every device known;
`rss_mb`: the most memory it ever had; `rate_per_s`: messages a second from the first that was due
until the last stood in the journal, offered at `rate`; `behind_s`: how much later that was than the
last that was sent. `missing` and `doubled` must be 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from devices.clock import ScaledClock
from devices.wire.topics import PARTITIONS, partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import encode
from fleet.core.inputs import Arrived, Register
from fleet.core.partition import Partition
from fleet.core.state import PartitionState
from fleet.loadtest import parts
from fleet.loadtest.generator import Task
from fleet.loadtest.plan import Load, device_of, site_of
from fleet.ports.journal import Snapshot
from tests.integration.broker import running_broker
from tests.integration.fleet.manager import Manager
from tests.small_fleet import payload

EACH = 30
"""Messages of each device that speaks."""

NOW_MS = 1_790_000_000_000
BIRTH = {
    "state": "ready", "connection": 1, "kind": "bin_sensor", "model": "m", "interval_s": 3600,
    "firmware": {"version": "1.0.0"},
}  # fmt: skip
MEASURED = {
    "kind": "bin_sensor", "fill_permille": 410, "distance_mm": 412, "temperature_mc": 17_500,
    "battery_permille": 930, "signal_dbm": -87,
}  # fmt: skip


@dataclass
class Held:
    """What was measured."""

    devices: int
    journal_mb: float = 0.0
    ready_s: float = 0.0
    rss_ready_mb: float = 0.0
    rss_mb: float = 0.0
    offered_per_s: float = 0.0
    rate_per_s: float = 0.0
    behind_s: float = 0.0
    stored: int = 0
    missing: int = 0
    doubled: int = 0
    cpu_s: float = 0.0


def make_known(path: Path, devices: int) -> None:
    """A journal whose snapshots have so many devices, each born and measured.

    The core decides and applies as in a manager; of the records nothing is kept.
    """
    partitions = {number: Partition(PartitionState(number), _never) for number in range(PARTITIONS)}
    for n in range(devices):
        site, device = site_of(n), device_of(n)
        partition = partitions[partition_of(site)]
        partition.receive(Register("", "test", f"{site}/{device}", "bin_sensor", ["east"]), NOW_MS)
        for sequence, (channel, words) in enumerate((("state", BIRTH), ("telemetry", MEASURED)), 1):
            said = payload(device, sequence, NOW_MS, **words)
            partition.receive(Arrived(topic_of(site, device, channel), said), NOW_MS)
        partition.take_entries()
    journal = SqliteJournal(path)
    try:
        for number, partition in partitions.items():
            state = partition.state
            if state.sequence:
                journal.begin_at(number, state.sequence)
                saved = Snapshot(number, state.sequence, state.now_ms, encode(state))
                journal.append([], [saved])
    finally:
        journal.close()


def _never() -> PartitionState:
    """A partition that goes back to its journal: nothing here leads to it."""
    raise AssertionError("an input could not be applied")


def hold(folder: Path, devices: int, rate: float, seconds: float) -> Held:
    """Run it with a broker and a journal in `folder`."""
    found = Held(devices, offered_per_s=rate)
    with running_broker(folder) as broker:
        manager = Manager(folder / "journal", broker.url)
        make_known(manager.journal, devices)
        found.journal_mb = manager.journal.stat().st_size / 1e6
        began = time.monotonic()
        manager.start()
        manager.wait_until(lambda health: health.devices == devices)
        found.ready_s = time.monotonic() - began
        assert manager.process is not None
        usage = parts.Usage(manager.process.pid)
        found.rss_ready_mb = usage.rss_mb[0]
        load = Load(int(rate * seconds / EACH), EACH, rate, boot="again")
        done = parts.run_generator(Task(broker.url, load), usage.look)
        sent = ScaledClock().now_ms()
        manager.wait_until(lambda health: health.counters["stored"] >= 2 * devices + done.published)
        ended = ScaledClock().now_ms()
        usage.look()
        found.rate_per_s = done.published / ((ended - done.began_ms) / 1_000)
        found.behind_s = (ended - sent) / 1_000
        found.rss_mb = max(usage.rss_mb)
        found.cpu_s = usage.cpu_s
        manager.stop()
        known = manager.devices().values()
    found.stored = sum(d.boots["again"].stored for d in known if "again" in d.boots)
    found.missing = done.published - found.stored
    found.doubled = sum(d.messages for d in known) - 2 * devices - found.stored
    return found


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=300_000)
    parser.add_argument("--rate", type=float, default=5_500.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = hold(Path(folder), given.devices, given.rate, given.seconds)
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
