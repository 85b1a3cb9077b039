"""A journal in memory: for a manager that lives in simulated time.

Lives here: the journal port over lists. It survives the manager it belongs to, not the process: a
manager that is killed in a simulation is recovered from it. Not here: the port
(`fleet.ports.journal`), what the bytes mean.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from fleet.adapters.journal.moving import copy_into_file
from fleet.ports.journal import Record, Snapshot


class MemoryJournal:
    """Keeps what recovery needs; with `keeps_all` every record and snapshot, for a replay."""

    def __init__(
        self,
        *,
        keeps_all: bool = False,
        heard: Callable[[Sequence[Record]], None] | None = None,
    ) -> None:
        """`heard` is told of records as they are written."""
        self.heard = heard
        self._keeps_all = keeps_all
        self._records: list[Record] = []
        self._snapshots: dict[int, list[Snapshot]] = {}
        self._begun: dict[int, list[bytes]] = {}

    def append(self, records: Sequence[Record], snapshots: Sequence[Snapshot] = ()) -> None:
        """Keep them; never fails."""
        self._records.extend(records)
        if self.heard is not None and records:
            self.heard(records)
        for piece in snapshots:
            snapshot = self._whole(piece)
            if snapshot is None:
                continue
            kept = self._snapshots.setdefault(snapshot.partition, [])
            if not self._keeps_all:
                kept.clear()
                self._records = [
                    record
                    for record in self._records
                    if record.partition != snapshot.partition or record.sequence > snapshot.sequence
                ]
            kept.append(snapshot)

    def _whole(self, piece: Snapshot) -> Snapshot | None:
        """The snapshot that this piece ends; None where more of it are to come."""
        if piece.piece == 0:
            self._begun[piece.partition] = []
        self._begun[piece.partition].append(piece.state)
        if not piece.is_last:
            return None
        state = b"".join(self._begun.pop(piece.partition))
        return piece._replace(state=state, piece=0)

    def newest(self, partitions: Collection[int] | None = None) -> Mapping[int, Snapshot]:
        """The newest snapshot of each partition that has one, of these or of all."""
        return {
            partition: kept[-1]
            for partition, kept in self._snapshots.items()
            if partitions is None or partition in partitions
        }

    def snapshots(self) -> Sequence[Snapshot]:
        """Every snapshot kept, the oldest of a partition first."""
        return [snapshot for kept in self._snapshots.values() for snapshot in kept]

    def records(
        self, after: Mapping[int, int], partitions: Collection[int] | None = None
    ) -> Iterator[Record]:
        """Records of these partitions, or of all, beyond the sequence that `after` has for them."""
        for record in self._records:
            if partitions is not None and record.partition not in partitions:
                continue
            if record.sequence > after.get(record.partition, 0):
                yield record

    def last_sequence(self, partition: int) -> int:
        """Sequence of the last record or snapshot; 0 where there is none."""
        saved = [snapshot.sequence for snapshot in self._snapshots.get(partition, ())]
        written = (r.sequence for r in reversed(self._records) if r.partition == partition)
        return max(next(written, 0), *saved, 0)

    def forget(self, before_ms: int, limit: int) -> int:
        """Nothing waits to be forgotten: what no snapshot needs is gone already."""
        return 0

    def backup(self, target: Path) -> None:
        """A file of SQLite with all that is kept."""
        copy_into_file(self, target)

    def close(self) -> None:
        """What was appended stays."""
