"""docker-compose.yml without an engine: its own commands started by hand, each where a container
would have it, until the walls' panels of forecasts have rows.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from getpass import getuser
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from courtyard.live.lying import read_lying
from courtyard.options import load_scenario
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.series.preparing import ask
from fleet.adapters.series.stores import StoreAddress
from fleet.core.recovery import recover
from fleet.service.control import NobodyThere, ask_health
from grafana.walls.ahead import HOURS
from grafana.walls.listing import WALLS
from tests.contract.sources import ROOT
from tests.integration.broker import MOSQUITTO, free_port
from tests.integration.processes import COMMAND
from tests.integration.series.servers import influx_one, rows
from tests.integration.up.deployment import compose, prepare
from twin.staging.cast import members_of

FILE = compose()
LOOKS, LOOK_S = 600, 0.1
FROM_NOW = f"time >= now() AND time < now() + {HOURS}h"
AREAS = ("city", "community", "property")


def _as_asked(text: str) -> str:
    """A query as Grafana sends it for every site there."""
    text = text.replace("$timeFilter", FROM_NOW).replace("$__interval", "1h")
    return re.sub(r"\$(community|site)\b", ".*", text)


AHEAD = [
    _as_asked(query.text)
    for wall in WALLS
    if wall.name in AREAS
    for row in wall.rows
    for panel in row
    if panel.hours_ahead
    for query in panel.queries
    if "forecast_bin" not in query.text and set(query.units) != {"bins_likely_over"}
]
"""Queries of the hours to come; the smallest scenario has no bins."""


class Machine:
    """A folder in the place of the project's, free ports in the place of the services' names."""

    def __init__(self, folder: Path, store: StoreAddress) -> None:
        port = free_port()
        self.folder = folder
        self.state = folder / "deploy" / "state"
        self.secrets = {
            f"/run/secrets/{name}": str(folder / secret["file"])
            for name, secret in sorted(FILE["secrets"].items(), reverse=True)
        }
        self.listener = {"8883 0.0.0.0": f"{port} 127.0.0.1"}
        self.places = {
            "/data/": f"{self.state}/manager/",
            "/switch-on/": f"{self.state}/devices/",
            "broker:8883": f"localhost:{port}",
            "0.0.0.0:8443": f"127.0.0.1:{free_port()}",
            "http://influxdb:8086?org=courtyard&bucket=walls": f"{store.url}?db={store.database}",
            "${COURTYARD_SCENARIO:-smoke}": "smoke",
        }

    def command(self, name: str) -> list[str]:
        """What a service runs, as it runs here."""
        words = FILE["services"][name]["command"]
        return [*COMMAND, *(_moved(word, self.secrets | self.places) for word in words)]

    def broker(self) -> list[str]:
        """The broker on its file, with this machine's paths and port."""
        shipped = (self.folder / "deploy" / "mosquitto.conf").read_text(encoding="utf-8")
        here = {"/mosquitto/data": f"{self.state}/broker", "user mosquitto": f"user {getuser()}"}
        path = self.folder / "mosquitto.conf"
        path.write_text(_moved(shipped, self.secrets | self.listener | here), encoding="utf-8")
        return [MOSQUITTO or "mosquitto", "-c", str(path)]


def _moved(text: str, places: dict[str, str]) -> str:
    for there, here in places.items():
        text = text.replace(there, here)
    return text


@contextmanager
def _running(machine: Machine, name: str, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A service for as long as the context lasts, its words in a log."""
    own = dict(FILE["services"][name].get("environment", {}))
    own.pop("COURTYARD_CACHE", None)  # what is compiled here already is not compiled again
    with (machine.folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=machine.folder,
            env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _until(process: subprocess.Popen[bytes], is_so: Callable[[], bool], log: Path) -> None:
    """Look again and again; fails where the process ends, or after LOOKS."""
    for _ in range(LOOKS):
        if is_so():
            return
        try:
            process.wait(LOOK_S)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))


def _is_healthy(journal: Path) -> bool:
    try:
        health = ask_health(journal)
    except NobodyThere:
        return False
    return health.connected == health.sessions


def _counts(journal: Path) -> tuple[dict[str, list[int]], set[str]]:
    """Compartments of every bank by class as the manager has them; devices that are there."""
    opened = SqliteJournal(journal, read_only=True)
    try:
        states = recover(opened).values()
    finally:
        opened.close()
    banks = {key: bank.class_first for state in states for key, bank in state.parcels.banks.items()}
    there = {key for state in states for key, device in state.devices.items()
             if device.presence == "ready"}  # fmt: skip
    return {key: [b - a for a, b in pairwise(firsts)] for key, firsts in banks.items()}, there


def _lying(journal: Path) -> int:
    """Parcels in all banks, by the manager's books."""
    opened = SqliteJournal(journal, read_only=True)
    try:
        states = recover(opened).values()
    finally:
        opened.close()
    return sum(1 for state in states for bank in state.parcels.banks.values()
               for holder in bank.holders if holder)  # fmt: skip


def test_the_walls_have_forecasts_of_the_simulated_banks() -> None:
    """Broker, manager and devices, each by its own command: every bank is furnished as the devices
    have it and connected, and each query of forecasts of the city's, the community's and the
    property's wall returns rows of the hours to come. What lies in the banks at their switch-on is
    in the books before, and the devices have taken it up.
    """
    members, _ = members_of(load_scenario("smoke").scenario, None, gateways=False)
    wanted = {f"{m.site}/{m.device}": list(m.classes) for m in members}
    with ExitStack() as parts:
        # Not tmp_path: with that, the path of the manager's socket is longer than a path may be.
        folder = Path(parts.enter_context(TemporaryDirectory()))
        prepare(folder)
        store = parts.enter_context(influx_one(folder / "influx"))
        machine = Machine(folder, store)
        file = machine.state / "devices" / "lying.json"
        inside = read_lying(file)
        journal, log = machine.state / "manager" / "courtyard.journal", folder / "manager.log"
        assert inside is not None
        assert _lying(journal) == sum(map(len, inside.banks.values())) > 0
        parts.enter_context(_running(machine, "broker", machine.broker()))
        manager = parts.enter_context(_running(machine, "manager", machine.command("manager")))
        _until(manager, lambda: _is_healthy(journal), log)
        devices = parts.enter_context(_running(machine, "devices", machine.command("devices")))
        _until(devices, lambda: _counts(journal) == (wanted, set(wanted)), folder / "devices.log")
        assert not file.exists()
        _until(manager, lambda: all(ask(store, each) for each in AHEAD), log)
        told = rows(store, 'SELECT last("full_permille") FROM "forecast_bank" GROUP BY *')
    assert {f"{row['site']}/{row['device']}" for row in told} == set(wanted)
