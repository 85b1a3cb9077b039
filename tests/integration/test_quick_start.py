"""Commands of the live fleet start without what only the twin needs."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.sources import ROOT
from tests.integration.processes import run_command

HEAVY = (
    "numba", "llvmlite", "simpy", "polars", "scipy", "matplotlib", "numpy", "jinja2",
    "twin.engines", "twin.world", "twin.figures",
)  # fmt: skip
PROGRAM = """
import json, sys
from courtyard.main import run_app
code = run_app(sys.argv[1:])
sys.stderr.write("\\n" + json.dumps([code, [name for name in %r if name in sys.modules]]))
"""


def _loaded(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """The exit code of a command, and which heavy parts were loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM % (HEAVY,), *arguments], cwd=folder, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    code, loaded = json.loads(done.stderr.splitlines()[-1])
    return code, loaded


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["up", "--help"],
        ["fleet", "--help"],
        ["fleet", "serve", "--help"],
        ["devices", "list", "property@equipped"],
    ],
    ids=" ".join,
)
def test_what_only_tells_loads_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    """Help, and the devices of a scenario."""
    assert _loaded(tmp_path, *arguments) == (0, [])


@pytest.mark.parametrize(
    "asked",
    ["devices", "firmware", "quarantine", "incidents", "events", "alarms", "orders"],
)
def test_looking_at_a_fleet_loads_nothing_heavy(tmp_path: Path, asked: str) -> None:
    """On a journal with a device."""
    registered = run_command("fleet", "register", "s1/b1=bank", folder=tmp_path)
    assert registered.returncode == 0, registered.stderr
    assert _loaded(tmp_path, "fleet", asked, "--json") == (0, [])


def test_up_loads_nothing_heavy(tmp_path: Path) -> None:
    """As far as it comes where a port is taken: scenario read, devices counted, parts at hand."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert _loaded(tmp_path, "up", "property", "--port", port) == (2, [])
