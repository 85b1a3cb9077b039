"""The poison file: points that a store refused, each behind the reason.

Lives here: writing them down. Not here: finding them in a batch (`fleet.adapters.series.draining`).
The file is line protocol with comments: once its cause is gone it can be written by hand.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

POISON_BYTES = 64 << 20
"""When the file is so long nothing more is isolated and sending waits, until it is moved away."""

REASON_CHARACTERS = 200


class PoisonFile:
    """Appends to one file, synced: then the points may leave the spool."""

    def __init__(self, path: Path, limit_bytes: int = POISON_BYTES) -> None:
        self.path = path
        self.limit_bytes = limit_bytes

    @property
    def is_full(self) -> bool:
        """Nothing more may be added."""
        return self.path.exists() and self.path.stat().st_size >= self.limit_bytes

    def add(self, refused: Iterable[tuple[str, str]]) -> None:
        """Reasons and lines."""
        text = "".join(
            f"# {' '.join(reason.split())[:REASON_CHARACTERS]}\n{line}\n"
            for reason, line in refused
        )
        if not text:
            return
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
