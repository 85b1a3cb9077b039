"""Reading a ledger of forecasts along behind the manager that writes it.

Lives here: whole lines, as they come. Not here: writing (`ledger`), what a forecast becomes
(`fleet.metrics.ahead`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import msgspec

from fleet.adapters.forecasts.ledger import Line

BEGINS = b'{"forecast":'
"""How the line of a forecast begins; others need no decoding."""


class _At(NamedTuple):
    """How far was read of which file: a ledger that was cut to its limit is another one."""

    inode: int
    offset: int


class LedgerTail:
    """Forecasts of a ledger, the oldest first; there need not be one yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = _At(-1, 0)

    def after(self, taken_ms: int) -> Line | None:
        """The next forecast that was made later; None while there is none."""
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return None
        with file:
            inode = os.fstat(file.fileno()).st_ino
            offset = self._at.offset if inode == self._at.inode else 0
            file.seek(offset)
            for text in file:
                if not text.endswith(b"\n"):
                    break
                offset += len(text)
                line = _forecast_of(text)
                if line is not None and line.forecast and line.forecast.taken_ms > taken_ms:
                    self._at = _At(inode, offset)
                    return line
            self._at = _At(inode, offset)
        return None


def _forecast_of(text: bytes) -> Line | None:
    if not text.startswith(BEGINS):
        return None
    try:
        return msgspec.json.decode(text, type=Line)
    except msgspec.DecodeError:
        return None
