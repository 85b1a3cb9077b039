"""How long a parcel may lie: reminders, the overdue rule, fees, take-back.

Lives here: kernel-safe functions. −1 means never. Not here: how recipients answer
(`scenarios.behaviour`).
"""

from __future__ import annotations

from collections.abc import Sequence

COLLECT = 0
TAKE_BACK = 1
REMIND = 2
TURN_OVERDUE = 3

DAY_MS = 86_400_000


def reminder_at_ms(deposited_ms: int, after_ms: Sequence[int], reminders: int, number: int) -> int:
    """When reminder `number` (0 …) is due, −1 when there are no more."""
    if number >= reminders:
        return -1
    return deposited_ms + after_ms[number]


def overdue_at_ms(deposited_ms: int, free_ms: int) -> int:
    """When the free time ends, −1 where there is no overdue rule (`free_ms` < 0)."""
    if free_ms < 0:
        return -1
    return deposited_ms + free_ms


def take_back_at_ms(deposited_ms: int, after_ms: int, round_clock_ms: int) -> int:
    """First daily round (at `round_clock_ms`) at or after `after_ms` of lying, −1 never."""
    if after_ms < 0:
        return -1
    due_ms = deposited_ms + after_ms
    round_ms = (due_ms // DAY_MS) * DAY_MS + round_clock_ms
    if round_ms < due_ms:
        round_ms += DAY_MS
    return round_ms


def next_step(collection_ms: int, take_back_ms: int, reminder_ms: int, overdue_ms: int) -> int:
    """What happens first to a parcel that lies.

    At one time: collection before take-back before reminder before overdue.

    `collection_ms` is always given; the others may be −1.
    """
    step = 0
    at_ms = collection_ms
    if 0 <= take_back_ms < at_ms:
        step = 1
        at_ms = take_back_ms
    if 0 <= reminder_ms < at_ms:
        step = 2
        at_ms = reminder_ms
    if 0 <= overdue_ms < at_ms:
        step = 3
    return step


def fee_cents(
    overdue_ms: int,
    collected_ms: int,
    step_ms: int,
    step_cents: int,
    cap_cents: int,
    holiday: Sequence[int],
    days: int,
) -> int:
    """Fee at collection: one step past the free time, and one for each `step_ms` begun since.

    A step that begins on a holiday (`holiday[day]` = 1, 0 ≤ day < `days`) is free. Never above
    `cap_cents`. Steps before the run's first midnight count as working days.
    """
    if step_cents <= 0 or collected_ms <= overdue_ms:
        return 0
    fee = 0
    step_at_ms = overdue_ms
    while step_at_ms <= collected_ms and fee < cap_cents:
        day = step_at_ms // DAY_MS
        if day < 0 or day >= days or holiday[day] == 0:
            fee += step_cents
        step_at_ms += step_ms
    return min(fee, cap_cents)
