"""From a batch of inputs to what may go out: decide, apply, commit, release.

Lives here: all partitions of one process over one journal, in one thread. Not here: waiting for
anything (`fleet.service.driver`), where messages come from.

`commit` is one step without a pause: nobody sees a state that is not durable, for nobody runs
between applying and the commit. Where the commit fails the object is of no more use: its state is
ahead of the journal. Whoever drives it opens the journal again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from devices.wire.topics import topic_of
from fleet.core.coding import digest
from fleet.core.deciding.arrivals import address
from fleet.core.decisions import Decision
from fleet.core.inputs import Arrived, Done, Input, Request, Unread
from fleet.core.outgoing import receipt_payload
from fleet.core.partition import Effect, Entry, Partition
from fleet.core.recovery import recover, recover_one
from fleet.core.state import HERE, Device, PartitionState
from fleet.ports.bus import Message, Refusal, Share
from fleet.ports.journal import Journal, Record
from fleet.service.entries import ENTERED, Entries
from fleet.service.saving import Saves

PAYLOAD_KEPT_BYTES = 65_536
"""Of a payload longer than this the journal has the beginning and the size: the wire contract ends
at 32 KiB, what is longer is quarantined."""

RECEIPT_MS = 1_000
"""A device with an outbox hears how far it is stored at most so often, but at once after a birth
or where something is missing."""


RECEIPT_AGAIN_MS = 5_000
"""While something is missing of a device that is here it is told so again, also where nothing else
comes: it sends again what a receipt misses, at most every 3 s (docs/wire.md)."""


class Receipt(NamedTuple):
    """A message to a device about what is stored; sent once, never again."""

    partition: int
    topic: str
    payload: bytes


class Committed(NamedTuple):
    """What may go out now, and how many inputs were made durable."""

    effects: list[Effect]
    receipts: list[Receipt]
    records: int


class Fleet:
    """The partitions of a process and the journal that they share."""

    def __init__(
        self, journal: Journal, partitions: Iterable[int], fleet_key: bytes | None = None
    ) -> None:
        """Recover from the journal; raises JournalError. Without a key no code opens anything."""
        self.journal = journal
        self.partitions: dict[int, Partition] = {}
        self.commits = 0
        self._entries = Entries(fleet_key)
        self._saves = Saves()
        self._outboxes: set[tuple[int, str, str]] = set()
        self._receipted: dict[tuple[int, str], tuple[int, str, int, int]] = {}
        self.take(*partitions)

    def take(self, *numbers: int) -> None:
        """Go on with these partitions where the journal has them; raises JournalError."""
        states = recover(self.journal, numbers) if numbers else {}
        for number in numbers:
            state = states.pop(number, None) or PartitionState(number)
            self.partitions[number] = Partition(state, partial(self._restored, number))
            self._saves.take(number)
            self._outboxes |= _with_holes((state,))

    def leave(self, number: int) -> None:
        """Save a partition for its next owner, and know nothing of it any more."""
        self._save((number,))
        self._saves.leave(number)
        del self.partitions[number]
        self._outboxes = {waits for waits in self._outboxes if waits[0] != number}
        self._receipted = {at: told for at, told in self._receipted.items() if at[0] != number}

    def _restored(self, number: int) -> PartitionState:
        """The state as the journal has it; it is saved next, so that doing it again is cheap."""
        self._saves.hurry(number)
        return recover_one(self.journal, number)

    @property
    def states(self) -> list[PartitionState]:
        """What is known, partition by partition; durable, and not to be changed."""
        return [partition.state for partition in self.partitions.values()]

    def digest(self) -> str:
        """Of all states that have anything in them: the same after a recovery."""
        return digest(state for state in self.states if state.sequence)

    def device(self, partition: int, key: str) -> Device | None:
        """A device by SITE/DEVICE; None also where its partition is not ours."""
        held = self.partitions.get(partition)
        return None if held is None else held.state.devices.get(key)

    # ---------------------------------------------------------------- one step

    def commit(
        self,
        shares: Sequence[Share],
        requests: Sequence[tuple[int, Request]],
        now_ms: int,
    ) -> tuple[Committed, list[list[Decision]]]:
        """Take all of it and make it durable; what was decided on each request comes back.

        Shares of partitions that are not ours are passed over, requests are for ours alone.
        Raises JournalError; then nothing is durable and nothing may go out.
        """
        for share in shares:
            if share.partition in self.partitions:
                self._opened(share.partition)
                self._receive_share(share, now_ms)
        answers = [self._opened(p).receive(request, now_ms) for p, request in requests]
        records: list[Record] = []
        for number, partition in self.partitions.items():
            due_ms = partition.get_timer()
            if due_ms is not None and due_ms <= now_ms and number != self._saves.closed:
                partition.handle_timer(now_ms)
            self._write(partition, partition.take_entries(), records)
        pieces = self._saves.due(lambda number: self.partitions[number].state, len(records))
        if records or pieces:
            self.journal.append(records, pieces)
            self.commits += 1
        effects = [e for partition in self.partitions.values() for e in partition.release()]
        return Committed(effects, self._due_receipts(now_ms), len(records)), answers

    @property
    def closed(self) -> int:
        """The partition whose state is being encoded, −1: none. What comes for it had better wait
        for a commit or some: it is taken at any time, but then the rest is encoded at once.
        """
        return self._saves.closed

    def _opened(self, number: int) -> Partition:
        if number == self._saves.closed:
            self._saves.open()
        return self.partitions[number]

    def _receive_share(self, share: Share, now_ms: int) -> None:
        partition = self.partitions[share.partition]
        if share.done:
            done = Done(list(share.done))
            partition.receive(done, now_ms)
            partition.settled(done)
        for message in share.messages:
            if message.topic.endswith(ENTERED):
                partition.receive(self._entries.compared(partition.state, message), now_ms)
            else:
                partition.receive(_arrived(message), now_ms)
        for refusal in share.refusals:
            partition.receive(_unread(refusal), now_ms)

    def _write(self, partition: Partition, entries: list[Entry], records: list[Record]) -> None:
        if not entries:
            return
        number, devices = partition.state.partition, partition.state.devices
        for sequence, now_ms, given, decided, *coded in entries:
            records.append(Record(number, sequence, now_ms, *coded))
            if type(given) is Arrived:
                self._note_outbox(number, given, decided, devices)
        self._saves.wrote(number, len(entries))

    def _note_outbox(
        self, number: int, given: Input, decided: list[Decision], devices: Mapping[str, Device]
    ) -> None:
        assert isinstance(given, Arrived)
        boot = getattr(decided[0], "boot", "")
        if not boot and type(decided[0]).__name__ != "Repeated":
            return
        key = address(given.topic)[1]
        device = devices.get(key)
        if device is not None and device.outbox:
            self._outboxes.add((number, key, boot or device.boot))
            if len(decided) > 1 and type(decided[1]).__name__ == "Born":
                self._receipted.pop((number, key), None)

    # ---------------------------------------------------------------- receipts

    def _due_receipts(self, now_ms: int) -> list[Receipt]:
        if not self._outboxes:
            return []
        due: list[Receipt] = []
        waiting: set[tuple[int, str, str]] = set()
        for number, key, boot in self._outboxes:
            device = self.partitions[number].state.devices.get(key)
            window = None if device is None else device.boots.get(boot)
            if device is None or window is None:
                continue
            told_ms, *told = self._receipted.get((number, key), (now_ms - RECEIPT_AGAIN_MS,))
            tells = [boot, window.stored, window.highest]
            if now_ms - told_ms < (RECEIPT_AGAIN_MS if told == tells else RECEIPT_MS):
                waiting.add((number, key, boot))
                continue
            self._receipted[number, key] = (now_ms, boot, window.stored, window.highest)
            if window.ahead and device.presence in HERE:
                waiting.add((number, key, boot))
            payload = receipt_payload(device.device, boot, window.stored, window.highest, now_ms)
            due.append(Receipt(number, topic_of(device.site, device.device, "receipt"), payload))
        self._outboxes = waiting
        return due

    def next_due_ms(self, now_ms: int) -> int | None:
        """When `commit` is wanted though nothing came: a timer, receipts that wait, a state that is
        being saved.
        """
        if self._saves.is_under_way:
            return now_ms
        due = [at for p in self.partitions.values() if (at := p.get_timer()) is not None]
        if self._outboxes:
            due.append(now_ms + RECEIPT_MS)
        return min(due, default=None)

    def save_all(self) -> None:
        """Save every state, for a start without replay; the journal needs it not."""
        self._save(self.partitions)

    def _save(self, numbers: Iterable[int]) -> None:
        self.journal.append([], self._saves.rest())
        for number in numbers:
            self.journal.append([], self._saves.whole(self.partitions[number].state))


def _with_holes(states: Iterable[PartitionState]) -> set[tuple[int, str, str]]:
    """Devices with an outbox that are here, and their boots of which something is missing."""
    return {
        (state.partition, key, boot)
        for state in states
        for key, device in state.devices.items()
        if device.outbox and device.presence in HERE
        for boot, window in device.boots.items()
        if window.ahead
    }


def _arrived(message: Message) -> Arrived:
    topic, payload, retained = message
    if len(payload) > PAYLOAD_KEPT_BYTES:
        return Arrived(topic, payload[:PAYLOAD_KEPT_BYTES], retained, len(payload))
    return Arrived(topic, payload, retained)


def _unread(refusal: Refusal) -> Unread:
    size = len(refusal.payload) if len(refusal.payload) > PAYLOAD_KEPT_BYTES else -1
    kept = refusal._replace(payload=refusal.payload[:PAYLOAD_KEPT_BYTES])
    return Unread(**kept._asdict(), size=size)
