"""The Things Stack over MQTT 3.1.1, and Alink, whose devices wait for an answer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from aiomqtt import Client

from courtyard.main import run_app
from devices.clock import ScaledClock
from tests.integration.broker import Broker
from tests.integration.fleet.manager import Manager
from tests.network_servers import EUI, alink, things_stack

SENSORS = """\
profiles: own
networks:
  - {{name: ttn, kind: things_stack, broker: "{url}"}}
  - {{name: stranded, kind: alink, broker: "{url}"}}
sensors:
  - sensor: "{eui}"
    network: ttn
    device: meadow/cell1
    profile: dragino-lht65
    setpoint_mc: 4000
  - {{sensor: a1Zd7n5yTt8/bin-3, network: stranded, device: meadow/bin3, profile: my-bin}}
"""

OWN = """\
profile: my-bin
vendor: Somebody
model: A1
kind: bin_sensor
manual: its thing model
interval_s: 600
decoded: [{quantity: fill_permille, names: [FillLevel], unit: percent}]
"""


def test_two_networks_beside_the_managers_own_broker(broker: Broker, tmp_path: Path) -> None:
    """Each is heard in its version of MQTT; the Alink device is answered once it is stored."""
    folder = tmp_path / "fleet"
    (folder / "own").mkdir(parents=True)
    (folder / "own" / "my-bin.yaml").write_text(OWN, encoding="utf-8")
    file, journal = folder / "sensors.yaml", folder / "journal"
    file.write_text(SENSORS.format(url=broker.url, eui=EUI), encoding="utf-8")
    assert run_app(["fleet", "register", str(file), "--journal", str(journal)]) == 0
    manager = Manager(journal, broker.url, ("--sensors", str(file)))
    manager.start()
    now_ms = ScaledClock().now_ms()
    broker.publish(*things_stack("cbf60b0d0376010add7fff", 4, now_ms))

    async def post() -> dict[str, object]:
        async with Client("127.0.0.1", broker.port) as client, asyncio.timeout(30):
            await client.subscribe("/sys/+/+/thing/event/property/post_reply", qos=1)
            topic, payload = alink("77", now_ms, FillLevel=61)
            await client.publish(topic, payload, qos=1)
            message = await anext(aiter(client.messages))
            assert isinstance(message.payload, bytes)
            reply: dict[str, object] = json.loads(message.payload)
            return reply

    reply = asyncio.run(post())
    assert (reply["id"], reply["code"]) == ("77", 200)
    manager.wait_until(lambda health: health.counters["stored"] == 4)
    manager.stop()
    devices = manager.devices()
    assert json.loads(devices["meadow/bin3"].measured)["fill_permille"] == 610
    assert json.loads(devices["meadow/cell1"].measured)["product_mc"] == 27_810
    assert set(devices["meadow/cell1"].alarms) == {"excursion"}
