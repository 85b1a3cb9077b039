"""Moving the write-ahead log into the main file, beside the writing and not in front of it.

Lives here: when a checkpoint begins, its thread, its end. Not here: what is written
(`fleet.adapters.journal.sqlite`).

A checkpoint of 32 MiB takes tens of milliseconds, in which SQLite's own, run by a commit, would let
that commit and all who wait for it stand. Here a thread with a connection of its own does it: the
writer goes on meanwhile. What it wrote meanwhile is left over, so once the thread is done the
writer moves that little itself; then the log begins again from its start and does not grow.
"""

from __future__ import annotations

import sqlite3
import threading

CHECKPOINT_PAGES = 8_192
"""Pages (4 KiB) of WAL before a checkpoint: 32 MiB, about half a minute at 10,000 messages a
second. Smaller means more syncs, larger a longer start after a crash."""

PAGES_AT_MOST = 4 * CHECKPOINT_PAGES
"""Pages after which SQLite does it within a commit, should the thread not get on."""

PAGE_BYTES = 4_096
BUSY_MS = 5_000


class Checkpoints:
    """Of one writer. `wrote` after each commit; `close` before its connection is closed."""

    def __init__(self, connection: sqlite3.Connection, uri: str) -> None:
        self._connection = connection
        self._uri = uri
        self._bytes = 0
        self._thread: threading.Thread | None = None
        connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES_AT_MOST}")

    def wrote(self, size: int) -> None:
        """So many bytes were committed: begins a checkpoint, or ends one, where it is time."""
        self._bytes += size
        if self._thread is not None and not self._thread.is_alive():
            self._join()
        elif self._thread is None and self._bytes > CHECKPOINT_PAGES * PAGE_BYTES:
            self._bytes = 0
            self._thread = threading.Thread(target=self._run, name="checkpoint", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait for the one under way."""
        if self._thread is not None:
            self._join()

    def _join(self) -> None:
        assert self._thread is not None
        self._thread.join()
        self._thread = None
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _run(self) -> None:
        """A checkpoint that fails has moved nothing wrongly; the next one does its work, too."""
        try:
            beside = sqlite3.connect(self._uri, uri=True, isolation_level=None)
        except sqlite3.Error:
            return
        try:
            beside.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            beside.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error:
            return
        finally:
            beside.close()
