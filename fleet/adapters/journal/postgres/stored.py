"""How records and snapshots stand in PostgreSQL: records by COPY, snapshots in pieces.

Lives here: the bytes of COPY (PostgreSQL's manual, "Binary Format"), both tables of snapshots. Not
here: transactions, and who may write (`.writing`). Pieces are as in `fleet.adapters.journal.saved`.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence

from fleet.adapters.journal.postgres.connecting import Connection
from fleet.adapters.journal.rows import PIECES_DROPPED, SNAPSHOTS_KEPT, Begun, checksum
from fleet.ports.journal import Record, Snapshot

COPY = (
    "COPY record (position, partition, sequence, now_ms, crc, input, decisions)"
    " FROM STDIN (FORMAT BINARY)"
)

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_FIXED = struct.Struct("!hiqihiqiqiqi")
"""Seven fields; each with its length before it: int8, int2, int8, int8, int8, and the length of the
input."""
_LENGTH = struct.Struct("!i")


def copied(records: Sequence[Record], first: int) -> bytes:
    """The records as the body of COPY, at positions from `first` on."""
    parts = [_HEADER]
    position = first
    for record in records:
        partition, sequence, now_ms, given, decisions = record
        parts += (
            _FIXED.pack(
                7, 8, position, 2, partition, 8, sequence, 8, now_ms, 8, checksum(record),
                len(given),
            ),
            given,
            _LENGTH.pack(len(decisions)),
            decisions,
        )  # fmt: skip
        position += 1
    parts.append(_TRAILER)
    return b"".join(parts)


def write_snapshots(
    connection: Connection, snapshots: Sequence[Snapshot], begun: Sequence[Begun]
) -> None:
    """Snapshots or pieces of them, and how far they are with those."""
    execute = connection.execute
    for snapshot, so_far in zip(snapshots, begun, strict=True):
        partition, sequence, now_ms, state, piece, is_last = snapshot
        key = (partition, sequence)
        if piece == 0:
            execute("DELETE FROM piece WHERE partition = %s AND sequence = %s", key)
        if not is_last:
            execute("INSERT INTO piece VALUES (%b, %b, %b, %b)", (*key, piece, state))
        else:
            execute(
                "INSERT INTO snapshot VALUES (%b, %b, %b, %b, %b)"
                " ON CONFLICT (partition, sequence) DO UPDATE SET now_ms = excluded.now_ms,"
                " state = excluded.state, crc = excluded.crc",
                (*key, now_ms, state, so_far.crc),
            )
        execute(_TIDY_SNAPSHOTS, (partition, partition, SNAPSHOTS_KEPT))
        execute(_TIDY_PIECES, (partition, sequence, partition, PIECES_DROPPED))


_TIDY_SNAPSHOTS = (
    "DELETE FROM snapshot WHERE partition = %s AND sequence NOT IN ("
    " SELECT sequence FROM snapshot WHERE partition = %s ORDER BY sequence DESC LIMIT %s)"
)
_TIDY_PIECES = (
    "DELETE FROM piece WHERE (partition, sequence, number) IN ("
    " SELECT partition, sequence, number FROM piece WHERE partition = %s AND sequence != %s"
    " AND sequence NOT IN (SELECT sequence FROM snapshot WHERE partition = %s)"
    " ORDER BY sequence, number LIMIT %s)"
)


def places(connection: Connection, partitions: Collection[int]) -> list[tuple[int, int]]:
    """Partition and sequence of each snapshot of these, the newest of a partition first."""
    return connection.execute(
        "SELECT partition, sequence FROM snapshot WHERE partition = ANY(%s)"
        " ORDER BY partition, sequence DESC",
        (sorted(partitions),),
    ).fetchall()


def read_snapshot(connection: Connection, partition: int, sequence: int) -> tuple[Snapshot, int]:
    """One of them, and the checksum that it should have; as of one moment."""
    row = connection.execute(
        f"SELECT now_ms, {_pieces(connection)}state, crc FROM snapshot"
        " WHERE partition = %s AND sequence = %s",
        (partition, sequence),
        binary=True,
    ).fetchone()
    assert row is not None
    return Snapshot(partition, sequence, *row[:2]), row[2]


def _pieces(connection: Connection) -> str:
    """Those before the last; a journal of an older release that is only read has none."""
    if connection.execute("SELECT to_regclass('piece')").fetchone() == (None,):
        return ""
    return (
        "(SELECT coalesce(string_agg(bytes, ''::bytea ORDER BY number), ''::bytea) FROM piece"
        " WHERE piece.partition = snapshot.partition AND piece.sequence = snapshot.sequence) || "
    )
