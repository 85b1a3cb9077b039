"""From a wish to a parcel that lies there: leases, fences, doors, and what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

from fleet.core.decisions import Refused
from fleet.core.parcels.decisions import Declined, LeaseEnded
from fleet.core.parcels.inputs import Block, Furnish, Withdraw
from fleet.core.parcels.limits import ENDED_KEPT, OPEN_WITHIN_MS
from tests.small_fleet import SITE
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers, names


def _reason(decided: Sequence[object]) -> str:
    (found,) = [d for d in decided if isinstance(d, Declined)]
    return found.reason


def test_a_wish_opens_a_door_under_a_new_fence() -> None:
    """Request, lease, order to the door with lease and fence; opened; shut upon the parcel."""
    lockers = Lockers()
    assert names(lockers.wish("p1")) == ["Leased", "DoorOrdered"]
    (order,) = lockers.sent()
    lease = lockers.lease("p1")
    assert (order["compartment"], order["fence"], order["lease"]) == (1, lease.fence, lease.lease)
    assert order["expires_ms"] == lockers.now_ms + OPEN_WITHIN_MS
    assert names(lockers.answer("p1")) == ["Closed", "DoorOpened"]
    assert names(lockers.handled("deposited", "p1")) == ["Laid"]
    assert (lease.stage, lease.deposited_ms) == ("lying", lockers.now_ms)
    assert [h.what for h in lease.custody] == ["opening", "open", "deposited"]
    assert (lockers.bank.free, lockers.bank.held) == ([1, 1], {"swift": 1})


def test_the_same_wish_is_one_lease() -> None:
    """Asked again while the door was not answered: the same order once more, by its name."""
    lockers = Lockers()
    lockers.wish("p1")
    first = lockers.sent()
    assert names(lockers.wish("p1")) == ["Issued"]
    (again,) = lockers.sent()
    assert (again["id"], again["fence"]) == (first[0]["id"], first[0]["fence"])
    lockers.answer("p1")
    assert names(lockers.wish("p1")) == []
    assert _reason(lockers.wish("p1", parcel="other")) == "conflict"
    assert lockers.bank.free == [1, 1]


def test_the_policy_of_the_fleet_chooses() -> None:
    """A small parcel takes a large compartment where the rule says so, and never else."""
    upgrading, strict = Lockers(), Lockers(size_rule="own")
    for lockers in (upgrading, strict):
        lockers.lay("p1")
        lockers.lay("p2")
    assert names(upgrading.wish("p3")) == ["Leased", "DoorOrdered"]
    assert upgrading.lease("p3").position == 2
    assert _reason(strict.wish("p3")) == "full"
    assert _reason(upgrading.wish("p4")) == "full"
    assert _reason(upgrading.wish("p5", size=7)) == "full"
    assert [m["command"] for m in strict.sent()][-1] == "decline"


def test_wear_is_spread_where_the_rule_says_so() -> None:
    """The door that opened least is next."""
    lockers = Lockers(pick_rule="spread_wear")
    lockers.lay("p1")
    lockers.enter(lockers.code("p1"))
    lockers.answer("p1")
    lockers.handled("collected", "p1")
    lockers.wish("p2")
    assert lockers.lease("p2").position == 1


def test_a_company_holds_no_more_than_its_quota() -> None:
    """Others still find room, and it does again once it holds less."""
    lockers = Lockers(quotas={"swift": 1})
    lockers.wish("p1")
    assert _reason(lockers.wish("p2")) == "quota"
    assert names(lockers.wish("q1", company="slow")) == ["Leased", "DoorOrdered"]
    lockers.answer("p1")
    lockers.handled("deposit_rejected", "p1", reason="too_large")
    assert names(lockers.wish("p2")) == ["Leased", "DoorOrdered"]


def test_a_rejected_deposit_frees_the_compartment() -> None:
    """The bank says that it is shut and empty."""
    lockers = Lockers()
    lockers.wish("p1")
    lockers.answer("p1")
    assert LeaseEnded(lockers.lease("p1").lease, "too_large") in lockers.handled(
        "deposit_rejected", "p1", reason="too_large"
    )
    assert lockers.bank.free == [2, 1]
    assert _reason(lockers.wish("p1")) == "over"


def test_a_jammed_door_sends_the_courier_to_another() -> None:
    """The same wish, another lease; the jammed one is out of service until it moves again."""
    lockers = Lockers()
    lockers.wish("p1")
    jammed = lockers.lease("p1")
    lockers.sent()
    decided = names(lockers.answer("p1", "failed"))
    assert decided == ["Closed", "OutOfService", "LeaseEnded", "Leased", "DoorOrdered"]
    assert lockers.lease("p1").lease != jammed.lease
    assert lockers.sent()[0]["compartment"] == 2
    assert (lockers.bank.free, lockers.bank.blocked) == ([0, 1], {0: "jammed"})
    lockers.event("door", compartment=1, door="closed")
    assert (lockers.bank.free, lockers.bank.blocked) == ([1, 1], {})


def test_a_jam_without_another_compartment_is_declined() -> None:
    """The courier is told; nothing is held."""
    lockers = Lockers((1,))
    lockers.wish("p1")
    decided = lockers.answer("p1", "failed")
    assert _reason(decided) == "full"
    assert (lockers.bank.free, lockers.bank.held) == ([0], {})


def test_silence_frees_nothing_and_the_banks_word_does() -> None:
    """A door that may have opened is asked about until the bank says that it was too late."""
    lockers = Lockers()
    lockers.wish("p1")
    for _ in range(36):
        lockers.wait(300)
    assert lockers.lease("p1").stage == "opening"
    assert lockers.bank.free == [1, 1]
    asked = [m for m in lockers.sent() if m["command"] == "open_door"]
    assert len({m["id"] for m in asked}) == 1
    assert len(asked) > 20
    assert names(lockers.answer("p1", "expired")) == ["Closed", "LeaseEnded"]
    assert lockers.bank.free == [2, 1]
    lockers.wait(3_600)
    assert lockers.sent() == []


def test_a_reservation_holds_until_its_time_is_over() -> None:
    """In advance no door opens; taken up it does; too late it is gone."""
    lockers = Lockers()
    assert names(lockers.asked("p1", hold_ms=60_000)) == ["Leased"]
    assert names(lockers.asked("p2", hold_ms=60_000)) == ["Leased"]
    assert lockers.sent() == []
    first, second = lockers.lease("p1"), lockers.lease("p2")
    assert names(lockers.wish("at-terminal", parcel="p1", lease=first.lease)) == ["DoorOrdered"]
    lockers.wait(61)
    assert (first.ended, second.ended) == ("", "expired")
    assert _reason(lockers.wish("late", lease=second.lease)) == "over"
    assert _reason(lockers.wish("x", lease="l1-77")) == "unknown"
    assert _reason(lockers.wish("y", company="slow", lease=first.lease)) == "unknown"


def test_a_reservation_is_withdrawn_once_and_only_before_it_is_taken_up() -> None:
    """Twice is no news; an opened door is no reservation any more."""
    lockers = Lockers()
    lockers.asked("p1", hold_ms=60_000)
    lease = lockers.lease("p1").lease
    withdraw = Withdraw("", "swift", BANK, lease)
    assert lockers.ask(withdraw) == [LeaseEnded(lease, "withdrawn")]
    assert lockers.ask(withdraw) == []
    lockers.wish("p2")
    (refused,) = lockers.ask(Withdraw("", "swift", BANK, lockers.lease("p2").lease))
    assert isinstance(refused, Refused)
    assert refused.status == 409


def test_a_compartment_out_of_service_is_not_given_out() -> None:
    """Nor is it free when its parcel has gone; back in service it is."""
    lockers = Lockers()
    assert names(lockers.ask(Block("", "kim", BANK, 1, True, "lock"))) == ["OutOfService"]
    assert lockers.ask(Block("", "kim", BANK, 1, True, "lock")) == []
    lockers.wish("p1")
    assert lockers.lease("p1").position == 1
    lockers.ask(Block("", "kim", BANK, 2, True))
    lockers.answer("p1")
    lockers.handled("deposit_rejected", "p1", reason="dirty")
    assert lockers.bank.free == [0, 1]
    lockers.ask(Block("", "kim", BANK, 1, False))
    assert lockers.bank.free == [1, 1]
    (refused,) = lockers.ask(Block("", "kim", BANK, 9, True))
    assert isinstance(refused, Refused)


def test_a_bank_in_use_keeps_its_compartments() -> None:
    """Its rules may change; it is not retired with parcels in it; nonsense is refused."""
    lockers = Lockers()
    lockers.wish("p1")
    assert names(lockers.ask(Furnish("", "kim", BANK, [2, 1], size_rule="own"))) == ["Furnished"]
    assert lockers.ask(Furnish("", "kim", BANK, [2, 1], size_rule="own")) == []
    assert lockers.bank.free == [1, 1]
    for refused in (
        lockers.ask(Furnish("", "kim", BANK, [3])),
        lockers.ask(Furnish("", "kim", f"{SITE}/bin1", [3])),
        lockers.ask(Furnish("", "kim", BANK, [])),
        lockers.ask(Furnish("", "kim", BANK, [2, 1], size_rule="any")),
    ):
        assert names(refused) == ["Refused"]


def test_what_a_bank_says_of_no_lease_of_its_own_changes_nothing() -> None:
    """Another lease, another compartment, the wrong moment: counted."""
    lockers = Lockers()
    lockers.wish("p1")
    lease = lockers.lease("p1").lease
    lockers.event("deposited", lease="l1-99", compartment=1)
    lockers.event("deposited", lease=lease, compartment=2)
    lockers.event("collected", lease=lease, compartment=1)
    assert lockers.bank.unmatched == 3
    assert lockers.lease("p1").stage == "opening"


def test_an_unfurnished_bank_declines() -> None:
    """By its terminal and by request."""
    lockers = Lockers()
    del lockers.partition.state.parcels.banks[BANK]
    assert _reason(lockers.wish("p1")) == "not_furnished"
    assert names(lockers.asked("p1")) == ["Refused"]
    assert _reason(lockers.enter("123456")) == "not_furnished"


def test_leases_that_ended_are_forgotten_in_the_end() -> None:
    """A bank remembers so many, with their wishes."""
    lockers = Lockers()
    for number in range(ENDED_KEPT + 3):
        lockers.asked(f"p{number}", hold_ms=60_000)
        lockers.ask(Withdraw("", "swift", BANK, lockers.lease(f"p{number}").lease))
    assert len(lockers.partition.state.parcels.leases) == ENDED_KEPT
    assert "p0" not in lockers.bank.requests
    assert lockers.bank.free == [2, 1]


def test_what_a_sensor_sees_where_nothing_should_lie_is_not_given_out() -> None:
    """Until it sees nothing any more; a parcel of the records is nobody's surprise."""
    lockers = Lockers()
    lockers.event("occupancy", compartment=1, occupancy="occupied")
    assert (lockers.bank.free, lockers.bank.blocked) == ([1, 1], {0: "occupied"})
    lockers.event("occupancy", compartment=1, occupancy="unknown")
    assert lockers.bank.blocked == {0: "occupied"}
    lockers.event("occupancy", compartment=1, occupancy="empty")
    assert (lockers.bank.free, lockers.bank.blocked) == ([2, 1], {})
    lockers.wish("p1")
    lockers.event("occupancy", compartment=1, occupancy="occupied")
    lockers.event("occupancy", compartment=9, occupancy="occupied")
    assert lockers.bank.blocked == {}
