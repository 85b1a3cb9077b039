"""Real time series stores on free loopback ports: InfluxDB 1.6 and VictoriaMetrics, from Debian.

Only starting, asking and stopping live here. `.ci/run` installs both; where one is missing, tests
that need it are not there, but on the machine that decides (CI=true) they are, and fail.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from fleet.adapters.series.preparing import ask, prepare
from fleet.adapters.series.stores import StoreAddress
from tests.integration.broker import free_port

INFLUXD = shutil.which("influxd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
VICTORIA = shutil.which("victoria-metrics", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
IS_LEFT_OUT = None in {INFLUXD, VICTORIA} and os.environ.get("CI") != "true"

LOOKS = 400
LOOK_S = 0.05

CONFIG = """
reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
  dir = "{folder}/meta"
  logging-enabled = false
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
  index-version = "tsi1"
  query-log-enabled = false
[coordinator]
[retention]
  enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:{port}"
  log-enabled = false
  max-row-limit = 0
[logging]
  level = "error"
"""


@dataclass
class Server:
    """A store that runs; it may be stopped and started again with what it has."""

    command: list[str]
    port: int
    ready: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(LOOKS):
            try:
                with urlopen(f"http://127.0.0.1:{self.port}{self.ready}", timeout=2):
                    return
            except OSError:
                pass
            try:
                raise AssertionError(f"it ended with {self.process.wait(LOOK_S)}")
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError("no answer")

    def stop(self) -> None:
        """SIGKILL: what it answered 204 to must be there afterwards."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def influx_one(folder: Path, database: str = "walls") -> Iterator[StoreAddress]:
    """InfluxDB 1.6 with an empty database made as `courtyard influx setup` makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    config = folder / "influxdb.conf"
    config.write_text(CONFIG.format(rpc=free_port(), folder=folder, port=port), encoding="utf-8")
    server = Server([INFLUXD or "influxd", "-config", str(config)], port, "/ping")
    server.start()
    try:
        address = StoreAddress(f"http://127.0.0.1:{port}", database=database)
        prepare(address, keep_days=0)
        yield address
    finally:
        server.stop()


@contextmanager
def victoria(folder: Path) -> Iterator[StoreAddress]:
    """VictoriaMetrics, which keeps one point a series and ms, as a store for InfluxDB 2's write."""
    port = free_port()
    server = Server(
        [VICTORIA or "victoria-metrics", f"-httpListenAddr=127.0.0.1:{port}",
         f"-storageDataPath={folder}", "-retentionPeriod=100y", "-dedup.minScrapeInterval=1ms",
         "-loggerLevel=ERROR", "-search.latencyOffset=0s", "-memory.allowedBytes=128MB"],
        port, "/health",
    )  # fmt: skip
    server.start()
    try:
        yield StoreAddress(f"http://127.0.0.1:{port}", organisation="home", bucket="walls")
    finally:
        server.stop()


def rows(address: StoreAddress, statement: str) -> list[dict[str, Any]]:
    """Rows of an InfluxQL statement on 1.6, tags among the columns."""
    found = []
    for series in ask(address, statement):
        for values in series["values"]:
            found.append(
                {**series.get("tags", {}), **dict(zip(series["columns"], values, strict=True))}
            )
    return found


def points_kept(address: StoreAddress, only: str = "") -> int:
    """How many points 1.6 has (of one measurement): each timestamp of a series counted once."""
    total = 0
    for row in rows(address, "SHOW MEASUREMENTS"):
        if only not in {"", row["name"]}:
            continue
        for series in ask(address, f'SELECT * FROM "{row["name"]}" GROUP BY *'):
            total += len(series["values"])
    return total


def samples(address: StoreAddress, but: str = "none") -> int:
    """How many samples VictoriaMetrics has, one a field, series and ms, but of names like these."""
    query = urlencode({"match[]": f'{{__name__!~"{but}"}}', "start": 0, "end": 4_000_000_000})
    with urlopen(f"{address.url}/internal/force_flush", timeout=30):
        pass
    with urlopen(f"{address.url}/api/v1/export?{query}", timeout=30) as answer:
        return sum(len(json.loads(line)["values"]) for line in answer.read().splitlines())
