"""Devices that no longer behave like themselves: blind sensors, leaking cells, doors that lie."""

from __future__ import annotations

from fleet.core.alarms.departures import LEARN_DAYS
from fleet.core.alarms.rules import HOUR_MS
from tests.small_fleet import SmallFleet
from tests.unit.fleet.core.parcels.lockers import BANK, Lockers

QUARTER_H = 6


def _bin_days(fleet: SmallFleet, seq: int, days: int, rise: int, jitter: int = 0) -> int:
    """Four reports a day that rise in even steps from 50 ‰, emptied each morning."""
    for day in range(days):
        for quarter in range(4):
            fleet.now_ms += QUARTER_H * HOUR_MS
            seq += 1
            noise = (day * 7 + quarter * 5) % 3 * jitter
            fleet.fill(seq, 50 + rise * quarter // 3 + noise)
    return seq


def test_a_sensor_that_sees_nothing_more_is_found() -> None:
    """600 ‰ a day for three weeks, then a reading that only trembles: four days later at most."""
    fleet = SmallFleet()
    fleet.birth(interval_s=QUARTER_H * 3_600)
    seq = _bin_days(fleet, 1, 21, 600, 4)
    assert "blind" not in fleet.device().alarms
    assert fleet.device().habits["blind"].days >= LEARN_DAYS
    seq = _bin_days(fleet, seq, 4, 0, 4)
    assert "blind" in fleet.device().alarms
    assert "stuck" not in fleet.device().alarms
    _bin_days(fleet, seq, 6, 600, 4)
    assert "blind" not in fleet.device().alarms


def test_a_day_without_waste_is_not_blindness() -> None:
    """Two odd days are too few."""
    fleet = SmallFleet()
    fleet.birth(interval_s=QUARTER_H * 3_600)
    seq = _bin_days(fleet, 1, 21, 600, 4)
    seq = _bin_days(fleet, seq, 1, 0, 4)
    _bin_days(fleet, seq, 10, 600, 4)
    assert "blind" not in fleet.device().watches


def test_a_full_bin_takes_nothing_and_its_sensor_is_in_order() -> None:
    """Nobody empties it for three days: `overflow`, not `blind`; for a week: somebody must look."""
    fleet = SmallFleet()
    fleet.birth(interval_s=QUARTER_H * 3_600)
    seq = _bin_days(fleet, 1, 21, 600, 4)
    for quarter in range(28):
        fleet.now_ms += QUARTER_H * HOUR_MS
        seq += 1
        fleet.fill(seq, 1_000)
        if quarter < 16:
            assert set(fleet.device().alarms) <= {"overflow", "filling"}
    assert set(fleet.device().alarms) == {"overflow", "filling", "blind"}


def _cell_days(
    fleet: SmallFleet, seq: int, days: int, ran_s: int, duty_permille: int, ambient_mc: int = 25_000
) -> tuple[int, int]:
    for hour in range(24 * days):
        fleet.now_ms += HOUR_MS
        seq += 1
        warm_mc = ambient_mc + 500 * (hour % 24)
        ran_s += 3_600 * duty_permille * (warm_mc - 4_000) // 1_000 // 21_000
        fleet.say(
            "telemetry", seq, name="cell1", kind="cold_cell", setpoint_mc=4_000, air_mc=4_100,
            product_mc=4_000, ambient_mc=warm_mc, ran_s=ran_s,
        )  # fmt: skip
    return seq, ran_s


def _cells() -> SmallFleet:
    fleet = SmallFleet(cell1="cold_cell")
    fleet.birth(name="cell1", interval_s=3_600)
    return fleet


def test_a_cell_that_leaks_is_found_before_it_is_warm() -> None:
    """Its compressor runs for four fifths more: an alarm within a week, at a product of 4 °C."""
    fleet = _cells()
    seq, ran_s = _cell_days(fleet, 1, 21, 0, 300)
    assert fleet.device("cell1").alarms == {}
    _cell_days(fleet, seq, 7, ran_s, 540)
    assert set(fleet.device("cell1").alarms) == {"leaking"}


def test_a_hot_week_is_not_a_leak() -> None:
    """The same conductance 13 K warmer: the compressor runs longer, for a larger difference."""
    fleet = _cells()
    seq, ran_s = _cell_days(fleet, 1, 21, 0, 300)
    _cell_days(fleet, seq, 10, ran_s, 300, 38_000)
    assert fleet.device("cell1").alarms == {}


def test_a_counter_that_began_again_says_nothing() -> None:
    """A new controller counts from 0: that hour is left out."""
    fleet = _cells()
    seq, _ = _cell_days(fleet, 1, 21, 0, 300)
    habit = fleet.device("cell1").habits["leaking"]
    _cell_days(fleet, seq, 10, 0, 300)
    after = fleet.device("cell1").habits["leaking"]
    assert after.days >= habit.days + 9
    assert abs(after.mean - habit.mean) < habit.mean // 50


def _use(lockers: Lockers, name: str, sees: bool) -> None:
    """A deposit and a collection at one compartment; its contact sees the door, or not."""
    for first in (True, False):
        if first:
            lockers.wish(name)
        else:
            lockers.enter(lockers.code(name), f"e-{name}")
        number = lockers.bank.numbers[lockers.lease(name).position]
        lockers.now_ms += 1_000
        lockers.answer(name)
        if sees:
            lockers.event("door", compartment=number, door="open")
            lockers.event("door", compartment=number, door="closed")
        lockers.handled("deposited" if first else "collected", name)
        lockers.now_ms += HOUR_MS


def test_a_door_whose_contact_lies_is_found() -> None:
    """It saw 20 parcels come and go; it misses two: the fourth use is the alarm, 30 end it."""
    lockers = Lockers((1,))
    for turn in range(20):
        _use(lockers, f"a{turn}", True)
    assert lockers.device("bank1").habits == {}
    _use(lockers, "b1", False)
    assert not any("contact" in name for name in lockers.device("bank1").alarms)
    _use(lockers, "b2", False)
    assert set(lockers.device("bank1").alarms) == {"contact:1"}
    for turn in range(15):
        _use(lockers, f"c{turn}", True)
    assert lockers.device("bank1").alarms == {}
    assert lockers.device("bank1").habits == {}
    assert lockers.bank.unmatched == 0
    assert BANK.endswith("bank1")


def test_a_bank_without_contacts_is_not_accused() -> None:
    """It never said anything of doors."""
    lockers = Lockers((1,))
    for turn in range(10):
        _use(lockers, f"a{turn}", False)
    assert lockers.device("bank1").habits == {}
