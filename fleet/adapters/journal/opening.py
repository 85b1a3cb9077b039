"""Opening a journal by its address, whichever database it is in.

Lives here: the choice of the adapter. Not here: adapters. psycopg is loaded where a database is
named, and nowhere else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fleet.adapters.journal.address import Database, JournalAddress
from fleet.adapters.journal.files import check_journal, restore_journal
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.adapters.journal.tail import Tail

if TYPE_CHECKING:
    from fleet.adapters.journal.moving import Target
    from fleet.adapters.journal.postgres.tail import PostgresTail


def open_journal(address: JournalAddress, *, read_only: bool = False) -> Target:
    """The journal there, all of it ours unless `read_only`; raises JournalError."""
    if isinstance(address, Database):
        from fleet.adapters.journal.postgres.writing import PostgresJournal

        return PostgresJournal(address, read_only=read_only)
    return SqliteJournal(address, read_only=read_only)


def open_tail(address: JournalAddress) -> Tail | PostgresTail:
    """What reads along there; raises JournalError where there is no journal."""
    if isinstance(address, Database):
        from fleet.adapters.journal.postgres.tail import PostgresTail

        return PostgresTail(address)
    return Tail(address)


def check(address: JournalAddress) -> int:
    """Read all of a journal; the number of records. Raises JournalDamaged."""
    if isinstance(address, Path):
        return check_journal(address)
    journal = open_journal(address, read_only=True)
    try:
        journal.newest()
        return sum(1 for _ in journal.records({}))
    finally:
        journal.close()


def restore(backup: Path, address: JournalAddress) -> str | None:
    """Put a backup, or a journal file, in the place of a journal; what the old one is called now.

    Raises JournalDamaged where the backup is not whole, JournalTaken where a manager is running:
    then nothing is changed.
    """
    if isinstance(address, Database):
        from fleet.adapters.journal.postgres.replacing import replace_journal

        check_journal(backup)
        source = SqliteJournal(backup, read_only=True)
        try:
            return replace_journal(source, address)
        finally:
            source.close()
    aside = restore_journal(backup, address)
    return None if aside is None else aside.name
