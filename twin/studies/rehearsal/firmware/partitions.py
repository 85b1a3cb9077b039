"""The manager of a rehearsal: all partitions, their letters, what they say to devices.

Lives here: inputs given, commits, letters carried, a crash. Not here: the devices
(`twin.studies.rehearsal.firmware.rollouts`), any decision (`fleet.core`).
"""

from __future__ import annotations

from collections.abc import Callable

from devices.wire.topics import PARTITIONS
from fleet.core.coding import decode_state, encode
from fleet.core.decisions import Decision
from fleet.core.inputs import Arrived, Carried, Done, Request
from fleet.core.partition import Partition, refusal
from fleet.core.rollouts.letters import BY, letters_of
from fleet.core.state import PartitionState, Publish


class BadRehearsal(ValueError):
    """The manager refuses the plan; says why."""

    clear = True


def _spoilt() -> PartitionState:
    raise RuntimeError("a decision could not be applied")


class Partitions:
    """Every partition of a manager; `deliver` is called with what goes out to a device."""

    def __init__(self, deliver: Callable[[Publish, int], None]) -> None:
        self.all = [Partition(PartitionState(n), _spoilt) for n in range(PARTITIONS)]
        self._deliver = deliver

    def next_ms(self) -> int | None:
        """When the next timer of any is due."""
        return min((t for p in self.all if (t := p.get_timer()) is not None), default=None)

    def handle_timers(self, now_ms: int) -> None:
        """All that are due."""
        for number, partition in enumerate(self.all):
            due_ms = partition.get_timer()
            if due_ms is not None and due_ms <= now_ms:
                partition.handle_timer(now_ms)
                self._commit(number, now_ms)

    def put(self, number: int, given: Arrived | Request, now_ms: int) -> list[Decision]:
        """Give a partition an input, and bring about what follows. Raises BadRehearsal."""
        decided = self.all[number].receive(given, now_ms)
        if refused := refusal(decided):
            raise BadRehearsal(refused.reason)
        self._commit(number, now_ms)
        return decided

    def carry(self, now_ms: int) -> bool:
        """Letters between partitions; whether there were any."""
        carried = False
        for number, partition in enumerate(self.all):
            letters = letters_of(partition.state)
            for _, _, letter in letters:
                self.put(letter.partition, letter, now_ms)
            if letters:
                gone = {name: letter_number for name, letter_number, _ in letters}
                about = letters[0][2].device
                self.put(number, Carried("", BY, about, number, gone), now_ms)
                carried = True
        return carried

    def crash(self) -> None:
        """The manager ends, and begins again from what it wrote down."""
        self.all = [Partition(decode_state(encode(p.state)), _spoilt) for p in self.all]

    def _commit(self, number: int, now_ms: int) -> None:
        """What was decided is written down; then it goes out, and is done."""
        partition = self.all[number]
        partition.take_entries()
        effects = partition.release()
        if not effects:
            return
        for effect in effects:
            self._deliver(effect.publish, now_ms)
        done = Done([effect.effect for effect in effects])
        partition.receive(done, now_ms)
        partition.settled(done)
        partition.take_entries()
