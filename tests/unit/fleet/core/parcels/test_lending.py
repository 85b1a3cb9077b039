"""Compartments lent to a bank: how many, told how, renewed, asked back, never given out twice."""

from __future__ import annotations

from typing import Any

import pytest

from fleet.core.coding import decode_state, encode
from fleet.core.decisions import Refused
from fleet.core.inputs import Retire
from fleet.core.parcels.inputs import Block, Furnish
from fleet.core.parcels.limits import (
    LEND_AGAIN_MS,
    LEND_LONGEST_MS,
    LEND_MARGIN_MS,
    LEND_MS,
    OPEN_WITHIN_MS,
)
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers, names

BORROWS = {"loans": True, "interval_s": 86_400}
"""A bank that takes deposits alone; it need not measure all the time to be here."""


def lending(*lend: int, classes: tuple[int, ...] = (3, 1), **rules: Any) -> Lockers:
    """A bank to which so many are lent, after it was told."""
    lockers = Lockers(classes, BORROWS, lend=list(lend), **rules)
    lockers.wait(0)
    return lockers


def told(lockers: Lockers) -> dict[str, Any]:
    """The newest loans that went down."""
    return [message for message in lockers.sent() if "loans" in message][-1]


def taken(lockers: Lockers, version: int = -1, used: tuple[int, ...] = ()) -> list[str]:
    """The bank says that it holds a version; the newest where none is given."""
    version = lockers.bank.loans_version if version < 0 else version
    return names(lockers.event("loans_taken", version=version, used=list(used)))


def test_a_rule_lends_the_last_of_each_class() -> None:
    """Each with a lease, a fence of its own and an end; retained; not free any more."""
    lockers = Lockers((3, 1), BORROWS, lend=[2, 1])
    lockers.wait(0)
    (effect,) = [e for e in lockers.partition.release() if e.publish.topic.endswith("/loans")]
    assert effect.publish.retain
    lockers = lending(2, 1)
    message = told(lockers)
    assert [loan["compartment"] for loan in message["loans"]] == [3, 2, 4]
    assert {loan["until_ms"] for loan in message["loans"]} == {lockers.now_ms + LEND_MS}
    assert len({loan["fence"] for loan in message["loans"]} | {message["version"]}) == 4
    assert len({loan["lease"] for loan in message["loans"]}) == 3
    assert (message["size_rule"], message["pick_rule"]) == ("upgrade", "lowest_number")
    assert lockers.bank.free == [1, 0]


@pytest.mark.parametrize("words", [{"outbox": False}, {"loans": False}])
def test_nothing_is_lent_to_a_bank_that_cannot_or_may_forget(words: dict[str, Any]) -> None:
    """Its firmware knows no loans, or what it says may be lost."""
    lockers = Lockers((3, 1), {**BORROWS, **words}, lend=[2])
    lockers.wait(1)
    assert (lockers.bank.loans, lockers.bank.free) == ({}, [3, 1])


def test_loans_run_from_now_again_while_the_bank_is_here() -> None:
    """Under the same names and fences; one that is away is not told, and is when it is back."""
    lockers = lending(1)
    first = told(lockers)
    lockers.wait(LEND_AGAIN_MS / 1_000)
    again = told(lockers)
    assert again["version"] > first["version"]
    assert again["loans"][0]["until_ms"] == first["loans"][0]["until_ms"] + LEND_AGAIN_MS
    assert again["loans"][0]["fence"] == first["loans"][0]["fence"]
    lockers.will("bank1")
    lockers.wait(10 * LEND_AGAIN_MS / 1_000)
    assert not [m for m in lockers.sent() if "loans" in m]
    lockers.come_back()
    assert told(lockers)["loans"][0]["until_ms"] == lockers.now_ms + LEND_MS


def test_a_lent_compartment_goes_to_no_wish_until_the_bank_gives_it_back() -> None:
    """Nothing else is free: it is asked back, the wish waits for the answer, its door opens."""
    lockers = lending(1, classes=(2,))
    lockers.lay("p1")
    lockers.sent()
    assert names(lockers.wish("p2")) == ["Lent"]
    assert told(lockers)["loans"] == []
    assert names(lockers.wish("p2")) == []
    assert taken(lockers, lockers.bank.loans_version - 1) == []
    assert lockers.bank.free == [0]
    assert taken(lockers) == ["LoansEnded", "Leased", "DoorOrdered"]
    (order,) = lockers.sent()
    assert (order["compartment"], order["request"]) == (2, "p2")
    assert (lockers.bank.loans, lockers.bank.waiting) == ({}, {})


def test_a_wish_over_http_never_gets_a_lent_compartment() -> None:
    """Nobody stands there: what is lent stays lent."""
    lockers = lending(1, classes=(2,))
    lockers.lay("p1")
    (refused,) = lockers.asked("p2", hold_ms=60_000)
    assert isinstance(refused, Refused)
    assert refused.status == 409
    assert len(lockers.bank.loans) == 1


def test_what_was_asked_back_but_is_in_use_goes_on() -> None:
    """The bank says so; the wish is declined, and what it laid there comes."""
    lockers = lending(1, classes=(2,))
    lockers.lay("p1")
    lockers.wish("p2")
    assert taken(lockers, used=(2,)) == ["LoansEnded", "Declined"]
    (loan,) = lockers.bank.loans.values()
    assert (loan.recalled, lockers.bank.free) == (0, [0])


def test_who_waited_too_long_has_gone() -> None:
    """The compartment is free for the next."""
    lockers = lending(1, classes=(2,))
    lockers.lay("p1")
    lockers.wish("p2")
    lockers.wait(OPEN_WITHIN_MS / 1_000)
    assert taken(lockers) == ["LoansEnded"]
    assert names(lockers.wish("p3")) == ["Leased", "DoorOrdered"]


def test_another_rule_asks_back_what_is_too_many() -> None:
    """They are free once the bank has answered, and not before."""
    lockers = lending(2)
    lockers.ask(Furnish("", "test", BANK, [3, 1], lend=[1]))
    lockers.wait(0)
    assert len(told(lockers)["loans"]) == 1
    assert lockers.bank.free == [1, 1]
    taken(lockers)
    assert lockers.bank.free == [2, 1]
    lockers.ask(Furnish("", "test", BANK, [3, 1]))
    lockers.wait(0)
    taken(lockers)
    assert (lockers.bank.free, lockers.bank.loans) == ([3, 1], {})
    lockers.wait(10 * LEND_AGAIN_MS / 1_000)
    assert not [m for m in lockers.sent() if m.get("loans")]


def test_time_alone_gives_nothing_back() -> None:
    """Something may lie there; only who looks may say that it is free, and after the margin."""
    lockers = lending(1)
    lockers.will("bank1")
    lockers.wait((LEND_MS + LEND_MARGIN_MS) / 1_000 - 1)
    back = Block("", "test", BANK, 3, False)
    (early,) = lockers.ask(back)
    assert isinstance(early, Refused)
    assert lockers.bank.free == [2, 1]
    lockers.wait(1)
    assert lockers.bank.free == [2, 1]
    assert names(lockers.ask(back)) == ["LoansEnded"]
    assert lockers.bank.free == [3, 1]


def test_a_bank_with_loans_is_neither_rebuilt_nor_forgotten() -> None:
    """Its compartments stay; it may be retired once its loans are surely over."""
    lockers = lending(1)
    (refused,) = lockers.ask(Furnish("", "test", BANK, [9]))
    assert isinstance(refused, Refused)
    (refused,) = lockers.ask(Retire("", "test", BANK))
    assert isinstance(refused, Refused)
    lockers.will("bank1")
    lockers.wait((LEND_MS + LEND_MARGIN_MS) / 1_000)
    assert "Retired" in names(lockers.ask(Retire("", "test", BANK)))


@pytest.mark.parametrize(
    "words",
    [
        {"lend": [4]},
        {"lend": [-1]},
        {"lend": [0, 0, 0]},
        {"lend": [1], "lend_ms": LEND_AGAIN_MS},
        {"lend": [1], "lend_ms": LEND_LONGEST_MS + 1},
    ],
)
def test_rules_that_cannot_be_are_refused(words: dict[str, Any]) -> None:
    """More than there are, for classes that are not, for no time at all or for ever."""
    lockers = Lockers()
    (refused,) = lockers.ask(Furnish("", "test", BANK, [3, 1], **words))
    assert isinstance(refused, Refused)
    assert refused.status == 422


def test_a_saved_state_knows_its_loans() -> None:
    """The state read back is the same to the byte, and its next version is higher."""
    lockers = lending(2, 1)
    lockers.lay("p1")
    saved = encode(lockers.partition.state)
    assert encode(decode_state(saved)) == saved
