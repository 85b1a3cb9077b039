"""What every journal of rows checks: checksums, and that no record of a partition is missing.

Lives here: rules that hold for each database alike. Not here: SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from fleet.ports.journal import JournalDamaged, JournalError, Record, Snapshot

SNAPSHOTS_KEPT = 2
"""Snapshots kept of each partition: the newest, and one to fall back on where it is damaged."""

PIECES_DROPPED = 2
"""Pieces of old snapshots that go with each piece of a new one: more than come, so they end."""

READ_ROWS = 1_000
"""Rows fetched at a time: a replay of millions holds no more in memory."""


def checksum(record: Record) -> int:
    """CRC-32 over what a record says: a database finds a torn page, not a flipped bit in a blob."""
    return crc32(record[4], crc32(record[3], record[2] & 0xFFFFFFFF))


def following(name: str, known: Mapping[int, int], records: Sequence[Record]) -> dict[int, int]:
    """The last sequences after these records; raises JournalError for one that does not follow."""
    heads: dict[int, int] = {}
    for record in records:
        partition = record[0]
        head = heads.get(partition)
        if head is None:
            head = known.get(partition, 0)
        if record[1] != head + 1:
            raise JournalError(
                f"{name}: not written: partition {partition} is at {head}, "
                f"the record at {record[1]}"
            )
        heads[partition] = record[1]
    return heads


class Begun(NamedTuple):
    """A snapshot in pieces: which was the last, and the checksum up to it. −1: it is complete."""

    sequence: int
    piece: int
    crc: int


def checked(name: str, known: Mapping[int, Begun], snapshots: Sequence[Snapshot]) -> list[Begun]:
    """How far each snapshot is with its piece.

    Raises JournalError for a piece that does not follow.
    """
    begun = dict(known)
    found: list[Begun] = []
    for partition, sequence, _, state, piece, is_last in snapshots:
        before = begun.get(partition)
        crc = 0
        if piece:
            if before is None or before[:2] != (sequence, piece - 1):
                raise JournalError(
                    f"{name}: not written: piece {piece} of the snapshot of partition {partition} "
                    f"at {sequence} does not follow"
                )
            crc = before.crc
        crc = crc32(state, crc)
        begun[partition] = Begun(sequence, -1 if is_last else piece, crc)
        found.append(begun[partition])
    return found


def whole(
    name: str, after: Mapping[int, int], rows: Iterable[tuple[Record, int]]
) -> Iterator[Record]:
    """Records behind `after`, each with its checksum; raises JournalDamaged at the first gap.

    A partition that `after` leaves out begins with its first record kept.
    """
    heads = dict(after)
    for record, crc in rows:
        if record.sequence <= after.get(record.partition, 0):
            continue
        head = heads.get(record.partition, record.sequence - 1)
        if record.sequence != head + 1 or checksum(record) != crc:
            raise JournalDamaged(
                f"{name}: partition {record.partition} has no whole record {head + 1}; "
                "restore it from a backup"
            )
        heads[record.partition] = record.sequence
        yield record


def newest_whole(
    name: str,
    places: Iterable[tuple[int, int]],
    read: Callable[[int, int], tuple[Snapshot, int]],
) -> dict[int, Snapshot]:
    """The newest snapshot of each partition whose checksum holds; raises JournalDamaged.

    `places`: partition and sequence of each, the newest of a partition first.
    """
    newest: dict[int, Snapshot] = {}
    spoilt: set[int] = set()
    for partition, sequence in places:
        if partition in newest:
            continue
        snapshot, crc = read(partition, sequence)
        if crc32(snapshot.state) == crc:
            newest[partition] = snapshot
            spoilt.discard(partition)
        else:
            spoilt.add(partition)
    if spoilt:
        raise JournalDamaged(
            f"{name}: every snapshot of partition {min(spoilt)} is damaged; "
            "restore it from a backup"
        )
    return newest
