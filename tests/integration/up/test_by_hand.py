"""docs/wire.md as it is printed, against `courtyard up property`: nobody's Python is the device."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.contract.sources import ROOT
from tests.integration.broker import free_port
from tests.integration.mqtt.test_by_hand import block
from tests.integration.up.standing import stands_up

# Of the page's lines only the port, and where the program is, are other than printed.
PROGRAM = (
    f'courtyard() {{ "{sys.executable}" -c '
    "'from courtyard.main import run_and_exit; run_and_exit()' \"$@\"; }\n"
)
HEARD = "until grep -q /down/command heard.txt; do sleep 0.05; done\n"


def _type(folder: Path, *lines: str) -> None:
    """Lines in one shell, which may leave something running behind it."""
    with (folder / "said.txt").open("a+", encoding="utf-8") as said:
        done = subprocess.run(
            ["bash", "-eu"], input="".join([PROGRAM, *lines]), cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=said, stderr=said,
            encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip
    assert done.returncode == 0, (folder / "said.txt").read_text(encoding="utf-8")


def _look_until(folder: Path, presence: str) -> dict[str, object]:
    """The page's last line again and again, at most two hundred times."""
    for _ in range(200):
        done = subprocess.run(
            ["bash", "-eu"], input=PROGRAM + block("look.sh"), cwd=folder, capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, encoding="utf-8", check=True, timeout=60,
        )  # fmt: skip
        shown: dict[str, object] = json.loads(done.stdout)
        if shown["presence"] == presence:
            return shown
    raise AssertionError(f"still {shown['presence']}")


def test_a_device_by_hand_beside_the_property(tmp_path: Path) -> None:
    """Birth, telemetry, an overflow alarm, a command answered, a will on the cut connection."""
    port = free_port()
    assert "PORT=1883" in block("device.sh")
    with stands_up(tmp_path, "property", "--port", str(port), "--folder", "yard"):
        device = block("device.sh").replace("PORT=1883", f"PORT={port}")
        heard = [HEARD, block("answer.sh"), "echo $CONNECTION > connection\n"]
        _type(tmp_path, block("known.sh"), device, block("command.sh"), *heard)
        before = _look_until(tmp_path, "ready")
        _type(tmp_path, "CONNECTION=$(cat connection)\n", block("cut.sh"))
        after = _look_until(tmp_path, "lost")
    assert (before["model"], before["firmware"], before["births"]) == ("by-hand", "1.0", 1)
    assert before["reported"] == {"alarm_percent": 80}
    assert dict(before["alarms"])["overflow"]["value"] == 950  # type: ignore[call-overload]
    (command,) = after["commands"].values()  # type: ignore[attr-defined]
    assert (command["command"], command["outcome"]) == ("lock_lid", "done")
    assert (after["messages"], after["lost"], after["quarantined"]) == (4, 0, 0)
