"""What docker-compose.yml starts, said without an engine: the file, the broker's settings, what is
prepared.

Only reading and preparing live here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from fleet.broker.config import BrokerSettings
from tests.contract.sources import ROOT

COMPOSE = ROOT / "docker-compose.yml"
BROKER_SETTINGS = BrokerSettings(
    folder=Path("/mosquitto/data"),
    port=8883,
    host="0.0.0.0",
    certificate=Path("/run/secrets/broker_certificate"),
    key=Path("/run/secrets/broker_key"),
    user="mosquitto",
)
"""The container's broker: all interfaces of an internal network."""


def compose() -> dict[str, Any]:
    """The file as data."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


def prepare(folder: Path) -> None:
    """deploy/prepare.sh, in a copy of its folder below this one."""
    if not (folder / "deploy").exists():
        shutil.copytree(ROOT / "deploy", folder / "deploy", ignore=shutil.ignore_patterns("state"))
    program = folder / "courtyard"
    program.write_text(
        f"#!{sys.executable}\nfrom courtyard.main import run_and_exit\nrun_and_exit()\n"
    )
    program.chmod(0o755)
    environment = {**os.environ, "COURTYARD": str(program), "PYTHONPATH": str(ROOT)}
    subprocess.run(
        ["sh", str(folder / "deploy" / "prepare.sh")], check=True, env=environment, timeout=120,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
