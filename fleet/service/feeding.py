"""From the journal to a store: read along, make points, spool them, send them.

Lives here: two threads and what is noted on disk. Not here: what a point is (`fleet.metrics`), the
spool and the store (`fleet.adapters.series`).

Backfill and life are one way: a reader begins with the oldest record kept and goes on for ever. It
notes how far it came together with all that it knows (`mark`), after the spool is on the disk; what
it made after that, it makes again when it comes back.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fleet.adapters.forecasts.following import LedgerTail
from fleet.adapters.forecasts.ledger import ledger_path
from fleet.adapters.journal.address import JournalAddress
from fleet.adapters.journal.opening import open_journal, open_tail
from fleet.adapters.journal.sqlite import sync_file
from fleet.adapters.series.draining import Drain
from fleet.adapters.series.poison import PoisonFile
from fleet.adapters.series.spool import LIMIT_BYTES, Place, SeriesError, Spool
from fleet.adapters.series.stores import Store, StoreAddress, store_at
from fleet.core.coding import decode_state
from fleet.metrics import catalogue
from fleet.metrics.ahead.foretelling import read_forecast
from fleet.metrics.fold import Fold, fold_of
from fleet.metrics.lines import line, stamp_ns
from fleet.metrics.reading import Reader
from fleet.ports.journal import JournalError

READ_RECORDS = 2_000
"""Records of a look at the journal: some tens of milliseconds in a thread."""

LOOK_S = 0.5
MARK_S = 30.0
"""How often the place is noted: so much is made again after a kill."""

TELL_S = 60.0
END_S = 5.0
"""Longest wait for a thread that is told to stop; one that waits for a store is left behind: what
it sends is sent again."""

_log = logging.getLogger("courtyard.series")


class Mark(msgspec.Struct):
    """How far the reader came. `version`: of what the fold means."""

    version: int
    fold: Fold
    segment: int
    offset: int


MARK_VERSION = 1


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """From which journal to which store; `folder` holds spool, mark and poison file."""

    journal: JournalAddress
    store: StoreAddress
    folder: Path
    limit_bytes: int = LIMIT_BYTES


class Feed:
    """A reader and a drain over one spool. `over`: points that broke a limit of the catalogue."""

    def __init__(self, settings: FeedSettings, store: Store | None = None) -> None:
        """Raises SeriesError, JournalError."""
        self.settings = settings
        self._stop = threading.Event()
        self._tail = open_tail(settings.journal)
        self._foretold = _ledger_of(settings.journal)
        self.spool = Spool(settings.folder, settings.limit_bytes)
        self._mark_file = settings.folder / "mark"
        self.poison = PoisonFile(settings.folder / "poison.lines")
        self._store = store or store_at(settings.store)
        self.drain = Drain(self.spool, self._store, self.poison, self._stop.wait)
        self.reader = Reader(self._begin())
        self._marked_s = self._told_s = time.monotonic()
        self.complaint = ""
        self.over = 0
        self._threads = [
            threading.Thread(target=each, name=f"series {each.__name__}", daemon=True)
            for each in (self._read_along, self._send)
        ]

    def _begin(self) -> Fold:
        if not self._mark_file.exists():
            self.spool.rewind(Place(0, 0))
            return _first_fold(self.settings.journal)
        try:
            mark = msgspec.msgpack.decode(self._mark_file.read_bytes(), type=Mark)
        except msgspec.DecodeError as error:
            raise SeriesError(f"{self._mark_file}: {error}; remove it to begin anew") from None
        if mark.version != MARK_VERSION:
            raise SeriesError(f"{self._mark_file}: of another release; remove it to begin anew")
        self.spool.rewind(Place(mark.segment, mark.offset))
        return mark.fold

    # ---------------------------------------------------------------- steps

    def read(self) -> int:
        """Make points of the next records, and once they are read up of the next forecast; how many
        there were.

        None where the spool is full: they wait in the journal, and in the ledger of forecasts.
        """
        if self.spool.is_full or self.poison.is_full:
            return 0
        reader = self.reader
        placed = self._tail.after(reader.fold.position, READ_RECORDS)
        for position, record in placed:
            reader.take(position, record)
        count = len(placed)
        if count < READ_RECORDS:
            count += self._read_forecast()
        lines, over = reader.points.taken()
        self.poison.add(over)
        self.over += len(over)
        self.spool.append(lines)
        return count

    def _read_forecast(self) -> int:
        """Make points of the next forecast; there is none where managers share a database."""
        fold = self.reader.fold
        line = self._foretold and self._foretold.after(fold.foretold_ms)
        if not line or line.forecast is None:
            return 0
        read_forecast(self.reader.points, line.forecast, line.scores)
        return 1

    def note(self) -> None:
        """Note how far the reader came, on the disk."""
        self.spool.sync()
        data = msgspec.msgpack.encode(Mark(MARK_VERSION, self.reader.fold, *self.spool.end))
        fresh = self._mark_file.with_suffix(".fresh")
        fresh.write_bytes(data)
        sync_file(fresh)
        fresh.replace(self._mark_file)
        sync_file(self.settings.folder)
        self._marked_s = time.monotonic()

    def tell(self) -> None:
        """A point about this very way, by the clock of the machine."""
        now_ms = time.time_ns() // 1_000_000
        sent, fold = self.spool.sent, self.reader.fold
        fields = {
            "produced": fold.produced,
            "stored": sent.stored,
            "isolated": sent.isolated + self.over,
            "waiting_bytes": self.spool.waiting_bytes,
            "behind_ms": max(0, now_ms - fold.now_ms),
        }
        self.spool.append([line(catalogue.SPOOL, "", fields, stamp_ns(now_ms, 0, 0))])
        self._told_s = time.monotonic()

    # ---------------------------------------------------------------- running

    def catch_up(self) -> None:
        """Read to the end of the journal and send it all; then the place is noted.

        Waits for as long as the store is away; KeyboardInterrupt ends it, and nothing is lost.
        """
        try:
            while True:
                is_idle = self.read() == 0 and not self.spool.is_full
                waiting = self.spool.waiting_bytes
                if is_idle and not waiting:
                    return
                wait_s = self.drain.step() if waiting else 0.0
                if self.drain.complaint:
                    self._complain(self.drain.complaint)
                    self._stop.wait(wait_s)
        finally:
            self.note()

    def start(self) -> None:
        """Read and send in threads until `stop`."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads, note the place, let go of the folder."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(END_S)
        self.note()
        self.close()

    def close(self) -> None:
        """Let go of files and connections."""
        self._tail.close()
        self.spool.close()
        self._store.close()

    def _read_along(self) -> None:
        while not self._stop.is_set():
            try:
                records = self.read()
                if time.monotonic() - self._marked_s > MARK_S:
                    self.note()
                if time.monotonic() - self._told_s > TELL_S and not self.spool.is_full:
                    self.tell()
            except (JournalError, OSError) as error:
                self._complain(str(error))
                self._open_again()
                records = 0
            if not records:
                self._stop.wait(LOOK_S)

    def _open_again(self) -> None:
        """A database that went away may be back at the next look."""
        try:
            tail = open_tail(self.settings.journal)
        except JournalError:
            return
        self._tail.close()
        self._tail = tail

    def _send(self) -> None:
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            try:
                wait_s = self.drain.step()
            except OSError as error:
                self.drain.complaint, wait_s = str(error), LOOK_S
            self._complain(self.drain.complaint)

    def _complain(self, what: str) -> None:
        if what and what != self.complaint:
            _log.warning("%s: %s", self.settings.store, what)
        self.complaint = what


def _ledger_of(journal: JournalAddress) -> LedgerTail | None:
    return LedgerTail(ledger_path(journal)) if isinstance(journal, Path) else None


def _first_fold(address: JournalAddress) -> Fold:
    """What is known before the oldest record kept: devices as the oldest snapshots have them, where
    a partition has lost its first record.
    """
    journal = open_journal(address, read_only=True)
    try:
        firsts: dict[int, int] = {}
        oldest = {snapshot.partition: snapshot for snapshot in reversed(journal.snapshots())}
        for record in journal.records({}):
            firsts.setdefault(record.partition, record.sequence)
            if firsts.keys() >= oldest.keys():
                break
    finally:
        journal.close()
    begun = {partition for partition, first in firsts.items() if first == 1}
    states = [decode_state(s.state) for p, s in oldest.items() if p not in begun]
    return fold_of(states, {p: first - 1 for p, first in firsts.items()})
