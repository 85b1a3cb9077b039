"""Journal files as wholes: check one, put a backup in its place.

Lives here: what an operator does with a journal that is not open. Not here: reading and writing
records (`fleet.adapters.journal.sqlite`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from fleet.adapters.journal.sqlite import SqliteJournal, sync_file, take_lock
from fleet.ports.journal import JournalDamaged

BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database; it belongs to one file and to no other."""


def check_journal(path: Path) -> int:
    """Read every page, snapshot and record of a journal; returns the number of records.

    Raises JournalDamaged at the first that is not whole.
    """
    journal = SqliteJournal(path, read_only=True)
    try:
        _check_pages(path)
        journal.newest()
        return sum(1 for _ in journal.records({}))
    finally:
        journal.close()


def _check_pages(path: Path) -> None:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise JournalDamaged(f"{path}: {error}; restore it from a backup") from error
    finally:
        connection.close()
    if verdict != "ok":
        raise JournalDamaged(f"{path}: {verdict}; restore it from a backup")


def restore_journal(backup: Path, path: Path) -> Path | None:
    """Put a checked copy of a backup in the place of a journal; returns where the old one went.

    Raises JournalDamaged where the backup is not whole, JournalTaken where a manager is running:
    then nothing is changed.
    """
    check_journal(backup)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = take_lock(path)
    try:
        return _exchange(backup, path)
    finally:
        os.close(lock)


def _exchange(backup: Path, path: Path) -> Path | None:
    fresh = path.with_name(path.name + ".restored")
    shutil.copyfile(backup, fresh)
    sync_file(fresh)
    aside = None
    if path.exists():
        aside = _free_name(path)
        for suffix in BESIDE:
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                beside.replace(aside.with_name(aside.name + suffix))
        path.replace(aside)
    fresh.replace(path)
    sync_file(path.parent)
    return aside


def _free_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return name
