"""Waste points and their staff in the loop, event by event, on traces by hand."""

from __future__ import annotations

from typing import Any

import pytest

from fleet.core.facts.alarms import IncidentClosed, IncidentOpened, Raised
from fleet.core.facts.orders import OrderClosed, Ordered
from scenarios.behaviour.supervision import BULKY
from scenarios.schema import Scenario
from tests.simulation.managed.small_managed import managed
from tests.small import H
from tests.small_waste import fixed, point, waste_scenario, waste_trace, watched, worn
from tests.unit.twin.world.waste.test_events import CARELESS, lines, run
from twin.eventlog.events import Kind
from twin.managed.counts import ManagerCounter

MIN = 60_000
STAFF = {"people": 1, "cv": 0.001}
CAMERA = {"report_from": 0.6, "absent_after_min": 30}
SHIFT = {"from_hour": 8, "to_hour": 12}
LATE = fixed(hours=[23])


def sensed(**parts: Any) -> Scenario:
    """A point whose sensor reports every hour; its truck comes at 23 h."""
    sensed = point(sensor={"report_every_min": 60, "noise_mm": 0})
    return waste_scenario(**{"waste_points": [sensed], "collection": [LATE]} | parts)


def test_residents_meet_the_bin_that_staff_have_emptied() -> None:
    """Nine litres of ten: an alarm once the second report agrees, a new bin twenty-six minutes
    later, and the next bag finds room.
    """
    trace = waste_trace([(8.5, 4_000), (9.5, 5_000), (13, 5_000)])
    (alone,) = run(sensed(), trace)
    assert lines(alone, Kind.LANDED)[0][0] == 13
    found = managed(sensed(staff=STAFF), [trace])
    (log,) = found.logs
    assert not lines(log, Kind.LANDED)
    (by_staff, *_) = lines(log, Kind.EMPTYING)
    ((at_ms, order),) = found.only(Ordered)
    assert order.kind == "empty_bin"
    assert abs(by_staff[0] * H - at_ms - 26 * MIN) < MIN
    assert by_staff[3:] == (32, 9_000)
    assert [closed.outcome for _, closed in found.only(OrderClosed)] == ["confirmed"]
    assert found.group.counts.by_site[0, ManagerCounter.STAFF_EMPTYINGS].tolist() == [1, 0, 0]


def test_the_next_truck_takes_what_was_set_aside() -> None:
    """Seventy-two litres wait for it and forty lie in the bin: a truck of a hundred drives twice,
    and the next day once.
    """
    bins = [{"id": "f", "stream": "food", "volume_l": 80}]
    sensor = {"report_every_min": 60, "noise_mm": 0}
    truck = {"volume_l": 100, "compaction": 1}
    given = waste_scenario(
        waste_points=[point(bins=bins, sensor=sensor)], staff=STAFF,
        collection=[fixed(hours=[23], truck=truck)],
    )  # fmt: skip
    bags = [(8.5, 40_000), (9.5, 32_000), (13, 40_000), (30, 1_000)]
    found = managed(given, [waste_trace([(hour, mass) for hour, mass in bags])])
    assert [line[3] for line in lines(found.logs[0], Kind.TRUCK)[:2]] == [2, 1]


def test_without_staff_nothing_of_the_world_changes() -> None:
    """Alarms and orders are made, and escalate; the log is that of the run without a manager."""
    trace = waste_trace([(8.5, 4_000), (9.5, 5_000), (13, 5_000)])
    (alone,) = run(sensed(), trace)
    found = managed(sensed(), [trace])
    assert found.logs[0].tobytes() == alone.tobytes()
    assert [order.kind for _, order in found.only(Ordered)] == ["empty_bin"]
    counted = found.group.counts.by_site[0].sum(axis=1)
    assert counted[ManagerCounter.ORDERS_BINS] == counted[ManagerCounter.ESCALATED] == 1
    assert counted[ManagerCounter.BUSY_MS] == counted[ManagerCounter.DUTY_MS] == 0


def test_a_bag_is_picked_up_before_the_cleaner_comes() -> None:
    """The camera sees it at 9 h; staff have it after a walk and eight minutes, the cleaner of 11 h
    finds nothing, and the alarm ends.
    """
    given = waste_scenario(waste_points=[point(camera=CAMERA)], collection=[LATE], staff=STAFF)
    trace = watched(waste_trace([(9, 1_000)], habit=CARELESS), landed_seen=[900])
    found = managed(given, [trace])
    (cleared,) = lines(found.logs[0], Kind.CLEARING)
    assert abs(cleared[0] * H - 9 * H - 14 * MIN) < MIN
    assert cleared[3] == 2
    assert abs(cleared[4] - 14 * MIN) < MIN
    assert [order.kind for _, order in found.only(Ordered)] == ["pick_up_bag"]
    assert [closed.outcome for _, closed in found.only(OrderClosed)] == ["confirmed"]


def test_somebody_stands_in_for_a_missing_supervisor() -> None:
    """Nobody keeps the shift of 8 h: seen at half past, and while staff stand there the careless
    use the bin.
    """
    given = waste_scenario(
        waste_points=[point(camera=CAMERA, supervision={"shifts": [SHIFT]})], collection=[LATE],
        staff=STAFF,
    )  # fmt: skip
    bags = waste_trace([(8.1, 1_000), (8.8, 1_000), (11, 1_000)], habit=CARELESS)
    trace = watched(
        bags, present_habit=[0] * 3, shifts=[[1, 0, 0]], shift_seen=900, landed_seen=[-1] * 3
    )
    found = managed(given, [trace])
    (there,) = lines(found.logs[0], Kind.STAND_IN)
    assert abs(there[0] * H - 8.5 * H - 6 * MIN) < MIN
    assert abs(there[4] - 30 * MIN) < MIN
    kinds = [line[1] for line in lines(found.logs[0], Kind.DROP_OFF, Kind.LANDED)]
    assert kinds == [Kind.LANDED, Kind.DROP_OFF, Kind.LANDED]


def test_a_bin_that_the_truck_has_emptied_meanwhile_is_left() -> None:
    """The truck comes while he walks: he finds it empty, and reports the order done."""
    given = sensed(staff=STAFF | {"walk_min": 60}, collection=[fixed(hours=[10.5])])
    found = managed(given, [waste_trace([(8.5, 4_000), (9.5, 5_000)])])
    assert [line[3] & 32 for line in lines(found.logs[0], Kind.EMPTYING)[:1]] == [0]
    assert found.group.counts.by_site[0].sum(axis=1)[ManagerCounter.STAFF_EMPTYINGS] == 0


def test_a_bulky_bag_is_carried_away() -> None:
    """No bin takes it; staff who pick it up leave the bins as they are."""
    given = waste_scenario(
        waste_points=[point(camera=CAMERA)], collection=[LATE], staff=STAFF,
        waste={"abnormal_share": 0.1},
    )  # fmt: skip
    trace = watched(waste_trace([(9, 9_000)]), drop_abnormal=[BULKY], landed_seen=[900])
    found = managed(given, [trace])
    assert [line[3] for line in lines(found.logs[0], Kind.CLEARING)] == [2]
    assert lines(found.logs[0], Kind.EMPTYING)[0][4] == 0


@pytest.mark.parametrize(("kind", "cause"), [("network", "network"), ("mains", "mains")])
def test_what_a_whole_compound_loses_is_one_incident(kind: str, cause: str) -> None:
    """Four cameras without their network, or their power, for two hours: their alarms are held by
    one line with its cause, nobody is sent to look for a camera, and all is over afterwards.
    """
    points = [point(camera=CAMERA) | {"id": name} for name in "pqrs"]
    lost = {"id": "n", "kind": kind, "first_day": "2026-03-02", "from_hour": 9, "hours": 2}
    given = waste_scenario(waste_points=points, collection=[LATE], staff=STAFF, outages=[lost])
    trace = watched(waste_trace([]), shifts=[[0] * 100] * 4)
    found = managed(given, [trace])
    ((opened_ms, opened),) = found.only(IncidentOpened)
    assert opened.cause == cause
    assert 0 < opened_ms - 9 * H < 20 * MIN
    ((closed_ms, _),) = found.only(IncidentClosed)
    assert 0 < closed_ms - 11 * H < 20 * MIN
    counted = found.group.counts.by_site[0].sum(axis=1)
    assert counted[ManagerCounter.INCIDENTS] == 1
    assert counted[ManagerCounter.HELD_ALARMS] >= 4
    assert counted[ManagerCounter.ALARMS] == 0
    assert [order.kind for _, order in found.only(Ordered)] == ["restore_site"]


def test_a_sensor_says_how_much_is_left_in_its_battery() -> None:
    """A fifth and a bit at the beginning: below a fifth after some reports, and somebody is asked
    for a new one; the property's people do not change batteries.
    """
    wear = {"battery_mah": 10, "report_mah": 0.02, "idle_mah_per_day": 0}
    sensor = {"report_every_min": 60, "noise_mm": 0} | wear
    given = waste_scenario(
        waste_points=[point(sensor=sensor)], collection=[LATE], staff=STAFF,
        run={"days": 1, "warmup_days": 0, "replications": 1, "seed": 1},
    )  # fmt: skip
    found = managed(given, [worn(waste_trace([]), charge_permille=[215])])
    assert [raised.alarm for _, raised in found.only(Raised)] == ["battery"]
    ((at_ms, order),) = found.only(Ordered)
    assert (order.kind, at_ms // H) == ("change_battery", 8)
    assert found.group.counts.by_site[0].sum(axis=1)[ManagerCounter.BUSY_MS] == 0
