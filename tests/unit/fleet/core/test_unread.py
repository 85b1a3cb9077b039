"""What a network server said and nobody can believe: put aside, counted, replayed alike."""

from __future__ import annotations

from fleet.core.coding import decode_input, encode
from fleet.core.decisions import Quarantined
from fleet.core.inputs import Unread
from tests.small_fleet import SITE, SmallFleet

TOPIC = "application/1/device/a84041ffff184a01/event/up"


def test_it_is_quarantined_with_its_own_topic_and_field() -> None:
    """Counted at its device, its number settled, shown with the network server's topic."""
    fleet = SmallFleet()
    fleet.birth()
    unread = Unread(TOPIC, b"{}", "distance_mm", "9999", f"{SITE}/bin1", "b1", 2)
    assert fleet.ask(unread) == [Quarantined("distance_mm", "9999", "b1", 2)]
    fleet.fill(3)
    device, state = fleet.device(), fleet.partition.state
    assert (device.quarantined, device.lost, device.boots["b1"].stored) == (1, 0, 3)
    assert (state.messages, state.stored, state.quarantined) == (3, 2, 1)
    [shown] = state.quarantine
    assert (shown.topic, shown.field, shown.reason, shown.size) == (TOPIC, "distance_mm", "9999", 2)


def test_one_that_is_nobodys_is_counted_and_no_stranger() -> None:
    """A DevEUI is no SITE/DEVICE that somebody could register."""
    fleet = SmallFleet()
    fleet.ask(Unread(TOPIC, b"x" * 10, "device", "in no sensors file", size=70_000))
    state = fleet.partition.state
    assert (state.quarantined, state.strangers, state.quarantine[0].size) == (1, {}, 70_000)


def test_it_is_journaled_whole() -> None:
    """What is written is what is read."""
    unread = Unread(TOPIC, b"\x00\xff", "payload", "2 bytes", f"{SITE}/bin1", "b1", 2)
    assert decode_input(encode(unread)) == unread
