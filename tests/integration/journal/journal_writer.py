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
    """Append batches without end; every eighth with a snapshot of each partition, which is written
    in pieces, with this batch and those that follow.
    """
    journal = open_journal(address)
    count = 0
    pieces: list[list[Snapshot]] = []
    while True:
        batch = batch_of(journal.last_sequence(0) + 1)
        last, count = batch[-1].sequence, count + 1
        if count % 8 == 0:
            pieces = [
                list(piece) for piece in zip(*map(pieces_of, batch[-PARTITIONS:]), strict=True)
            ]
        journal.append(batch, pieces.pop(0) if pieces else ())
        os.write(1, b"%d\n" % last)


def pieces_of(last: Record) -> list[Snapshot]:
    """The snapshot after a record: its input stands for the state."""
    third = len(last.input) // 3
    states = (last.input[:third], last.input[third : 2 * third], last.input[2 * third :])
    return [
        Snapshot(last.partition, last.sequence, last.now_ms, state, n, n == len(states) - 1)
        for n, state in enumerate(states)
    ]


if __name__ == "__main__":
    write(read_journal_address(sys.argv[1]))
