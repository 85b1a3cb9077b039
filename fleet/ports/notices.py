"""The notices port: a text for a recipient, by one way of many.

Lives here: the protocol. Not here: who is told what (`fleet.service.telling.noticing`), how a
message travels (`fleet.adapters.notices`).
"""

from __future__ import annotations

from typing import Protocol


class Channel(Protocol):
    """One way to reach recipients. It knows them by opaque names alone."""

    @property
    def name(self) -> str:
        """How it is called in logs."""

    def send(self, recipient: str, title: str, body: str) -> bool:
        """Deliver, waiting for the answer; False where it was not taken. Never raises."""
