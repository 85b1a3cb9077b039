"""A bank is back and tells what it did while it could not ask.

Lives here: parcels that it laid alone, the one record that a parcel has afterwards, what it gives
back of its loans. Not here: what is lent to it (`fleet.core.deciding.parcels.lending`).

A parcel is where it was laid last, and nowhere if it was taken out of another compartment after
that. Another record of the same parcel (company and number) within the partition ends `elsewhere`:
a reservation at once; one under which it was laid too, and then the compartment where it should lie
no more is `doubted`, out of service until its sensor says that it is empty or somebody has looked.
Whatever a bank says is done under a loan that it has; what is not is counted, and the compartment
doubted.
"""

from __future__ import annotations

from collections.abc import Iterator

from devices.wire.happenings import Deposited, DepositedAlone, LoansTaken
from fleet.core.deciding.parcels.overdue import first_step
from fleet.core.deciding.parcels.wishes import decline, lease_at
from fleet.core.decisions import Decision
from fleet.core.inputs import Ask
from fleet.core.parcels import books
from fleet.core.parcels.decisions import (
    LaidAlone,
    LeaseEnded,
    LoansEnded,
    OutOfService,
    Unmatched,
)
from fleet.core.parcels.limits import OPEN_WITHIN_MS
from fleet.core.parcels.state import (
    COLLECTED,
    OPEN,
    OPENING,
    OUT,
    REMOVED,
    RESERVED,
    TAKEN_BACK,
    Bank,
    Lease,
    Waiting,
    parcel_key,
)
from fleet.core.state import PartitionState

ELSEWHERE, DOUBTED = "elsewhere", "doubted"

_LEFT = frozenset({COLLECTED, TAKEN_BACK, REMOVED})


def decide_laid_alone(
    state: PartitionState, key: str, message: DepositedAlone, at_ms: int, now_ms: int
) -> list[Decision]:
    """The loan becomes the parcel's lease, from `at_ms` on; its recipient is told now."""
    bank = state.parcels.banks[key]
    known = state.parcels.leases.get(message.lease)
    if known is not None and (known.bank, known.parcel) == (key, message.parcel):
        return []
    loan = bank.loans.get(message.lease)
    position = books.position_of(bank, message.compartment)
    if loan is None or (loan.position, loan.fence) != (position, message.fence):
        return [Unmatched(message.lease, "deposited_alone"), *_doubt(bank, position)]
    laid = LaidAlone(
        message.lease, message.request, message.company, message.courier or "", message.parcel,
        message.size, message.recipient, at_ms, first_step(bank.retention, now_ms),
    )  # fmt: skip
    decided: list[Decision] = [laid]
    wish = bank.waiting.get(position)
    if wish is not None and now_ms - wish.at_ms < OPEN_WITHIN_MS:
        decided.append(decline(wish.request, "full", now_ms))
    later = False
    for rival in _same_parcel(state, message.company, message.parcel):
        has_left = rival.ended in _LEFT
        if (rival.since_ms if has_left else rival.deposited_ms) >= at_ms:
            later = True
        elif not rival.ended and rival.stage not in {OPENING, OPEN}:
            decided += _elsewhere(rival)
    if later:
        decided.append(LeaseEnded(message.lease, ELSEWHERE))
        decided.append(OutOfService(position, True, DOUBTED))
    return decided


def decide_taken(
    state: PartitionState, key: str, message: LoansTaken, now_ms: int
) -> list[Decision]:
    """The bank holds a version of its loans: what was asked back in it is free, but where it has
    laid a parcel meanwhile; wishes that wait for it are answered.
    """
    bank = state.parcels.banks[key]
    used = {books.position_of(bank, number) for number in message.used}
    asked_back = [loan for loan in bank.loans.values() if 0 < loan.recalled <= message.version]
    if not asked_back:
        return []
    answers: list[Decision] = []
    leased = 0
    for loan in asked_back:
        wish = bank.waiting.get(loan.position)
        if wish is None or now_ms - wish.at_ms >= OPEN_WITHIN_MS:
            continue
        if loan.position in used or bank.occupied[loan.position] & OUT:
            answers.append(decline(wish.request, "full", now_ms))
        else:
            answers += lease_at(state, loan.position, _ask(key, wish), now_ms, leased)
            leased += 1
    ended = [loan.lease for loan in asked_back if loan.position not in used]
    kept = [loan.lease for loan in asked_back if loan.position in used]
    return [LoansEnded(ended, kept), *answers]


def _ask(key: str, wish: Waiting) -> Ask:
    return Ask(
        wish.request, key, key, wish.company, wish.parcel, wish.size, wish.recipient, wish.courier
    )


def decide_laid_again(state: PartitionState, lease: Lease, message: Deposited) -> list[Decision]:
    """A parcel is laid that a bank says it has laid alone before: it lies here now."""
    if not state.parcels.alone:
        return []
    parcel = parcel_key(lease.company, lease.parcel)
    decided: list[Decision] = []
    for name, other in state.parcels.alone.items():
        if other == parcel and name != lease.lease:
            decided += _elsewhere(state.parcels.leases[name])
    return decided


def _same_parcel(state: PartitionState, company: str, parcel: str) -> Iterator[Lease]:
    for lease in state.parcels.leases.values():
        if lease.parcel == parcel and lease.company == company:
            yield lease


def _elsewhere(lease: Lease) -> list[Decision]:
    ended = LeaseEnded(lease.lease, ELSEWHERE)
    if lease.stage == RESERVED:
        return [ended]
    return [ended, OutOfService(lease.position, True, DOUBTED, lease.bank)]


def _doubt(bank: Bank, position: int) -> list[Decision]:
    """Something lies where it should not: nobody is sent there."""
    if position < 0 or bank.holders[position] or bank.occupied[position] & OUT:
        return []
    return [OutOfService(position, True, DOUBTED)]
