"""Alarms of measurements: one level up, another down, a step that one reading alone cannot make."""

from __future__ import annotations

from fleet.core.alarms.rules import DAY_MS, HOUR_MS
from fleet.core.decisions import Decision
from fleet.core.facts.alarms import Cleared, Raised
from fleet.core.inputs import Register
from tests.small_fleet import SITE, SmallFleet


def _alarms(decisions: list[Decision]) -> list[Raised | Cleared]:
    return [d for d in decisions if isinstance(d, Raised | Cleared)]


def test_an_overflow_has_hysteresis() -> None:
    """At 800 ‰ up, down only below 600 ‰; what lies between changes nothing."""
    fleet = SmallFleet()
    fleet.birth()
    said = [_alarms(fleet.fill(n, level)) for n, level in enumerate((799, 800, 700, 600, 599), 2)]
    assert said == [[], [Raised("overflow", 800)], [], [], [Cleared("overflow", 599)]]


def test_a_stray_reading_raises_nothing_and_clears_nothing() -> None:
    """A step of more than 300 ‰ waits for the next report; two that agree are believed."""
    fleet = SmallFleet()
    fleet.birth()
    levels = (200, 950, 220, 950, 940, 100, 930, 90, 80)
    said = [_alarms(fleet.fill(n, level)) for n, level in enumerate(levels, 2)]
    of_bin = [
        (n, one) for n, alarms in enumerate(said) for one in alarms if one.alarm == "overflow"
    ]
    assert of_bin == [(4, Raised("overflow", 940)), (8, Cleared("overflow", 80))]


def test_the_first_reading_is_believed() -> None:
    """There is nothing that it could contradict."""
    fleet = SmallFleet()
    fleet.birth()
    assert _alarms(fleet.fill(2, 950)) == [Raised("overflow", 950)]


def test_a_device_may_have_levels_of_its_own() -> None:
    """Settings of the registry go before the defaults."""
    fleet = SmallFleet()
    fleet.ask(Register("", "t", f"{SITE}/bin1", "bin_sensor", [], {"overflow_permille": 950}))
    fleet.birth()
    assert _alarms(fleet.fill(2, 949)) == []
    assert _alarms(fleet.fill(3, 950)) == [Raised("overflow", 950)]


def test_an_excursion_is_of_the_product() -> None:
    """The air may be warm while a door is open; a cell without a probe raises nothing."""
    fleet = SmallFleet(cell1="cold_cell")
    fleet.birth(name="cell1")
    given = {"kind": "cold_cell", "setpoint_mc": 4_000}
    said = [
        _alarms(fleet.say("telemetry", n, name="cell1", **given, **words))
        for n, words in enumerate(
            (
                {"air_mc": 15_000},
                {"air_mc": 15_000, "product_mc": 7_999},
                {"air_mc": 9_000, "product_mc": 8_000},
                {"air_mc": 4_000, "product_mc": 5_999},
            ),
            2,
        )
    ]
    raised = Raised("excursion", 8_000, "critical")
    assert said == [[], [], [raised], [Cleared("excursion", 5_999)]]


def test_a_bank_is_nearly_full_and_a_battery_nearly_empty() -> None:
    """Up at 90 % of the compartments, down below 80 %; a battery up at 20 %, down above 25 %."""
    fleet = SmallFleet()
    fleet.birth(name="bank1")
    said = []
    for n, (taken, battery) in enumerate(((17, 201), (18, 200), (16, 250), (15, 251)), 2):
        words = {"compartments": 20, "occupied": taken, "battery_permille": battery}
        decided = fleet.say("telemetry", n, "bank1", kind="bank", **words)
        said.append([decision.alarm for decision in _alarms(decided)])
    assert said == [[], ["bank_full", "battery"], [], ["bank_full", "battery"]]
    assert fleet.device("bank1").alarms == {}


def test_a_bin_that_fills_steadily_is_told_ahead() -> None:
    """At 24 % a day from 10 %, twelve hours are left at 88 %; emptied, it is long again."""
    fleet = SmallFleet()
    fleet.birth(interval_s=3_600)
    early = []
    for hour in range(100):
        level = min(100 + 10 * hour, 1_000)
        fleet.now_ms += HOUR_MS
        fleet.fill(hour + 2, level)
        if "filling" in fleet.device().alarms:
            early.append(level)
    assert early[0] == 880
    assert fleet.device().trend is not None
    fleet.fill(110, 50)
    fleet.now_ms += HOUR_MS
    fleet.fill(111, 50)
    assert set(fleet.device().alarms) == set()


def test_food_that_lay_too_long_is_an_alarm() -> None:
    """Only where the bin has a limit; counted from when it was emptied."""
    fleet = SmallFleet()
    fleet.ask(Register("", "t", f"{SITE}/bin1", "bin_sensor", [], {"age_limit_h": 48}))
    fleet.birth(interval_s=3_600)
    for number, (hour, level) in enumerate(((0, 500), (1, 20), (2, 20), (49, 60), (51, 70)), 2):
        fleet.now_ms += hour * HOUR_MS - (fleet.now_ms - _NOON_MS)
        fleet.fill(number, level)
        assert ("aged" in fleet.device().alarms) == (hour == 51)


def test_a_sensor_that_jumps_is_implausible() -> None:
    """Six outliers in a day are one alarm; a day without one ends it."""
    fleet = SmallFleet()
    fleet.birth(interval_s=3_600)
    for number in range(2, 15):
        fleet.now_ms += HOUR_MS
        fleet.fill(number, 900 if number % 2 else 100)
    assert set(fleet.device().alarms) == {"implausible"}
    fleet.fill(15, 100)
    fleet.wait(2 * DAY_MS // 1_000)
    assert fleet.device().alarms.keys().isdisjoint({"implausible"})


def test_a_bin_that_is_emptied_and_fills_in_leaps_is_not_implausible() -> None:
    """A jump that the next report confirms is no outlier, up or down."""
    fleet = SmallFleet()
    fleet.birth(interval_s=3_600)
    for number in range(2, 100):
        fleet.now_ms += HOUR_MS
        fleet.fill(number, (0, 10, 400, 420, 800, 810)[number % 6])
    assert "implausible" not in fleet.device().alarms


def test_a_bin_emptied_while_nearly_empty_counts_as_emptied() -> None:
    """From a tenth to nothing: what lies in it is new."""
    fleet = SmallFleet()
    fleet.ask(Register("", "t", f"{SITE}/bin1", "bin_sensor", [], {"age_limit_h": 48}))
    fleet.birth(interval_s=3_600)
    hours = ((0, 500), (1, 20), (2, 60), (24, 100), (25, 5), (26, 30), (49, 60), (51, 70))
    for number, (hour, level) in enumerate(hours, 2):
        fleet.now_ms += hour * HOUR_MS - (fleet.now_ms - _NOON_MS)
        fleet.fill(number, level)
        assert "aged" not in fleet.device().alarms


def test_what_fills_fast_may_leap_further() -> None:
    """A rise of four times its usual rate is believed at once."""
    fleet = SmallFleet()
    fleet.birth(interval_s=3_600)
    number = 1
    for _ in range(8):
        for level in (0, 250, 500, 700):
            number += 1
            fleet.now_ms += 6 * HOUR_MS
            fleet.fill(number, level)
    fleet.now_ms += 6 * HOUR_MS
    fleet.fill(number + 1, 10)
    fleet.now_ms += HOUR_MS
    fleet.fill(number + 2, 390)
    fleet.now_ms += HOUR_MS
    fleet.fill(number + 3, 810)
    assert "overflow" in fleet.device().alarms


def test_an_echo_that_never_moves_is_stuck() -> None:
    """Two days of the same millimetre; one other ends it."""
    fleet = SmallFleet()
    fleet.birth(interval_s=604_800)
    for number in range(2, 60):
        fleet.now_ms += HOUR_MS
        fleet.fill(number, 100, distance_mm=900)
        assert ("stuck" in fleet.device().alarms) == (number >= 51)
    fleet.now_ms += HOUR_MS
    fleet.fill(60, 100, distance_mm=901)
    assert "stuck" not in fleet.device().alarms


_NOON_MS = SmallFleet().now_ms
