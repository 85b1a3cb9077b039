"""Where a rejected parcel goes."""

from __future__ import annotations

import pytest

from fleet.policy.rejection import (
    COUNTER,
    DEPOT,
    HOME,
    LOBBY,
    NEXT_BANK,
    NOWHERE,
    OTHER_SITE,
    RETURN,
    destination,
)


@pytest.mark.parametrize(
    ("then", "at_home", "days", "place"),
    [
        ((), 1, 1, NOWHERE),
        ((NEXT_BANK, OTHER_SITE), 1, 1, NOWHERE),
        ((NEXT_BANK, COUNTER), 0, 1, COUNTER),
        ((HOME, LOBBY), 1, 1, HOME),
        ((HOME, LOBBY), 0, 1, LOBBY),
        ((HOME,), 0, 1, NOWHERE),
        ((DEPOT,), 0, 2, DEPOT),
        ((DEPOT,), 0, 3, RETURN),
        ((HOME, DEPOT), 1, 3, HOME),
    ],
)
def test_the_first_place_that_keeps_it(
    then: tuple[int, ...], at_home: int, days: int, place: int
) -> None:
    """Banks are passed over; home needs somebody in; the depot ends in a return."""
    assert destination(then, len(then), at_home, days, 3) == place
