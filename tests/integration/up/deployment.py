"""What docker-compose.yml starts, said without an engine: the file read, the broker's settings.

Only reading lives here.
"""

from __future__ import annotations

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
