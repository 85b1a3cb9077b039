"""A device's side of the wire contract, without a wire.

Lives here: from birth to outbox; times are Unix ms around the device. Not here: sockets, chance.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Any

from devices.simulator.acts import NETWORK, Act, Measure, OffLine, Unheard
from devices.simulator.bodies.hull import Answer, Body
from devices.simulator.identity import Identity
from devices.simulator.outbox import Outbox, Outgoing
from devices.simulator.updating import Updating
from devices.wire.codec import PayloadRefused, decode, encode
from devices.wire.envelope import Message
from devices.wire.fields import WIRE_VERSION
from devices.wire.happenings import FirmwareMoved, OutboxDropped
from devices.wire.messages import channel_of
from devices.wire.presence import Disconnected, Init, Lost, Ready
from devices.wire.steering import (
    AnyCommand,
    Desired,
    Install,
    Loans,
    Receipt,
    Reported,
    ReportNow,
    Restart,
    Result,
)
from devices.wire.topics import TopicRefused, device_filter, parse_topic, topic_of

COMMANDS_REMEMBERED = 64
"""Ids of commands that are answered again without being done again; the oldest is forgotten."""


class Session:
    """One device that is connected, or is not. After each call `next_event` has what to publish.

    `restarting`: who drives it closes the connection and calls `start`. `refused` counts what was
    sent to it and is no message. `off`: the causes for which it is off line now; who drives it cuts
    the connection meanwhile, and loads what `updating` wants.
    """

    def __init__(self, identity: Identity, body: Body, boot: str) -> None:
        self.identity = identity
        self.body = body
        self.outbox = Outbox() if identity.outbox else None
        self.refused = 0
        self.restarting = False
        self.off: set[str] = set()
        self._connections = 0
        self._is_connected = False
        self._manager_ahead_ms = 0
        self._outgoing: deque[Outgoing] = deque()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._version = 0
        self._measure_ms: int | None = None
        self._newest_state = 0
        self.updating = Updating(identity.model, identity.firmware, identity.trusted)
        self.start(boot)

    def start(self, boot: str) -> None:
        """Start (again) under a new boot; what it holds in its outbox survives."""
        self.boot = boot
        self.restarting = False
        self._seq = 0
        self._connection = 0
        self._answers.clear()
        self.updating.start()

    @property
    def is_connected(self) -> bool:
        """Whether it speaks on a connection now."""
        return self._is_connected

    @property
    def subscription(self) -> str:
        """What it subscribes to."""
        return device_filter(self.identity.site, self.identity.device)

    def connect(self, now: int) -> Outgoing:
        """A connection begins: the last will that goes with it. `connected` must follow, or
        `connect` again.
        """
        self._connection += 1
        self._connections += 1
        will = Lost(
            v=WIRE_VERSION, device=self.identity.device, boot=self.boot,
            connection=self._connection, time_ms=self._own_ms(now),
        )  # fmt: skip
        return Outgoing(self._topic("state"), encode(will), True, self.boot, 0)

    def connected(self, now: int) -> None:
        """The broker has it and its subscription: birth, reported state, what was never sent."""
        self._is_connected = True
        self.body.was_connected = True
        self.inform(now)
        self._outgoing.clear()
        waiting = self.outbox.unsent() if self.outbox is not None else []
        self._be_born(now)
        self._say(now, Reported, version=self._version, values=self.body.report())
        self._outgoing.extend(waiting)
        self.body.back()
        self.tell(now)
        self.follow_up(now)
        if self._measure_ms is None or self._measure_ms < now:
            self._measure_ms = now + self.identity.phase_ms

    def disconnected(self, now: int) -> None:
        """The connection is gone. Without an outbox, what was not published is lost."""
        was_connected, self._is_connected = self._is_connected, False
        self._outgoing.clear()
        if was_connected and not self.off - {NETWORK}:
            self.inform(now)
            self.body.cut_off()
            self.tell(now)

    def leave(self, now: int) -> None:
        """Say farewell; who drives it then closes the connection cleanly."""
        self._say(now, Disconnected, connection=self._connection)

    def undergo(self, act: Act, now: int) -> None:
        """The world does something to it, which it tells now, or never where it stands still."""
        if isinstance(act, OffLine):
            self._turn(act)
            self.restarting |= act.is_off and act.cause != NETWORK
            return
        self.inform(now)
        self.body.undergo(act)
        if self.off - {NETWORK}:
            self.body.happenings.clear()
        self.tell(now)
        if isinstance(act, Measure | Unheard):
            if isinstance(act, Measure):
                self._measure(now)
            # The world times its reports: our own timer is for when it is over.
            self._measure_ms = now + 1500 * self.identity.interval_s

    def underwent(self, act: Act) -> None:
        """It happened before the device was switched on, and nobody tells of it."""
        if isinstance(act, OffLine):
            self._turn(act)
        else:
            self.body.undergo(act)
            self.body.happenings.clear()

    def _turn(self, act: OffLine) -> None:
        (self.off.add if act.is_off else self.off.discard)(act.cause)
        self.body.stands_still = bool(self.off - {NETWORK})

    def inform(self, now: int) -> None:
        """What the body may know of its surroundings."""
        is_cut_off = not self._is_connected or NETWORK in self.off
        self.body.is_alone = self.body.was_connected and is_cut_off
        self.body.manager_ms = self._own_ms(now) + self._manager_ahead_ms
        self.body.room = self.outbox.room if self.outbox is not None else 0

    def receive(self, topic: str, payload: bytes, now: int) -> None:
        """A message from the manager; what is none is counted in `refused`."""
        try:
            message = decode(parse_topic(topic), payload)
        except (TopicRefused, PayloadRefused):
            self.refused += 1
            return
        match message:
            case Receipt():
                self._take_receipt(message, now)
            case Desired():
                self._take_up(message, now)
            case Loans():
                self.inform(now)
                self.body.borrow(message)
                self.tell(now)
            case _:
                self._obey(message, now)

    def get_timer(self) -> int | None:
        """When `handle_timer` is to be called; None: only when something else happens."""
        if not self._is_connected:
            return None
        due = (self._measure_ms, self.updating.health_ms)
        return min((each for each in due if each is not None), default=None)

    def handle_timer(self, now: int) -> None:
        """Measure when the interval is over, and end a trial of firmware."""
        self.follow_up(now)
        due_ms = self._measure_ms if self._is_connected else None
        if due_ms is not None and due_ms <= now:
            self._measure(now)
            interval_ms = 1000 * self.identity.interval_s
            self._measure_ms = due_ms + interval_ms * (1 + (now - due_ms) // interval_ms)

    def next_event(self, now: int) -> Outgoing | None:
        """What is to be published next, in this order; None when nothing waits."""
        if not self._outgoing:
            return None
        outgoing = self._outgoing.popleft()
        if self.outbox is not None:
            self.outbox.sent(outgoing, self._connections, now)
        return outgoing

    def follow_up(self, now: int) -> None:
        """Tell how far an update is; be born anew where it was confirmed, or start again."""
        if not self._is_connected:
            return
        self.updating.look(now)
        if self.updating.is_news_of_itself(self._own_ms(now)):
            self._be_born(now)
        for news in self.updating.told():
            self._say(now, FirmwareMoved, **news)
        self.restarting |= self.updating.updater.wants_restart

    def _be_born(self, now: int) -> None:
        kind = Init if self.updating.updater.is_on_trial else Ready
        words = {**self.identity.words(), "firmware": self.updating.firmware()}
        abilities = self.body.abilities(self.outbox is not None)
        self._say(now, kind, connection=self._connection, **abilities, **words)

    def _own_ms(self, now: int) -> int:
        return max(0, now + self.identity.clock_offset_ms + self.body.clock_off_ms)

    def _topic(self, channel: str) -> str:
        return topic_of(self.identity.site, self.identity.device, channel)

    def _say(self, now: int, kind: type[Message], /, **fields: Any) -> None:
        """Number a message and let it go, now or when there is a connection."""
        if not self._is_connected and self.outbox is None:
            return
        self._seq += 1
        message: Any = kind(
            v=WIRE_VERSION, device=self.identity.device, boot=self.boot, seq=self._seq,
            time_ms=self._own_ms(now), **fields,
        )  # fmt: skip
        channel = channel_of(kind)
        if channel == "state":
            self._newest_state = self._seq
        outgoing = Outgoing(
            self._topic(channel), encode(message), channel == "state", self.boot, self._seq
        )
        if self._is_connected:
            self._outgoing.append(outgoing)
        if self.outbox is not None:
            self.outbox.add(outgoing)
            for gone in self.outbox.make_room():
                self._say(now, OutboxDropped, first=gone.first, last=gone.last, of_boot=gone.boot)

    def tell(self, now: int) -> None:
        """What happened to its body, and was not told yet, goes out."""
        while self.body.happenings:
            kind, fields = self.body.happenings.popleft()
            self._say(now, kind, **fields)

    def _measure(self, now: int) -> None:
        kind, fields = self.body.measure()
        self._say(now, kind, **fields)

    def _take_receipt(self, receipt: Receipt, now: int) -> None:
        self._manager_ahead_ms = receipt.time_ms - self._own_ms(now)
        if self.outbox is None:
            return
        self.outbox.settle(receipt)
        for outgoing in self.outbox.missing(receipt, self._connections, now):
            newest = outgoing.boot == self.boot and outgoing.seq == self._newest_state
            self._outgoing.append(outgoing._replace(retain=outgoing.retain and newest))
            self.outbox.sent(outgoing, self._connections, now)

    def _take_up(self, desired: Desired, now: int) -> None:
        if desired.version <= self._version:
            return
        self.body.take_up(desired.values)
        self._version = desired.version
        self._say(now, Reported, version=self._version, values=self.body.report())

    def _obey(self, command: AnyCommand, now: int) -> None:
        answer = self._answers.get(command.id)
        if answer is None:
            answer = self._execute(command, now)
            self._answers[command.id] = answer
            if len(self._answers) > COMMANDS_REMEMBERED:
                self._answers.popitem(last=False)
        self.tell(now)
        self._say(now, Result, command=command.id, outcome=answer.outcome, detail=answer.detail)

    def _execute(self, command: AnyCommand, now: int) -> Answer:
        late_ms = self._own_ms(now) + self._manager_ahead_ms - command.expires_ms
        if late_ms > 0:
            return Answer("expired", f"{late_ms} ms too late")
        if isinstance(command, ReportNow | Restart):
            if isinstance(command, ReportNow):
                self._measure(now)
                self._say(now, Reported, version=self._version, values=self.body.report())
            self.restarting |= isinstance(command, Restart)
            return Answer("done")
        self.inform(now)
        if isinstance(command, Install):
            return self.updating.install(command, self.body.unsafe(command.battery_permille))
        return self.body.execute(command)
