"""The broker that comes with the installation: rumqttd, out of the package iotcore.

Lives here: its configuration, its command, what it cannot do. Not here: Mosquitto, which the
durability of the manager is shown with (`fleet.broker.config`).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 1_000
"""Connections it takes: 64 sessions of the manager, and devices."""

PAYLOAD_BYTES = 1 << 20
"""The longest message; who sends a longer one is cut off. The wire contract ends at 32 KiB."""

IN_FLIGHT = 200
"""Messages on the way to one client, and to the router in one turn."""

SEGMENT_BYTES, SEGMENTS = 4 << 20, 4
"""What it holds of each topic filter's messages, in memory: a manager that is away for longer loses
the oldest."""

LIMITS = (
    "keeps sessions, queues and retained messages in memory alone: its end loses them",
    f"at most {CONNECTIONS:,} connections and {SEGMENT_BYTES * SEGMENTS >> 20} MiB waiting a topic",
    "no accounts, no TLS; MQTT 3.1.1 and MQTT 5 on a port each",
)
"""What it cannot do, in words for whoever starts it."""

CONFIG = "embedded.toml"


@dataclass(frozen=True)
class EmbeddedSettings:
    """Where it listens, on the loopback alone: `port` MQTT 3.1.1, `five` MQTT 5."""

    folder: Path
    port: int
    five: int


def embedded_config(settings: EmbeddedSettings) -> str:
    """The configuration file of rumqttd, TOML."""
    lines = [
        "id = 0",
        "[router]",
        "id = 0",
        f"max_connections = {CONNECTIONS}",
        f"max_outgoing_packet_count = {IN_FLIGHT}",
        f"max_segment_size = {SEGMENT_BYTES}",
        f"max_segment_count = {SEGMENTS}",
    ]
    for version, port in (("v4", settings.port), ("v5", settings.five)):
        lines += [
            f"[{version}.1]",
            f'name = "{version}"',
            f'listen = "127.0.0.1:{port}"',
            "next_connection_delay_ms = 1",
            f"[{version}.1.connections]",
            "connection_timeout_ms = 60000",
            f"max_payload_size = {PAYLOAD_BYTES}",
            f"max_inflight_count = {IN_FLIGHT}",
            "dynamic_filters = true",
        ]
    return "\n".join(lines) + "\n"


def embedded_command(settings: EmbeddedSettings) -> list[str]:
    """Write the configuration; returns the command that starts the broker."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    path = settings.folder / CONFIG
    path.write_text(embedded_config(settings), encoding="utf-8")
    return [sys.executable, "-m", "iotcore", "--config", str(path), "--log-level", "warning"]
