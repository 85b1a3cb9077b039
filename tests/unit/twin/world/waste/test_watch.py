"""Supervisors, cameras, abnormal drop-offs and locked lids, event by event, on traces by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.behaviour.supervision import BULKY, SPOILS
from scenarios.schema import Scenario
from tests.small import H
from tests.small_waste import fixed, point, threshold, waste_scenario, waste_trace, watched
from tests.unit.twin.world.waste.test_events import CARELESS, lines, run
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, TIME, bank_of, compartment_of, stream_of

SHIFT = {"from_hour": 8, "to_hour": 10}
SUPERVISION = {"shifts": [SHIFT]}
CAMERA = {"report_from": 0.6, "absent_after_min": 30}


def supervised(**parts: Any) -> Scenario:
    """A point with a supervisor from 8 to 10 h."""
    return waste_scenario(waste_points=[point(supervision=SUPERVISION, **parts)])


def test_a_supervisor_makes_the_careless_use_the_bin() -> None:
    """The same bag lands at 7 h and at 10 h, and goes in, well sorted, at 9 h."""
    bags = waste_trace([(7, 1_000), (9, 1_000), (10, 1_000)], habit=CARELESS, mixed=1)
    trace = watched(bags, present_habit=[0] * 3, present_mixed=[0] * 3)
    (log,) = run(supervised(), trace)
    assert lines(log, Kind.DROP_OFF, Kind.LANDED) == [
        (7, Kind.LANDED, 0, 1, 1_000),
        (9, Kind.DROP_OFF, 1, 0, 1_000),
        (10, Kind.LANDED, 2, 1, 1_000),
    ]
    assert lines(log, Kind.SHIFT)[0] == (8, Kind.SHIFT, 0, 0, 2 * H)


def test_a_missed_shift_changes_nothing_and_is_seen() -> None:
    """Nobody comes on the second day: the bag lands, the camera finds it at half past eight."""
    bags = waste_trace([(33, 1_000)], habit=CARELESS)
    trace = watched(bags, present_habit=[0], shifts=[[0, 1, 0]], shift_seen=700)
    (log,) = run(supervised(camera=CAMERA), trace)
    assert lines(log, Kind.SHIFT, Kind.DETECTION, Kind.LANDED) == [
        (8, Kind.SHIFT, 0, 2, 2 * H),
        (32, Kind.SHIFT, 0, 1 + 2, 0),
        (32.5, Kind.DETECTION, 0, 2 + 4, 700),
        (33, Kind.LANDED, 0, 2, 1_000),
        (56, Kind.SHIFT, 0, 2, 2 * H),
    ]


def test_a_bulky_bag_lands_and_is_taken_away() -> None:
    """No bin takes it, though one is empty; after the cleaner the bin is as empty."""
    trace = watched(waste_trace([(1, 9_000)]), drop_abnormal=[BULKY])
    (log,) = run(waste_scenario(waste={"abnormal_share": 0.1}), trace)
    assert lines(log)[:4] == [
        (1, Kind.LANDED, 0, 0, 9_000),
        (1, Kind.ABNORMAL, 0, 1, 9_000),
        (3, Kind.CLEARING, 0, 0, 2 * H),
        (6, Kind.TRUCK, 0, 1, 0),
    ]
    assert lines(log, Kind.EMPTYING)[0][4] == 0


def test_an_abnormal_bag_spoils_its_bin_until_the_emptying() -> None:
    """The first emptying is marked, the second is not."""
    trace = watched(waste_trace([(1, 9_000), (7, 9_000)]), drop_abnormal=[SPOILS, 0])
    (log,) = run(waste_scenario(waste={"abnormal_share": 0.1}), trace)
    assert lines(log, Kind.ABNORMAL) == [(1, Kind.ABNORMAL, 0, 0, 9_000)]
    assert [line[3] for line in lines(log, Kind.EMPTYING)[:2]] == [16, 0]


def test_a_camera_reports_what_it_is_sure_of() -> None:
    """Seen with 0.60 is a detection, with 0.59 and unseen are none."""
    bags = waste_trace([(1, 500), (2, 500), (3, 500)], habit=CARELESS)
    trace = watched(bags, landed_seen=[600, 599, -1])
    (log,) = run(waste_scenario(waste_points=[point(camera=CAMERA)]), trace)
    assert lines(log, Kind.DETECTION) == [(1, Kind.DETECTION, 0, 1 + 4, 600)]
    assert [line[3] for line in lines(log, Kind.LANDED)] == [2, 2, 2]


def test_a_camera_is_wrong_now_and_then() -> None:
    """A false sighting that is sure enough is a detection that is not true; no stream, no bag."""
    trace = watched(waste_trace([]), false=[(4, 0, 3, 650), (5, 0, 1, 100)])
    (log,) = run(waste_scenario(waste_points=[point(camera=CAMERA)]), trace)
    assert lines(log, Kind.DETECTION) == [(4, Kind.DETECTION, 0, 3, 650)]
    assert stream_of(log[log[:, KIND] == Kind.DETECTION]).tolist() == [-1]


def linked(by: str = "contact", **parts: Any) -> Scenario:
    """Two points of one bin each; 90 % locks the lid of the first, the other is 6 min away."""
    linkage = {"by": by, "lock_at": 0.9, "walk_min": 6, "deodorise": True}
    sensor = {"report_every_min": 120, "noise_mm": 0}
    places = [point(linkage=linkage, sensor=sensor), point(id="q", sensor=sensor)]
    return waste_scenario(**({"waste_points": places, "collection": [fixed(hours=[20])]} | parts))


def test_a_full_bin_is_locked_and_residents_walk_on() -> None:
    """Locked with the bag that fills it; who complies goes to q, who does not leaves it there."""
    trace = watched(waste_trace([(1, 9_000), (2, 500), (3, 500)]), drop_complies=[1, 1, 0])
    (log,) = run(linked(), trace)
    shown = lines(
        log, Kind.DROP_OFF, Kind.LANDED, Kind.LOCK, Kind.POINTED, Kind.UNLOCK, Kind.EMPTYING
    )
    assert shown[:8] == [
        (1, Kind.DROP_OFF, 0, 0, 9_000),
        (1, Kind.LOCK, 0, 1, 900),
        (2, Kind.POINTED, 1, 0, 1),
        (2.1, Kind.DROP_OFF, 1, 0, 500),
        (3, Kind.LANDED, 2, 0, 500),
        (20, Kind.EMPTYING, 0, 0, 9_500),
        (20, Kind.UNLOCK, 0, 1, 19 * H),
        (20, Kind.EMPTYING, 1, 1, 500),
    ]
    walked = log[(log[:, KIND] == Kind.DROP_OFF) & (log[:, TIME] > 2 * H)]
    assert (bank_of(walked).tolist(), compartment_of(walked).tolist()) == ([1], [1])


def test_a_report_locks_later_than_a_contact() -> None:
    """Full at 3 h, reported at 4 h: until then bags are piled on; the cleaner opens any lid."""
    trace = watched(waste_trace([(3, 9_500), (3.5, 400), (5, 400)], landed_h=1))
    (log,) = run(linked("report"), trace)
    assert lines(log, Kind.LOCK) == [(4, Kind.LOCK, 0, 1, 990)]
    assert lines(log, Kind.LANDED, Kind.CLEARING) == [
        (5, Kind.LANDED, 2, 0, 400),
        (6, Kind.CLEARING, 2, 0, H),
    ]


def test_a_trace_that_nobody_drew_for_cameras_is_refused() -> None:
    """They would see nothing without a word."""
    with pytest.raises(ValueError, match="trace of site c: has no watch part"):
        run(waste_scenario(waste_points=[point(camera=CAMERA)]), waste_trace([(1, 500)]))


def test_nobody_is_sent_to_another_locked_bin() -> None:
    """Both lids are locked: the bag stays on the floor here."""
    linkage = {"by": "contact", "lock_at": 0.5}
    both = [point(linkage=linkage), point(id="q", linkage=linkage)]
    bags = waste_trace([(1, 6_000), (2, 6_000), (3, 100)], points=[0, 1, 0])
    trace = watched(bags, drop_complies=[1, 1, 1])
    (log,) = run(linked(waste_points=both, collection=[fixed(hours=[20])]), trace)
    assert not lines(log, Kind.POINTED)
    landed = log[log[:, KIND] == Kind.LANDED]
    assert bank_of(landed).tolist() == [0]


def test_a_locked_lid_calls_a_truck_all_the_same() -> None:
    """Linkage and collection hear the same report."""
    trace = watched(waste_trace([(1, 9_500)]))
    (log,) = run(linked("report", collection=[threshold()]), trace)
    assert [line[:2] for line in lines(log, Kind.LOCK, Kind.ALARM, Kind.UNLOCK)] == [
        (2, Kind.LOCK),
        (2, Kind.ALARM),
        (4, Kind.UNLOCK),
    ]
    assert np.count_nonzero(log[:, KIND] == Kind.DISPATCH) == 1
