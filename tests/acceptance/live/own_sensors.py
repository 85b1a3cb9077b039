"""Sensors people own, through ChirpStack's MQTT, while the manager is killed with kill -9.

    python -m tests.acceptance.live.own_sensors --frames 2000 --kills 20

`missing`: frames that the broker acknowledged and the journal has not; `doubled`: frames that it
has stored twice; `wrong`: sensors whose newest fill level is not that of their newest frame;
`lost`, `quarantined`: messages that the manager counts so. All must be 0.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from aiomqtt import Client

from courtyard.main import run_app
from devices.clock import ScaledClock
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.coding import decode_decisions, decode_input
from fleet.core.decisions import Heard
from fleet.core.inputs import Arrived
from tests.integration.broker import Broker, running_broker
from tests.integration.fleet.manager import Manager
from tests.network_servers import chirpstack

SENSORS = 20
DEPTH_MM = 2_000


@dataclass
class Carried:
    """What was sent, and what must be 0."""

    frames: int = 0
    kills: int = 0
    missing: int = 0
    doubled: int = 0
    wrong: int = 0
    lost: int = 0
    quarantined: int = 0


def _eui(sensor: int) -> str:
    return f"{0xA84041FFFF180000 + sensor:016X}"


def _file(url: str) -> str:
    sensors = [
        f"  - {{sensor: {_eui(n)}, device: meadow/bin{n}, profile: milesight-em310-udl,\n"
        f"     mounting: {{depth_mm: {DEPTH_MM}}}}}\n"
        for n in range(SENSORS)
    ]
    network = f'networks: [{{name: yard, kind: chirpstack, broker: "{url}"}}]\n'
    return network + "sensors:\n" + "".join(sensors)


def carry(folder: Path, frames: int, kills: int, seed: int) -> Carried:
    """Send so many frames, or a few more; kill the manager so often, at moments of `seed`."""
    found = Carried()
    with running_broker(folder / "broker") as broker:
        (folder / "fleet").mkdir()
        file, journal = folder / "fleet" / "sensors.yaml", folder / "fleet" / "journal"
        file.write_text(_file(broker.url), encoding="utf-8")
        with contextlib.redirect_stdout(sys.stderr):
            code = run_app(["fleet", "register", str(file), "--journal", str(journal)])
        if code:
            raise RuntimeError("the sensors were not registered")
        manager = Manager(journal, broker.url, ("--sensors", str(file)))
        manager.start()
        moments = np.random.default_rng(seed)
        each = SENSORS * -(-frames // ((kills + 1) * SENSORS))
        for kill in range(kills + 1):
            asyncio.run(_send(broker, found.frames, each))
            found.frames += each
            if kill < kills:
                seen = 2 * int(moments.integers(1, found.frames))
                manager.wait_until(lambda h, seen=seen: h.counters["stored"] >= seen)  # type: ignore[misc]
                manager.kill()
                manager.start()
                found.kills += 1
        whole = 2 * found.frames
        health = manager.wait_until(lambda h: h.counters["stored"] >= whole)
        manager.stop()
        found.lost = health.counters["lost"]
        found.quarantined = health.counters["quarantined"]
    _look_back(manager, found)
    return found


def _distance_mm(frame: int) -> int:
    return 100 + frame * 7 % 1_800


async def _send(broker: Broker, first: int, count: int) -> None:
    """The next frames of all sensors by turns; each is acknowledged by the broker."""
    now_ms = ScaledClock().now_ms()
    async with Client("127.0.0.1", broker.port) as client:
        for number in range(first, first + count):
            payload = "0382" + _distance_mm(number).to_bytes(2, "little").hex()
            counter, sensor = divmod(number, SENSORS)
            topic, event = chirpstack(payload, counter, now_ms, eui=_eui(sensor))
            await client.publish(topic, event, qos=1)


def _look_back(manager: Manager, found: Carried) -> None:
    """What the journal has: each frame's two messages once, and the newest fill levels."""
    stored: Counter[tuple[str, str, int]] = Counter()
    journal = SqliteJournal(manager.journal, read_only=True)
    try:
        for record in journal.records({}):
            given = decode_input(record.input)
            heard = [d for d in decode_decisions(record.decisions) if isinstance(d, Heard)]
            if isinstance(given, Arrived) and heard:
                device = given.topic.split("/")[4]
                stored[device, heard[0].boot, heard[0].sequence] += 1
    finally:
        journal.close()
    found.missing = 2 * found.frames - len(stored)
    found.doubled = sum(count - 1 for count in stored.values())
    devices = manager.devices()
    for sensor in range(SENSORS):
        last = found.frames - SENSORS + sensor
        measured = json.loads(devices[f"meadow/bin{sensor}"].measured)
        found.wrong += measured["distance_mm"] != _distance_mm(last)


def main(arguments: list[str]) -> int:
    """Print what was counted, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20_261_122)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = carry(Path(folder), asked.frames, asked.kills, asked.seed)
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
