"""What a bank is built like: numbering of compartments, door heights, the order of reach.

Lives here: geometry from counts and dimensions. Not here: state (`devices.models`).
"""

from __future__ import annotations

from collections.abc import Sequence

COLUMN_CM = 200.0
"""Height that doors are stacked to in one column; assumed, a person reaches no higher."""

COMFORTABLE_CM = 110.0
"""Height that is easiest to reach for most adults (elbow height); assumed."""


def door_centres_cm(counts: Sequence[int], heights_cm: Sequence[float]) -> list[float]:
    """Height of each door's centre, compartments numbered 1 … by size class, stacked in columns.

    `counts[c]` compartments of class c with doors `heights_cm[c]` high; a column ends before it
    would pass COLUMN_CM. A door higher than a column stands alone on the floor.
    """
    centres: list[float] = []
    floor_cm = 0.0
    for count, height_cm in zip(counts, heights_cm, strict=True):
        for _ in range(count):
            if floor_cm > 0 and floor_cm + height_cm > COLUMN_CM:
                floor_cm = 0.0
            centres.append(floor_cm + height_cm / 2)
            floor_cm += height_cm
    return centres


def compartment_order(
    counts: Sequence[int], heights_cm: Sequence[float], by_reach: bool
) -> list[int]:
    """Compartment numbers class after class, within a class by number or by reach.

    By reach: the door whose centre is nearest COMFORTABLE_CM first, ties by number.
    """
    centres = door_centres_cm(counts, heights_cm)
    order: list[int] = []
    first = 1
    for count in counts:
        numbers = list(range(first, first + count))
        if by_reach:
            numbers.sort(key=lambda n: (abs(centres[n - 1] - COMFORTABLE_CM), n))
        order += numbers
        first += count
    return order
