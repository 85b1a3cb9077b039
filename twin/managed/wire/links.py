"""A device's connection to the broker in memory.

Lives here: a session of `devices.simulator` on two lanes, its timer, its will. Not here: what a
device says, what happens at its doors.
"""

from __future__ import annotations

from collections.abc import Callable

from devices.simulator.session import Session
from devices.wire.topics import partition_of
from twin.managed.wire.agenda import Agenda
from twin.managed.wire.broker import Broker, Lane, Packet, Watch
from twin.managed.wire.fates import Fates

Attend = Callable[[int], None]
"""What people at a device do once it has obeyed."""


class Link:
    """One device. `base_ms`: Unix time of the run's midnight 0."""

    def __init__(
        self,
        session: Session,
        broker: Broker,
        agenda: Agenda,
        base_ms: int,
        fates: tuple[Fates, Fates],
        watch: Watch,
        attend: Attend,
    ) -> None:
        """`fates` of what it says, and of what is said to it."""
        self.session = session
        self.root = session.subscription.removesuffix("#")
        self._broker = broker
        self._agenda = agenda
        self._base_ms = base_ms
        self._attend = attend
        self._up = Lane(agenda, fates[0], "device to broker", broker.published, watch)
        self.down = Lane(agenda, fates[1], "broker to device", self._arrived, watch)
        self._will: Packet | None = None
        self._timer_ms = -1
        self._boots = 1

    @property
    def partition(self) -> int:
        """Of the device's site."""
        return partition_of(self.session.identity.site)

    def connect(self, now: int) -> None:
        """A connection begins; what was cut is taken over by it, and its will is said. A device
        that stood still meanwhile has a new boot.
        """
        self.say_will(now)
        if self.session.restarting:
            self._boots += 1
            self.session.start(f"b{self._boots}")
        will = self.session.connect(self._base_ms + now)
        self._will = Packet(will.topic, will.payload, will.retain)
        self._broker.subscribe(self, self.partition, now)
        self.session.connected(self._base_ms + now)
        self.flush(now)

    def cut(self, now: int) -> None:
        """The connection breaks; the broker does not know it yet."""
        self._up.cut()
        self.down.cut()
        self._broker.unsubscribe(self)
        self.session.disconnected(self._base_ms + now)

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return self.session.is_connected

    def forget_will(self) -> None:
        """A broker that ends says no will."""
        self._will = None

    def say_will(self, now: int) -> None:
        """The broker has seen that the connection is gone; each will is said once."""
        if self._will is not None:
            will, self._will = self._will, None
            self._broker.published(now, will)

    def inform(self, now: int) -> None:
        """Somebody is about to do something at the device."""
        self.session.inform(self._base_ms + now)

    def flush(self, now: int) -> None:
        """What waits to be told, and to be said, goes out."""
        unix_ms = self._base_ms + now
        self.session.tell(unix_ms)
        while (outgoing := self.session.next_event(unix_ms)) is not None:
            self._up.send(now, Packet(outgoing.topic, outgoing.payload, outgoing.retain))
        due_ms = self.session.get_timer()
        if due_ms is not None and due_ms != self._timer_ms:
            self._timer_ms = due_ms
            self._agenda.at(due_ms - self._base_ms, self._timer)

    def _timer(self, now: int) -> None:
        self.session.handle_timer(self._base_ms + now)
        self.flush(now)

    def _arrived(self, now: int, packet: Packet) -> None:
        self.session.receive(packet.topic, packet.payload, self._base_ms + now)
        self._attend(now)
        self.flush(now)
