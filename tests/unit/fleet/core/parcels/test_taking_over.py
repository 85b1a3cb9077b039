"""A bank in use comes to us; a bank whose compartments have temperatures."""

from __future__ import annotations

import pytest

from fleet.core.decisions import Refused
from fleet.core.parcels.books import fits
from fleet.core.parcels.inputs import Furnish, LiesThere, TakeOver
from fleet.core.parcels.state import LYING, Lease
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers, names
from tests.unit.fleet.core.parcels.test_ageing import HOUR_MS, RULES


def _found(lockers: Lockers, number: int, parcel: str, hours: float, size: int = 0) -> LiesThere:
    since_ms = lockers.now_ms - round(hours * HOUR_MS)
    return LiesThere(number, "swift", parcel, size, f"r-{parcel}", since_ms)


def _take_over(lockers: Lockers, *parcels: LiesThere) -> list[str]:
    return names(lockers.ask(TakeOver("t1", "ops", BANK, list(parcels))))


def _lease_at(lockers: Lockers, position: int) -> Lease:
    return lockers.partition.state.parcels.leases[lockers.bank.holders[position]]


def test_a_parcel_that_lies_there_goes_on_from_where_it_is() -> None:
    """After 20 h of rules with reminders at 6 and 12 h and 18 free hours: two reminders and the
    turn are past and not made up for; the code goes out, take-back comes at its time, and the fee
    counts from the hour it was overdue.
    """
    lockers = Lockers(retention=RULES, notify=True)
    laid_ms = lockers.now_ms - 20 * HOUR_MS
    found = _found(lockers, 1, "old", 20)
    assert _take_over(lockers, found) == ["TakenOver"]
    lease = _lease_at(lockers, 0)
    assert (lease.stage, lease.reminders, lease.overdue_ms) == (LYING, 2, laid_ms + 18 * HOUR_MS)
    assert not lease.wanted_back
    assert _take_over(lockers, found) == []
    for _ in range(60):
        lockers.wait(3_600)
    kinds = [notice.kind for notice in lockers.partition.state.parcels.notices.values()]
    assert kinds == ["code", "take_back"]
    assert lockers.bank.openings == [1, 0, 0]


def test_parcels_that_cannot_lie_there_are_refused_all_together() -> None:
    """A compartment that is not free in our books, that is too small or not there, one named twice,
    a deposit in time to come: nothing is taken over.
    """
    lockers = Lockers()
    lockers.lay("p1")
    good = _found(lockers, 2, "good", 1)
    for wrong in (
        _found(lockers, 1, "other", 1),
        _found(lockers, 9, "nowhere", 1),
        _found(lockers, 3, "large", 1, size=2),
        _found(lockers, 2, "again", 1),
        _found(lockers, 3, "future", -1),
    ):
        (refused,) = lockers.ask(TakeOver("t1", "ops", BANK, [good, wrong]))
        assert isinstance(refused, Refused)
        assert refused.status == 409
    assert lockers.bank.free == [1, 1]


@pytest.mark.parametrize(("size", "given"), [(0, [1, 2]), (2, [3, 4]), (3, [4]), (1, [2])])
def test_a_parcel_gets_a_compartment_of_its_temperature_alone(size: int, given: list[int]) -> None:
    """Two sizes, ambient and chilled, one compartment each: small ones go into the large one of
    their own temperature once theirs is taken, and then are declined.
    """
    lockers = Lockers((1, 1, 1, 1), sizes=2)
    doors = []
    for number in range(len(given)):
        lockers.wish(f"w{number}", size)
        doors.append(lockers.bank.numbers[lockers.lease(f"w{number}").position])
        assert fits(lockers.bank, size) == (number + 1 < len(given))
    assert doors == given
    assert names(lockers.wish("last", size)) == ["Declined"]


def test_every_temperature_has_as_many_sizes() -> None:
    """Else nobody could say which class a wish means."""
    lockers = Lockers()
    (refused,) = lockers.ask(Furnish("", "ops", BANK, [2, 1], sizes=3))
    assert isinstance(refused, Refused)
