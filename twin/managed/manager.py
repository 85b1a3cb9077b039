"""The manager's process in simulated time: it commits, confirms, lets out, ends and comes back.

Lives here: the driver of `fleet.service.committing.Fleet` over the broker in memory; it does what
`fleet.service.driver` does in real time. Not here: decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fleet.core.decisions import Decision
from fleet.core.inputs import Request
from fleet.core.state import PartitionState
from fleet.ports.bus import Message, Share
from fleet.ports.journal import Journal
from fleet.service.committing import Committed, Fleet
from twin.managed.wire.agenda import Agenda
from twin.managed.wire.broker import Broker, Lane, ManagerSession, Packet, Watch
from twin.managed.wire.fates import Fates

Answered = Callable[[int, list[Decision] | None], None]
"""What happens when a request was decided: (now, decisions); None: nobody was there."""


class Manager:
    """One manager of some partitions. `listeners` are called after every commit."""

    def __init__(
        self,
        agenda: Agenda,
        broker: Broker,
        journal: Journal,
        partitions: Iterable[int],
        fleet_key: bytes,
        base_ms: int,
        fates_of: Callable[[int, int], Fates],
        watch: Watch,
    ) -> None:
        """`fates_of(partition, direction)`: 0 of what it hears, 1 of what it says."""
        self._agenda = agenda
        self._broker = broker
        self._journal = journal
        self._fleet_key = fleet_key
        self._base_ms = base_ms
        self._fleet: Fleet | None = None
        self._due_ms: int | None = None
        self.ends_after_commit = False
        self.ended: Callable[[int], None] = _nobody_looks
        self.listeners: list[Callable[[int], None]] = []
        self._requests: list[tuple[int, Request, Answered]] = []
        self._out: dict[int, Lane] = {}
        self._in: dict[int, Lane] = {}
        self._inbox: dict[int, list[Packet]] = {}
        self._done: dict[int, list[int]] = {}
        self._unconfirmed: dict[int, dict[int, Packet]] = {}
        for partition in sorted(set(partitions)):
            broker.sessions[partition] = ManagerSession(partition)
            self._inbox[partition], self._done[partition] = [], []
            self._unconfirmed[partition] = {}
            self._in[partition] = Lane(
                agenda, fates_of(partition, 0), "broker to manager", self._hearing(partition), watch
            )
            self._out[partition] = Lane(
                agenda, fates_of(partition, 1), "manager to broker", self._taking(partition), watch
            )

    @property
    def states(self) -> list[PartitionState]:
        """What it knows; nothing while it is away."""
        return [] if self._fleet is None else self._fleet.states

    @property
    def is_here(self) -> bool:
        """Whether the process runs."""
        return self._fleet is not None

    def start(self, now: int, *, is_broker_here: bool = True) -> None:
        """The process begins: recovered from the journal, connected if the broker is there."""
        self._fleet = Fleet(self._journal, self._inbox, self._fleet_key)
        self._due_ms = now
        if is_broker_here:
            self.connect(now)

    def connect(self, now: int) -> None:
        """Every session begins: what either side was not told to have arrived comes again."""
        for partition, lane in self._in.items():
            self._broker.sessions[partition].connect(now, lane)
            for packet in self._unconfirmed[partition].values():
                self._out[partition].send(now, packet)

    def disconnect(self) -> None:
        """The broker is gone; what it had sent and was not acknowledged it sends again."""
        for partition in self._inbox:
            self._broker.sessions[partition].disconnect()
            self._out[partition].cut()
            self._inbox[partition] = []

    def end(self, now: int) -> None:
        """Kill -9: what is not in the journal is gone, and who asked hears nothing."""
        self._fleet, self._due_ms = None, None
        self.ends_after_commit = False
        self.disconnect()
        for partition in self._inbox:
            self._done[partition] = []
            self._unconfirmed[partition] = {}
        requests, self._requests = self._requests, []
        for _, _, answered in requests:
            answered(now, None)
        self.ended(now)

    def ask(self, partition: int, request: Request, answered: Answered) -> None:
        """A request from people or programs; decided with the next commit."""
        self._requests.append((partition, request, answered))

    def next_ms(self) -> int | None:
        """When a commit is wanted though nothing comes."""
        return self._due_ms

    def step(self, now: int) -> bool:
        """One commit, if one is wanted; whether there was one."""
        requests, self._requests = self._requests, []
        if self._fleet is None:
            for _, _, answered in requests:
                answered(now, None)
            return bool(requests)
        shares = [self._share(partition) for partition in self._inbox]
        shares = [share for share in shares if share.messages or share.done]
        is_due = self._due_ms is not None and self._due_ms <= now
        if not shares and not requests and not is_due:
            return False
        unix_ms = self._base_ms + now
        asked = [(partition, request) for partition, request, _ in requests]
        committed, answers = self._fleet.commit(shares, asked, unix_ms)
        if self.ends_after_commit and committed.records:
            self._requests = requests + self._requests
            self.end(now)
            return True
        self._confirm(now, shares, committed)
        for (_, _, answered), decided in zip(requests, answers, strict=True):
            answered(now, decided)
        due_ms = self._fleet.next_due_ms(unix_ms)
        self._due_ms = None if due_ms is None else due_ms - self._base_ms
        for listener in self.listeners:
            listener(now)
        return True

    def _share(self, partition: int) -> Share:
        came, done = self._inbox[partition], self._done[partition]
        self._inbox[partition], self._done[partition] = [], []
        messages = [Message(packet.topic, packet.payload, False) for packet in came]
        return Share(partition, messages, done, [packet.number for packet in came])

    def _confirm(self, now: int, shares: list[Share], committed: Committed) -> None:
        for share in shares:
            assert isinstance(share.acknowledgement, list)
            for number in share.acknowledgement:
                self._broker.sessions[share.partition].acknowledge(number)
        for partition, effect, publish in committed.effects:
            packet = Packet(publish.topic, publish.payload, publish.retain, effect)
            self._unconfirmed[partition][effect] = packet
            self._say(now, partition, packet)
        for receipt in committed.receipts:
            self._say(now, receipt.partition, Packet(receipt.topic, receipt.payload))

    def _say(self, now: int, partition: int, packet: Packet) -> None:
        """Without a connection nothing goes out; effects do with the next one."""
        if self._broker.sessions[partition].lane is not None:
            self._out[partition].send(now, packet)

    def _hearing(self, partition: int) -> Callable[[int, Packet], None]:
        def hear(now: int, packet: Packet) -> None:
            self._inbox[partition].append(packet)

        return hear

    def _taking(self, partition: int) -> Callable[[int, Packet], None]:
        def take(now: int, packet: Packet) -> None:
            """The broker has it and says so; an effect that is lost on its way is not done."""
            self._broker.published(now, packet._replace(number=0))
            if self._unconfirmed[partition].pop(packet.number, None) is not None:
                self._done[partition].append(packet.number)

        return take


def _nobody_looks(now: int) -> None:
    """Nobody waits for its end."""
