"""The journal port: where inputs and decisions become durable before anybody hears of them.

Lives here: records, snapshots, the protocol, its errors. Not here: how a database does it
(`fleet.adapters.journal`), what the bytes mean (`fleet.core`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol


class Record(NamedTuple):
    """One input of a partition with what was decided on it.

    `sequence` counts from 1 without gaps in each partition; `now_ms` is milliseconds since 1970 UTC
    and never falls within a partition.
    """

    partition: int
    sequence: int
    now_ms: int
    input: bytes
    decisions: bytes


class Snapshot(NamedTuple):
    """The state of a partition after the record with this sequence (0: before the first).

    A large one may be written in pieces, `piece` 0, 1, … in order, each with its bytes; it is there
    once the last one is. What is read is whole.
    """

    partition: int
    sequence: int
    now_ms: int
    state: bytes
    piece: int = 0
    is_last: bool = True


class JournalError(ValueError):
    """The journal cannot be used; the message names the file, what was found and what helps."""

    clear = True


class JournalTaken(JournalError):
    """Another process writes this journal, or has taken over what this one wrote."""


class JournalDamaged(JournalError):
    """What is stored is not what was written."""


class JournalNewer(JournalError):
    """A newer release wrote it."""


class Journal(Protocol):
    """What the manager needs: append durably, read back, forget what is old."""

    def append(self, records: Sequence[Record], snapshots: Sequence[Snapshot] = ()) -> None:
        """Write all or nothing; when it returns, they survive the end of the process and of power.

        A snapshot is of the last record of its partition; one in pieces is begun while it is so.

        Raises JournalError where they could not be written, or where a piece does not follow the
        one before; then none of them is there.
        """

    def newest(self, partitions: Collection[int] | None = None) -> Mapping[int, Snapshot]:
        """The newest snapshot of each partition that has one, of these or of all.

        Raises JournalDamaged.
        """

    def snapshots(self) -> Sequence[Snapshot]:
        """Every snapshot kept, the oldest of a partition first."""

    def records(
        self, after: Mapping[int, int], partitions: Collection[int] | None = None
    ) -> Iterator[Record]:
        """Records of these partitions, or of all, in the order in which they were written.

        Left out are those up to the sequence that `after` has for their partition. Raises
        JournalDamaged where one is not whole, or one of a partition is missing.
        """

    def last_sequence(self, partition: int) -> int:
        """Sequence of the last record or snapshot; 0 where there is none."""

    def forget(self, before_ms: int, limit: int) -> int:
        """Drop at most `limit` records that are older and that no snapshot needs; how many went."""

    def backup(self, target: Path) -> None:
        """Copy the journal as it stands into a new file while it is written; durable on return.

        Whatever the journal is, its backup is a file of SQLite.
        """

    def close(self) -> None:
        """Let go of it; what was appended stays."""
