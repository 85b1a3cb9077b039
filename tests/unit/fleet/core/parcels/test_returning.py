"""A bank tells what it did alone: one record a parcel, nothing booked twice, times as they were."""

from __future__ import annotations

from typing import Any

from fleet.core.decisions import Decision
from fleet.core.inputs import Register
from fleet.core.parcels.inputs import Furnish, Redraw
from fleet.core.parcels.limits import LEND_MS
from fleet.core.parcels.state import Lease, Loan, Retention
from tests.small_fleet import SITE
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers, names
from tests.unit.fleet.core.parcels.test_lending import lending, told

HOUR_MS = 3_600_000


def laid_alone(lockers: Lockers, parcel: str, loan: Loan, **words: Any) -> list[Decision]:
    """The bank laid a parcel into the compartment of a loan; `ago_ms` before now."""
    given = {
        "lease": loan.lease, "fence": loan.fence,
        "compartment": lockers.bank.numbers[loan.position], "request": f"w-{parcel}",
        "company": "swift", "parcel": parcel, "size": 0, "recipient": f"r-{parcel}",
    }  # fmt: skip
    at_ms = lockers.now_ms - words.pop("ago_ms", 0)
    if at_ms < lockers.now_ms:
        lockers.come_back()
    return lockers.event("deposited_alone", time_ms=at_ms, **{**given, **words})


def loans(lockers: Lockers) -> list[Loan]:
    """Of the bank."""
    return list(lockers.bank.loans.values())


def leases(lockers: Lockers, parcel: str) -> list[Lease]:
    """All records of a parcel that have no end."""
    known = lockers.partition.state.parcels.leases.values()
    return [lease for lease in known if lease.parcel == parcel and not lease.ended]


def test_a_loan_becomes_the_lease_of_what_was_laid_there() -> None:
    """Under its name and fence, from when it happened; the recipient is told now, by its code."""
    lockers = lending(1, notify=True, retention=Retention([HOUR_MS], 2 * HOUR_MS))
    (loan,) = loans(lockers)
    assert names(laid_alone(lockers, "p1", loan, ago_ms=5 * HOUR_MS)) == ["LaidAlone"]
    lease = lockers.lease("w-p1")
    assert (lease.lease, lease.fence, lease.stage) == (loan.lease, loan.fence, "lying")
    assert lease.deposited_ms == lockers.now_ms - 5 * HOUR_MS
    assert lease.custody[0].at_ms == lease.deposited_ms
    assert lockers.bank.held == {"swift": 1}
    assert [n.kind for n in lockers.partition.state.parcels.notices.values()] == ["code"]
    assert lease.due_ms == lockers.now_ms + HOUR_MS
    assert names(lockers.enter(lockers.code("w-p1"))) == ["DoorOrdered"]


def test_the_same_again_is_one_record() -> None:
    """Told under another number after a loss of power: nothing follows."""
    lockers = lending(1)
    (loan,) = loans(lockers)
    laid_alone(lockers, "p1", loan)
    assert names(laid_alone(lockers, "p1", loan)) == []
    assert len(leases(lockers, "p1")) == 1
    assert lockers.bank.unmatched == 0


def test_what_no_loan_covers_is_counted_and_its_compartment_doubted() -> None:
    """A bank that speaks of another's loan, or of none: nobody is sent to that compartment."""
    lockers = lending(1)
    stray = Loan("l9-9", 0, 99, 0)
    assert names(laid_alone(lockers, "p1", stray)) == ["Unmatched", "OutOfService"]
    assert (lockers.bank.free, lockers.bank.blocked) == ([1, 1], {0: "doubted"})
    (loan,) = loans(lockers)
    assert names(laid_alone(lockers, "p1", loan, compartment=1)) == ["Unmatched"]
    assert lockers.bank.unmatched == 2


def test_reservations_of_the_parcel_elsewhere_end() -> None:
    """It was announced to this bank and another meanwhile, and lies in neither compartment."""
    lockers = lending(1)
    lockers.ask(Register("", "test", f"{SITE}/bank2", "bank"))
    lockers.ask(Furnish("", "test", f"{SITE}/bank2", [1]))
    for bank in (BANK, f"{SITE}/bank2"):
        lockers.reserved(bank, "p1", HOUR_MS)
    assert len(leases(lockers, "p1")) == 2
    (loan,) = loans(lockers)
    assert names(laid_alone(lockers, "p1", loan)) == ["LaidAlone", "LeaseEnded", "LeaseEnded"]
    assert [lease.lease for lease in leases(lockers, "p1")] == [loan.lease]
    assert lockers.partition.state.parcels.banks[f"{SITE}/bank2"].free == [1]


def test_a_parcel_laid_twice_is_where_it_was_laid_last() -> None:
    """The other compartment is out of service until its sensor or somebody says it is empty."""
    lockers = lending(1)
    lockers.lay("p1")
    lockers.wait(60)
    (loan,) = loans(lockers)
    assert names(laid_alone(lockers, "p1", loan, ago_ms=90_000)) == [
        "LaidAlone", "LeaseEnded", "OutOfService",
    ]  # fmt: skip
    assert [lease.position for lease in leases(lockers, "p1")] == [0]
    assert lockers.bank.blocked == {2: "doubted"}
    lockers.event("occupancy", compartment=3, occupancy="empty")
    assert lockers.bank.blocked == {}

    later = lending(1)
    later.lay("p1")
    later.wait(60)
    (loan,) = loans(later)
    laid_alone(later, "p1", loan, ago_ms=1_000)
    assert [lease.position for lease in leases(later, "p1")] == [2]
    assert later.bank.blocked == {0: "doubted"}


def test_a_retry_after_the_report_is_one_record_too() -> None:
    """The courier lays it into another compartment when the bank is back: that is where it is."""
    lockers = lending(1)
    (loan,) = loans(lockers)
    laid_alone(lockers, "p1", loan)
    lockers.wish("again", parcel="p1")
    lockers.answer("again")
    assert names(lockers.handled("deposited", "again")) == ["Laid", "LeaseEnded", "OutOfService"]
    assert [lease.position for lease in leases(lockers, "p1")] == [0]


def test_an_order_that_came_too_late_frees_its_own_compartment() -> None:
    """The wish was answered by a door that never opened, and then served alone."""
    lockers = lending(1)
    lockers.wish("w-p1", parcel="p1")
    (loan,) = loans(lockers)
    laid_alone(lockers, "p1", loan)
    command = next(c.name for c in lockers.device("bank1").commands.values() if not c.outcome)
    lockers.seq += 1
    lockers.say("result", lockers.seq, "bank1", command=command, outcome="refused")
    assert [lease.position for lease in leases(lockers, "p1")] == [loan.position]
    assert lockers.bank.free == [2, 1]
    assert lockers.lease("w-p1").lease == loan.lease


def test_what_was_collected_alone_ended_when_it_was() -> None:
    """The fee is that of the time at the door, not of the time when the bank was back."""
    rules = Retention([], 1 * HOUR_MS, HOUR_MS, 100, 10_000)
    lockers = lending(1, retention=rules)
    lockers.lay("p1")
    lease = lockers.lease("p1")
    lockers.wait(3_600)
    lockers.wait(3 * 3_600)
    at_ms = lockers.now_ms - 2 * HOUR_MS
    number = lockers.bank.numbers[lease.position]
    lockers.come_back()
    lockers.event("collected", lease=lease.lease, compartment=number, alone=True, time_ms=at_ms)
    assert (lease.ended, lease.since_ms, lease.fee_cents) == ("collected", at_ms, 200)
    assert lease.custody[-1].at_ms == at_ms


def test_a_loan_that_was_used_is_topped_up() -> None:
    """With the next version, while compartments are free."""
    lockers = lending(1)
    (loan,) = loans(lockers)
    laid_alone(lockers, "p1", loan)
    lockers.come_back()
    (fresh,) = told(lockers)["loans"]
    assert (fresh["compartment"], fresh["until_ms"]) == (2, lockers.now_ms + LEND_MS)
    assert fresh["fence"] > loan.fence


def test_a_code_drawn_again_is_told_to_a_bank_that_checks_alone() -> None:
    """By a command that waits until the bank answers; one that knows no loans is not asked."""
    for lockers, commands in ((lending(1), ["draw_code"]), (Lockers(), [])):
        lockers.lay("p1")
        lockers.sent()
        lease = lockers.lease("p1").lease
        lockers.ask(Redraw("", "test", BANK, lease, 1))
        told_so = [m for m in lockers.sent() if m.get("command") == "draw_code"]
        assert [m["command"] for m in told_so] == commands
        assert [(m["lease"], m["draw"]) for m in told_so] == [(lease, 1)] * len(commands)


def test_a_parcel_that_has_left_elsewhere_meanwhile_lies_here_no_more() -> None:
    """It was laid at another door before, by clocks a minute apart, and collected after."""
    lockers = lending(1)
    lockers.lay("p1")
    lockers.wait(600)
    lockers.enter(lockers.code("p1"))
    lockers.answer("p1")
    lockers.handled("collected", "p1")
    lockers.wait(60)
    (loan,) = loans(lockers)
    assert "LeaseEnded" in names(laid_alone(lockers, "p1", loan, ago_ms=600_000))
    assert leases(lockers, "p1") == []
    assert lockers.bank.blocked == {2: "doubted"}
