"""Where a broker is, and who we are to it.

Lives here: reading mqtt:// and mqtts:// addresses. Not here: connecting.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PORTS = {"mqtt": 1883, "mqtts": 8883}


class BadAddress(ValueError):
    """An address that is none; says what is wrong with which part."""

    clear = True


@dataclass(frozen=True)
class BrokerAddress:
    """A broker; the password is never shown."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    authorities: Path | None = None

    def __str__(self) -> str:
        return f"{'mqtts' if self.is_tls else 'mqtt'}://{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext | None:
        """The context of a TLS connection: certificates are checked against `authorities`."""
        if not self.is_tls:
            return None
        return ssl.create_default_context(cafile=self.authorities)


def read_address(
    url: str, password_file: Path | None = None, authorities: Path | None = None
) -> BrokerAddress:
    """An address like mqtt://USER@HOST:PORT; the password comes from a file. Raises BadAddress."""
    try:
        parts = urlsplit(url if "://" in url else f"mqtt://{url}")
        port = parts.port
    except ValueError as error:
        raise BadAddress(f"broker address: {error}") from None
    if parts.scheme not in _PORTS:
        raise BadAddress(f"broker address begins with {parts.scheme}://, not mqtt:// or mqtts://")
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadAddress("broker address: mqtt://[USER@]HOST[:PORT] is expected")
    password = unquote(parts.password or "")
    if password_file is not None:
        password = password_file.read_text(encoding="utf-8").rstrip("\n")
    return BrokerAddress(
        parts.hostname,
        port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        password,
        parts.scheme == "mqtts",
        authorities,
    )
