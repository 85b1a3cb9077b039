"""Out of the journal: the state as it was, and whether deciding again gives the same.

Lives here: recovery, which never decides again, and replay, which does. Not here: the journal.
"""

from __future__ import annotations

from typing import NamedTuple

from fleet.core.applying.table import apply_record
from fleet.core.coding import decode_decisions, decode_input, decode_state, encode
from fleet.core.decisions import Decision
from fleet.core.inputs import Input
from fleet.core.partition import decide
from fleet.core.state import PartitionState
from fleet.ports.journal import Journal, Snapshot


class Difference(NamedTuple):
    """The first record of a partition on which this release decides otherwise."""

    partition: int
    sequence: int
    now_ms: int
    given: Input
    recorded: list[Decision]
    now: list[Decision]


class Replayed(NamedTuple):
    """How a replay of a partition went: the state by the recorded decisions, and what differs.

    `snapshot_differs`: sequence of a snapshot on the way that is not what the records lead to; 0
    where all are.
    """

    state: PartitionState
    records: int
    difference: Difference | None
    snapshot_differs: int


def recover(journal: Journal, partition: int) -> PartitionState:
    """The state after the last record: newest snapshot, then the recorded decisions."""
    state = _begin(journal.snapshot(partition), partition)
    for record in journal.records(partition, state.sequence):
        given = decode_input(record.input)
        apply_record(state, given, decode_decisions(record.decisions), record.now_ms)
    return state


def replay(journal: Journal, partition: int) -> Replayed:
    """Decide again from the oldest state the journal has, and say where that first differs.

    The recorded decisions are applied, also after a difference: one cause is reported once.
    """
    snapshots = {snapshot.sequence: snapshot for snapshot in journal.snapshots(partition)}
    oldest = journal.first_sequence(partition)
    state = _begin(None if oldest == 1 else next(iter(snapshots.values()), None), partition)
    difference, count, snapshot_differs = None, 0, 0
    for record in journal.records(partition, state.sequence):
        given, recorded = decode_input(record.input), decode_decisions(record.decisions)
        if difference is None:
            now = decide(state, given, record.now_ms)
            if encode(now) != record.decisions:
                difference = Difference(
                    partition, record.sequence, record.now_ms, given, recorded, now
                )
        apply_record(state, given, recorded, record.now_ms)
        count += 1
        snapshot = snapshots.get(record.sequence)
        if snapshot and not snapshot_differs and encode(state) != snapshot.state:
            snapshot_differs = record.sequence
    return Replayed(state, count, difference, snapshot_differs)


def _begin(snapshot: Snapshot | None, partition: int) -> PartitionState:
    return PartitionState(partition) if snapshot is None else decode_state(snapshot.state)
