"""What decisions on loans change: what is lent to a bank, and what it laid there alone.

Lives here: one function a decision on loans. Not here: leases (`fleet.core.applying.parcels`), any
choice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fleet.core.applying.parcels import give_notice, wait_for
from fleet.core.applying.timers import lend_anew
from fleet.core.outgoing import publish_loans
from fleet.core.parcels import books
from fleet.core.parcels import decisions as made
from fleet.core.parcels.state import CODE, LYING, Bank, Handling, Lease, Loan, parcel_key
from fleet.core.state import Device, PartitionState


def lent(state: PartitionState, device: Device, decision: made.Lent, given: Any) -> None:
    """The bank is told all of it; fences and names are used up."""
    parcels = state.parcels
    bank = parcels.banks[device.key]
    parcels.next_fence += 1 + len(decision.fresh)
    parcels.next_lease += len(decision.fresh)
    for lease in decision.dropped:
        bank.loans[lease].recalled = decision.version
        if decision.wish is not None:
            bank.waiting[bank.loans[lease].position] = decision.wish
    if decision.until_ms >= 0:
        for loan in bank.loans.values():
            if not loan.recalled:
                loan.until_ms = decision.until_ms
    for position, lease, fence in decision.fresh:
        bank.loans[lease] = Loan(lease, position, fence, decision.until_ms)
        books.lend(bank, position)
    bank.loans_version = decision.version
    publish_loans(state, device, bank)
    if decision.next_ms >= 0:
        lend_anew(state, device, decision.next_ms)


def loans_ended(
    state: PartitionState, device: Device, decision: made.LoansEnded, given: Any
) -> None:
    """Given back, or in use."""
    bank = state.parcels.banks[device.key]
    for lease in decision.leases:
        _end(bank, lease)
    for lease in decision.kept:
        bank.loans[lease].recalled = 0
        bank.waiting.pop(bank.loans[lease].position, None)


def _end(bank: Bank, lease: str) -> Loan:
    loan = bank.loans.pop(lease)
    bank.waiting.pop(loan.position, None)
    books.give_back(bank, loan.position)
    return loan


def laid_alone(state: PartitionState, device: Device, decision: made.LaidAlone, given: Any) -> None:
    """The loan is a lease, and its parcel lies there."""
    parcels = state.parcels
    bank = parcels.banks[device.key]
    loan = _end(bank, decision.lease)
    by = decision.courier or decision.company
    lease = Lease(
        decision.lease, device.key, loan.position, loan.fence, decision.request, decision.company,
        decision.courier, decision.parcel, decision.size, decision.recipient, LYING, state.now_ms,
        -1, deposited_ms=decision.at_ms, heard_ms=state.now_ms,
        custody=[Handling(decision.at_ms, "laid_alone", by, loan.fence)],
    )  # fmt: skip
    parcels.leases[decision.lease] = lease
    bank.requests[decision.request] = decision.lease
    bank.openings[loan.position] += 1
    bank.alone += 1
    books.take(bank, loan.position, decision.lease, decision.company)
    parcels.alone[decision.lease] = parcel_key(decision.company, decision.parcel)
    give_notice(state, lease, CODE)
    wait_for(state, device, lease, decision.due_ms)


APPLY: dict[type, Callable[[PartitionState, Any, Any, Any], None]] = {
    made.Lent: lent,
    made.LoansEnded: loans_ended,
    made.LaidAlone: laid_alone,
}
