"""Feeding a store from a database that several could feed it from: one does, the others wait.

Lives here: whose turn it is, in a thread. Not here: feeding (`fleet.service.feeding`), the lock
(`fleet.adapters.journal.postgres.claims`).

Everybody would make the same points, so a second feeder costs work and changes nothing. Who takes
over begins where its own mark stands, or with the oldest record kept, and sends again what the one
before may have sent.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from fleet.adapters.journal.address import Database
from fleet.adapters.series.spool import SeriesError
from fleet.ports.journal import JournalError
from fleet.service.feeding import Feed, FeedSettings

LOOK_S = 1.0
"""How often whoever waits looks, and whoever feeds shows that it does."""

STILL_S = 10.0
"""Whoever feeds and has not shown it for so long stands still: the next one takes over."""

_log = logging.getLogger("courtyard.series")


class FeedInTurn:
    """A feed that runs while it is our turn."""

    def __init__(self, settings: FeedSettings, database: Database) -> None:
        self.is_ours = False
        self._settings = settings
        self._database = database
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="series turn", daemon=True)

    def start(self) -> None:
        """Wait for our turn, in a thread, until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Let others have it."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        said = ""
        while not self._over.is_set():
            try:
                self._take_part()
            except (JournalError, SeriesError, OSError) as error:
                if str(error) != said:
                    said = str(error)
                    _log.warning("%s", said)
                self._over.wait(LOOK_S)

    def _take_part(self) -> None:
        from fleet.adapters.journal.postgres.claims import take_feeding
        from fleet.adapters.journal.postgres.connecting import connect, said

        with closing(connect(self._database, "courtyard feed")) as connection:
            with said(self._database):
                while not take_feeding(connection, STILL_S):
                    if self._over.wait(LOOK_S):
                        return
            feed = Feed(self._settings)
            feed.start()
            self.is_ours = True
            try:
                with said(self._database):
                    while not self._over.wait(LOOK_S):
                        connection.execute("SELECT 1")
            finally:
                self.is_ours = False
                feed.stop()


@contextmanager
def feeding(settings: FeedSettings) -> Iterator[Feed | FeedInTurn]:
    """A feed for as long as the context lasts: of a file it is ours, of a database in turn."""
    journal = settings.journal
    feed = FeedInTurn(settings, journal) if isinstance(journal, Database) else Feed(settings)
    feed.start()
    try:
        yield feed
    finally:
        feed.stop()
