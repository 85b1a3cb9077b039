"""Where a journal is: a file of SQLite, or a PostgreSQL database.

Lives here: reading the address. Not here: opening it (`fleet.adapters.journal.opening`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fleet.ports.journal import JournalError

SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database by its libpq address; a password in it is never shown."""

    url: str

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"

    __repr__ = __str__


JournalAddress = Path | Database


def read_journal_address(text: str) -> JournalAddress:
    """A path, or postgresql://[USER@]HOST[:PORT]/DATABASE[?…]; raises JournalError."""
    if not text.startswith(SCHEMES):
        if "://" in text:
            raise JournalError(f"journal {text.partition('://')[0]}://: a file or postgresql://")
        return Path(text)
    if not urlsplit(text).path.strip("/"):
        raise JournalError("journal postgresql://[USER@]HOST[:PORT]/DATABASE is expected")
    return Database(text)
