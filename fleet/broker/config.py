"""The Mosquitto configuration: no cap where a cap loses messages, a bound where memory ends.

Lives here: `mosquitto.conf` as text. Not here: accounts (`fleet.broker.accounts`).
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True)
class BrokerSettings:
    """Where a broker listens and keeps its files; `folder` holds them all.

    Without `accounts` anybody may come, which is refused anywhere but on the loopback.
    `user`: whom a broker started by root becomes; the folder must be that user's, or sessions are
    not saved. Whoever else starts it stays who they are.
    """

    folder: Path
    port: int
    host: str = "127.0.0.1"
    accounts: bool = True
    certificate: Path | None = None
    key: Path | None = None
    queued_mib: int = 256
    memory_mib: int = 2_048
    user: str = field(default_factory=getpass.getuser)


def config_text(settings: BrokerSettings) -> str:
    """The configuration file; raises ValueError for an open broker that listens to the network."""
    if not settings.accounts and settings.host not in {"127.0.0.1", "::1"}:
        raise ValueError(f"host = {settings.host}: a broker without accounts stays on the loopback")
    folder = settings.folder.absolute()
    lines = [
        f"listener {settings.port} {settings.host}",
        f"user {settings.user}",
        *_access(settings),
        *_tls(settings),
        "",
        "# A session holds what its client has not acknowledged: the defaults (1,000 queued, 20 in",
        "# flight) throw away what was acknowledged to its sender. The bound is in bytes.",
        "max_queued_messages 0",
        "max_inflight_messages 0",
        f"max_queued_bytes {settings.queued_mib * MIB}",
        f"memory_limit {settings.memory_mib * MIB}",
        "",
        "# Sessions, queues and retained messages survive a restart; a crash may lose a minute,",
        "# which devices with an outbox send again.",
        "persistence true",
        f"persistence_location {folder}/",
        "autosave_interval 60",
        "persistent_client_expiration 30d",
        "",
        "# The wire contract ends at 32 KiB; what is longer is read, and quarantined, up to here.",
        f"message_size_limit {16 * MIB}",
        "set_tcp_nodelay true",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
        "log_type notice",
        "connection_messages false",
    ]
    return "\n".join(lines) + "\n"


def _access(settings: BrokerSettings) -> list[str]:
    if not settings.accounts:
        return ["allow_anonymous true"]
    folder = settings.folder.absolute()
    return [
        "allow_anonymous false",
        f"password_file {folder / PASSWORDS}",
        f"acl_file {folder / ACCESS}",
    ]


def _tls(settings: BrokerSettings) -> list[str]:
    if settings.certificate is None or settings.key is None:
        return []
    return [
        f"certfile {settings.certificate.absolute()}",
        f"keyfile {settings.key.absolute()}",
        "tls_version tlsv1.2",
    ]


CONFIG, PASSWORDS, ACCESS = "mosquitto.conf", "passwords", "access"
"""Names of the files in the folder of a broker."""


def write_config(settings: BrokerSettings) -> Path:
    """Write the configuration; returns where."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    path = settings.folder / CONFIG
    path.write_text(config_text(settings), encoding="utf-8")
    return path
