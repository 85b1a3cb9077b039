"""Who is there: births, wills that come late, devices that speak without a birth, silence."""

from __future__ import annotations

from fleet.core.decisions import Left, Presumed, StaleWill
from fleet.core.limits import SILENCE_INTERVALS
from tests.small_fleet import SmallFleet


def test_a_birth_says_who_a_device_is() -> None:
    """Presence, model, firmware and interval are those of the birth."""
    fleet = SmallFleet()
    assert fleet.device().presence == "unheard"
    fleet.birth(firmware="2.1.0")
    device = fleet.device()
    assert (device.presence, device.model, device.firmware) == ("ready", "m1", "2.1.0")
    assert device.interval_ms == 60_000


def test_a_will_of_an_older_connection_says_nothing() -> None:
    """It may come after the birth that replaced it: by connection, and by boot."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.birth(2, connection=2)
    assert fleet.will(connection=1) == [StaleWill()]
    assert fleet.device().presence == "ready"
    fleet.birth(1, boot="b2")
    assert fleet.will(connection=2) == [StaleWill()]
    assert (fleet.device().presence, fleet.device().stale_wills) == ("ready", 2)
    assert fleet.will(boot="b2")[0] == Left("lost", 1)
    assert fleet.device().presence == "lost"


def test_the_same_will_twice_is_no_news() -> None:
    """A broker sends it once more as a retained message."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.will()
    since_ms = fleet.device().since_ms
    fleet.wait(10)
    assert fleet.will() == []
    assert fleet.device().since_ms == since_ms


def test_a_device_that_speaks_is_there_though_its_birth_was_lost() -> None:
    """Lost, and then a number never heard: taken to be ready. Older numbers prove nothing."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.fill(4)
    fleet.will()
    fleet.fill(3)
    assert fleet.device().presence == "lost"
    assert Presumed("b1", 5) in fleet.fill(5)
    assert fleet.device().presence == "ready"
    assert Presumed("b9", 7) in fleet.fill(7, boot="b9")
    assert fleet.device().boot == "b9"


def test_an_old_birth_does_not_bring_a_device_back() -> None:
    """Presence is that of the highest number of a boot, in whatever order they come."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.say("state", 3, state="disconnected", connection=1)
    fleet.birth(2)
    assert fleet.device().presence == "disconnected"
    assert fleet.will() == [StaleWill()]


def test_a_sleeper_is_not_missed_a_silent_one_is() -> None:
    """Silence counts from the last word, for a device that is connected."""
    fleet = SmallFleet()
    fleet.birth()
    fleet.wait(100)
    fleet.fill(2)
    fleet.wait(SILENCE_INTERVALS * 60 - 1)
    assert fleet.device().presence == "ready"
    fleet.wait(1)
    assert fleet.device().presence == "silent"
    fleet.fill(3)
    assert fleet.device().presence == "ready"
    fleet.say("state", 4, state="sleeping", connection=1, wake_ms=fleet.now_ms)
    fleet.wait(10_000)
    assert fleet.device().presence == "sleeping"


def test_a_retained_birth_seen_before_is_no_input() -> None:
    """After a reconnect the broker sends what it keeps; nothing is written for it."""
    fleet = SmallFleet()
    fleet.birth()
    sequence = fleet.partition.state.sequence
    assert fleet.birth(retained=True) == []
    assert fleet.partition.state.sequence == sequence
