"""`courtyard up` without Mosquitto: the broker that came with the installation carries it all."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from urllib.request import Request, urlopen

from fleet.broker.embedded import LIMITS
from tests.integration.broker import free_port
from tests.integration.processes import run_command
from tests.integration.up.standing import stands_up


def test_devices_live_over_the_embedded_broker(tmp_path: Path) -> None:
    """Births arrive, a command goes out over the API's manager and is answered; limits are said.
    The terminal closes, and somebody says it once more: all of it ends.
    """
    port = free_port()
    arguments = ("smoke", "--broker", "embedded", "--port", str(port), "--folder", "kept")
    told = (signal.SIGHUP, signal.SIGTERM)
    with stands_up(tmp_path, *arguments, told=told) as said:
        assert said[LIMITS[0].split(" ")[0]] == LIMITS[0].partition(" ")[2]
        journal = ("--journal", "kept/courtyard.journal")
        items = _until_ready(tmp_path, journal)
        key = f"{items[0]['site']}/{items[0]['device']}"
        with urlopen(said["enter"].split(" ")[0], timeout=30) as answer:
            token = json.load(answer)["token"]
        base = said["enter"].partition("/enter")[0]
        head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps({"command": "report_now", "arguments": {}, "id": "r1"}).encode()
        url = f"{base}/v1/devices/{key}/commands"
        with urlopen(Request(url, data=body, headers=head), timeout=30) as answer:
            assert answer.status == 202
        for _ in range(200):
            with urlopen(Request(f"{url}/r1", headers=head), timeout=30) as answer:
                outcome = json.load(answer)["outcome"]
            if outcome:
                break
        assert outcome == "done"


def _until_ready(folder: Path, journal: tuple[str, str]) -> list[dict[str, str]]:
    for _ in range(100):
        done = run_command("fleet", "devices", *journal, "--json", folder=folder)
        items: list[dict[str, str]] = json.loads(done.stdout)
        if {item["presence"] for item in items} == {"ready"}:
            return items
    raise AssertionError(items)
