"""What a terminal of a load test says, and what it says again."""

from __future__ import annotations

from fleet.loadtest.allocation.banks.words import Bank


def test_what_the_broker_did_not_take_over_is_said_again_in_order() -> None:
    """Each message until its number is acknowledged, the same bytes, no other."""
    bank = Bank("s1/b1", "boot")
    frames = [bank.frame("event", bank.wish(f"w{n}", 0)) for n in range(4)]
    bank.heard(2)
    bank.heard(4)
    bank.heard(99)
    assert bank.unheard() == [frames[0], frames[2]]
    later = bank.frame("event", bank.wish("w9", 0))
    bank.heard(1)
    assert bank.unheard() == [frames[2], later]
