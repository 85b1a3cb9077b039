"""Logs in blocks: the writer that engines fill and the digests over what they wrote.

Lives here: block buffering per site and SHA-256 digests. Not here: files, figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from twin.eventlog.record import KIND, Records
from twin.eventlog.table import PHYSICAL_KINDS

BLOCK_RECORDS = 8_192
"""Records a block: half a mebibyte, fits a second-level cache."""

Write = Callable[[int, Records], None]
"""Receives (site number in its group, block); a block is only valid during the call."""

Record = tuple[int, int, int, int, int, int, int, int]

Emit = Callable[[int, Record], None]
"""Port of the world: (site in the group, record)."""

Schedule = Callable[[int, int], None]
"""Port of the world: (time_ms, packed key) of an event to come."""


class BlockWriter:
    """Collects records per site and hands them on in blocks, in the order of writing."""

    def __init__(self, sites: int, write: Write) -> None:
        self._pending: list[list[Record]] = [[] for _ in range(sites)]
        self._write = write

    def append(self, site: int, record: Record) -> None:
        """Add one record to a site's log."""
        pending = self._pending[site]
        pending.append(record)
        if len(pending) >= BLOCK_RECORDS:
            self._flush(site)

    def close(self) -> None:
        """Hand on what is left."""
        for site in range(len(self._pending)):
            self._flush(site)

    def _flush(self, site: int) -> None:
        pending = self._pending[site]
        if pending:
            self._write(site, np.array(pending, dtype=np.int64))
            pending.clear()


class LogDigest:
    """SHA-256 over the little-endian bytes of a site's records, all or the physical ones."""

    def __init__(self, physical_only: bool = False) -> None:
        self._sha = hashlib.sha256()
        self._physical_only = physical_only

    def add(self, records: Records) -> None:
        """Add a block, in log order."""
        if self._physical_only:
            records = records[np.isin(records[:, KIND], PHYSICAL_KINDS)]
        self._sha.update(np.ascontiguousarray(records, dtype="<i8").data)

    def hexdigest(self) -> str:
        """The digest so far."""
        return self._sha.hexdigest()
