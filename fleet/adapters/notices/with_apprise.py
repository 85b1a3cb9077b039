"""Notices through Apprise: mail, SMS gateways, DingTalk, WeCom, webhooks and a hundred more.

Lives here: the adapter of `fleet.ports.notices.Channel`. Not here: texts, retries.

A channel is an Apprise address in which `{recipient}` stands where the opaque name goes: the
service behind it knows whose that is, we do not. Apprise's own log is silenced, for it quotes
addresses.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

RECIPIENT = "{recipient}"


class ChannelError(ValueError):
    """An address that Apprise cannot use; names the channel, and never the address: it may hold a
    password.
    """

    clear = True


@dataclass(frozen=True)
class AppriseChannel:
    """One address."""

    name: str
    address: str

    def check(self) -> None:
        """Raises ChannelError."""
        if RECIPIENT not in self.address:
            raise ChannelError(f"channel {self.name}: {RECIPIENT} stands nowhere in its address")
        if not self._made("r1"):
            raise ChannelError(f"channel {self.name}: no address that Apprise knows")

    def send(self, recipient: str, title: str, body: str) -> bool:
        """See the port."""
        made = self._made(recipient)
        return bool(made and made.notify(title=title, body=body))

    def _made(self, recipient: str) -> Any:
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL)
        service = apprise.Apprise()
        address = self.address.replace(RECIPIENT, quote(recipient, safe=""))
        return service if service.add(address) else None
