"""A bank in use comes to us, with parcels that were laid under somebody else's records.

Lives here: whether they can lie where they are said to, and what their time comes to by our rules.
Not here: what follows for a parcel that lies (`fleet.core.deciding.parcels.overdue`).
"""

from __future__ import annotations

from fleet.core.deciding.parcels.overdue import standing
from fleet.core.decisions import Decision, Refused
from fleet.core.parcels import books
from fleet.core.parcels.decisions import TakenOver
from fleet.core.parcels.inputs import LiesThere, TakeOver
from fleet.core.parcels.state import Bank
from fleet.core.state import PartitionState


def decide_take_over(
    state: PartitionState, bank: Bank, request: TakeOver, now_ms: int
) -> list[Decision]:
    """A lease for each of them, or a refusal of all that says why; nothing for those that have
    theirs already.
    """
    found: list[Decision] = []
    seen: set[int] = set()
    for each in request.parcels:
        position = books.position_of(bank, each.compartment)
        if position >= 0 and _is_known(state, bank, position, each):
            continue
        if wrong := _wrong(bank, position, each, now_ms) or (position in seen and "named twice"):
            return [Refused(409, f"{request.device}, compartment {each.compartment}: {wrong}")]
        seen.add(position)
        reminders, overdue_ms, wanted_back, due_ms = standing(
            bank.retention, each.deposited_ms, now_ms
        )
        name = f"l{state.partition}-{state.parcels.next_lease + len(found)}"
        found.append(TakenOver(
            name, position, each.company, each.parcel, each.size, each.recipient,
            each.deposited_ms, reminders, overdue_ms, wanted_back, due_ms,
        ))  # fmt: skip
    return found


def _is_known(state: PartitionState, bank: Bank, position: int, each: LiesThere) -> bool:
    holder = bank.holders[position]
    if not holder:
        return False
    lease = state.parcels.leases[holder]
    return (lease.company, lease.parcel) == (each.company, each.parcel)


def _wrong(bank: Bank, position: int, each: LiesThere, now_ms: int) -> str:
    """Why no parcel can be said to lie there, "" where one can."""
    if position < 0:
        return "there is none"
    if bank.occupied[position]:
        return "not free in our books"
    if not 0 <= each.size <= books.class_of(bank, position):
        return f"a parcel of class {each.size} does not fit"
    if each.deposited_ms > now_ms:
        return "deposited in time to come"
    return ""
