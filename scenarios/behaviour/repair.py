"""When staff come: repairs, and emergency openings.

Lives here: kernel-safe functions from latent values and hours of staff to a time. Not here: the
draws, what a fault blocks (`fleet.policy.emergency`).
"""

from __future__ import annotations

DAY_MS = 86_400_000


def on_duty_ms(earliest_ms: int, from_clock_ms: int, to_clock_ms: int) -> int:
    """First time at or after `earliest_ms` (≥ 0) whose clock is in [from, to)."""
    clock_ms = earliest_ms % DAY_MS
    if clock_ms < from_clock_ms:
        return earliest_ms - clock_ms + from_clock_ms
    if clock_ms < to_clock_ms:
        return earliest_ms
    return earliest_ms - clock_ms + DAY_MS + from_clock_ms


def repaired_at_ms(
    failed_ms: int, response_ms: int, work_ms: int, from_clock_ms: int, to_clock_ms: int
) -> int:
    """When a component works again: response, begun while staff are on duty, then the work."""
    return on_duty_ms(failed_ms + response_ms, from_clock_ms, to_clock_ms) + work_ms


def opened_at_ms(blocked_ms: int, delay_ms: int, from_clock_ms: int, to_clock_ms: int) -> int:
    """When staff open for a recipient whose pick-up was blocked, after `blocked_ms`."""
    return max(blocked_ms + 1, on_duty_ms(blocked_ms + delay_ms, from_clock_ms, to_clock_ms))
