"""Where the broker is and how it is spoken to.

Lives here: reading of a broker's address, the client that aiomqtt makes of it. Not here: what is
said.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from aiomqtt import Client, MqttError, ProtocolVersion, TLSParameters, Will

from devices.simulator.outbox import Outgoing

KEEPALIVE_S = 30
"""The broker gives a device up after one and a half times as long without a sign of life."""

DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}
VERSIONS = {"5": ProtocolVersion.V5, "3.1.1": ProtocolVersion.V311}


class AddressRefused(ValueError):
    """An address that names no broker."""

    clear = True


class Wire(Client):
    """A client whose connection can break as a pulled plug breaks it: without a farewell."""

    async def break_off(self) -> NoReturn:
        """Break the connection and see it end; the broker says the will. Raises MqttError."""
        wire = self._client.socket()
        if isinstance(wire, socket.socket):
            wire.shutdown(socket.SHUT_RDWR)
        await asyncio.shield(self._disconnected)
        raise MqttError("the connection broke off")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a device shows the broker; both None where the broker asks nothing."""

    username: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """A broker. `ca_file`: the authority that signed its certificate, None the system's."""

    host: str
    port: int
    is_tls: bool
    version: ProtocolVersion = ProtocolVersion.V5
    ca_file: str | None = None
    credentials: Credentials = Credentials()

    def client(self, name: str, will: Outgoing | None, credentials: Credentials | None) -> Wire:
        """A client named `name`. Sessions are clean: nothing waits in the broker for a device."""
        shown = credentials or self.credentials
        clean: dict[str, Any] = (
            {"clean_start": True} if self.version == ProtocolVersion.V5 else {"clean_session": True}
        )
        client = Wire(
            self.host,
            self.port,
            username=shown.username,
            password=shown.password,
            identifier=name,
            protocol=self.version,
            will=None if will is None else Will(will.topic, will.payload, 1, will.retain),
            keepalive=KEEPALIVE_S,
            tls_params=TLSParameters(ca_certs=self.ca_file) if self.is_tls else None,
            **clean,
        )
        # A window of messages is handed over at once on purpose: no warning about it.
        client.pending_calls_threshold = sys.maxsize
        return client


def read_address(url: str, version: str = "5", ca_file: str | None = None) -> BrokerAddress:
    """Read `mqtt://[USER:PASSWORD@]HOST[:PORT]` or `mqtts://…`; raises AddressRefused."""
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path not in {"", "/"}:
        raise AddressRefused(f"broker = {url!r}: must be mqtt://HOST[:PORT] or mqtts://HOST[:PORT]")
    if version not in VERSIONS:
        raise AddressRefused(f"MQTT version = {version!r}: must be one of {', '.join(VERSIONS)}")
    try:
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"broker = {url!r}: {error}") from None
    return BrokerAddress(
        parts.hostname,
        DEFAULT_PORTS[parts.scheme] if port is None else port,
        parts.scheme == "mqtts",
        VERSIONS[version],
        ca_file,
        Credentials(
            None if parts.username is None else unquote(parts.username),
            None if parts.password is None else unquote(parts.password),
        ),
    )
