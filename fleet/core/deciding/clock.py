"""The clock of a device: is its time possible, and how far is it off.

Lives here: plausibility and the offset estimate. Not here: which messages are samples.
"""

from __future__ import annotations

from fleet.core.limits import AHEAD_LIMIT_MS, EARLIEST_MS, OFFSET_CREEP


def impossible_time(time_ms: int, now_ms: int) -> str:
    """Why a device's time cannot be, with the bound; "" where it can."""
    if time_ms < EARLIEST_MS:
        return f"{time_ms} is before 2024, a clock that was never set"
    if time_ms > now_ms + AHEAD_LIMIT_MS:
        return f"{time_ms} is {(time_ms - now_ms) // 1_000} s ahead, at most 24 h"
    return ""


def next_offset_ms(offset_ms: int, time_ms: int, received_ms: int, is_birth: bool) -> int:
    """What to add to a device's time, after one more sample.

    Received − sent is the offset plus a delay that is never negative, so the least is the best: a
    smaller sample is taken at once, a larger one moves the estimate by a part in OFFSET_CREEP, so
    that a clock that was set back, or runs slow, is followed within a few hundred messages while a
    burst of late ones does little. A birth is made when it is sent: it is taken as it is.
    """
    sample_ms = received_ms - time_ms
    if is_birth or sample_ms < offset_ms:
        return sample_ms
    return offset_ms + (sample_ms - offset_ms) // OFFSET_CREEP
