"""Where a rejected parcel goes when the courier has no bank left to try.

Lives here: the codes of destinations and the kernel-safe choice. Not here: the legs of a visit.
"""

from __future__ import annotations

from collections.abc import Sequence

NOWHERE = -1
NEXT_BANK = 0
OTHER_SITE = 1
COUNTER = 2
HOME = 3
LOBBY = 4
DEPOT = 5
RETURN = 6


def destination(
    then: Sequence[int], count: int, at_home: int, days_presented: int, delivery_days: int
) -> int:
    """First place of `then[:count]` that keeps the parcel, NOWHERE where none does.

    Banks are passed over (the legs have tried them); HOME keeps it where `at_home` is 1; DEPOT
    becomes RETURN once the parcel was presented on `delivery_days` days.
    """
    for i in range(count):
        place = then[i]
        if place == 2 or place == 4:  # noqa: PLR1714 - numba compiles the plain comparison
            return place
        if place == 3 and at_home == 1:
            return 3
        if place == 5:
            return 5 if days_presented < delivery_days else 6
    return -1
