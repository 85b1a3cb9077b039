"""The code that a recipient is sent opens one compartment at the bank, and no other."""

from __future__ import annotations

from itertools import count

from devices.codes import bank_key, code_of
from fleet.core.parcels import books
from fleet.core.parcels.state import LYING, Lease, Parcels
from fleet.service.entries import code_to_send

BANK = "meadow/bank1"
KEY = bank_key(b"k" * 32, BANK)


def _lease(name: str, position: int, draw: int = 0) -> Lease:
    return Lease(name, BANK, position, 1, name, "swift", "", name, 0, name, LYING, 0, -1, draw=draw)


def _lying(*leases: Lease) -> Parcels:
    bank = books.empty_books([0, 4], 0, 0, 0, {})
    for lease in leases:
        books.take(bank, lease.position, lease.lease, lease.company)
    return Parcels(banks={BANK: bank}, leases={lease.lease: lease for lease in leases})


def test_a_code_is_that_of_the_lease() -> None:
    """By the bank's key, and as often drawn as the lease says."""
    lease = _lease("l1-1", 0, draw=3)
    assert code_to_send(KEY, _lying(lease, _lease("l1-2", 1)), lease) == code_of(KEY, "l1-1", 3)


def test_a_code_equal_to_another_open_one_is_not_sent() -> None:
    """The one that is sent later gives way; a code of which nothing lies there any more does not
    count.
    """
    lease = _lease("l1-1", 0)
    wanted = code_of(KEY, "l1-1", 0)
    draw = next(n for n in count() if _short(code_of(KEY, "l1-2", n)) == _short(wanted))
    other = _lease("l1-2", 1, draw=draw)

    def short(key: bytes, name: str, drawn: int) -> str:
        return _short(code_of(key, name, drawn))

    assert code_to_send(KEY, _lying(lease, other), lease, short) == ""
    assert code_to_send(KEY, _lying(lease), lease, short) == _short(wanted)


def _short(code: str) -> str:
    """Of two digits, so that an equal one is found."""
    return code[-2:]
