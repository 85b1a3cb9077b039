"""Out of the journal: the state as it was, and whether deciding again gives the same.

Lives here: recovery, which never decides again, and replay, which does. Not here: the journal.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from fleet.core.applying.table import apply_record
from fleet.core.coding import decode_decisions, decode_input, decode_state, encode
from fleet.core.decisions import Decision
from fleet.core.inputs import Input
from fleet.core.partition import NOT_APPLIED, decide, refused_by_applying
from fleet.core.state import PartitionState
from fleet.ports.journal import Journal, Record, Snapshot


class Difference(NamedTuple):
    """The first record of a partition on which this release decides otherwise."""

    partition: int
    sequence: int
    now_ms: int
    given: Input
    recorded: list[Decision]
    now: list[Decision]


class Replayed(NamedTuple):
    """How a replay went: the states by the recorded decisions, and what differs.

    `snapshot_differs`: partition and sequence of the first snapshot on the way that is not what the
    records lead to.
    """

    states: dict[int, PartitionState]
    records: int
    difference: Difference | None
    snapshot_differs: tuple[int, int] | None


def recover(
    journal: Journal, partitions: Collection[int] | None = None
) -> dict[int, PartitionState]:
    """The states after the last records: newest snapshots, then the recorded decisions.

    Of these partitions, or of all; one that the journal has nothing of is not there.
    """
    states = {
        partition: decode_state(snapshot.state)
        for partition, snapshot in journal.newest(partitions).items()
    }
    known = {p: state.sequence for p, state in states.items()}
    for record in journal.records(known, partitions):
        state = states.get(record.partition)
        if state is None:
            state = states[record.partition] = PartitionState(record.partition)
        _apply(state, record)
    return states


def recover_one(journal: Journal, partition: int) -> PartitionState:
    """The same for one partition alone; a new state where the journal has nothing of it."""
    found = recover(journal, (partition,)).get(partition)
    return PartitionState(partition) if found is None else found


def replay(journal: Journal) -> Replayed:
    """Decide again from the oldest states the journal has, and say where that first differs.

    The recorded decisions are applied, also after a difference: one cause is reported once.
    """
    snapshots: dict[int, dict[int, Snapshot]] = {}
    for snapshot in journal.snapshots():
        snapshots.setdefault(snapshot.partition, {})[snapshot.sequence] = snapshot
    states: dict[int, PartitionState] = {}
    difference, snapshot_differs, count = None, None, 0
    for record in journal.records({}):
        kept = snapshots.get(record.partition, {})
        state = states.get(record.partition)
        if state is None:
            state = states[record.partition] = _oldest(record, kept)
        if record.sequence <= state.sequence:
            continue
        if difference is None:
            difference = _decide_again(state, record)
        _apply(state, record)
        count += 1
        saved = kept.get(record.sequence)
        if saved and snapshot_differs is None and not _is_same(state, saved.state):
            snapshot_differs = (record.partition, record.sequence)
    for partition, kept in snapshots.items():
        if partition not in states:
            states[partition] = decode_state(kept[max(kept)].state)
    return Replayed(states, count, difference, snapshot_differs)


def _is_same(state: PartitionState, saved: bytes) -> bool:
    """Whether a state is what was saved, maybe by a release that knew fewer fields."""
    coded = encode(state)
    return coded == saved or coded == encode(decode_state(saved))


def _oldest(first: Record, kept: dict[int, Snapshot]) -> PartitionState:
    """The state before the first record kept, or where older ones went, the oldest snapshot."""
    if first.sequence == 1:
        return PartitionState(first.partition)
    return decode_state(kept[min(kept)].state)


def _decide_again(state: PartitionState, record: Record) -> Difference | None:
    given = decode_input(record.input)
    now = decide(state, given, record.now_ms)
    if encode(now) == record.decisions or _is_refused_again(state, given, now, record):
        return None
    recorded = decode_decisions(record.decisions)
    if now == recorded:
        return None
    return Difference(record.partition, record.sequence, record.now_ms, given, recorded, now)


def _is_refused_again(
    state: PartitionState, given: Input, now: list[Decision], record: Record
) -> bool:
    """Whether what is decided now cannot be applied, and that is what stands in the record."""
    if NOT_APPLIED.encode() not in record.decisions:
        return False
    try:
        apply_record(decode_state(encode(state)), given, now, record.now_ms)
    except Exception as error:  # noqa: BLE001  whatever it was when it was recorded
        return encode(refused_by_applying(error)) == record.decisions
    return False


def _apply(state: PartitionState, record: Record) -> None:
    given, decided = decode_input(record.input), decode_decisions(record.decisions)
    apply_record(state, given, decided, record.now_ms)
