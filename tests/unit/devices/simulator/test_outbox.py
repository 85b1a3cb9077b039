"""The outbox: what is kept, settled, dropped and sent again."""

from __future__ import annotations

from devices.simulator.outbox import MADE_ROOM, RESEND_MS, Outbox, Outgoing
from devices.wire.steering import Receipt


def outgoing(seq: int, boot: str = "x") -> Outgoing:
    """A message that is nothing but its number."""
    return Outgoing("t", b"", False, boot, seq)


def receipt(stored: int, highest: int, boot: str = "x") -> Receipt:
    """A receipt."""
    return Receipt(v=1, device="d", boot=boot, stored=stored, highest=highest, time_ms=0)


def filled(count: int, capacity: int = 1000) -> Outbox:
    """Messages 1 … count, sent at time 0 in connection 1."""
    outbox = Outbox(capacity)
    for seq in range(1, count + 1):
        outbox.add(outgoing(seq))
        outbox.sent(outgoing(seq), 1, 0)
    return outbox


def numbers(found: list[Outgoing]) -> list[int]:
    """Their sequence numbers."""
    return [each.seq for each in found]


def test_a_receipt_settles_up_to_its_number_of_its_boot() -> None:
    """Later numbers and other boots stay."""
    outbox = filled(5)
    outbox.add(outgoing(2, "earlier"))
    assert outbox.settle(receipt(3, 3)) == 3
    assert len(outbox) == 3
    assert outbox.settle(receipt(9, 9, "earlier")) == 1


def test_everything_of_an_earlier_connection_is_sent_again() -> None:
    """A broker that died may have lost it; what was never sent is another list."""
    outbox = filled(3)
    outbox.add(outgoing(4))
    assert numbers(outbox.missing(receipt(0, 0), 2, 0)) == [1, 2, 3]
    assert numbers(outbox.unsent()) == [4]


def test_on_one_connection_only_what_was_overtaken_is_sent_again() -> None:
    """The wire keeps order, so a number below the highest that arrived is lost; once at a time."""
    outbox = filled(4)
    assert numbers(outbox.missing(receipt(1, 3), 1, RESEND_MS)) == [1, 2]
    assert numbers(outbox.missing(receipt(1, 3), 1, RESEND_MS - 1)) == []
    outbox.sent(outgoing(1), 1, RESEND_MS)
    assert numbers(outbox.missing(receipt(0, 3), 1, RESEND_MS)) == [2]


def test_a_full_outbox_drops_the_oldest_and_says_which() -> None:
    """A second declaration covers the first, for that may have been dropped, too."""
    outbox = filled(100, capacity=100)
    assert outbox.make_room() == []
    outbox.add(outgoing(101))
    assert outbox.make_room() == [("x", 1, MADE_ROOM)]
    for seq in range(102, 152):
        outbox.add(outgoing(seq))
    assert outbox.make_room() == [("x", 1, 2 * MADE_ROOM)]
    assert outbox.dropped == 2 * MADE_ROOM
    assert len(outbox) == 51
