"""The outbox of a device: what it has said, until the manager has stored it.

Lives here: a bounded store, what a receipt settles, what is to be sent again. Not here: sockets,
sequence numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from devices.wire.steering import Receipt

CAPACITY = 1_000
"""Messages an outbox holds; when full the oldest goes and is declared dropped. A manager keeps
track of so many numbers above a hole (docs/wire.md)."""

MADE_ROOM = 50
"""Messages that go at once when it is full, so that one declaration covers many."""

RESEND_MS = 3_000
"""How long a message that is missing below a number that arrived may still be on its way again."""


class Outgoing(NamedTuple):
    """A message ready to be published with QoS 1."""

    topic: str
    payload: bytes
    retain: bool
    boot: str
    seq: int


@dataclass(slots=True)
class _Entry:
    outgoing: Outgoing
    connection: int = 0
    sent_ms: int = 0


class Dropped(NamedTuple):
    """Messages of a boot that will never be sent: `first`, the lowest ever dropped, to `last`."""

    boot: str
    first: int
    last: int


class Outbox:
    """Messages by (boot, seq), oldest first. `dropped` counts what was lost for want of room."""

    __slots__ = ("_capacity", "_dropped_from", "_entries", "dropped")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._entries: dict[tuple[str, int], _Entry] = {}
        self._dropped_from: dict[str, int] = {}
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def room(self) -> int:
        """Messages that it still takes before the oldest go."""
        return self._capacity - len(self._entries)

    def add(self, outgoing: Outgoing) -> None:
        """Keep a message."""
        self._entries[outgoing.boot, outgoing.seq] = _Entry(outgoing)

    def make_room(self) -> list[Dropped]:
        """Where there are more than its capacity, the oldest MADE_ROOM go: one item a boot.

        `first` stays the lowest ever dropped, for the declaration of it may have gone, too.
        """
        if len(self._entries) <= self._capacity:
            return []
        last: dict[str, int] = {}
        for boot, seq in list(self._entries)[:MADE_ROOM]:
            del self._entries[boot, seq]
            self._dropped_from.setdefault(boot, seq)
            last[boot] = seq
            self.dropped += 1
        return [Dropped(boot, self._dropped_from[boot], seq) for boot, seq in last.items()]

    def sent(self, outgoing: Outgoing, connection: int, now: int) -> None:
        """It was handed to the broker in this connection (1, 2, 3 … over all boots)."""
        entry = self._entries.get((outgoing.boot, outgoing.seq))
        if entry is not None:
            entry.connection, entry.sent_ms = connection, now

    def settle(self, receipt: Receipt) -> int:
        """Forget what a receipt covers; returns how many."""
        covered = [
            key for key in self._entries if key[0] == receipt.boot and key[1] <= receipt.stored
        ]
        for key in covered:
            del self._entries[key]
        return len(covered)

    def unsent(self) -> list[Outgoing]:
        """What was never handed to a broker, oldest first."""
        return [entry.outgoing for entry in self._entries.values() if not entry.connection]

    def missing(self, receipt: Receipt, connection: int, now: int) -> list[Outgoing]:
        """What is to be sent again now that the manager is known to listen, oldest first.

        All that was sent in an earlier connection and is not settled (a broker may have lost it),
        and of the receipt's boot what a later message has overtaken, unless it was sent again
        less than RESEND_MS ago.
        """
        return [
            entry.outgoing
            for (boot, seq), entry in self._entries.items()
            if 0 < entry.connection < connection
            or (
                entry.connection == connection
                and boot == receipt.boot
                and seq < receipt.highest
                and entry.sent_ms + RESEND_MS <= now
            )
        ]
