"""Whose turn it is in a rollout: waves, windows, devices that may be updated.

Lives here: kernel-safe functions of integers, −1 = none. Not here: how many may fail (`chances`).
"""

from __future__ import annotations

DAY_MS = 86_400_000

FIT, AWAY, DOOR_OPEN, CHILLED, BATTERY = range(5)
"""What speaks against an update of a device now; `FIT`: nothing."""


def wave_is_through(opened: int, updated: int, under_way: int, success_permille: int) -> int:
    """1 where nobody is under way and enough of the wave are updated."""
    return 1 if under_way == 0 and updated * 1000 >= opened * success_permille else 0


def opens_at_ms(now_ms: int, offset_ms: int, from_clock_ms: int, to_clock_ms: int) -> int:
    """The next moment, now at the earliest, in a daily window of local time (`offset_ms` east).

    From `from` to before `to`, perhaps over midnight; always where both are the same.
    """
    clock_ms = (now_ms + offset_ms) % DAY_MS
    if from_clock_ms == to_clock_ms:
        return now_ms
    if from_clock_ms < to_clock_ms:
        is_open = from_clock_ms <= clock_ms < to_clock_ms
    else:
        is_open = clock_ms >= from_clock_ms or clock_ms < to_clock_ms
    return now_ms if is_open else now_ms + (from_clock_ms - clock_ms) % DAY_MS


def unfit_for(
    is_here: int, doors_open: int, occupied_cold: int, mains: int, battery_permille: int,
    least_permille: int,
) -> int:  # fmt: skip
    """What speaks against an update of a device now, first of all: it is not connected, a door is
    open, a chilled parcel is inside, it is not on mains (1) and has too little in its battery (−1:
    it does not say, and is not asked for it). `FIT` where nothing does.
    """
    if not is_here:
        return AWAY
    if doors_open > 0:
        return DOOR_OPEN
    if occupied_cold > 0:
        return CHILLED
    if mains == 1 or battery_permille < 0 or battery_permille >= least_permille:
        return FIT
    return BATTERY


def is_out_of_patience(unfit_ms: int, now_ms: int, patience_ms: int) -> int:
    """1 where a device was not fit for as long; `unfit_ms`: since when, −1: it is not."""
    return 1 if 0 <= unfit_ms <= now_ms - patience_ms else 0
