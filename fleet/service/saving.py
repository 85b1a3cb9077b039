"""When the states of partitions are saved, and how nobody waits for it.

Lives here: whose turn it is, the pieces of the one under way. Not here: the bytes of a state
(`fleet.core.coding`), where they go (`fleet.ports.journal`).

A state of some megabytes takes tens of milliseconds to encode and to write. So one partition at a
time is saved, some pieces with each commit. Until it is encoded its state stands still: it is
closed, what comes for it had better wait (`fleet.service.driver`). Who cannot wait opens it: the
rest is encoded at once. What is encoded is written with the commits that follow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from fleet.core.coding import slices
from fleet.core.state import PartitionState
from fleet.ports.journal import Snapshot

SNAPSHOT_RECORDS = 4_096
"""Records of a partition after which its state is saved: recovery applies at most about
64 × 4,096 of them, a few seconds."""

SNAPSHOT_LAG = 262_144
"""Records of all partitions after which a quiet one is saved too, so that old ones can go."""

PIECE_BYTES = 65_536
"""Of one piece: about half a millisecond to encode, and as much to write."""

PIECE_RECORDS = 32
"""Records of a commit for each piece that goes with it, beside one. A state of 4 MB is saved while
SNAPSHOT_RECORDS come: who writes much at a time saves much at a time and does not fall behind."""

NONE = -1
"""No partition."""


class Saves:
    """Of the partitions of one process."""

    def __init__(self) -> None:
        self.closed = NONE
        self._unsaved: dict[int, int] = {}
        self._saved_at: dict[int, int] = {}
        self._written = 0
        self._encoding: Iterator[Snapshot] = iter(())
        self._waiting: deque[Snapshot] = deque()

    def take(self, number: int) -> None:
        """A partition that was just recovered."""
        self._unsaved[number] = 0
        self._saved_at[number] = self._written

    def leave(self, number: int) -> None:
        """It is another manager's."""
        del self._unsaved[number], self._saved_at[number]

    def wrote(self, number: int, records: int) -> None:
        """So many records of a partition go into the next commit."""
        self._unsaved[number] += records
        self._written += records

    def hurry(self, number: int) -> None:
        """Let its turn come next: to recover it took long."""
        self._unsaved[number] += SNAPSHOT_RECORDS

    @property
    def is_under_way(self) -> bool:
        """Whether pieces are left for the commits that follow, also where nothing came."""
        return self.closed != NONE or bool(self._waiting)

    def open(self) -> None:
        """Encode the rest at once: the state of the partition that is closed is going to change."""
        self._waiting.extend(self._encoding)
        self.closed = NONE

    def due(self, state_of: Callable[[int], PartitionState], records: int) -> list[Snapshot]:
        """The pieces that go with a commit of so many records."""
        if records and not self.is_under_way and (number := self._next()) != NONE:
            self.closed = number
            self._encoding = self._encoded(state_of(number))
            self._unsaved[number] = 0
            self._saved_at[number] = self._written
        pieces: list[Snapshot] = []
        while self.is_under_way and len(pieces) <= records // PIECE_RECORDS:
            pieces.append(self._waiting.popleft() if self._waiting else next(self._encoding))
            if pieces[-1].is_last:
                self.closed = NONE
        return pieces

    def rest(self) -> list[Snapshot]:
        """All pieces that are left of the one under way."""
        self.open()
        left = list(self._waiting)
        self._waiting.clear()
        return left

    def whole(self, state: PartitionState) -> list[Snapshot]:
        """All pieces of a state; none where it is saved already."""
        if not self._unsaved[state.partition]:
            return []
        self._unsaved[state.partition] = 0
        return list(self._encoded(state))

    def _next(self) -> int:
        """The partition with most unsaved records, if they are due; else the one saved longest ago,
        if that is long.
        """
        number = max(self._unsaved, key=self._unsaved.__getitem__)
        if self._unsaved[number] >= SNAPSHOT_RECORDS:
            return number
        number = min(
            (n for n, count in self._unsaved.items() if count), key=self._saved_at.__getitem__
        )
        return number if self._written - self._saved_at[number] >= SNAPSHOT_LAG else NONE

    def _encoded(self, state: PartitionState) -> Iterator[Snapshot]:
        """Its pieces, the last of which is known to be the last."""
        number, sequence, now_ms = state.partition, state.sequence, state.now_ms
        following = slices(state, PIECE_BYTES)
        piece, ahead = 0, next(following)
        for encoded in following:
            yield Snapshot(number, sequence, now_ms, ahead, piece, False)
            piece, ahead = piece + 1, encoded
        yield Snapshot(number, sequence, now_ms, ahead, piece)
