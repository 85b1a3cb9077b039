"""Worn fill sensors, report by report, on traces by hand: what arrives, when, and what it leads to.

A bin of 10 L and 90 cm, a sensor that reports every two hours, an alarm at 80 %, a truck two hours
later; slot 12 is the one of 2 h.
"""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.schema import Scenario
from tests.small import H
from tests.small_waste import fixed, point, threshold, waste_scenario, waste_trace, worn
from tests.unit.twin.world.waste.test_events import lines, run
from twin.eventlog.events import Kind

SENSOR = {"report_every_min": 120, "noise_mm": 0, "resolution_mm": 1}


def given(service: dict[str, Any] | None = None, **wear: Any) -> Scenario:
    """One bin whose sensor is worn in this way."""
    return waste_scenario(
        waste_points=[point(sensor=SENSOR | wear)], collection=[service or threshold()]
    )


def test_a_stray_echo_is_a_false_alarm() -> None:
    """At 4 h an echo from a twentieth of the way: 50 mm below the sensor, above the brim.

    The truck that it calls is there at 6 h.
    """
    (log,) = run(given(outlier_share=0.1), worn(waste_trace([(1, 1_000)]), stray={(0, 24): 50}))
    assert [line[4] for line in lines(log, Kind.REPORT)[:3]] == [100, 1_056, 0]
    assert lines(log, Kind.ALARM) == [(4, Kind.ALARM, 0, 0, 0)]


def test_a_box_in_the_throat_reads_full_until_the_emptying() -> None:
    """A tenth full and reported as full; after the truck as it is."""
    (log,) = run(given(bridge_share=0.1), worn(waste_trace([(1, 1_000)]), drop_bridges=[1]))
    assert [line[4] for line in lines(log, Kind.REPORT)[:2]] == [1_000, 0]
    assert lines(log, Kind.EMPTYING)[0] == (4, Kind.EMPTYING, 0, 8 + 1, 1_000)


def test_drift_makes_a_bin_seem_emptier() -> None:
    """90 mm a day, from 50 %: 40 % after a day."""
    (log,) = run(given(fixed(hours=[23.9]), drift_mm_per_day=90), worn(waste_trace([(1, 5_000)])))
    reported = {line[0]: line[4] for line in lines(log, Kind.REPORT)}
    assert (reported[2], reported[12], reported[22]) == (492, 450, 409)


def test_a_dead_band_leaves_reports_out() -> None:
    """Changes below 5 % are not sent, at most two in a row; 6 % are."""
    wear = {"dead_band": 0.05, "silent_at_most": 2}
    bags = waste_trace([(1, 1_000), (9, 400), (11, 200)])
    (log,) = run(given(fixed(hours=[23.9]), **wear), worn(bags))
    assert [line[0] for line in lines(log, Kind.REPORT)][:4] == [2, 8, 12, 18]


def test_a_lost_report_delays_the_alarm() -> None:
    """Full at 3 h; the report of 4 h is lost, that of 6 h calls the truck."""
    (log,) = run(given(dropout_share=0.1), worn(waste_trace([(3, 9_000)]), lost={(0, 24): 1}))
    assert lines(log, Kind.LOST, Kind.ALARM, Kind.DISPATCH) == [
        (4, Kind.LOST, 0, 0, 900),
        (6, Kind.ALARM, 0, 1, 3 * H),
        (6, Kind.DISPATCH, 0, 0, 8 * H),
    ]


def test_what_was_lost_comes_late_with_the_next() -> None:
    """Two of three lost reports are kept, the oldest is gone; each says how old it is."""
    lost = {(0, slot): 1 for slot in (12, 24, 36)}
    bags = waste_trace([(1, 1_000), (3, 1_000), (5, 1_000), (7, 1_000)])
    (log,) = run(given(dropout_share=0.1, backfill_reports=2), worn(bags, lost=lost))
    assert lines(log, Kind.LOST, Kind.BACKFILL, Kind.REPORT)[:6] == [
        (2, Kind.LOST, 0, 0, 100),
        (4, Kind.LOST, 0, 0, 200),
        (6, Kind.LOST, 0, 0, 300),
        (8, Kind.BACKFILL, 0, 4 * H, 200),
        (8, Kind.BACKFILL, 0, 2 * H, 300),
        (8, Kind.REPORT, 0, 0, 400),
    ]


def test_what_comes_late_may_alarm_unless_the_bin_was_emptied_since() -> None:
    """Stray echoes at 2 h and at 14 h, both lost; a truck of 5 h comes between value and receipt.

    The first is received at 6 h, after the emptying, and leads to nothing; the second to an alarm.
    """
    wear = {"outlier_share": 0.1, "dropout_share": 0.1, "backfill_reports": 9}
    lost = {(0, slot): 1 for slot in (12, 24, 84)}
    stray = {(0, 12): 50, (0, 84): 50}
    other = [{"id": "f", "stream": "food", "volume_l": 10}, {"id": "g", "stream": "food",
             "volume_l": 10}]  # fmt: skip
    scenario = waste_scenario(
        waste_points=[point(bins=other, sensor=SENSOR | wear)],
        collection=[threshold(lead_h=3)],
    )
    stray |= {(1, 12): 50}
    trace = worn(waste_trace([]), bins=2, lost=lost, stray=stray)
    (log,) = run(scenario, trace)
    assert [line[:3] for line in lines(log, Kind.ALARM, Kind.EMPTYING)] == [
        (2, Kind.ALARM, 1),
        (5, Kind.EMPTYING, 0),
        (5, Kind.EMPTYING, 1),
        (16, Kind.ALARM, 0),
        (19, Kind.EMPTYING, 0),
        (19, Kind.EMPTYING, 1),
    ]


def test_an_empty_battery_is_silent_until_it_is_replaced() -> None:
    """0.35 mAh at half charge are one report of 0.1 mAh; the new one lasts for three."""
    wear: dict[str, Any] = {
        "battery_mah": 0.35,
        "report_mah": 0.1,
        "idle_mah_per_day": 0,
        "replace_days": 0.25,
    }
    trace = worn(waste_trace([]), charge_permille=[500])
    (log,) = run(given(**wear), trace)
    assert lines(log, Kind.REPORT, Kind.BATTERY)[:9] == [
        (2, Kind.REPORT, 0, 0, 0),
        (4, Kind.BATTERY, 0, 1, 1),
        (10, Kind.BATTERY, 0, 2, 0),
        (10, Kind.REPORT, 0, 0, 0),
        (12, Kind.REPORT, 0, 0, 0),
        (14, Kind.REPORT, 0, 0, 0),
        (16, Kind.BATTERY, 0, 1, 3),
        (22, Kind.BATTERY, 0, 2, 0),
        (22, Kind.REPORT, 0, 0, 0),
    ]


def test_a_trace_that_nobody_drew_for_wear_is_refused() -> None:
    """No report would be lost without a word."""
    with pytest.raises(ValueError, match="trace of site c: has no sensor part"):
        run(given(dropout_share=0.1), waste_trace([(1, 500)]))


def test_a_battery_also_runs_down_between_reports() -> None:
    """1.2 mAh a day of 1 mAh: 0.1 in two hours, nothing left for the report of 20 h."""
    wear: dict[str, Any] = {"battery_mah": 1.0, "report_mah": 0.001, "idle_mah_per_day": 1.2}
    (log,) = run(given(**wear), worn(waste_trace([])))
    assert lines(log, Kind.BATTERY) == [(20, Kind.BATTERY, 0, 1, 9)]
