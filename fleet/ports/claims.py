"""The claims port: which partitions a manager owns, where several share a journal.

Lives here: the protocol. Not here: by which rule (`fleet.adapters.journal.postgres.sharing`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fleet.ports.journal import JournalError


class Elsewhere(RuntimeError):
    """Another manager owns this partition."""


class Claims(Protocol):
    """What the driver of a manager needs to own partitions that come and go.

    Its calls return at once: somebody else waits for the database.
    """

    @property
    def failure(self) -> JournalError | None:
        """Why nothing is ours any more; then the manager ends."""

    def start(self, wake: Callable[[], None]) -> None:
        """Begin; `wake` is called, in a thread of its own, when there is something to do."""

    def turned(self, health: bytes) -> None:
        """The driver lives, and is so well; one that does not say so loses what it owns."""

    def next_taken(self) -> int | None:
        """A partition that is ours from now on: the journal may be written for it."""

    def next_unwanted(self) -> int | None:
        """A partition that others are to have: `hand_on`, when everything of it is committed."""

    def hand_on(self, partition: int) -> None:
        """It is ours no more."""

    def stop(self) -> None:
        """Give up everything; returns when others may take it."""
