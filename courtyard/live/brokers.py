"""Which broker `courtyard up` starts: Mosquitto where it is, else the one that came with us.

Lives here: finding and choosing. Not here: their settings (`fleet.broker`), starting them
(`courtyard.live.standing`).
"""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from courtyard.inputs import InputError
from fleet.broker.config import BrokerSettings, write_config
from fleet.broker.embedded import LIMITS, EmbeddedSettings, embedded_command

SBIN = "/usr/sbin:/usr/local/sbin"
"""Where a system keeps a broker, and a user's path often does not lead."""

CHOICES = ("auto", "mosquitto", "embedded")


@dataclass(frozen=True, slots=True)
class ChosenBroker:
    """A broker that is to be started. `ports`: where it will listen; `says`: for the user.

    Devices come with MQTT `version` at `port`, the manager with MQTT 5 at `manager_port`.
    """

    command: list[str]
    port: int
    manager_port: int
    version: str
    says: tuple[str, ...]

    @property
    def ports(self) -> tuple[int, ...]:
        """Each of them once."""
        return tuple(dict.fromkeys((self.port, self.manager_port)))


def find_mosquitto(path: str | None = None) -> str | None:
    """Where Mosquitto is, along `path` (default: the user's, and sbin); None where it is not."""
    if path is None:
        path = os.pathsep.join((os.environ.get("PATH", os.defpath), SBIN))
    return shutil.which("mosquitto", path=path)


def choose_broker(choice: str, found: str | None, folder: Path, port: int) -> ChosenBroker:
    """The broker of a choice, configured in `folder`; `found` is where Mosquitto is.

    Raises InputError for a word that is no choice, and for Mosquitto where it is not.
    """
    if choice not in CHOICES:
        raise InputError(f"--broker = {choice}: one of {', '.join(CHOICES)}")
    if choice == "mosquitto" and found is None:
        raise InputError(
            "--broker = mosquitto: is not installed; on Debian and Ubuntu: "
            "apt-get install mosquitto; on macOS: brew install mosquitto"
        )
    if found is None or choice == "embedded":
        five = free_port()
        command = embedded_command(EmbeddedSettings(folder, port, five))
        says = (f"mqtt://127.0.0.1:{port} (MQTT 3.1.1), mqtt://127.0.0.1:{five} (MQTT 5)", *LIMITS)
        return ChosenBroker(command, port, five, "3.1.1", says)
    config = write_config(BrokerSettings(folder, port, accounts=False))
    words = f"mqtt://127.0.0.1:{port} (MQTT 5 and 3.1.1)"
    return ChosenBroker([found, "-c", str(config)], port, port, "5", (words,))


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
