"""Which compartment a parcel gets: size rules and pick rules.

Lives here: kernel-safe functions. Not here: what is done with the choice.
"""

from __future__ import annotations

from collections.abc import Sequence

OWN = 0
UPGRADE = 1
RESERVE = 2

LOWEST_NUMBER = 0
ACCESSIBLE = 1
SPREAD_WEAR = 2


def choose_class(
    free: Sequence[int], first: int, classes: int, size: int, rule: int, reserve: int
) -> int:
    """Size class of the compartment for a parcel of class `size`, −1 where none fits.

    `free[first + c]` = free compartments of class c, 0 ≤ c < `classes`, ascending in size.
    OWN takes the parcel's own class only; UPGRADE the smallest that fits and is free; RESERVE as
    UPGRADE, but a larger class only while more than `reserve` of it are free.
    """
    if size < 0:
        return -1
    if free[first + size] > 0:
        return size
    if rule == 0:
        return -1
    keep = reserve if rule == 2 else 0
    for larger in range(size + 1, classes):
        if free[first + larger] > keep:
            return larger
    return -1


def first_free(occupied: Sequence[int], start: int, stop: int) -> int:
    """First position in [start, stop) with `occupied` 0, else −1.

    Positions of a class stand in the order of the pick rule: by number for LOWEST_NUMBER, by
    reach for ACCESSIBLE.
    """
    for position in range(start, stop):
        if occupied[position] == 0:
            return position
    return -1


def least_worn(occupied: Sequence[int], openings: Sequence[int], start: int, stop: int) -> int:
    """Free position in [start, stop) whose door has opened least, the first of equals; else −1."""
    best = -1
    for position in range(start, stop):
        if occupied[position] == 0 and (best < 0 or openings[position] < openings[best]):
            best = position
    return best
