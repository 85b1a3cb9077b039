"""The bus port: batches in, one acknowledgement after the commit, messages out.

Lives here: the protocol and what passes through it. Not here: MQTT (`fleet.adapters.bus`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """A message as it came; `retained`: it was kept by the broker from before we asked."""

    topic: str
    payload: bytes
    retained: bool


class Refusal(NamedTuple):
    """A message of a network server that cannot be read: see `fleet.core.inputs.Unread`."""

    topic: str
    payload: bytes
    field: str
    reason: str
    device: str = ""
    boot: str = ""
    sequence: int = 0


class Share(NamedTuple):
    """What came on the session of one partition since the last batch.

    `done`: effects that the broker has taken over. `acknowledgement` is the adapter's own.
    `refusals` are taken after the messages.
    """

    partition: int
    messages: Sequence[Message]
    done: Sequence[int]
    acknowledgement: object
    refusals: Sequence[Refusal] = ()


class SessionHealth(NamedTuple):
    """A session: is it there, how often was it begun, what was wrong last ("" for nothing)."""

    partition: int
    connected: bool
    connects: int
    complaint: str


class Bus(Protocol):
    """What the manager needs of a broker.

    A message that was not acknowledged comes again, at the latest after a reconnect; so does one
    whose acknowledgement was lost.
    """

    async def start(self) -> None:
        """Begin to connect every session; returns at once, and connects again whenever it must.

        Sessions of partitions that `join` names later begin then.
        """

    def join(self, partition: int) -> None:
        """Begin the session of one more partition: whoever had it is thrown out by the broker."""

    async def leave(self, partition: int) -> None:
        """End the session of a partition; what was not acknowledged waits for its next owner."""

    async def next_batch(self, timeout_s: float | None) -> Sequence[Share]:
        """All that has come; waits for the first, at most so long. May be empty."""

    def interrupt(self) -> None:
        """Whoever waits for a batch gets one now, be it empty."""

    def acknowledge(self, shares: Sequence[Share]) -> None:
        """What came in these shares is durable; those of a partition that was left are nobody's."""

    def publish(
        self, partition: int, topic: str, payload: bytes, retain: bool, effect: int
    ) -> None:
        """Send with QoS 1 and report the effect as done later; effect 0: QoS 0, no report."""

    def health(self) -> Sequence[SessionHealth]:
        """How the sessions are."""

    async def stop(self) -> None:
        """Take leave of the broker; it keeps our sessions and what comes for them."""
