"""When work must be taken up and done: the service-level clock, and who is asked next.

Lives here: kernel-safe functions of integers; times in ms, −1 = none. Not here: who the owners are
(data of a site), what an order is (`fleet.core.orders`).
"""

from __future__ import annotations

DAY_MS = 86_400_000
WEEK_DAYS = 7
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""

OPEN, TAKEN, DONE = 0, 1, 2
"""Stages of an order on its clock: nobody has it, somebody has it, it waits for its sensor."""


def is_on_duty(
    now_ms: int, offset_ms: int, weekdays: int, from_clock_ms: int, to_clock_ms: int
) -> int:
    """1 where people are there at a moment.

    `weekdays`: one bit a day, Monday the lowest; hours are [from, to) of the local clock, which is
    `offset_ms` ahead; from = to means all day, from > to over midnight (of the day it begins on).
    """
    local_ms = now_ms + offset_ms
    day, clock_ms = local_ms // DAY_MS, local_ms % DAY_MS
    if from_clock_ms > to_clock_ms and clock_ms < to_clock_ms:
        day -= 1
        clock_ms += DAY_MS
    end_ms = to_clock_ms if to_clock_ms > from_clock_ms else to_clock_ms + DAY_MS
    is_day = (weekdays >> ((day + EPOCH_WEEKDAY) % WEEK_DAYS)) & 1
    if from_clock_ms == to_clock_ms:
        return is_day
    return 1 if is_day and from_clock_ms <= clock_ms < end_ms else 0


def due_on_duty_ms(
    start_ms: int, allowed_ms: int, offset_ms: int, weekdays: int, from_clock_ms: int,
    to_clock_ms: int,
) -> int:  # fmt: skip
    """When `allowed_ms` of duty have gone by since `start_ms`: the clock stands off duty.

    Hours as in `is_on_duty`; with no weekday at all, and all day on all days, it never stands.
    """
    if weekdays % 128 == 0 or (weekdays % 128 == 127 and from_clock_ms == to_clock_ms):
        return start_ms + allowed_ms
    length_ms = to_clock_ms - from_clock_ms
    if length_ms <= 0:
        length_ms += DAY_MS
    left_ms = allowed_ms
    day = (start_ms + offset_ms) // DAY_MS - 1
    while True:
        if (weekdays >> ((day + EPOCH_WEEKDAY) % WEEK_DAYS)) & 1:
            begin_ms = day * DAY_MS + from_clock_ms - offset_ms
            end_ms = begin_ms + length_ms
            begin_ms = max(begin_ms, start_ms)
            if end_ms > begin_ms:
                if left_ms <= end_ms - begin_ms:
                    return begin_ms + left_ms
                left_ms -= end_ms - begin_ms
        day += 1


def allowed_ms(stage: int, acknowledge_ms: int, done_ms: int, confirm_ms: int) -> int:
    """How long an order may stay in a stage; from the owner's first moment for the first two."""
    if stage == OPEN:
        return acknowledge_ms
    if stage == TAKEN:
        return done_ms
    return confirm_ms


def next_level(level: int, levels: int) -> int:
    """Who is asked when a time is over: the next of the chain; the last keeps it."""
    return level + 1 if level + 1 < levels else level
