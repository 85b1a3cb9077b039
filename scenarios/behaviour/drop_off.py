"""What a resident does with a bag at a waste point.

Lives here: kernel-safe functions from a latent habit and the state of the bins to a choice. Not
here: draws, the volume of what is in a bin (`devices.physics.fill`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_MS = 86_400_000

LEAVES = 0
"""Leaves the bag on the floor where no bin has room."""
PILES = 1
"""Puts it on top of a full bin, as long as it stays there."""
CARELESS = 2
"""Leaves it on the floor in any case."""


def is_open(time_ms: int, opens_ms: Sequence[int], closes_ms: Sequence[int], windows: int) -> int:
    """1 where a point with these windows of the day is open; without windows it always is."""
    if windows == 0:
        return 1
    clock_ms = time_ms % DAY_MS
    for window in range(windows):
        if opens_ms[window] <= clock_ms < closes_ms[window]:
            return 1
    return 0


def choose_bin(
    room_g: Sequence[int], heap_g: Sequence[int], stream_of: Sequence[int],
    always_open: Sequence[int], locked: Sequence[int], first: int, stop: int, stream: int,
    bag_g: int, opened: int, habit: int,
) -> int:  # fmt: skip
    """Bin among `first` … `stop` − 1 that takes the bag, −1 the floor.

    The first bin of the stream that can be reached and has room below the brim (`room_g`, below 0
    where waste stands above it); else, for one who piles, the one with the most room whose heap of
    at most `heap_g` still takes the bag. When the point is not `opened` only the bins that are
    `always_open` can be reached; one whose lid is `locked` never can.
    """
    if habit == CARELESS:
        return -1
    best = -1
    for position in range(first, stop):
        if (
            stream_of[position] == stream
            and (opened or always_open[position])
            and not locked[position]
        ):
            if room_g[position] >= bag_g:
                return position
            if room_g[position] + heap_g[position] >= bag_g and (
                best < 0 or room_g[position] > room_g[best]
            ):
                best = position
    return best if habit == PILES else -1


def bin_for_landed(
    room_g: Sequence[int], stream_of: Sequence[int], first: int, stop: int, stream: int
) -> int:
    """Bin into which a cleaner puts a bag from the floor: the one with the most room, even over
    the brim; −1 where the point has none of the stream.
    """
    best = -1
    for position in range(first, stop):
        if stream_of[position] == stream and (best < 0 or room_g[position] > room_g[best]):
            best = position
    return best
