"""A process that appends to a journal and says each time how far it is safe.

Run as `python -m tests.integration.journal.journal_writer JOURNAL`: one line on standard output
after each append, the last sequence that is durable. It goes on where the journal ends, until it
is killed.
"""

from __future__ import annotations

import os
import sys

from fleet.adapters.journal.address import JournalAddress, read_journal_address
from fleet.adapters.journal.opening import open_journal
from fleet.ports.journal import Record, Snapshot

PARTITIONS = 3


def record_of(partition: int, sequence: int) -> Record:
    """The only record that may stand there: whoever reads it back can compare every byte."""
    body = f"{partition}/{sequence}".encode() * (1 + sequence % 97)
    return Record(partition, sequence, 1_000 * sequence, body, body[::-1])


def batch_of(first: int) -> list[Record]:
    """A batch of varying size: the same sequences in each partition."""
    last = first + first * 7_919 % 40
    return [record_of(p, s) for s in range(first, last + 1) for p in range(PARTITIONS)]


def write(address: JournalAddress) -> None:
    """Append batches without end; every eighth with a snapshot of each partition."""
    journal = open_journal(address)
    count = 0
    while True:
        batch = batch_of(journal.last_sequence(0) + 1)
        last, count = batch[-1].sequence, count + 1
        snapshots = [
            Snapshot(p, last, 1_000 * last, record_of(p, last).input) for p in range(PARTITIONS)
        ]
        journal.append(batch, snapshots if count % 8 == 0 else ())
        os.write(1, b"%d\n" % last)


if __name__ == "__main__":
    write(read_journal_address(sys.argv[1]))
