"""The manager's core as one device sees it: messages in, alarms of one kind out.

Lives here: a partition with a device or two. Not here: what is said to it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from devices.wire.codec import encode
from devices.wire.topics import partition_of, topic_of
from fleet.core.alarms.rules import kind_of
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Habit, Raised
from fleet.core.inputs import Arrived, Register
from fleet.core.partition import Partition
from fleet.core.state import PartitionState

START_MS = 1_767_225_600_000
"""2026-01-01 UTC: where the manager's clock stands at the first midnight of a run."""

SITE, NAME = "rehearsal", "device"
KEY = f"{SITE}/{NAME}"

DAY_MS = 86_400_000
YEAR_MS = 365 * DAY_MS


@dataclass
class Found:
    """What became of the devices of one seed. Days are counted once a rule knows the habit.

    `good_ms`: time that devices in order were watched, all together; `false`: alarms meanwhile;
    `idle`: devices that do too little to be judged, `broken`: the others, all of which broke;
    `after_ms`: of each that was found, from its moment; `uses`: of a door, until it was found.
    """

    good_ms: int = 0
    false: int = 0
    idle: int = 0
    broken: int = 0
    after_ms: list[int] = field(default_factory=list)
    uses: list[int] = field(default_factory=list)

    def count(
        self, alarms_ms: list[int], learned_ms: int, breaks_ms: int, is_idle: bool = False
    ) -> None:
        """One device: alarms before its moment are false, the first from then on has found it."""
        self.watch(alarms_ms, learned_ms, breaks_ms)
        if is_idle:
            self.idle += 1
            return
        self.broken += 1
        found = [at_ms for at_ms in alarms_ms if at_ms >= breaks_ms]
        self.after_ms += [at_ms - breaks_ms for at_ms in found[:1]]

    def watch(self, alarms_ms: list[int], from_ms: int, to_ms: int) -> None:
        """A device that is in order from one time to another."""
        self.good_ms += to_ms - from_ms
        self.false += sum(from_ms <= at_ms < to_ms for at_ms in alarms_ms)

    def add(self, other: Found) -> None:
        """The devices of another seed, too."""
        self.good_ms += other.good_ms
        self.false += other.false
        self.idle += other.idle
        self.broken += other.broken
        self.after_ms += other.after_ms
        self.uses += other.uses


class Listener:
    """A device of a kind that speaks to its manager; `raised_ms`: when the alarm of interest went
    up, by its name (`contact:7`).
    """

    def __init__(self, kind: str, alarm: str) -> None:
        number = partition_of(SITE)
        self.partition = Partition(PartitionState(number), lambda: PartitionState(number))
        self.alarm = alarm
        self.raised_ms: defaultdict[str, list[int]] = defaultdict(list)
        self._sequence = 0
        self.ask(Register("", "rehearsal", KEY, kind), 0)

    @property
    def state(self) -> PartitionState:
        """What the manager knows."""
        return self.partition.state

    def habit(self) -> Habit:
        """What the manager has learned of it so far."""
        return self.state.devices[KEY].habits.get(self.alarm) or Habit()

    def ask(self, given: Any, at_ms: int) -> list[Decision]:
        """Any input, at a time of the run."""
        decided = self.partition.receive(given, START_MS + at_ms)
        self.partition.take_entries()
        return decided

    def say(self, channel: str, kind: Any, at_ms: int, **fields: Any) -> list[Decision]:
        """The device says something."""
        self._sequence += 1
        message = kind(
            v=1, device=NAME, boot="b", seq=self._sequence, time_ms=START_MS + at_ms, **fields
        )
        decided = self.ask(Arrived(topic_of(SITE, NAME, channel), encode(message)), at_ms)
        for decision in decided:
            if isinstance(decision, Raised) and kind_of(decision.alarm) == self.alarm:
                self.raised_ms[decision.alarm].append(at_ms)
        return decided
