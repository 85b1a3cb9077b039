"""A sensor somebody owns, from its network server's MQTT to `courtyard fleet show` and back."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from aiomqtt import Client

from courtyard.main import run_app
from devices.clock import ScaledClock
from tests.integration.broker import Broker
from tests.integration.fleet.manager import Manager
from tests.network_servers import APPLICATION, EUI, chirpstack, chirpstack_ack

SENSORS = """\
networks:
  - {{name: yard, kind: chirpstack, broker: "{url}"}}
sensors:
  - sensor: "{eui}"
    device: meadow/bin1
    profile: milesight-em310-udl
    mounting: {{depth_mm: 2300, clearance_mm: 100}}
"""


now_ms = ScaledClock().now_ms


def test_from_a_chirpstack_uplink_to_fleet_show_and_back(
    broker: Broker, tmp_path: Path, capsys: object
) -> None:
    """The maker's own example arrives as a fill level in the journal; an uplink that comes twice
    is one, also across kill -9; a short one is quarantined with its topic and field; a desired
    interval goes out as a confirmed downlink, and counts once the sensor has confirmed it.
    """
    folder = tmp_path / "fleet"
    folder.mkdir()
    file = folder / "sensors.yaml"
    file.write_text(SENSORS.format(url=broker.url, eui=EUI), encoding="utf-8")
    journal = folder / "journal"
    assert run_app(["fleet", "register", str(file), "--journal", str(journal)]) == 0
    manager = Manager(journal, broker.url, ("--sensors", str(file)))
    manager.start()
    first = chirpstack("01755c03824408040001", 0, now_ms())
    broker.publish(*first)
    manager.wait_until(lambda health: health.counters["stored"] == 2)
    manager.kill()
    broker.publish(*first)
    broker.publish(*chirpstack("01755c0382", 1, now_ms()))
    manager.start()
    health = manager.wait_until(lambda health: health.counters["messages"] == 6)
    assert health.counters["repeated"] == 2
    assert health.counters["quarantined"] == 1
    _desire_and_confirm(broker, journal)
    health = manager.wait_until(lambda health: health.counters["messages"] == 8)
    manager.stop()
    device = manager.devices()["meadow/bin1"]
    measured = json.loads(device.measured)
    assert (measured["fill_permille"], measured["distance_mm"], measured["tilted"]) == (
        123,
        2116,
        True,
    )
    assert (device.model, device.presence, device.lost) == ("Milesight EM310-UDL", "ready", 0)
    assert (device.reported_version, device.reported["interval_s"]) == (1, 1200)
    assert run_app(["fleet", "show", "meadow/bin1", "--journal", str(journal)]) == 0
    assert run_app(["fleet", "quarantine", "--journal", str(journal), "--json"]) == 0
    shown = capsys.readouterr().out  # type: ignore[attr-defined]
    assert "123" in shown
    row = json.loads(shown.splitlines()[-1])[-1]
    assert row["topic"].startswith(f"application/{APPLICATION}/device/")
    assert (row["field"], row["reason"]) == ("payload", "5 bytes: channel 03 is cut at byte 3")


def _desire_and_confirm(broker: Broker, journal: Path) -> None:
    """Ask for 20 minutes; the network server takes the downlink, the sensor confirms it."""

    async def live() -> dict[str, object]:
        async with Client("127.0.0.1", broker.port) as client, asyncio.timeout(30):
            await client.subscribe("application/+/device/+/command/down", qos=1)
            words = ["fleet", "desire", "meadow/bin1", "0", "interval_s=1200"]
            assert run_app([*words, "--journal", str(journal)]) == 0
            message = await anext(aiter(client.messages))
            assert isinstance(message.payload, bytes)
            told: dict[str, object] = json.loads(message.payload)
            return told

    told = asyncio.run(live())
    assert (told["devEui"], told["fPort"], told["confirmed"]) == (EUI.lower(), 85, True)
    assert told["data"] == "/wOwBA=="
    broker.publish(*chirpstack_ack(str(told["id"])))
    broker.publish(*chirpstack("01755c03824408040001", 2, now_ms()))
