"""When a recipient comes for a parcel.

Lives here: kernel-safe functions from latent values and policy to a time. Not here: the draws.
"""

from __future__ import annotations

DAY_MS = 86_400_000


def at_clock_ms(earliest_ms: int, clock_ms: int) -> int:
    """First time at or after `earliest_ms` at which the clock shows `clock_ms`; −1: any time."""
    if clock_ms < 0:
        return earliest_ms
    time_ms = (earliest_ms // DAY_MS) * DAY_MS + clock_ms
    if time_ms < earliest_ms:
        time_ms += DAY_MS
    return time_ms


def planned_collection_ms(
    deposited_ms: int, dwell_ms: int, clock_ms: int, first_weekday: int, weekend_permille: int
) -> int:
    """When the recipient comes of himself.

    The latent dwell, stretched by `weekend_permille` / 1000 for deposits on Saturday and Sunday,
    then the recipient's time of day. `first_weekday` = weekday of day 0 (Monday 0).
    """
    lying_ms = dwell_ms
    if weekend_permille != 1000 and (deposited_ms // DAY_MS + first_weekday) % 7 >= 5:
        lying_ms = dwell_ms * weekend_permille // 1000
    return at_clock_ms(deposited_ms + lying_ms, clock_ms)


def answered_collection_ms(planned_ms: int, reminder_ms: int, answer_ms: int, clock_ms: int) -> int:
    """Collection time after a reminder: an answer (−1 none) brings it forward, never delays it."""
    if answer_ms < 0:
        return planned_ms
    return min(planned_ms, at_clock_ms(reminder_ms + answer_ms, clock_ms))


def fee_averse_collection_ms(
    planned_ms: int, deposited_ms: int, overdue_ms: int, lead_ms: int
) -> int:
    """Collection time of one who avoids the fee by coming `lead_ms` before it (−1: does not).

    Fees are announced beforehand; without an overdue rule (`overdue_ms` −1) nothing changes.
    """
    if overdue_ms < 0 or lead_ms < 0 or planned_ms < overdue_ms:
        return planned_ms
    return max(deposited_ms, overdue_ms - 1 - lead_ms)
