"""The time of a lease is over: reservations, reminders, overdue, take-back, doors left open.

Lives here: what is due next by `fleet.policy.retention`, and what follows when it is. Not here:
doors that are asked for; they are asked about until the bank answers
(`fleet.core.deciding.timers`).
"""

from __future__ import annotations

from fleet.core.decisions import Decision
from fleet.core.inputs import Fired
from fleet.core.parcels.decisions import Aged, LeaseEnded, Troubled
from fleet.core.parcels.limits import STRANDED_MS
from fleet.core.parcels.state import (
    LYING,
    OPEN,
    OVERDUE,
    REMINDER,
    RESERVED,
    TAKE_BACK,
    Lease,
    Retention,
)
from fleet.core.state import PartitionState
from fleet.policy import retention as policy

NEVER_MS = 2**62
_KINDS = {policy.TAKE_BACK: TAKE_BACK, policy.REMIND: REMINDER, policy.TURN_OVERDUE: OVERDUE}


def decide_lease_due(state: PartitionState, fired: Fired, now_ms: int) -> list[Decision]:
    """What follows; nothing where the lease has gone on meanwhile."""
    lease = state.parcels.leases.get(fired.name)
    if lease is None or lease.ended or lease.due_ms != fired.due_ms:
        return []
    if lease.stage == RESERVED:
        return [LeaseEnded(lease.lease, "expired")]
    if lease.stage == OPEN:
        return [Troubled(lease.lease, "stranded", lease.company, now_ms + STRANDED_MS, "manager")]
    if lease.stage != LYING:
        return []
    rules = state.parcels.banks[lease.bank].retention
    kind, _ = next_step(rules, lease)
    reminders = lease.reminders + (kind == REMINDER)
    overdue_ms = now_ms if kind == OVERDUE else lease.overdue_ms
    wanted_back = lease.wanted_back or kind == TAKE_BACK
    _, due_ms = _next(rules, lease.counts_ms, reminders, overdue_ms, wanted_back)
    return [Aged(lease.lease, kind, due_ms)]


def first_step(rules: Retention, counts_ms: int) -> int:
    """When the first thing happens to a parcel whose time counts from `counts_ms`; −1: never."""
    return _next(rules, counts_ms, 0, -1, False)[1]


def standing(rules: Retention, deposited_ms: int, now_ms: int) -> tuple[int, int, bool, int]:
    """Of a parcel that lies since a time before now: reminders that are past, when it turned
    overdue (−1: not yet), whether it is due for take-back; and when the next thing happens, −1:
    never.
    """
    after = rules.remind_after_ms
    reminders = 0
    while -1 < policy.reminder_at_ms(deposited_ms, after, len(after), reminders) < now_ms:
        reminders += 1
    overdue_ms = policy.overdue_at_ms(deposited_ms, rules.free_ms)
    overdue_ms = overdue_ms if overdue_ms < now_ms else -1
    back_ms = policy.take_back_at_ms(deposited_ms, rules.take_back_ms, rules.round_ms)
    wanted_back = -1 < back_ms < now_ms
    _, due_ms = _next(rules, deposited_ms, reminders, overdue_ms, wanted_back)
    return reminders, overdue_ms, wanted_back, due_ms


def next_step(rules: Retention, lease: Lease) -> tuple[str, int]:
    """The next thing that happens to a parcel that lies, and when; ("", −1): nothing."""
    return _next(rules, lease.counts_ms, lease.reminders, lease.overdue_ms, lease.wanted_back)


def _next(
    rules: Retention, counts_ms: int, reminders: int, overdue_ms: int, wanted_back: bool
) -> tuple[str, int]:
    after = rules.remind_after_ms
    times = {
        policy.REMIND: policy.reminder_at_ms(counts_ms, after, len(after), reminders),
        policy.TURN_OVERDUE: (
            -1 if overdue_ms >= 0 else policy.overdue_at_ms(counts_ms, rules.free_ms)
        ),
        policy.TAKE_BACK: (
            -1
            if wanted_back
            else policy.take_back_at_ms(counts_ms, rules.take_back_ms, rules.round_ms)
        ),
    }
    step = policy.next_step(
        NEVER_MS, times[policy.TAKE_BACK], times[policy.REMIND], times[policy.TURN_OVERDUE]
    )
    return (_KINDS[step], times[step]) if step in _KINDS else ("", -1)


def fee_cents(rules: Retention, lease: Lease, now_ms: int) -> int:
    """What the recipient owes who takes it out now."""
    if lease.overdue_ms < 0 or rules.fee_step_ms <= 0:
        return 0
    first_ms = rules.holidays_ms[0] if rules.holidays_ms else 0
    holidays = {(begin_ms - first_ms) // policy.DAY_MS for begin_ms in rules.holidays_ms}
    days = max(holidays, default=-1) + 1
    return policy.fee_cents(
        lease.overdue_ms - first_ms, now_ms - first_ms, rules.fee_step_ms, rules.fee_cents,
        rules.fee_cap_cents, [int(day in holidays) for day in range(days)], days,
    )  # fmt: skip
