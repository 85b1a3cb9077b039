"""What a journal has to tell: its points as they must come to stand in a store.

Lives here: reading a journal whole, and lines taken apart. Not here: a store.
"""

from __future__ import annotations

import re
from pathlib import Path

from fleet.adapters.journal.tail import Tail
from fleet.metrics.fold import Fold
from fleet.metrics.reading import Reader

_APART = re.compile(r'((?:[^"\\ ]|\\.|"(?:[^"\\]|\\.)*")+) ?')


def lines_of(journal: Path) -> list[str]:
    """All points of a journal that has its first record."""
    tail = Tail(journal)
    reader = Reader(Fold())
    for position, record in tail.after(0, 1_000_000):
        reader.take(position, record)
    tail.close()
    lines, over = reader.points.taken()
    assert not over
    return lines


def apart(line: str) -> tuple[str, dict[str, str], int]:
    """Series, fields as they stand, time in ns."""
    series, fields, time_ns = _APART.findall(line)
    found = dict(
        pair.split("=", 1) for pair in re.findall(r'\w+=(?:"(?:[^"\\]|\\.)*"|[^,]+)', fields)
    )
    return series, found, int(time_ns)


def samples_of(lines: list[str]) -> int:
    """How many there are for a store that keeps one value a field, series and ms."""
    return len({
        (series, name, time_ns // 1_000_000)
        for series, fields, time_ns in map(apart, lines)
        for name in fields
    })  # fmt: skip


def poisoned(path: Path) -> list[tuple[str, str]]:
    """Reasons and lines of a poison file."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8").splitlines()
    return list(zip(text[::2], text[1::2], strict=True))
