"""A manager, a broker and banks in one process and in virtual time.

Lives here: who hears what when, connections that are cut, messages lost and doubled, a manager that
is killed. Not here: people (`tests.acceptance.offline.people`). The manager is `Fleet` with its
journal on the disk, the banks are the simulator's sessions and bodies; only the wire between them
is ours. It has what MQTT has: retained messages, wills, QoS 1 in order on a connection, a
persistent session of the manager, none of the banks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from devices.codes import bank_key
from devices.models.bank import Bank
from devices.simulator.acts import NETWORK, Act, OffLine
from devices.simulator.bodies.alone import Alone, Choose
from devices.simulator.bodies.lockers import LockerBank
from devices.simulator.bodies.terminal import Terminal
from devices.simulator.identity import Identity
from devices.simulator.outbox import Outgoing
from devices.simulator.session import Session
from devices.wire.presence import Firmware
from devices.wire.topics import PARTITIONS, partition_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.decisions import Decision
from fleet.core.inputs import Furnish, Register, Request
from fleet.core.parcels.books import choose_lent
from fleet.core.state import PartitionState
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet

KEY = b"k" * 32
START_MS = 1_800_000_000_000
HEARTBEAT_S = 3_600
ROUNDS = 60
"""Exchanges between both sides at one moment; more would be a loop."""


@dataclass(frozen=True)
class Luck:
    """In ‰: orders lost on their way down, messages doubled on either way."""

    lost: int = 0
    doubled: int = 0


@dataclass
class Place:
    """A bank and its connection."""

    key: str
    session: Session
    body: LockerBank
    terminal: Terminal
    will: Outgoing | None = None
    boots: int = 1
    received: list[tuple[str, bytes]] = field(default_factory=list)


class Network:
    """All of them. `now_ms` is everybody's clock; who drives it moves it and calls `settle`."""

    def __init__(
        self,
        folder: Path,
        banks: int,
        classes: tuple[int, ...],
        lend: tuple[int, ...],
        luck: Luck,
        seed: int,
        *,
        body: Callable[..., LockerBank],
        sites: int = 0,
        choose: Choose = choose_lent,
    ) -> None:
        """Banks on so many sites (0: one each), registered, furnished, connected and lent to.

        `body(key, …)` makes a bank's, with the arguments of `LockerBank`.
        """
        self.now_ms = START_MS
        self.journal_path = folder / "journal"
        self.fleet: Fleet | None = None
        self.places: dict[str, Place] = {}
        self._luck, self._chance = luck, np.random.default_rng(seed)
        self._retained: dict[str, tuple[str, bytes]] = {}
        self._up: list[Message] = []
        self._done: dict[int, list[int]] = {}
        firsts = [sum(classes[:c]) for c in range(len(classes) + 1)]
        for number in range(banks):
            site, device = f"s{number % (sites or banks)}", f"bank{number}"
            key = f"{site}/{device}"
            terminal = Terminal(bank_key(KEY, key), "t")
            model = Bank(range(1, firsts[-1] + 1), firsts)
            made = body(key, model, -60, terminal, Alone(choose))
            who = Identity(site, device, "bank", "m", Firmware(version="1"), HEARTBEAT_S)
            self.places[key] = Place(key, Session(who, made, f"{device}-1"), made, terminal)
        self.start_manager()
        for key in self.places:
            self.ask(Register("", "t", key, "bank"))
            furnish = Furnish("", "t", key, list(classes), notify=True, lend=list(lend))
            self.ask(furnish)
        for place in self.places.values():
            self._connect(place)
        self.settle()

    # ---------------------------------------------------------------- the manager

    def start_manager(self) -> None:
        """From its journal; what was not marked done goes out again."""
        self._done.clear()
        self.fleet = Fleet(SqliteJournal(self.journal_path), range(PARTITIONS), KEY)

    def kill_manager(self) -> None:
        """Nothing but the journal is left."""
        assert self.fleet is not None
        self.fleet.journal.close()
        self.fleet = None

    def ask(self, request: Request) -> list[Decision]:
        """A request to the manager; what was decided."""
        site = request.device.partition("/")[0]
        return self._commit([(partition_of(site), request)])[0]

    def states(self) -> Iterator[PartitionState]:
        """What the manager knows."""
        assert self.fleet is not None
        yield from self.fleet.states

    # ---------------------------------------------------------------- banks

    def act(self, key: str, act: Act) -> None:
        """The world does something at a bank; without network or power its connection ends."""
        place = self.places[key]
        place.session.undergo(act, self.now_ms)
        if isinstance(act, OffLine):
            self._turn(place, act)

    def _turn(self, place: Place, act: OffLine) -> None:
        session = place.session
        if act.is_off and session.is_connected:
            session.disconnected(self.now_ms)
            assert place.will is not None
            self._publish(place.will)
        elif not act.is_off and not session.off:
            self._connect(place)

    def cut(self, key: str) -> None:
        """Its network is away."""
        self.act(key, OffLine(NETWORK, True))

    def mend(self, key: str) -> None:
        """It is back."""
        self.act(key, OffLine(NETWORK, False))

    def _connect(self, place: Place) -> None:
        session = place.session
        if session.restarting:
            place.boots += 1
            session.start(f"{session.identity.device}-{place.boots}")
        place.will = session.connect(self.now_ms)
        root = session.subscription.removesuffix("#")
        session.connected(self.now_ms)
        for topic, payload in self._retained.values():
            if topic.startswith(root):
                session.receive(topic, payload, self.now_ms)

    # ---------------------------------------------------------------- the wire

    def settle(self) -> None:
        """Everything that is under way arrives, or is lost."""
        for _ in range(ROUNDS):
            spoke = self._listen()
            if self.fleet is None:
                return
            if not spoke and not self._up and not self._done and not self._is_due():
                return
            self._commit([])
        raise AssertionError("both sides talk without an end")

    def _is_due(self) -> bool:
        assert self.fleet is not None
        due = [at for p in self.fleet.partitions.values() if (at := p.get_timer()) is not None]
        return min(due, default=self.now_ms + 1) <= self.now_ms

    def _listen(self) -> bool:
        spoke = False
        for place in self.places.values():
            session = place.session
            if not session.is_connected:
                continue
            session.handle_timer(self.now_ms)
            while (said := session.next_event(self.now_ms)) is not None:
                spoke = True
                self._publish(said)
        return spoke

    def _publish(self, said: Outgoing) -> None:
        message = Message(said.topic, said.payload, False)
        self._up += [message] * (2 if self._happens(self._luck.doubled) else 1)

    def _happens(self, permille: int) -> bool:
        return bool(permille) and self._chance.random() * 1_000 < permille

    def _commit(self, requests: list[tuple[int, Request]]) -> list[list[Decision]]:
        assert self.fleet is not None
        shares: dict[int, list[Message]] = {}
        for message in self._up:
            shares.setdefault(int(message.topic.split("/")[2][1:]), []).append(message)
        self._up = []
        done, self._done = self._done, {}
        given = [Share(p, shares.get(p, []), done.get(p, []), None) for p in {**shares, **done}]
        committed, answers = self.fleet.commit(given, requests, self.now_ms)
        for partition, effect, publish in committed.effects:
            self._done.setdefault(partition, []).append(effect)
            if publish.retain:
                self._retained[publish.topic] = (publish.topic, publish.payload)
            self._down(publish.topic, publish.payload)
        for receipt in committed.receipts:
            self._down(receipt.topic, receipt.payload)
        return answers

    def _down(self, topic: str, payload: bytes) -> None:
        _, _, _, site, device, _, _ = topic.split("/")
        place = self.places[f"{site}/{device}"]
        if not place.session.is_connected or self._happens(self._luck.lost):
            return
        for _ in range(2 if self._happens(self._luck.doubled) else 1):
            place.session.receive(topic, payload, self.now_ms)
