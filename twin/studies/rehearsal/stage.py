"""A scenario's devices and their manager in virtual time: every message, every timer, nobody waits.

Lives here: the loop over the world's script, the devices' sessions and the manager's partitions,
one a site. The line between them is ideal: what is said while it stands arrives at once and once; a
will is said when the broker has missed its client (MQTT 5, 3.1.2.10: one and a half times the
keep-alive). Not here: what is true (`truth`), how alarms are judged (`judging`).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import heappop, heappush

from devices.simulator.acts import NETWORK, Act, TimedAct
from devices.simulator.session import Session
from devices.wire.topics import partition_of, topic_of
from fleet.core.decisions import Decision
from fleet.core.facts.orders import Configure
from fleet.core.inputs import Arrived, Done, Fired, Input, Register
from fleet.core.outgoing import receipt_payload
from fleet.core.partition import Partition
from fleet.core.state import PartitionState
from scenarios.days import Days
from scenarios.schema import Scenario
from twin.staging.cast import Member, members_of
from twin.studies.staging.script import See, TwinScript

MAINS_INTERVAL_S = 900
"""How often a device on mains measures here: what it has to tell beyond that are events."""

WILL_AFTER_MS = 90_000
"""One and a half times a keep-alive of a minute; assumed."""

RECEIPT_MESSAGES = 50
"""So many messages wait in an outbox when the manager says what it has stored."""

FAR_MS = 2**62

Decided = Callable[[str, Input, Sequence[Decision], int], None]
"""Told a site, an input, what was decided on it, and the time in ms of the run."""

Acted = Callable[[Member, Session, Act, int], None]
"""Told what the world did to a device, after it was done."""


class Stage:
    """Runs from time 0 of the run to its end; `now_ms` is the run's, `epoch_ms` its first midnight
    since 1970 UTC.
    """

    def __init__(
        self, scenario: Scenario, days: Days, seed: int, *,
        mains_interval_s: int = MAINS_INTERVAL_S,
        see: See | None = None, decided: Decided | None = None, acted: Acted | None = None,
        configure: Callable[[str], Configure] | None = None,
    ) -> None:  # fmt: skip
        self.now_ms = 0
        self.horizon_ms = days.horizon_ms
        self.epoch_ms, self.utc_offset_min = _epoch(scenario, days)
        members, _ = members_of(scenario, None, False)
        self.members = {
            member.key: member
            if member.kind == "bin_sensor"
            else replace(member, interval_s=mains_interval_s)
            for member in members
        }
        self.sessions: dict[tuple[str, str], Session] = {}
        self.partitions: dict[str, Partition] = {}
        self._script = TwinScript(scenario, days, seed, see=see)
        self._decided, self._acted = decided, acted
        self._due: list[tuple[int, int, int]] = []
        self._timers: list[tuple[int, str]] = []
        self._wills: list[tuple[int, tuple[str, str], str, bytes]] = []
        self._will: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._boots = 0
        self._keys = list(self.members)
        self._number = {key: number for number, key in enumerate(self._keys)}
        for key in self._keys:
            self._set_up(key, configure)

    def ask(self, site: str, request: Input) -> list[Decision]:
        """Somebody asks the manager of a site."""
        partition = self.partitions[site]
        decided = partition.receive(request, self.epoch_ms + self.now_ms)
        self._settle(site)
        return decided

    def run(self) -> None:
        """To the end."""
        while (at_ms := self.next_ms()) < self.horizon_ms:
            self.advance(at_ms)

    def next_ms(self) -> int:
        """When something happens next."""
        due_ms = self._script.next_ms()
        heads = [heap[0][0] for heap in (self._due, self._timers, self._wills) if heap]
        return min(FAR_MS if due_ms is None else due_ms, *heads, FAR_MS)

    def advance(self, at_ms: int) -> None:
        """What happens at the time of `next_ms`: timers of managers, the world, devices."""
        self.now_ms = at_ms
        while self._timers and self._timers[0][0] <= at_ms:
            _, site = heappop(self._timers)
            partition = self.partitions[site]
            due_ms = partition.get_timer()
            if due_ms is not None and due_ms <= self.epoch_ms + at_ms:
                partition.handle_timer(self.epoch_ms + at_ms)
                self._settle(site)
        while self._wills and self._wills[0][0] <= at_ms:
            _, key, topic, payload = heappop(self._wills)
            self._arrive(key[0], topic, payload)
        for timed in self._script.advance(at_ms):
            self._act(timed)
        while self._due and self._due[0][0] <= at_ms:
            due_ms, _, number = heappop(self._due)
            session = self.sessions[self._keys[number]]
            if session.get_timer() == self.epoch_ms + due_ms:
                session.handle_timer(self.epoch_ms + at_ms)
                self._speak(self._keys[number], session)

    def _set_up(self, key: tuple[str, str], configure: Callable[[str], Configure] | None) -> None:
        site, device = key
        member = self.members[key]
        if site not in self.partitions:
            number = partition_of(site)
            self.partitions[site] = Partition(
                PartitionState(number), lambda: PartitionState(number)
            )
            if configure is not None:
                self.ask(site, configure(site))
        name = f"{site}/{device}"
        self.ask(site, Register("", "rehearsal", name, member.kind, settings=member.settings))
        session = Session(member.identity(), member.body(), self._boot())
        self.sessions[key] = session
        self._connect(key, session)

    def _boot(self) -> str:
        self._boots += 1
        return f"{self._boots:016x}"

    def _connect(self, key: tuple[str, str], session: Session) -> None:
        now_ms = self.epoch_ms + self.now_ms
        if session.restarting:
            session.start(self._boot())
        will = session.connect(now_ms)
        self._will[key] = will.topic, will.payload
        self._wills = [each for each in self._wills if each[1] != key]
        session.connected(now_ms)
        self._speak(key, session)

    def _act(self, timed: TimedAct) -> None:
        session = self.sessions.get(timed.device)
        if session is None:
            return
        self.now_ms = timed.time_ms
        session.undergo(timed.act, self.epoch_ms + timed.time_ms)
        if session.off and session.is_connected:
            if NETWORK not in session.off:
                self._speak(timed.device, session)
            session.disconnected(self.epoch_ms + timed.time_ms)
            # A sensor speaks by radio through others: it has no connection that a broker misses.
            if session.identity.kind != "bin_sensor":
                at_ms = timed.time_ms + WILL_AFTER_MS
                heappush(self._wills, (at_ms, timed.device, *self._will[timed.device]))
        elif not session.off and not session.is_connected:
            self._connect(timed.device, session)
        elif session.is_connected:
            self._speak(timed.device, session)
        if self._acted is not None:
            self._acted(self.members[timed.device], session, timed.act, timed.time_ms)

    def _speak(self, key: tuple[str, str], session: Session) -> None:
        """Everything that it has to say, and when it measures next."""
        now_ms = self.epoch_ms + self.now_ms
        site = key[0]
        while (outgoing := session.next_event(now_ms)) is not None:
            self._arrive(site, outgoing.topic, outgoing.payload)
        if session.outbox is not None and len(session.outbox) >= RECEIPT_MESSAGES:
            self._give_receipt(key, session)
        due_ms = session.get_timer()
        if due_ms is not None:
            number = self._number[key]
            heappush(self._due, (due_ms - self.epoch_ms, number, number))

    def _give_receipt(self, key: tuple[str, str], session: Session) -> None:
        site, name = key
        device = self.partitions[site].state.devices[f"{site}/{name}"]
        now_ms = self.epoch_ms + self.now_ms
        for boot, window in device.boots.items():
            told = receipt_payload(name, boot, window.stored, window.highest, now_ms)
            session.receive(topic_of(site, name, "receipt"), told, now_ms)
        while (outgoing := session.next_event(now_ms)) is not None:
            self._arrive(site, outgoing.topic, outgoing.payload)

    def _arrive(self, site: str, topic: str, payload: bytes) -> None:
        self.partitions[site].receive(Arrived(topic, payload), self.epoch_ms + self.now_ms)
        self._settle(site)

    def _settle(self, site: str) -> None:
        """What was decided is told, what goes out goes to its device."""
        partition = self.partitions[site]
        for entry in partition.take_entries():
            if self._decided is not None and type(entry.given) is not Done:
                self._decided(site, entry.given, entry.decided, entry.now_ms - self.epoch_ms)
        if partition.state.outbox:
            self._let_out(site, partition)
        due_ms = partition.get_timer()
        if due_ms is not None:
            due_ms -= self.epoch_ms
            if not self._timers or (due_ms, site) != self._timers[0]:
                heappush(self._timers, (due_ms, site))

    def _let_out(self, site: str, partition: Partition) -> None:
        now_ms = self.epoch_ms + self.now_ms
        effects = partition.release()
        if not effects:
            return
        done = Done([effect.effect for effect in effects])
        partition.receive(done, now_ms)
        partition.settled(done)
        for effect in effects:
            key = site, effect.publish.topic.split("/")[4]
            session = self.sessions.get(key)
            if session is not None and session.is_connected:
                session.receive(effect.publish.topic, effect.publish.payload, now_ms)
                self._speak(key, session)


def _epoch(scenario: Scenario, days: Days) -> tuple[int, int]:
    """The run's first midnight in ms since 1970 UTC, and what the clocks there are ahead in min."""
    zone = zoneinfo.ZoneInfo(scenario.time_zone)
    midnight = dt.datetime.combine(days.first, dt.time(), tzinfo=zone)
    offset = midnight.utcoffset() or dt.timedelta()
    return round(midnight.timestamp() * 1000), round(offset.total_seconds() / 60)


def device_of(given: Input) -> str:
    """SITE/DEVICE that an input is about; SITE of a site's own."""
    if isinstance(given, Arrived):
        _, _, _, site, device, *_ = given.topic.split("/")
        return f"{site}/{device}"
    if isinstance(given, Fired):
        return given.device
    return getattr(given, "device", "")
