"""`courtyard devices` as a user runs it, against a real Mosquitto."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

from devices.wire.codec import decode
from devices.wire.presence import Disconnected, Ready
from devices.wire.topics import manager_filter, parse_topic
from tests.integration.broker import Broker
from tests.integration.processes import COMMAND, TIMEOUT_S, run_command


def test_every_device_of_a_scenario_is_born_and_says_farewell(
    broker: Broker, tmp_path: Path
) -> None:
    """Ctrl-C ends it cleanly: retained states are farewells, the count is that of the list."""
    listed = run_command("devices", "list", "smoke", folder=tmp_path).stdout.splitlines()[1:]
    process = subprocess.Popen(
        [*COMMAND, "devices", "simulate", "smoke", "--broker", broker.url, "--json"],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
    )
    births = broker.listen(manager_filter().replace("#", "state"), len(listed))
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0
    done = json.loads(out)
    assert done["devices"] == done["connections"] == len(listed)
    assert done["cut"] == 0
    born = [parse_topic(topic) for topic, _ in births]
    assert {f"{t.site},{t.device}" for t in born} == {line.rsplit(",", 2)[0] for line in listed}
    for topic, payload in births:
        assert isinstance(decode(parse_topic(topic), payload), Ready)
    retained = broker.listen(manager_filter().replace("#", "state"), len(listed))
    for topic, payload in retained:
        assert isinstance(decode(parse_topic(topic), payload), Disconnected)


def test_people_act_on_faster_devices(broker: Broker, tmp_path: Path) -> None:
    """At 10,000 times the speed of life most of a day passes in seconds; MQTT 3.1.1, copies."""
    done = run_command(
        "devices", "simulate", "smoke", "--broker", broker.url, "--speed", "10000",
        "--seconds", "6", "--count", "6", "--mqtt", "3.1.1", "--days", "2", "--json",
        folder=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["devices"] == 6
    assert said["acts"] > 0
    assert said["published"] > said["devices"] * 3


def test_a_wrong_broker_is_one_clear_line(tmp_path: Path) -> None:
    """Code 2, what was given and what it must be."""
    done = run_command("devices", "simulate", "smoke", "--broker", "http://x", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("broker = 'http://x': must be mqtt://HOST[:PORT]")
