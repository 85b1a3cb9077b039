"""Records as PostgreSQL takes them fastest: the binary form of COPY.

Lives here: bytes of that form (PostgreSQL's manual, COPY, "Binary Format"). Not here: sending them.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from fleet.adapters.journal.rows import checksum
from fleet.ports.journal import Record

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
