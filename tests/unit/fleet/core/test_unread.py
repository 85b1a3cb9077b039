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
    assert fleet.ask(unread)[0] == Quarantined("distance_mm", "9999", "b1", 2)
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


def test_a_sensor_that_goes_on_so_is_implausible() -> None:
    """Six distances within a day that nobody can believe raise the alarm, as six outliers do; a
    reading that can be believed lets it clear after a quiet day.
    """
    fleet = SmallFleet()
    fleet.birth()
    for number in range(6):
        assert "implausible" not in fleet.device().alarms
        fleet.wait(3_600)
        unread = Unread(TOPIC, b"{}", "distance_mm", "9999", f"{SITE}/bin1", "b1", number + 2)
        fleet.ask(unread)
    assert "implausible" in fleet.device().alarms
    fleet.fill(8)
    fleet.wait(25 * 3_600)
    assert "implausible" not in fleet.device().alarms


def test_a_payload_that_is_cut_says_nothing_of_the_echo() -> None:
    """Only measurements count: a short frame may be the network's."""
    fleet = SmallFleet()
    fleet.birth()
    for number in range(8):
        fleet.ask(Unread(TOPIC, b"", "payload", "3 bytes", f"{SITE}/bin1", "b1", number + 2))
    assert fleet.device().watches == {}
