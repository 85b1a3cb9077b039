"""From a code to an empty compartment: verdicts alone are journaled, guesses are few."""

from __future__ import annotations

import msgspec

from devices.codes import bank_key, code_of, matching, scan_of
from fleet.core.coding import decode_state, encode
from fleet.core.parcels.decisions import Declined, LeaseEnded
from fleet.core.parcels.inputs import Redraw
from fleet.core.parcels.limits import WRONG_CODES, WRONG_WITHIN_MS
from tests.unit.fleet.core.parcels.lockers import BANK, KEY, Lockers, names


def test_the_code_opens_the_door_of_its_parcel() -> None:
    """Entered, opened, out: the compartment is free."""
    lockers = Lockers()
    lockers.lay("p1")
    lockers.lay("p2")
    lockers.sent()
    first, lease = lockers.lease("p2").fence, lockers.lease("p2")
    assert names(lockers.enter(lockers.code("p2"))) == ["DoorOrdered"]
    (order,) = lockers.sent()
    assert (order["compartment"], order["lease"]) == (2, lease.lease)
    assert order["fence"] > first
    lockers.answer("p2")
    assert LeaseEnded(lease.lease, "collected") in lockers.handled("collected", "p2")
    assert lockers.bank.free == [1, 1]
    assert [h.what for h in lease.custody][-3:] == ["collecting", "handing", "collected"]


def test_no_code_stands_in_a_record_or_in_a_state() -> None:
    """The input that is journaled has the verdict; nor does what is sent to the bank say it."""
    lockers = Lockers()
    lockers.lay("p1")
    code = lockers.code("p1")
    lockers.enter(code)
    lockers.enter(f"{code}9")
    for entry in lockers.partition.take_entries():
        assert code.encode() not in encode(entry.given) + encode(entry.decided)
    assert code.encode() not in encode(lockers.partition.state)
    assert all(code not in str(message) for message in lockers.sent())


def test_a_wrong_code_opens_nothing_and_a_few_lock_the_terminal() -> None:
    """Also the right one then, for a while."""
    lockers = Lockers()
    lockers.lay("p1")
    right = lockers.code("p1")
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(WRONG_CODES):
        assert names(lockers.enter(wrong)) == ["WrongCode", "Declined"]
    declined = [d for d in lockers.enter(right) if isinstance(d, Declined)]
    assert declined[0].reason == "locked"
    lockers.wait(WRONG_WITHIN_MS / 1_000)
    assert names(lockers.enter(right)) == ["DoorOrdered"]


def test_a_code_is_no_longer_good_when_its_parcel_is_gone() -> None:
    """Nor before it lies there."""
    lockers = Lockers()
    lockers.wish("p1")
    code = lockers.code("p1")
    assert names(lockers.enter(code)) == ["WrongCode", "Declined"]
    lockers.answer("p1")
    lockers.handled("deposited", "p1")
    lockers.enter(code)
    lockers.handled("collected", "p1")
    assert names(lockers.enter(code)) == ["WrongCode", "Declined"]


def test_a_door_that_does_not_open_keeps_the_parcel() -> None:
    """Jammed, too late, or shut again without taking it: the code is good once more."""
    for event in ("expired", "failed", "kept"):
        lockers = Lockers()
        lockers.lay("p1")
        lockers.enter(lockers.code("p1"))
        if event == "kept":
            lockers.answer("p1")
            lockers.handled("kept", "p1")
        else:
            lockers.answer("p1", event)
        assert lockers.lease("p1").stage == "lying"
        assert lockers.bank.blocked == ({0: "jammed"} if event == "failed" else {})
        assert names(lockers.enter(lockers.code("p1"))) == ["DoorOrdered"]


def test_the_same_person_twice_opens_once() -> None:
    """The order is sent again under its name while it is not answered."""
    lockers = Lockers()
    lockers.lay("p1")
    code = lockers.code("p1")
    lockers.sent()
    lockers.enter(code)
    assert names(lockers.enter(code, "e2")) == ["Issued"]
    assert len({message["id"] for message in lockers.sent()}) == 1
    lockers.answer("p1")
    assert names(lockers.enter(code, "e3")) == ["Declined"]


def test_a_code_that_was_drawn_again_is_another() -> None:
    """The old one opens nothing; lower draws are old news."""
    lockers = Lockers()
    lockers.lay("p1")
    old = lockers.code("p1")
    redraw = Redraw("", "shell", BANK, lockers.lease("p1").lease, 1)
    assert names(lockers.ask(redraw)) == ["Redrawn"]
    assert lockers.ask(redraw) == []
    assert lockers.code("p1") != old
    assert names(lockers.enter(old)) == ["WrongCode", "Declined"]
    assert names(lockers.enter(lockers.code("p1"))) == ["DoorOrdered"]


def test_a_qr_code_is_as_good_and_nobody_guesses_it() -> None:
    """30 digits, compared like the short one."""
    lockers = Lockers()
    lockers.lay("p1")
    lease = lockers.lease("p1")
    scanned = scan_of(bank_key(KEY, BANK), lease.lease, lease.draw)
    assert len(scanned) == 30
    assert names(lockers.enter(scanned)) == ["DoorOrdered"]


def test_a_bank_knows_its_own_codes_alone() -> None:
    """Its key makes no other bank's; every lease has its own."""
    mine, other = bank_key(KEY, BANK), bank_key(KEY, "meadow/bank2")
    codes = {code_of(mine, f"l1-{n}", 0) for n in range(500)}
    assert len(codes) > 490
    assert {len(code) for code in codes} == {6}
    assert code_of(mine, "l1-1", 0) != code_of(other, "l1-1", 0)
    assert matching(mine, code_of(mine, "l1-2", 0), [("l1-1", 0), ("l1-2", 0)]) == "l1-2"
    assert matching(mine, code_of(mine, "l1-2", 1), [("l1-2", 0)]) == ""


def test_a_broken_entry_is_put_aside_without_its_content() -> None:
    """Its number is settled, so that the bank need not send it for ever."""
    lockers = Lockers()
    (decided,) = lockers.enter("not a code!")
    assert type(decided).__name__ == "Quarantined"
    (*_, entry) = lockers.partition.take_entries()
    assert b"not a code" not in encode(entry.given)
    assert lockers.device("bank1").boots["b1"].highest == lockers.seq


def test_a_state_with_parcels_survives_its_bytes() -> None:
    """As it is saved and read back."""
    lockers = Lockers()
    lockers.lay("p1")
    lockers.enter(lockers.code("p1"))
    state = lockers.partition.state
    assert decode_state(encode(state)) == state
    assert msgspec.to_builtins(state.parcels)["leases"]
