"""Tests of devices.models.sensor_radio: battery, dead band, memory of what was lost."""

from __future__ import annotations

from devices.models.sensor_radio import SensorRadio


def radio(keeps: int = 2, battery_uah: int = 350, dead_band: int = 0) -> SensorRadio:
    """A full battery for three reports, replaced 1,000 ms after it is empty."""
    return SensorRadio(battery_uah, battery_uah, 100, 0, 1_000, dead_band, 24, keeps)


def test_a_battery_is_spent_after_its_reports_and_comes_back() -> None:
    """Three are sent; the fourth would not be; a second later there is a new one."""
    each = radio()
    for now in range(3):
        assert not each.is_spent(now)
        assert each.send(500)
    assert each.is_spent(3)
    each.dead_ms = 3
    assert [each.is_due_for_battery(now) for now in (1_002, 1_003)] == [False, True]
    each.replace_battery(1_003)
    assert not each.is_spent(1_003)
    assert (each.sent, each.dead_ms) == (0, -1)


def test_without_a_battery_that_counts_it_never_ends() -> None:
    """Volume of the battery 0: it hangs on the mains, or nobody asks."""
    each = radio(battery_uah=0)
    for _ in range(100):
        each.send(500)
    assert not each.is_spent(10**12)


def test_silence_takes_no_charge() -> None:
    """A reading within the dead band is not sent, and compared with the last one sent."""
    each = radio(dead_band=50)
    assert [each.send(reading) for reading in (500, 540, 460, 551)] == [True, False, False, True]
    assert (each.sent, each.last, each.silent) == (2, 551, 0)


def test_the_newest_lost_readings_are_kept() -> None:
    """Two of three, the oldest first; taken once. A sensor without memory keeps none."""
    each, none = radio(), radio(keeps=0)
    for now in range(3):
        each.keep(now, 100 * now)
        none.keep(now, 100 * now)
    assert each.take_kept() == [(1, 100), (2, 200)]
    assert each.take_kept() == none.take_kept() == []
