"""Doors of leases: what the bank answers, and what became of the parcel.

Lives here: answers to door commands, deposits, rejections, collections, jams. Not here: who may
have a door opened (`fleet.core.deciding.parcels.wishes`, `codes`).

A compartment is given to the next only on proof: its door did not open (the bank answers expired,
refused or failed), or it is shut and empty (rejected, collected). Silence frees nothing.
"""

from __future__ import annotations

from devices.wire.happenings import (
    Collected,
    Deposited,
    DepositRejected,
    DoorMoved,
    Handled,
    Kept,
    OccupancyChanged,
)
from fleet.core.deciding.parcels.overdue import fee_cents, first_step, next_step
from fleet.core.deciding.parcels.returning import DOUBTED, decide_laid_again
from fleet.core.deciding.parcels.wishes import decline, lease_for
from fleet.core.decisions import Decision
from fleet.core.inputs import Ask
from fleet.core.parcels import books
from fleet.core.parcels.decisions import (
    DoorKept,
    DoorOpened,
    Laid,
    LeaseEnded,
    OutOfService,
    Unmatched,
)
from fleet.core.parcels.limits import DEPOSIT_WITHIN_MS
from fleet.core.parcels.state import (
    COLLECTED,
    COLLECTING,
    HANDING,
    LENT,
    LYING,
    OPEN,
    OPENING,
    OUT,
    Lease,
)
from fleet.core.state import Command, PartitionState

JAMMED, OCCUPIED = "jammed", "occupied"


def decide_answer(
    state: PartitionState, command: Command, outcome: str, now_ms: int
) -> list[Decision]:
    """A bank answers a door command: it opened, or it did not."""
    lease = state.parcels.leases.get(command.arguments["lease"])
    if lease is None or lease.ended or lease.command != command.name:
        return []
    if outcome == "done":
        if lease.stage == OPENING:
            return [DoorOpened(lease.lease, OPEN, now_ms + DEPOSIT_WITHIN_MS)]
        return [DoorOpened(lease.lease, HANDING, -1)] if lease.stage == COLLECTING else []
    decided: list[Decision] = []
    if outcome == "failed":
        decided.append(OutOfService(lease.position, True, JAMMED))
    if lease.stage == COLLECTING:
        return [*decided, kept(state, lease, outcome)]
    if lease.stage != OPENING:
        return []
    how = JAMMED if outcome == "failed" else outcome
    decided.append(LeaseEnded(lease.lease, how))
    if outcome == "failed" and now_ms < command.expires_ms:
        decided += _another(state, lease, now_ms)
    return decided


def _another(state: PartitionState, lease: Lease, now_ms: int) -> list[Decision]:
    """The courier still stands there: another compartment for the same wish."""
    bank = state.parcels.banks[lease.bank]
    wish = Ask(
        lease.request, lease.bank, lease.bank, lease.company, lease.parcel, lease.size,
        lease.recipient, lease.courier,
    )  # fmt: skip
    return lease_for(state, bank, wish, now_ms) or [decline(lease.request, "full", now_ms)]


def kept(state: PartitionState, lease: Lease, why: str) -> DoorKept:
    """The parcel lies there still, and ages on."""
    rules = state.parcels.banks[lease.bank].retention
    return DoorKept(lease.lease, why, next_step(rules, lease)[1])


def out(state: PartitionState, lease: Lease, at_ms: int, now_ms: int) -> LeaseEnded:
    """The parcel has left the way it was let out; only its recipient owes a fee."""
    how = lease.leaving or COLLECTED
    rules = state.parcels.banks[lease.bank].retention
    fee = fee_cents(rules, lease, at_ms) if how == COLLECTED else 0
    return LeaseEnded(lease.lease, how, fee, -1 if at_ms == now_ms else at_ms)


def decide_handled(
    state: PartitionState, key: str, message: Handled, at_ms: int, now_ms: int
) -> list[Decision]:
    """A door is shut again, upon the parcel or upon nothing; `at_ms`: when, by our clock."""
    lease = state.parcels.leases.get(message.lease)
    what = str(message.__struct_config__.tag)
    if lease is None or lease.ended or lease.bank != key:
        return [Unmatched(message.lease, what)]
    if books.position_of(state.parcels.banks[key], message.compartment) != lease.position:
        return [Unmatched(message.lease, what)]
    match message:
        case Deposited() if lease.stage in {OPENING, OPEN}:
            rules = state.parcels.banks[key].retention
            laid = Laid(lease.lease, first_step(rules, now_ms))
            return [laid, *decide_laid_again(state, lease, message)]
        case DepositRejected(reason=reason) if lease.stage in {OPENING, OPEN}:
            if reason != OCCUPIED:
                return [LeaseEnded(lease.lease, reason)]
            blocked: list[Decision] = [OutOfService(lease.position, True, OCCUPIED)]
            return [*blocked, LeaseEnded(lease.lease, reason), *_another(state, lease, now_ms)]
        case Collected(alone=alone) if lease.stage in {LYING, COLLECTING, HANDING}:
            return [out(state, lease, at_ms if alone else now_ms, now_ms)]
        case Kept() if lease.stage in {COLLECTING, HANDING}:
            return [kept(state, lease, "kept")]
        case _:
            return [Unmatched(message.lease, what)]


def decide_sensed(state: PartitionState, key: str, message: OccupancyChanged) -> list[Decision]:
    """Something lies where the records say that nothing does: not given out while it lies there."""
    bank = state.parcels.banks[key]
    position = books.position_of(bank, message.compartment)
    if position < 0 or bank.holders[position] or bank.occupied[position] & LENT:
        return []
    why = bank.blocked.get(position)
    if message.occupancy == "occupied" and why is None:
        return [OutOfService(position, True, OCCUPIED)]
    if message.occupancy == "empty" and why in {OCCUPIED, DOUBTED}:
        return [OutOfService(position, False, why)]
    return []


def decide_door(state: PartitionState, key: str, message: DoorMoved) -> list[Decision]:
    """A door that jams is out of service, and back in it once it moves again."""
    bank = state.parcels.banks[key]
    position = books.position_of(bank, message.compartment)
    if position < 0:
        return []
    is_out = bool(bank.occupied[position] & OUT)
    if message.door == JAMMED and not is_out:
        return [OutOfService(position, True, JAMMED)]
    if message.door == "closed" and is_out and bank.blocked.get(position) == JAMMED:
        return [OutOfService(position, False, JAMMED)]
    return []
