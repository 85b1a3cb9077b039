"""kill -9 of a process that writes the journal: what it said was safe is there."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np

from fleet.adapters.journal.files import check_journal
from fleet.adapters.journal.sqlite import SqliteJournal
from tests.contract.sources import ROOT
from tests.integration.fleet.journal_writer import PARTITIONS, batch_of, record_of

KILLS = 8


def _write_and_kill(path: Path, lines: int, late_bytes: int) -> int:
    """Start the writer, kill it after `lines` answers; the last sequence it said was safe."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.fleet.journal_writer", str(path)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as writer:
        assert writer.stdout is not None
        said = b"".join(writer.stdout.readline() for _ in range(lines))
        said += writer.stdout.read(late_bytes)
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.read()
    assert writer.returncode == -signal.SIGKILL
    return int(said.rpartition(b"\n")[0].rpartition(b"\n")[2])


def test_nothing_said_to_be_safe_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    """All that was answered stands, byte for byte, and at most one batch more, whole."""
    moments = np.random.default_rng(20_261_122)
    path = tmp_path / "journal"
    for _ in range(KILLS):
        lines, late_bytes = int(moments.integers(1, 60)), int(moments.integers(1, 40))
        safe = _write_and_kill(path, lines, late_bytes)
        journal = SqliteJournal(path)
        last = journal.last_sequence(0)
        assert last in {safe, batch_of(safe + 1)[-1].sequence}
        expected = [record_of(p, s) for s in range(1, last + 1) for p in range(PARTITIONS)]
        assert list(journal.records({})) == expected
        for partition, snapshot in journal.newest().items():
            assert snapshot.state == record_of(partition, snapshot.sequence).input
        journal.close()
    assert check_journal(path) == PARTITIONS * last
