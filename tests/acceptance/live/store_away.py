"""A manager under load whose time series store is down, slow, full, and refuses some points.

    python -m tests.acceptance.live.store_away --store influx --devices 1000

Ten reports of each device, one a minute in life, come while the store is down. `missing`: points
that are neither in the store nor set aside; `memory_over`: 1 where the manager grew by a fifth or
more meanwhile. On InfluxDB 1.6 one field has another type there, so that its points are refused.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from devices.clock import ScaledClock
from fleet.adapters.series.stores import StoreAddress, store_at
from fleet.loadtest.generator import Task
from fleet.loadtest.plan import Load, device_of, site_of
from tests.contract.sources import ROOT
from tests.integration.broker import running_broker
from tests.integration.fleet.manager import Manager
from tests.integration.series.proxy import FaultProxy
from tests.integration.series.servers import influx_one, points_kept, samples, victoria
from tests.integration.series.told import lines_of, poisoned, samples_of

REPORTS = 10
RATE_PER_S = 1_000
GROWN_MOST = 1.2
LOOKS = 6_000
STORES = {"influx": influx_one, "victoria": victoria}


@dataclass
class Outlived:
    """What was counted; `missing` and `memory_over` must be 0."""

    published: int = 0
    produced: int = 0
    stored: int = 0
    isolated: int = 0
    attempts: int = 0
    waited_mb: float = 0.0
    rss_mb: float = 0.0
    rss_most_mb: float = 0.0
    missing: int = 0
    memory_over: int = 0


def outlive(folder: Path, store: str, devices: int, modes: tuple[str, ...]) -> Outlived:
    """Run it; after the load each of `modes` meets an attempt, then the store is back."""
    found = Outlived()
    with STORES[store](folder / "store") as there, running_broker(folder) as broker:
        port = urlsplit(there.url).port
        assert port is not None
        if there.database:
            _conflict(there)
        with FaultProxy(port) as proxy:
            (folder / "fleet").mkdir()
            manager = Manager(
                folder / "fleet" / "journal", broker.url, ("--influx", _behind(there, proxy.port))
            )
            manager.start()
            manager.register(*(f"{site_of(n)}/{device_of(n)}" for n in range(devices)))
            load = Load(devices, REPORTS, RATE_PER_S, connections=4)
            _publish(manager, broker.url, load, found)
            kept = _counting(there, manager)
            manager.wait_until(lambda _: kept() == 0, LOOKS)
            found.rss_mb = _rss_mb(manager)
            proxy.mode = "down"
            _publish(manager, broker.url, replace(load, boot="away"), found)
            found.waited_mb = round(_waiting_mb(manager), 1)
            for mode in modes:
                proxy.mode, before = mode, proxy.attempts
                manager.wait_until(lambda _, n=before: proxy.attempts > n, LOOKS)  # type: ignore[misc]
                found.rss_most_mb = max(found.rss_most_mb, _rss_mb(manager))
            proxy.mode = "slow"
            manager.wait_until(lambda _: kept() == 0, LOOKS)
            found.rss_most_mb = max(found.rss_most_mb, _rss_mb(manager))
            manager.stop()
            found.attempts = proxy.attempts
        _look_back(there, manager, found)
    return found


def _conflict(there: StoreAddress) -> None:
    """Another type for one field, at a time of the same shard."""
    said = store_at(there).write([f"vitals,site=x delay_ms=0.5 {ScaledClock(1.0).now_ms()}000000"])
    assert (said.refused, said.away) == ("", "")


def _behind(there: StoreAddress, port: int) -> str:
    what = f"db={there.database}" if there.database else "org=home&bucket=walls"
    return f"http://127.0.0.1:{port}?{what}"


def _publish(manager: Manager, broker: str, load: Load, found: Outlived) -> None:
    found.published += load.published
    subprocess.run(
        [sys.executable, "-m", "fleet.loadtest.generator"], cwd=ROOT, check=True,
        input=msgspec.json.encode(Task(broker, load)), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    manager.wait_until(lambda health: health.counters["stored"] == found.published, LOOKS)
    found.rss_most_mb = max(found.rss_most_mb, _rss_mb(manager)) if found.rss_mb else 0.0


def _counting(there: StoreAddress, manager: Manager) -> Callable[[], int]:
    """How many points are on the way: neither in the store nor set aside. Reads both."""

    def on_the_way() -> int:
        lines = lines_of(manager.journal)
        isolated = {line for _, line in poisoned(_poison(manager))}
        if there.database:
            spool = points_kept(there, only="spool") + 1
            return len(lines) - len(isolated) - (points_kept(there) - spool)
        return samples_of(lines) - samples(there, "spool_.*")

    return on_the_way


def _look_back(there: StoreAddress, manager: Manager, found: Outlived) -> None:
    found.produced = len(lines_of(manager.journal))
    found.isolated = len({line for _, line in poisoned(_poison(manager))})
    found.missing = abs(_counting(there, manager)())
    found.stored = found.produced - found.isolated - found.missing
    found.memory_over = int(found.rss_most_mb > GROWN_MOST * found.rss_mb)


def _poison(manager: Manager) -> Path:
    return manager.journal.with_name("journal.series") / "poison.lines"


def _waiting_mb(manager: Manager) -> float:
    folder = manager.journal.with_name("journal.series")
    return sum(path.stat().st_size for path in folder.glob("*.lines")) / 2**20


def _rss_mb(manager: Manager) -> float:
    assert manager.process is not None
    text = Path(f"/proc/{manager.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in text.splitlines() if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) / 1024, 1)


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=STORES, default="influx")
    parser.add_argument("--devices", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        modes = ("mute", "half", "full", "busy")
        print(json.dumps(asdict(outlive(Path(folder), options.store, options.devices, modes))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
