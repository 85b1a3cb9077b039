"""The parts of `courtyard up`: a broker, a manager with its API, devices, as processes.

Lives here: starting them in order, waiting, ending them in the opposite order. Not here: options
(`courtyard.commands.up`), what tells us to end (`courtyard.live.ending`). Each part has a session
of its own, so that Ctrl-C reaches us alone and they end in order.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from courtyard.inputs import InputError
from courtyard.live.brokers import ChosenBroker, choose_broker, find_mosquitto
from courtyard.live.ending import undisturbed
from courtyard.live.furnishing import still_to_ask
from devices.signing import make_key, public_path
from twin.staging.cast import Member

COURTYARD = (sys.executable, "-c", "from courtyard.main import run_and_exit; run_and_exit()")

LOOK_S = 0.1
START_S = 60.0
END_S = 15.0
LINK_MS = 3_600_000
"""How long the operator's link waits to be used."""

LAST_LINES = 8
"""Of the log of a part that ended by itself."""


class PartEnded(RuntimeError):
    """A part ended by itself; the message has the end of its log."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to stand where. `folder` holds the journal, the broker's files and the logs.

    `places`: sites with name, longitude and latitude, for the map.
    """

    folder: Path
    scenario: str
    speed: float
    count: int | None
    port: int
    api_port: int
    overrides: tuple[str, ...] = ()
    places: tuple[tuple[str, str, float, float], ...] = ()
    broker: str = "auto"

    @property
    def drill(self) -> Path:
        """Where the simulated devices take drills."""
        return self.folder / "drill.socket"

    @property
    def journal(self) -> Path:
        """The manager's journal."""
        return self.folder / "courtyard.journal"

    @property
    def lying(self) -> Path:
        """What lies in the banks at their switch-on, for the devices."""
        return self.folder / "lying.json"

    @property
    def firmware_key(self) -> Path:
        """The private key whose firmware the devices take up."""
        return self.folder / "firmware.key"


@dataclass
class Standing:
    """Parts that run. `code`: of the operator's link; `console_code`: of the console's."""

    plan: Plan
    devices: int
    broker: ChosenBroker
    code: str = ""
    console_code: str = ""
    parts: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def wait(self) -> int:
        """Until it is interrupted (0); a part that ends by itself ends all (1)."""
        try:
            while True:
                self._look()
                time.sleep(LOOK_S)
        except KeyboardInterrupt:
            return 0
        except PartEnded as error:
            sys.stderr.write(f"{error}\n")
            return 1

    def start(self, name: str, command: Sequence[str | Path]) -> None:
        """Start a part, its words in a log."""
        with (self.plan.folder / f"{name}.log").open("wb") as log, undisturbed():
            process = subprocess.Popen(
                list(map(str, command)), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
            self.parts.append((name, process))

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Wait for something; raises InputError where a part ends or it takes too long."""
        end = time.monotonic() + START_S
        while not is_so():
            try:
                self._look()
            except PartEnded as error:
                raise InputError(str(error)) from None
            if time.monotonic() > end:
                raise InputError(f"{what} is not ready after {START_S:.0f} s")
            time.sleep(LOOK_S)

    def end(self) -> None:
        """End every part, the last first, and wait for it."""
        with undisturbed():
            while self.parts:
                _, process = self.parts.pop()
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(END_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _look(self) -> None:
        for name, process in self.parts:
            code = process.poll()
            if code is not None:
                log = (self.plan.folder / f"{name}.log").read_text("utf-8", "replace")
                said = "\n  ".join(log.splitlines()[-LAST_LINES:])
                raise PartEnded(f"{name} ended with {code}:\n  {said}")


@contextmanager
def standing(plan: Plan, members: Sequence[Member]) -> Iterator[Standing]:
    """All parts, connected; ended on the way out. Raises InputError where one does not start."""
    for name, port in (("--port", plan.port), ("--api-port", plan.api_port)):
        if _listens(port):
            raise InputError(f"{name} = {port}: somebody listens there already")
    plan.folder.mkdir(parents=True, exist_ok=True)
    at = plan.folder / "broker"
    broker = choose_broker(plan.broker, find_mosquitto(), at, plan.port, len(members))
    _register(plan, members)
    if not plan.firmware_key.exists():
        make_key(plan.firmware_key)
    parts = Standing(plan, len(members), broker)
    try:
        parts.start("broker", broker.command)
        parts.until(lambda: all(map(_listens, broker.ports)), "the broker")
        parts.start("manager", [
            *COURTYARD, "fleet", "serve", "--journal", plan.journal,
            "--broker", f"mqtt://127.0.0.1:{broker.manager_port}",
            "--clock-speed", str(plan.speed), "--api", f"127.0.0.1:{plan.api_port}",
            *_forecast(plan),
            "--map", _map(plan), *(("--drill", plan.drill) if members else ()),
        ])  # fmt: skip
        parts.until(lambda: _is_connected(plan.journal), "the manager")
        if members:
            parts.start("devices", _devices(plan, broker))
        parts.code, parts.console_code = _link(plan, "operator"), _link(plan, "console")
        yield parts
    finally:
        parts.end()


def _map(plan: Plan) -> Path:
    """Where the scenario's sites lie, as GeoJSON."""
    features = [
        {"type": "Feature", "properties": {"site": site, "name": name},
         "geometry": {"type": "Point", "coordinates": [longitude, latitude]}}
        for site, name, longitude, latitude in plan.places
    ]  # fmt: skip
    path = plan.folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _devices(plan: Plan, broker: ChosenBroker) -> list[str]:
    from courtyard.live.lying import DAYS
    from fleet.service.entries import key_path

    overrides = [word for each in plan.overrides for word in ("--set", each)]
    count = [] if plan.count is None else ["--count", str(plan.count)]
    return [*COURTYARD, "devices", "simulate", plan.scenario,
            "--broker", f"mqtt://127.0.0.1:{broker.port}", "--mqtt", broker.version,
            "--speed", str(plan.speed), "--days", str(DAYS), "--lying", str(plan.lying),
            "--fleet-key", str(key_path(plan.journal)), "--drill", str(plan.drill),
            "--firmware-key", str(public_path(plan.firmware_key)), *count, *overrides]  # fmt: skip


def _forecast(plan: Plan) -> list[str]:
    """Forecasts when they are asked for; simulated people live by the clock of this machine."""
    overrides = [word for each in plan.overrides for word in ("--forecast-set", each)]
    return ["--forecast", plan.scenario, "--forecast-every", "0", "--forecast-zone", "local",
            *overrides]  # fmt: skip


def _register(plan: Plan, members: Sequence[Member]) -> None:
    """Make the devices known before anybody speaks, and what lies in the banks."""
    from courtyard.live.lying import look, new_banks, write_lying
    from courtyard.options import load_scenario
    from devices.clock import ScaledClock
    from devices.wire.topics import PARTITIONS, partition_of
    from fleet.adapters.journal.sqlite import SqliteJournal
    from fleet.service.committing import Fleet

    journal = SqliteJournal(plan.journal)
    try:
        fleet = Fleet(journal, range(PARTITIONS))
        clock, found = ScaledClock(plan.speed), None
        asked = still_to_ask(members, fleet.states, "up")
        if new := new_banks(asked, fleet.states):
            scenario = load_scenario(plan.scenario, plan.overrides).scenario
            found = look(scenario, plan.count, scenario.run.seed, clock, new)
            asked += found.asked("up")
        placed = [(partition_of(request.device.partition("/")[0]), request) for request in asked]
        fleet.commit((), placed, clock.now_ms())
        if found is not None:
            write_lying(plan.lying, found.leased(fleet.states))
    finally:
        journal.close()


def _link(plan: Plan, who: str) -> str:
    from fleet.api.access.tokens import Tokens, tokens_path

    now_ms = time.time_ns() // 1_000_000
    tokens = Tokens(tokens_path(plan.journal))
    return tokens.add(f"{who}-{now_ms}", "operator", "city", now_ms, now_ms + LINK_MS, is_link=True)


def _is_connected(journal: Path) -> bool:
    from fleet.service.control import NobodyThere, ask_health

    try:
        health = ask_health(journal)
    except NobodyThere:
        return False
    return health.connected == health.sessions


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
