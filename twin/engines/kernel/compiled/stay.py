"""A parcel in its compartment: from its deposit until it is taken out.

Lives here: deposit, collection, take-back, reminder, overdue, and which of them comes next.
Not here: whether a compartment fits (`compiled.parcels`).
"""

from __future__ import annotations

from fleet.policy.retention import (
    REMIND,
    TAKE_BACK,
    TURN_OVERDUE,
    fee_cents,
    next_step,
    overdue_at_ms,
    reminder_at_ms,
    take_back_at_ms,
)
from scenarios.behaviour.collection import (
    answered_collection_ms,
    fee_averse_collection_ms,
    planned_collection_ms,
)
from scenarios.days import DAY_MS
from twin.engines.kernel.compiled import kinds
from twin.engines.kernel.compiled.calendar import at
from twin.engines.kernel.compiled.cold.cells import parcel_in, parcel_out
from twin.engines.kernel.compiled.faults.blocked import (
    causes_of_block,
    opened_ms,
    returns_ms,
    staff_can_open,
)
from twin.engines.kernel.compiled.faults.breakdowns import free_door
from twin.engines.kernel.compiled.memory import (
    ANSWER_AT,
    BANK,
    BLOCKED_SINCE,
    BLOCKED_TIMES,
    CLASSES_AT,
    CLOCK_AT,
    COLLECTED,
    DEPOSITED,
    DWELL_AT,
    FEE_LEAD_AT,
    FREE_TOTAL,
    NONE,
    NUMBER,
    OPENING,
    OVERDUE_AT,
    POSITION,
    PRESENTED,
    REMINDERS,
    SITE,
    SOURCE,
    TAKE_BACK_AT,
    TURNED_OVERDUE,
    Memory,
)
from twin.engines.kernel.compiled.records import record_parcel
from twin.engines.kernel.compiled.slots import give_back, value_of


def deposit(m: Memory, now: int, parcel: int, position: int, leg: int) -> None:
    """The parcel goes into the compartment at `position`."""
    slots = m.slots
    lay_in(m, parcel, slots[parcel + BANK], position, now)
    record_parcel(m, now, kinds.DEPOSIT, parcel, slots[parcel + PRESENTED], leg)
    slots[parcel + PRESENTED] += 1
    plan_stay(m, parcel)
    schedule_step(m, now, parcel)
    if m.rules.cold == 1:
        parcel_in(m, now, parcel, position)


def lay_in(m: Memory, parcel: int, bank: int, position: int, deposited_ms: int) -> None:
    """Open, lay the parcel in, close."""
    slots = m.slots
    slots[parcel + BANK] = bank
    slots[parcel + POSITION] = position
    slots[parcel + DEPOSITED] = deposited_ms
    slots[parcel + REMINDERS] = 0
    slots[parcel + TURNED_OVERDUE] = 0
    if m.rules.faults == 1:
        slots[parcel + BLOCKED_TIMES] = 0
        slots[parcel + OPENING] = NONE
    m.occupied[position] = 1
    m.openings[position] += 1
    m.free[m.banks[bank + CLASSES_AT] + m.position_class[position]] -= 1
    m.banks[bank + FREE_TOTAL] -= 1


def empty(m: Memory, parcel: int) -> None:
    """Open, take the parcel out, close."""
    bank = m.slots[parcel + BANK]
    position = m.slots[parcel + POSITION]
    size_class = m.banks[bank + CLASSES_AT] + m.position_class[position]
    m.occupied[position] = 0
    m.openings[position] += 1
    m.free[size_class] += 1
    m.full_below[size_class] = min(m.full_below[size_class], position)
    m.banks[bank + FREE_TOTAL] += 1


def plan_stay(m: Memory, parcel: int) -> None:
    """When the recipient comes of himself, when the free time ends, when the courier returns."""
    slots, rules, latents = m.slots, m.rules, m.latents
    deposited_ms = slots[parcel + DEPOSITED]
    source, number = slots[parcel + SOURCE], slots[parcel + NUMBER]
    overdue_ms = overdue_at_ms(deposited_ms, rules.free_ms)
    slots[parcel + OVERDUE_AT] = overdue_ms
    slots[parcel + TAKE_BACK_AT] = take_back_at_ms(
        deposited_ms, rules.take_back_after_ms, rules.take_back_clock_ms
    )
    planned_ms = planned_collection_ms(
        deposited_ms,
        latents.dwell_ms[value_of(m, source, DWELL_AT, number)],
        latents.clock_ms[value_of(m, source, CLOCK_AT, number)],
        rules.first_weekday,
        rules.weekend_permille,
    )
    lead_ms = latents.fee_lead_ms[value_of(m, source, FEE_LEAD_AT, number)]
    slots[parcel + COLLECTED] = fee_averse_collection_ms(
        planned_ms, deposited_ms, overdue_ms, lead_ms
    )


def schedule_step(m: Memory, now: int, parcel: int) -> None:
    """The one pending event of a parcel that lies: whatever comes first."""
    slots = m.slots
    collection_ms = max(slots[parcel + COLLECTED], now)
    take_back_ms = slots[parcel + TAKE_BACK_AT]
    if take_back_ms != -1:
        take_back_ms = max(take_back_ms, now)
    number = slots[parcel + REMINDERS]
    reminder_ms = reminder_at_ms(
        slots[parcel + DEPOSITED], m.reminder_after_ms, len(m.reminder_after_ms), number
    )
    overdue_ms = slots[parcel + OVERDUE_AT]
    if slots[parcel + TURNED_OVERDUE] == 1:
        overdue_ms = -1
    step = next_step(collection_ms, take_back_ms, reminder_ms, overdue_ms)
    time_ms, kind, ordinal = collection_ms, kinds.COLLECTION, 0
    if step == TAKE_BACK:
        time_ms, kind = take_back_ms, kinds.TAKE_BACK
    elif step == REMIND:
        time_ms, kind, ordinal = reminder_ms, kinds.REMINDER, number
    elif step == TURN_OVERDUE:
        time_ms, kind = overdue_ms, kinds.OVERDUE
    at(m, time_ms, kind, slots[parcel + SITE], slots[parcel + NUMBER], ordinal, parcel)


def collect(m: Memory, now: int, parcel: int) -> None:
    """The recipient takes the parcel out and pays what is due; or finds that he cannot."""
    slots, rules = m.slots, m.rules
    if rules.faults == 1 and blocks(m, now, parcel):
        return
    empty(m, parcel)
    record_parcel(m, now, kinds.COLLECTION, parcel, 0, now - slots[parcel + DEPOSITED])
    if rules.faults == 1 and slots[parcel + BLOCKED_TIMES] > 0:
        opened = 0
        if slots[parcel + OPENING] == now:
            opened = 1
        since_ms = slots[parcel + BLOCKED_SINCE]
        record_parcel(m, now, kinds.RECOVERED, parcel, opened, now - since_ms)
    if slots[parcel + TURNED_OVERDUE] == 1:
        fee = fee_cents(
            slots[parcel + OVERDUE_AT],
            now,
            rules.fee_step_ms,
            rules.fee_step_cents,
            rules.fee_cap_cents,
            m.holiday,
            len(m.holiday),
        )
        if fee > 0:
            record_parcel(m, now, kinds.FEE, parcel, 0, fee)
    if rules.cold == 1:
        parcel_out(m, now, slots[parcel + POSITION])
    give_back(m, parcel)


def blocks(m: Memory, now: int, parcel: int) -> bool:
    """Whether a fault keeps the recipient from his parcel; he comes again, or staff open."""
    slots = m.slots
    bank, position = slots[parcel + BANK], slots[parcel + POSITION]
    causes = causes_of_block(m, bank, position)
    if causes == 0:
        slots[parcel + OPENING] = NONE
        return False
    staff = staff_can_open(m, causes)
    if slots[parcel + OPENING] == now and staff:
        if m.faults.repair_due[position] >= 0:
            free_door(m, now, bank, position)
        return False
    times = slots[parcel + BLOCKED_TIMES]
    record_parcel(m, now, kinds.BLOCKED, parcel, times, causes)
    if times == 0:
        slots[parcel + BLOCKED_SINCE] = now
    slots[parcel + BLOCKED_TIMES] = times + 1
    again_ms = returns_ms(m, now, slots[parcel + SITE], slots[parcel + NUMBER])
    if slots[parcel + OPENING] <= now:
        slots[parcel + OPENING] = NONE
        if staff:
            slots[parcel + OPENING] = opened_ms(m, now)
    if slots[parcel + OPENING] >= 0:
        again_ms = min(again_ms, slots[parcel + OPENING])
    slots[parcel + COLLECTED] = again_ms
    schedule_step(m, now, parcel)
    return True


def take_back(m: Memory, now: int, parcel: int) -> None:
    """The courier takes an old parcel back, or cannot and comes again the next day."""
    if m.rules.faults == 1:
        causes = causes_of_block(m, m.slots[parcel + BANK], m.slots[parcel + POSITION])
        if causes != 0:
            record_parcel(m, now, kinds.TURNED_AWAY, parcel, 1, causes)
            m.slots[parcel + TAKE_BACK_AT] = now + DAY_MS
            schedule_step(m, now, parcel)
            return
    empty(m, parcel)
    record_parcel(m, now, kinds.TAKE_BACK, parcel, 0, now - m.slots[parcel + DEPOSITED])
    if m.rules.cold == 1:
        parcel_out(m, now, m.slots[parcel + POSITION])
    give_back(m, parcel)


def remind(m: Memory, now: int, parcel: int, ordinal: int) -> None:
    """A reminder is sent; the recipient may come sooner."""
    slots, latents = m.slots, m.latents
    source, number = slots[parcel + SOURCE], slots[parcel + NUMBER]
    record_parcel(m, now, kinds.REMINDER, parcel, ordinal, 0)
    slots[parcel + COLLECTED] = answered_collection_ms(
        slots[parcel + COLLECTED],
        now,
        latents.answer_ms[value_of(m, source, ANSWER_AT, number) + ordinal],
        latents.clock_ms[value_of(m, source, CLOCK_AT, number)],
    )
    slots[parcel + REMINDERS] += 1
    schedule_step(m, now, parcel)


def turn_overdue(m: Memory, now: int, parcel: int) -> None:
    """The free time is over."""
    m.slots[parcel + TURNED_OVERDUE] = 1
    record_parcel(m, now, kinds.OVERDUE, parcel, 0, 0)
    schedule_step(m, now, parcel)
