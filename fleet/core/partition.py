"""One partition of the manager: the sans-IO object that the service drives.

Lives here: the cycle decide → record → apply → release, timers, an input that raises. Not here: any
decision (`fleet.core.deciding`), any change of state (`fleet.core.applying`).

    receive(input, now)    what follows is decided, applied, and waits for its commit
    get_timer()            when handle_timer(now) is wanted
    take_entries()         what is to be committed
    release()              after the commit: effects that go out, until receive(Done(ids))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from fleet.core.applying.table import apply_record
from fleet.core.coding import encode
from fleet.core.deciding.arrivals import decide_arrival, decide_unread
from fleet.core.deciding.following import follow
from fleet.core.deciding.requests import decide_request
from fleet.core.deciding.timers import decide_timer
from fleet.core.decisions import Decision, Quarantined, Refused, Released
from fleet.core.inputs import Arrived, Done, Fired, Input, Unread
from fleet.core.state import PartitionState, Publish


class Entry(NamedTuple):
    """An input with what was decided, to be journaled under this sequence; both as bytes, too."""

    sequence: int
    now_ms: int
    given: Input
    decided: list[Decision]
    input: bytes
    decisions: bytes


class Effect(NamedTuple):
    """A message that is to go out, known by an id within its partition."""

    partition: int
    effect: int
    publish: Publish


def decide(state: PartitionState, given: Input, now_ms: int) -> list[Decision]:
    """What follows from an input; changes nothing. `now_ms` is not before the state's.

    An input on which deciding fails is quarantined: one bad input stops nobody.
    """
    try:
        if isinstance(given, Done):
            return [Released()]
        if isinstance(given, Unread):
            decided = decide_unread(state, given, now_ms)
        elif isinstance(given, Arrived):
            decided = decide_arrival(state, given, now_ms)
        elif isinstance(given, Fired):
            decided = decide_timer(state, given, now_ms)
        else:
            decided = decide_request(state, given, now_ms)
        return decided + follow(state, given, decided, now_ms) if decided else decided
    except Exception as error:  # noqa: BLE001  whatever it is: the input is put aside, and counted
        return [Quarantined("", _words(error))]


NOT_APPLIED = "not applied: "
"""How the reason of an input begins whose decisions could not be applied."""


def refused_by_applying(error: Exception) -> list[Decision]:
    """What is recorded instead of decisions that could not be written down or applied."""
    return [Quarantined("", NOT_APPLIED + _words(error))]


def _words(error: Exception) -> str:
    said = f"{type(error).__name__}: {error}"[:200]
    return said.encode("utf-8", "backslashreplace").decode()


class Partition:
    """Holds a state, and the inputs that wait for their commit.

    `restore` gives the state after the last record that was committed.
    """

    def __init__(self, state: PartitionState, restore: Callable[[], PartitionState]) -> None:
        self.state = state
        self._restore = restore
        self._entries: list[Entry] = []
        self._released: set[int] = set()

    def receive(self, given: Input, now_ms: int) -> list[Decision]:
        """Take an input; timers that are due by then fire first. Returns what was decided on it.

        The state is ahead of the journal until the entries are committed: nothing of it may be
        shown before. A caller whose commit fails throws the partition away and recovers.
        """
        now_ms = max(now_ms, self.state.now_ms)
        if self.state.timers and self.state.timers[0][0] <= now_ms:
            self.handle_timer(now_ms)
        return self._take(given, now_ms)

    def get_timer(self) -> int | None:
        """When the next timer is due."""
        return self.state.timers[0][0] if self.state.timers else None

    def handle_timer(self, now_ms: int) -> None:
        """Fire every timer that is due, in the order of their times."""
        now_ms = max(now_ms, self.state.now_ms)
        while self.state.timers and self.state.timers[0][0] <= now_ms:
            self._take(Fired(*self.state.timers[0]), now_ms)

    def _take(self, given: Input, now_ms: int) -> list[Decision]:
        decided = decide(self.state, given, now_ms)
        if not decided and type(given) is not Fired:
            return decided
        try:
            self._settle(given, decided, now_ms)
        except Exception as error:  # noqa: BLE001  as in `decide`
            self._go_back()
            decided = refused_by_applying(error)
            self._settle(given, decided, now_ms)
        return decided

    def _settle(self, given: Input, decided: list[Decision], now_ms: int) -> None:
        """Apply, and keep for the journal; raises whatever applying raises, half done."""
        coded = encode(given), encode(decided)
        apply_record(self.state, given, decided, now_ms)
        self._entries.append(Entry(self.state.sequence, now_ms, given, decided, *coded))

    def _go_back(self) -> None:
        """The state before an input that was applied by half: what is committed, and then since."""
        self.state = self._restore()
        for entry in self._entries:
            apply_record(self.state, entry.given, entry.decided, entry.now_ms)

    def take_entries(self) -> list[Entry]:
        """Everything since the last call, to be journaled in this order."""
        entries, self._entries = self._entries, []
        return entries

    def release(self) -> list[Effect]:
        """Effects that have not gone out in the life of this object."""
        if not self.state.outbox:
            return []
        fresh = [number for number in self.state.outbox if number not in self._released]
        self._released.update(fresh)
        return [Effect(self.state.partition, n, self.state.outbox[n]) for n in fresh]

    def settled(self, given: Done) -> None:
        """These went out and are done."""
        self._released.difference_update(given.effects)


def refusal(decided: Iterable[Decision]) -> Refused | None:
    """The refusal among the decisions on a request."""
    return next((d for d in decided if isinstance(d, Refused)), None)
