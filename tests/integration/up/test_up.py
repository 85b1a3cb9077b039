"""`courtyard up` as a user runs it: everything stands, the link works, Ctrl-C ends all."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

from tests.contract.sources import ROOT
from tests.integration.broker import free_port
from tests.integration.processes import COMMAND, run_command


def _get(url: str, token: str = "") -> dict[str, object]:
    request = Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urlopen(request, timeout=30) as answer:
        found: dict[str, object] = json.load(answer)
        return found


def test_one_command_and_ctrl_c(tmp_path: Path) -> None:
    """Devices of the scenario are at the API with an operator's token; the console's address goes
    to the browser where that is asked for; then nothing is left.
    """
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o700)
    port, api_port = free_port(), free_port()
    with subprocess.Popen(
        [*COMMAND, "up", "smoke", "--port", str(port), "--api-port", str(api_port),
         "--folder", "kept", "--open"],
        cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "BROWSER": f"{browser} %s"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        said = {}
        for line in process.stdout:
            word, _, rest = line.strip().partition(" ")
            said[word] = rest.strip().partition(" ")[0]
            if "Ctrl-C" in line:
                break
        entered = _get(said["enter"])
        for _ in range(200):
            if opened.exists() and opened.read_text(encoding="utf-8").endswith("\n"):
                break
            _get(said["enter"].partition("/enter")[0] + "/health")
        assert opened.read_text(encoding="utf-8").strip() == said["console"]
        api = f"http://127.0.0.1:{api_port}"
        page = _get(f"{api}/v1/devices", str(entered["token"]))
        assert len(page["items"]) == 4  # type: ignore[arg-type]
        assert _get(f"{api}/ready")["connected"] == 64
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    for each in (port, api_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", each)) != 0
    assert (tmp_path / "kept" / "courtyard.journal").exists()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """Exit code 2 before anything is started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_command("up", "smoke", "--port", str(port), folder=tmp_path)
    assert done.returncode == 2
    assert f"--port = {port}" in done.stderr
