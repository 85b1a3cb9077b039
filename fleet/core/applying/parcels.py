"""What decisions on parcels change: books, leases, doors that are asked to open.

Lives here: one function a decision of `fleet.core.parcels.decisions`. Not here: any choice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fleet.core.applying.requests import send_command
from fleet.core.applying.timers import lend_anew, set_timer
from fleet.core.inputs import LEASE
from fleet.core.parcels import books
from fleet.core.parcels import decisions as made
from fleet.core.parcels.limits import ENDED_KEPT, HANDLINGS_KEPT, NOTICES_WAITING, WRONG_WITHIN_MS
from fleet.core.parcels.state import (
    CODE,
    LYING,
    OVERDUE,
    REMINDER,
    RESERVED,
    Bank,
    Handling,
    Lease,
    Notice,
    Trouble,
    draw_command,
)
from fleet.core.state import Command, Device, PartitionState

BY_MANAGER = "manager"


def furnished(state: PartitionState, device: Device, decision: made.Furnished, given: Any) -> None:
    """New books, or other rules for those in use."""
    known = state.parcels.banks.get(device.key)
    if known is None or known.class_first != decision.class_first:
        known = books.empty_books(
            decision.class_first, decision.size_rule, decision.pick_rule, decision.reserve, {}
        )
        state.parcels.banks[device.key] = known
    known.sizes = decision.sizes
    known.size_rule = decision.size_rule
    known.pick_rule = decision.pick_rule
    known.reserve = decision.reserve
    known.quotas = dict(given.quotas)
    known.retention = given.retention
    known.notify = given.notify
    known.lend, known.lend_ms = list(given.lend), given.lend_ms if given.lend else 0
    lend_anew(state, device)


def leased(state: PartitionState, device: Device, decision: made.Leased, given: Any) -> None:
    """Promised: the position is nobody else's."""
    parcels = state.parcels
    parcels.next_lease += 1
    bank = parcels.banks[device.key]
    parcels.leases[decision.lease] = Lease(
        decision.lease, device.key, decision.position, 0, decision.request, decision.company,
        decision.courier, decision.parcel, decision.size, decision.recipient, RESERVED,
        state.now_ms, decision.due_ms,
    )  # fmt: skip
    bank.requests[decision.request] = decision.lease
    books.take(bank, decision.position, decision.lease, decision.company)
    if decision.due_ms >= 0:
        set_timer(state, decision.due_ms, LEASE, device, decision.lease)


def door_ordered(
    state: PartitionState, device: Device, decision: made.DoorOrdered, given: Any
) -> None:
    """The command waits to go out."""
    parcels = state.parcels
    parcels.next_fence += 1
    lease = parcels.leases[decision.lease]
    lease.stage, lease.since_ms, lease.due_ms = decision.stage, state.now_ms, -1
    lease.fence, lease.leaving = decision.fence, decision.leaving
    lease.command = f"{decision.lease}-{decision.fence}"
    number = parcels.banks[lease.bank].numbers[lease.position]
    arguments: dict[str, Any] = {
        "compartment": number, "fence": decision.fence, "lease": decision.lease,
    }  # fmt: skip
    if decision.request:
        arguments["request"] = decision.request
    command = Command(
        lease.command, "open_door", arguments, decision.by, state.now_ms, decision.expires_ms
    )
    send_command(state, device, command, 1, decision.retry_ms)
    _note(lease, decision.stage, decision.by, state.now_ms)


def door_opened(
    state: PartitionState, device: Device, decision: made.DoorOpened, given: Any
) -> None:
    """It is open."""
    lease = state.parcels.leases[decision.lease]
    lease.stage, lease.since_ms, lease.due_ms = decision.stage, state.now_ms, decision.due_ms
    _note(lease, decision.stage, device.device, state.now_ms)
    bank = state.parcels.banks[lease.bank]
    bank.openings[lease.position] += 1
    if decision.due_ms >= 0:
        set_timer(state, decision.due_ms, LEASE, device, decision.lease)


def door_kept(state: PartitionState, device: Device, decision: made.DoorKept, given: Any) -> None:
    """The parcel lies there as before."""
    lease = state.parcels.leases[decision.lease]
    lease.stage, lease.since_ms, lease.leaving = LYING, state.now_ms, ""
    _note(lease, decision.why, device.device, state.now_ms)
    wait_for(state, device, lease, decision.due_ms)


def laid(state: PartitionState, device: Device, decision: made.Laid, given: Any) -> None:
    """The parcel lies there."""
    lease = state.parcels.leases[decision.lease]
    lease.stage, lease.since_ms, lease.trouble = LYING, state.now_ms, None
    lease.deposited_ms = state.now_ms
    _note(lease, "deposited", device.device, state.now_ms)
    give_notice(state, lease, CODE)
    wait_for(state, device, lease, decision.due_ms)


def aged(state: PartitionState, device: Device, decision: made.Aged, given: Any) -> None:
    """A notice is due, and the next thing."""
    lease = state.parcels.leases[decision.lease]
    if decision.step == REMINDER:
        lease.reminders += 1
    elif decision.step == OVERDUE:
        lease.overdue_ms = state.now_ms
    else:
        lease.wanted_back = True
    give_notice(state, lease, decision.step)
    wait_for(state, device, lease, decision.due_ms)


def wait_for(state: PartitionState, device: Device, lease: Lease, due_ms: int) -> None:
    """What is due next with a parcel, and when; −1: nothing."""
    lease.due_ms = due_ms
    if due_ms >= 0:
        set_timer(state, due_ms, LEASE, device, lease.lease)


def give_notice(state: PartitionState, lease: Lease, kind: str) -> None:
    """It waits to be sent; more than may wait are given up."""
    parcels = state.parcels
    if not parcels.banks[lease.bank].notify:
        return
    if len(parcels.notices) >= NOTICES_WAITING:
        parcels.notices_failed += 1
        return
    parcels.notices[parcels.next_notice] = Notice(
        lease.lease, lease.bank, lease.recipient, kind, state.now_ms
    )
    parcels.next_notice += 1


def notices_done(
    state: PartitionState, device: Device, decision: made.NoticesDone, given: Any
) -> None:
    """They went out, or never will; some are tried again."""
    parcels = state.parcels
    parcels.notices_sent += sum(parcels.notices.pop(n, None) is not None for n in given.sent)
    parcels.notices_failed += sum(parcels.notices.pop(n, None) is not None for n in given.failed)
    for number in given.moot:
        parcels.notices.pop(number, None)
    for number, due_ms in given.later.items():
        if notice := parcels.notices.get(number):
            notice.due_ms = due_ms
            notice.attempt += 1


def troubled(state: PartitionState, device: Device, decision: made.Troubled, given: Any) -> None:
    """Somebody must see to it, or has."""
    lease = state.parcels.leases[decision.lease]
    lease.trouble = None
    if decision.what:
        lease.trouble = Trouble(
            decision.what, decision.responsible, state.now_ms, decision.deadline_ms, decision.by
        )
    _note(lease, decision.what or "settled", decision.by, state.now_ms)


def lease_ended(
    state: PartitionState, device: Device, decision: made.LeaseEnded, given: Any
) -> None:
    """The compartment is free; the oldest leases that have an end are forgotten."""
    parcels = state.parcels
    lease = parcels.leases[decision.lease]
    bank = parcels.banks[lease.bank]
    at_ms = state.now_ms if decision.at_ms < 0 else decision.at_ms
    lease.ended, lease.since_ms, lease.due_ms = decision.how, at_ms, -1
    lease.fee_cents = decision.fee_cents
    _note(lease, decision.how, device.device, at_ms)
    parcels.alone.pop(decision.lease, None)
    books.free(bank, lease.position, lease.company)
    bank.ended.append(lease.lease)
    if len(bank.ended) > ENDED_KEPT:
        gone = parcels.leases.pop(bank.ended.pop(0))
        if bank.requests.get(gone.request) == gone.lease:
            del bank.requests[gone.request]


def declined(state: PartitionState, device: Device, decision: made.Declined, given: Any) -> None:
    """The terminal is told."""
    command = Command(
        f"d{state.partition}-{state.sequence}", "decline",
        {"request": decision.request, "reason": decision.reason}, BY_MANAGER, state.now_ms,
        decision.expires_ms,
    )  # fmt: skip
    send_command(state, device, command, 1, decision.retry_ms)


def wrong_code(state: PartitionState, device: Device, decision: made.WrongCode, given: Any) -> None:
    """Counted for a while."""
    bank = state.parcels.banks[device.key]
    bank.wrong_ms = [t for t in bank.wrong_ms if t > state.now_ms - WRONG_WITHIN_MS]
    bank.wrong_ms.append(state.now_ms)


def out_of_service(
    state: PartitionState, device: Device, decision: made.OutOfService, given: Any
) -> None:
    """Not given out, or given out again."""
    bank: Bank = state.parcels.banks[decision.bank or device.key]
    books.set_out(bank, decision.position, decision.out)
    if decision.out:
        bank.blocked[decision.position] = decision.reason
    else:
        bank.blocked.pop(decision.position, None)


def redrawn(state: PartitionState, device: Device, decision: made.Redrawn, given: Any) -> None:
    """Its code is another one, and a bank that may have to check it alone is told."""
    state.parcels.leases[decision.lease].draw = decision.draw
    if decision.expires_ms < 0:
        return
    command = Command(
        draw_command(decision.lease, decision.draw), "draw_code",
        {"lease": decision.lease, "draw": decision.draw}, BY_MANAGER, state.now_ms,
        decision.expires_ms,
    )  # fmt: skip
    send_command(state, device, command, 1, decision.retry_ms)


def taken_over(state: PartitionState, device: Device, decision: made.TakenOver, given: Any) -> None:
    """It has a lease, and its recipient is sent our code."""
    parcels = state.parcels
    bank = parcels.banks[device.key]
    lease = Lease(
        decision.lease, device.key, decision.position, 0, "", decision.company, "",
        decision.parcel, decision.size, decision.recipient, LYING, state.now_ms, -1,
        deposited_ms=decision.deposited_ms, reminders=decision.reminders,
        overdue_ms=decision.overdue_ms, wanted_back=decision.wanted_back,
    )  # fmt: skip
    parcels.next_lease += 1
    parcels.leases[decision.lease] = lease
    bank.openings[decision.position] += 1
    books.take(bank, decision.position, decision.lease, decision.company)
    _note(lease, "taken_over", given.by, state.now_ms)
    give_notice(state, lease, CODE)
    wait_for(state, device, lease, decision.due_ms)


def unmatched(state: PartitionState, device: Device, decision: made.Unmatched, given: Any) -> None:
    """Counted."""
    bank = state.parcels.banks.get(device.key)
    if bank is not None:
        bank.unmatched += 1


def _note(lease: Lease, what: str, by: str, at_ms: int) -> None:
    lease.custody.append(Handling(at_ms, what, by, lease.fence))
    del lease.custody[:-HANDLINGS_KEPT]


APPLY: dict[type, Callable[[PartitionState, Any, Any, Any], None]] = {
    made.Furnished: furnished,
    made.Leased: leased,
    made.DoorOrdered: door_ordered,
    made.DoorOpened: door_opened,
    made.DoorKept: door_kept,
    made.Laid: laid,
    made.LeaseEnded: lease_ended,
    made.Declined: declined,
    made.WrongCode: wrong_code,
    made.OutOfService: out_of_service,
    made.Redrawn: redrawn,
    made.TakenOver: taken_over,
    made.Unmatched: unmatched,
    made.Aged: aged,
    made.Troubled: troubled,
    made.NoticesDone: notices_done,
}
