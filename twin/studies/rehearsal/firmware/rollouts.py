"""A rollout before it happens: the manager's own partitions, simulated devices, virtual time.

Lives here: messages between them, power cuts, firmware that turns out bad, the clock. Not here:
who decides (`fleet.core.rollouts`), what a device does (`devices.simulator.session`), luck and
figures (`updates` beside this). Nothing is lost on the way and nothing takes time but loading,
starting again and the trial: the manager's times are what is rehearsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from typing import NamedTuple

from devices.simulator.acts import Act, Script
from devices.simulator.outbox import Outgoing
from devices.simulator.session import Session
from devices.wire.topics import partition_of
from fleet.core.decisions import Decision
from fleet.core.facts.letters import Roll
from fleet.core.facts.rollouts import Rollout, RolloutPlan
from fleet.core.inputs import Arrived, Register, Request
from fleet.core.partition import Partition
from fleet.core.rollouts.asking import ENDED
from fleet.core.rollouts.letters import BY
from fleet.core.state import Publish
from twin.studies.rehearsal.firmware.partitions import Partitions

START_MS = 1_767_196_800_000
"""2026-01-01 00:00 at UTC+8, the offset of a site that says none: where the rehearsal begins."""

RESTART_MS = 30_000
"""How long a device is away when it starts again; assumed."""

ROLLOUT = "rehearsal"


class Cut(NamedTuple):
    """The power of a device goes at a moment, and comes back after some time."""

    at_ms: int
    device: str
    away_ms: int


@dataclass(frozen=True, slots=True)
class Luck:
    """What would happen to which device (SITE/DEVICE), drawn before.

    `unhealthy`: on which the new firmware is found so on trial; `lost`: on which it runs, and dies
    for good so many ms after it was confirmed.
    """

    unhealthy: frozenset[str] = frozenset()
    lost: Mapping[str, int] | None = None
    cuts: Sequence[Cut] = ()


class Rehearsal:
    """Partitions and devices of one rollout; times are ms since 1970 on a clock of its own.

    `file`: the bytes that are loaded; `load_ms`: what a part of them takes on the way. `trials`:
    devices that ever ran them; `restarts`: how often one started again for them.
    """

    def __init__(
        self, sessions: Iterable[Session], plan: RolloutPlan, file: bytes, load_ms: int, luck: Luck,
        script: Script | None = None, script_ahead_ms: int = 0,
    ) -> None:  # fmt: skip
        """The script is ahead of our clock by so much; what it has before now is passed over."""
        self.now_ms = START_MS
        self.sessions = {f"{s.identity.site}/{s.identity.device}": s for s in sessions}
        self._manager = Partitions(self._deliver)
        self.trials: set[str] = set()
        self.restarts = 0
        self._file, self._load_ms, self._luck = file, load_ms, luck
        self._script, self._ahead_ms = script, script_ahead_ms
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._number = 0
        self._loading: set[str] = set()
        self._starting: set[str] = set()
        self._talkative: dict[str, None] = {}
        self._wills: dict[str, Outgoing] = {}
        self._boots = 0
        self._begin(plan)

    @property
    def partitions(self) -> list[Partition]:
        """Of the manager."""
        return self._manager.all

    @property
    def rollout(self) -> Rollout:
        """As its owner knows it."""
        return self._manager.all[partition_of(ROLLOUT)].state.rollouts.owned[ROLLOUT]

    def ask(self, act: str, plan: RolloutPlan | None = None) -> None:
        """Steer it; raises BadRehearsal."""
        self.put(partition_of(ROLLOUT), Roll("", BY, ROLLOUT, act, plan))
        self._settle()

    def run(self, until_ms: int) -> bool:
        """Go on until the rollout has its end and nobody is under way, or until a moment.

        Returns whether it has its end.
        """
        while not self._is_over():
            if (due_ms := self._next_ms()) > until_ms:
                self.now_ms = until_ms
                return False
            self.now_ms = max(self.now_ms, due_ms)
            self._step()
            self._settle()
        return True

    def put(self, partition: int, given: Arrived | Request) -> list[Decision]:
        """Give a partition an input now. Raises BadRehearsal."""
        return self._manager.put(partition, given, self.now_ms)

    def undergo(self, key: str, act: Act) -> None:
        """The world does something to a device now."""
        self.sessions[key].undergo(act, self.now_ms)
        self._look_at(key)
        self._settle()

    def crash(self) -> None:
        """The manager ends, and begins again from what it wrote down."""
        self._manager.crash()

    # ---------------------------------------------------------------- the clock

    def _begin(self, plan: RolloutPlan) -> None:
        for key, session in self.sessions.items():
            kind, site = session.identity.kind, session.identity.site
            self.put(partition_of(site), Register("", BY, key, kind))
            if key in self._luck.unhealthy:
                session.updating.unfit.add(plan.artifact.version)
            self._connect(key)
        for cut in self._luck.cuts:
            self._at(START_MS + cut.at_ms, partial(self._cut, cut))
        self.put(partition_of(ROLLOUT), Roll("", BY, ROLLOUT, "create", plan))
        self._settle()

    def _is_over(self) -> bool:
        if self.rollout.state not in ENDED:
            return False
        return not self._loading and not any(
            key in self._starting
            or (session.is_connected and session.updating.updater.offer is not None)
            for key, session in self.sessions.items()
        )

    def _at(self, at_ms: int, act: Callable[[], None]) -> None:
        self._number += 1
        heappush(self._due, (at_ms, self._number, act))

    def _next_ms(self) -> int:
        due = [] if (due_ms := self._manager.next_ms()) is None else [due_ms]
        if self._due:
            due.append(self._due[0][0])
        if self._script is not None and (next_ms := self._script.next_ms()) is not None:
            due.append(next_ms - self._ahead_ms)
        return min(due)

    def _step(self) -> None:
        """All that is due now, the world first."""
        if self._script is not None:
            for timed in self._script.advance(self.now_ms + self._ahead_ms):
                key = "/".join(timed.device)
                if key in self.sessions:
                    self.sessions[key].undergo(timed.act, self.now_ms)
                    self._look_at(key)
        while self._due and self._due[0][0] <= self.now_ms:
            heappop(self._due)[2]()
        self._manager.handle_timers(self.now_ms)

    # ---------------------------------------------------------------- devices

    def _connect(self, key: str) -> None:
        session = self.sessions[key]
        self._starting.discard(key)
        if session.off or session.is_connected:
            return
        if session.restarting:
            self._boots += 1
            session.start(f"boot{self._boots}")
        self._wills[key] = session.connect(self.now_ms)
        session.connected(self.now_ms)
        if session.updating.updater.is_on_trial:
            self.trials.add(key)
        self._look_at(key)
        self._wake(key)

    def _wake(self, key: str) -> None:
        due_ms = self.sessions[key].get_timer()
        if due_ms is not None:
            self._at(max(due_ms, self.now_ms), lambda: self._timer(key, due_ms))

    def _timer(self, key: str, due_ms: int) -> None:
        session = self.sessions[key]
        if session.get_timer() != due_ms:
            return
        session.handle_timer(self.now_ms)
        self._look_at(key)
        self._wake(key)

    def _look_at(self, key: str) -> None:
        """After anything that happened to a device: what it says, wants, or has to do next."""
        session = self.sessions[key]
        self._talkative[key] = None
        if session.off and session.is_connected:
            self._disconnect(key, session, is_cut=True)
        elif not session.off and not session.is_connected and key not in self._starting:
            self._restart(key, RESTART_MS)
        elif session.restarting and session.is_connected:
            self._say(key, session)
            self._disconnect(key, session, is_cut=False)
            self.restarts += 1
            self._restart(key, RESTART_MS)
        self._load(key, session)

    def _restart(self, key: str, after_ms: int) -> None:
        self._starting.add(key)
        self._at(self.now_ms + after_ms, lambda: self._connect(key))

    def _disconnect(self, key: str, session: Session, is_cut: bool) -> None:
        session.disconnected(self.now_ms)
        if is_cut:
            will = self._wills[key]
            self.put(partition_of(session.identity.site), Arrived(will.topic, will.payload, True))

    def _cut(self, cut: Cut) -> None:
        session = self.sessions[cut.device]
        if session.is_connected:
            self._disconnect(cut.device, session, is_cut=True)
        session.restarting = True
        if cut.device not in self._starting:
            self._restart(cut.device, cut.away_ms)

    def _load(self, key: str, session: Session) -> None:
        wanted = session.updating.updater.wanted()
        if wanted is None or key in self._loading or not session.is_connected:
            return
        self._loading.add(key)
        boot = session.boot
        self._at(self.now_ms + self._load_ms, lambda: self._loaded(key, boot))

    def _loaded(self, key: str, boot: str) -> None:
        session = self.sessions[key]
        self._loading.discard(key)
        wanted = session.updating.updater.wanted()
        if wanted is not None and session.is_connected and session.boot == boot:
            part = self._file[wanted.first : wanted.last + 1]
            session.updating.updater.load(wanted.first, part)
            session.follow_up(self.now_ms)
        self._look_at(key)

    # ---------------------------------------------------------------- messages

    def _deliver(self, publish: Publish, now_ms: int) -> None:
        """What the manager says to a device; who is away hears nothing."""
        key = "/".join(publish.topic.split("/")[3:5])
        session = self.sessions[key]
        if session.is_connected:
            session.receive(publish.topic, publish.payload, now_ms)
            self._look_at(key)

    def _settle(self) -> None:
        """Until nobody has anything to say at this moment."""
        while True:
            while self._talkative:
                key, _ = self._talkative.popitem()
                self._say(key, self.sessions[key])
            if not self._manager.carry(self.now_ms):
                return

    def _say(self, key: str, session: Session) -> None:
        while (said := session.next_event(self.now_ms)) is not None:
            self.put(partition_of(session.identity.site), Arrived(said.topic, said.payload, False))
        self._die_later(key, session)

    def _die_later(self, key: str, session: Session) -> None:
        lost = self._luck.lost
        updater = session.updating.updater
        if lost and key in lost and key in self.trials and not updater.is_on_trial:
            self._luck = Luck(
                self._luck.unhealthy,
                {each: ms for each, ms in lost.items() if each != key},
                self._luck.cuts,
            )
            if updater.running[0] == self.rollout.plan.artifact.version:
                self._at(self.now_ms + lost[key], lambda: self._die(key))

    def _die(self, key: str) -> None:
        session = self.sessions[key]
        session.off.add("firmware")
        if session.is_connected:
            self._disconnect(key, session, is_cut=True)
