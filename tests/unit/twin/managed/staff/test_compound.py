"""Waste points and their staff in the loop, event by event, on traces by hand."""

from __future__ import annotations

from typing import Any

from fleet.core.facts.alarms import IncidentOpened
from fleet.core.facts.orders import OrderClosed, Ordered
from scenarios.behaviour.supervision import BULKY
from scenarios.schema import Scenario
from tests.simulation.managed.small_managed import managed
from tests.small import H
from tests.small_waste import fixed, point, waste_scenario, waste_trace, watched
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
    later, and the next bag finds room. The truck takes what was set aside, too.
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


def test_a_cut_network_is_one_incident() -> None:
    """Four cameras are away for two hours: four alarms are held by one line, and nobody is sent to
    look for a camera.
    """
    points = [point(camera=CAMERA) | {"id": name} for name in "pqrs"]
    cut = {"id": "n", "kind": "network", "first_day": "2026-03-02", "from_hour": 9, "hours": 2}
    given = waste_scenario(waste_points=points, collection=[LATE], staff=STAFF, outages=[cut])
    found = managed(given, [watched(waste_trace([]), shifts=[[0] * 100] * 4)])
    ((opened_ms, _),) = found.only(IncidentOpened)
    assert abs(opened_ms - 9 * H) < 30 * MIN
    counted = found.group.counts.by_site[0].sum(axis=1)
    assert counted[ManagerCounter.INCIDENTS] == 1
    assert counted[ManagerCounter.HELD_ALARMS] == 4
    kinds = [order.kind for _, order in found.only(Ordered)]
    assert kinds.count("restore_site") == 1
    assert "find_device" not in kinds
