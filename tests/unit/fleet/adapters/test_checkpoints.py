"""Checkpoints beside the writing: nothing is lost, and the write-ahead log does not grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.journal import checkpoints
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.ports.journal import Record


def test_the_log_begins_again_and_every_record_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty times as much as starts a checkpoint goes through it, while a thread moves it."""
    monkeypatch.setattr(checkpoints, "CHECKPOINT_PAGES", 64)
    journal = SqliteJournal(tmp_path / "journal")
    blob = b"x" * 40_000
    for sequence in range(1, 301):
        journal.append([Record(1, sequence, 1_000, blob, b"")])
    assert (tmp_path / "journal-wal").stat().st_size < 4_000_000
    journal.close()
    again = SqliteJournal(tmp_path / "journal")
    assert [record.sequence for record in again.records({})] == list(range(1, 301))
    again.close()
