"""Compartments that are lent to a bank, so that it takes deposits while it cannot ask.

Lives here: how many, until when, asked back for a wish. Not here: what a bank answers and did with
them (`fleet.core.deciding.parcels.returning`).

A compartment is lent while the bank may begin a deposit in it that nobody hears of. It is given out
by the manager again on the bank's word alone: its answer to a version of loans that names it no
more. Time takes nothing back, for something may lie there that was laid in time; it says when a
bank that is away stops beginning (`until_ms`), and from when on somebody who looks may give the
compartment free (LEND_MARGIN_MS later). So no two clocks decide who holds it.
"""

from __future__ import annotations

from fleet.core.decisions import Decision
from fleet.core.inputs import Ask, Fired
from fleet.core.parcels import books
from fleet.core.parcels.decisions import Lent
from fleet.core.parcels.limits import LEND_AGAIN_MS, LEND_MARGIN_MS
from fleet.core.parcels.state import Bank, Loan, Waiting
from fleet.core.state import HERE, Device, PartitionState


def decide_lend_due(
    state: PartitionState, device: Device, fired: Fired, now_ms: int
) -> list[Decision]:
    """Loans of a bank that is here run from now again; what its rule lacks is lent, what it has
    above is asked back. A bank that is away is looked at when it is back.
    """
    bank = state.parcels.banks.get(device.key)
    if bank is None or bank.lend_due_ms != fired.due_ms or not may_borrow(device):
        return []
    standing = [loan for loan in bank.loans.values() if not loan.recalled]
    fresh, dropped = _difference(state, bank, standing)
    if not (bank.loans or fresh):
        return []
    version = state.parcels.next_fence
    next_ms = now_ms + LEND_AGAIN_MS if bank.lend else -1
    return [Lent(version, now_ms + bank.lend_ms, fresh, dropped, next_ms)]


def may_borrow(device: Device) -> bool:
    """Whether loans reach the bank, and all that it says of them reaches us."""
    return device.presence in HERE and device.loans and device.outbox


def _difference(
    state: PartitionState, bank: Bank, standing: list[Loan]
) -> tuple[list[tuple[int, str, int]], list[str]]:
    """What is lent (position, lease, fence) and asked back, so that the bank has what it should.

    From the end of each class: the pick rules begin at the other.
    """
    parcels = state.parcels
    fresh: list[tuple[int, str, int]] = []
    dropped: list[str] = []
    by_class: dict[int, list[Loan]] = {}
    for loan in standing:
        by_class.setdefault(books.class_of(bank, loan.position), []).append(loan)
    for size_class in range(len(bank.free)):
        wanted = bank.lend[size_class] if size_class < len(bank.lend) else 0
        known = by_class.get(size_class, [])
        dropped += [loan.lease for loan in known[wanted:]]
        lacking = wanted - len(known)
        start, stop = bank.class_first[size_class], bank.class_first[size_class + 1]
        for position in range(stop - 1, start - 1, -1):
            if lacking <= 0:
                break
            if not bank.occupied[position]:
                name = f"l{state.partition}-{parcels.next_lease + len(fresh)}"
                fresh.append((position, name, parcels.next_fence + 1 + len(fresh)))
                lacking -= 1
    return fresh, dropped


def asked_back(state: PartitionState, bank: Bank, wish: Ask, now_ms: int) -> list[Decision] | None:
    """Nothing else is free: one that is lent is asked back for the wish, which waits until the bank
    has answered; None where none fits.
    """
    if any(known.request == wish.request for known in bank.waiting.values()):
        return []
    lent = {loan.position: loan.lease for loan in bank.loans.values() if not loan.recalled}
    position = books.choose_lent(
        bank.class_first, bank.openings, lent, books.in_words(bank), wish.size, bank.sizes
    )
    if position < 0:
        return None
    waits = Waiting(
        wish.request, wish.company, wish.courier, wish.parcel, wish.size, wish.recipient, now_ms
    )
    return [Lent(state.parcels.next_fence, -1, [], [lent[position]], -1, waits)]


def over_ms(loan: Loan) -> int:
    """From when on the bank surely begins nothing in it any more."""
    return loan.until_ms + LEND_MARGIN_MS


def running(bank: Bank, now_ms: int) -> int:
    """How many of its loans the bank may still use."""
    return sum(now_ms < over_ms(loan) for loan in bank.loans.values())


def loan_at(bank: Bank, position: int) -> Loan | None:
    """The loan of a position."""
    return next((loan for loan in bank.loans.values() if loan.position == position), None)
