"""Where two logs part: the first record that differs, in words.

Lives here: comparison record by record and decoding for people. Not here: digests, files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, TIME, WIDTH, Records, unpacked
from twin.eventlog.table import EVENT_TABLE

DAY_MS = 86_400_000

NAMED = {int(kind): kind.name for kind in EVENT_TABLE}


@dataclass(frozen=True, slots=True)
class Difference:
    """The record number at which two logs part, and what each has there (None: it has ended)."""

    number: int
    left: Records | None
    right: Records | None

    def __str__(self) -> str:
        """Three lines: where, left, right."""
        return (
            f"logs part at record {self.number}\n"
            f"  left:  {decoded(self.left)}\n"
            f"  right: {decoded(self.right)}"
        )


def first_difference(left: Iterable[Records], right: Iterable[Records]) -> Difference | None:
    """The first record that differs between two logs given as blocks, None where none does.

    Blocks may be cut differently.
    """
    a, b = _joined(left), _joined(right)
    both = min(len(a), len(b))
    differing = np.flatnonzero((a[:both] != b[:both]).any(axis=1))
    if len(differing):
        number = int(differing[0])
    elif len(a) != len(b):
        number = both
    else:
        return None
    return Difference(
        number,
        a[number] if number < len(a) else None,
        b[number] if number < len(b) else None,
    )


def decoded(record: Records | None) -> str:
    """One record in words: day and clock, kind, and every field that the record fills."""
    if record is None:
        return "(the log has ended)"
    time_ms = int(record[TIME])
    day, in_day_ms = divmod(time_ms, DAY_MS)
    minutes, ms = divmod(in_day_ms, 60_000)
    clock = f"day {day} {minutes // 60:02d}:{minutes % 60:02d}:{ms // 1000:02d}.{ms % 1000:03d}"
    kind = int(record[KIND])
    name = NAMED.get(kind, f"kind {kind}")
    fields = unpacked(record.reshape(1, WIDTH))
    rest = " ".join(
        f"{field}={int(values[0])}"
        for field, values in fields.items()
        if field not in {"time_ms", "kind"}
    )
    meaning = EVENT_TABLE[Kind(kind)].value if kind in NAMED else ""
    return f"{clock} {name} {rest}" + (f" (value: {meaning})" if meaning else "")


def _joined(blocks: Iterable[Records]) -> Records:
    parts = [np.asarray(block, dtype=np.int64).reshape(-1, WIDTH) for block in blocks]
    return np.concatenate([np.empty((0, WIDTH), dtype=np.int64), *parts])
