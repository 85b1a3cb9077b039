"""`courtyard fleet events` as a user runs it: what was, and what comes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

from tests.contract.sources import ROOT
from tests.integration.processes import COMMAND, run_command


def _register(folder: Path, device: str) -> None:
    done = run_command("fleet", "register", f"{device}=bank", folder=folder)
    assert done.returncode == 0, done.stderr


def test_events_are_followed_as_they_come(tmp_path: Path) -> None:
    """What another process writes is told, of the site asked for alone; Ctrl-C ends it."""
    _register(tmp_path, "s1/b1")
    with subprocess.Popen(
        [*COMMAND, "fleet", "events", "--follow", "--json", "--device", "s1"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
    ) as following:  # fmt: skip
        assert following.stdout is not None
        first = json.loads(following.stdout.readline())
        assert (first["device"], first["event"]) == ("s1/b1", "registered")
        _register(tmp_path, "s2/b1")
        _register(tmp_path, "s1/b2")
        assert json.loads(following.stdout.readline())["device"] == "s1/b2"
        following.send_signal(signal.SIGINT)
        assert following.wait(30) == 130
    listed = run_command("fleet", "events", folder=tmp_path).stdout.splitlines()
    assert [line.split("  ")[1] for line in listed] == ["s1/b1", "s2/b1", "s1/b2"]
