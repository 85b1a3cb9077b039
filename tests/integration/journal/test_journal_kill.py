"""kill -9 of the process that writes a journal: what it said was safe is there, in both kinds."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from fleet.adapters.journal.address import Database, JournalAddress
from fleet.adapters.journal.opening import check, open_journal
from tests.contract.sources import ROOT
from tests.integration.journal.journal_writer import PARTITIONS, batch_of, record_of
from tests.integration.postgres import IS_LEFT_OUT, running_cluster

KINDS = ("sqlite",) if IS_LEFT_OUT else ("sqlite", "postgresql")
KILLS = 8


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JournalAddress]:
    """An empty place for a journal."""
    if request.param == "sqlite":
        yield tmp_path / "journal"
    else:
        with running_cluster() as cluster:
            yield cluster.database()


def _write_and_kill(address: JournalAddress, lines: int, late_bytes: int) -> int:
    """Start the writer, kill it after `lines` answers; the last sequence it said was safe."""
    written = address.url if isinstance(address, Database) else str(address)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.journal.journal_writer", written],
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


def test_nothing_said_to_be_safe_is_lost_when_the_writer_is_killed(address: JournalAddress) -> None:
    """All that was answered stands, byte for byte, and at most one batch more, whole."""
    moments = np.random.default_rng(20_261_122)
    for _ in range(KILLS):
        lines, late_bytes = int(moments.integers(1, 60)), int(moments.integers(1, 40))
        safe = _write_and_kill(address, lines, late_bytes)
        journal = open_journal(address)
        last = journal.last_sequence(0)
        assert last in {safe, batch_of(safe + 1)[-1].sequence}
        expected = [record_of(p, s) for s in range(1, last + 1) for p in range(PARTITIONS)]
        assert list(journal.records({})) == expected
        for partition, snapshot in journal.newest().items():
            assert snapshot.state == record_of(partition, snapshot.sequence).input
        journal.close()
    assert check(address) == PARTITIONS * last
