"""Tests of scenarios.demand.points.watch: shares, confidences, shifts; nothing else moves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.behaviour.drop_off import CARELESS, LEAVES, PILES
from scenarios.behaviour.supervision import BULKY, SPOILS
from scenarios.days import DAY_MS, lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.expand import expand_sites
from scenarios.parts.watch import ABSENT, WatchTrace
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from tests.small_waste import DEPOT, point, stream, waste_scenario

MANY = [{"id": "c", "households": 1_000, **DEPOT}]
SUPERVISION = {
    "shifts": [{"from_hour": 6, "to_hour": 9}, {"from_hour": 17, "to_hour": 20}],
    "absence_share": 0.25,
    "careless_factor": 0.5,
    "mixed_factor": 0.25,
    "abnormal_factor": 0.1,
}
CAMERA = {"landed_share": 0.8, "abnormal_share": 0.5, "absent_share": 0.5, "false_per_day": 20}
HABITS = {"careless_share": 0.2, "pile_share": 0.5, "streams": [stream(mixed_share=0.4)]}


def trace_of(waste: dict[str, Any], days: int = 10, **parts: Any) -> SiteTrace:
    """The trace of one site of 1,000 households."""
    given: Scenario = waste_scenario(
        sites=MANY, waste=HABITS | waste, waste_points=[point(**parts)]
    )
    compiler = SiteCompiler(given, lay_out_days(given, days))
    return compiler.compile(next(expand_sites(given)), Streams(1, 0))


def watch_of(waste: dict[str, Any] | None = None, days: int = 10, **parts: Any) -> WatchTrace:
    """The watch part of that trace."""
    watch = trace_of(waste or {}, days, **parts).watch
    assert watch is not None
    return watch


def test_nothing_that_watches_is_no_part() -> None:
    """And the drop-offs are the same with it: no draw is shared with another purpose."""
    plain = trace_of({})
    assert plain.watch is None
    watched = trace_of({"abnormal_share": 0.1}, supervision=SUPERVISION, camera=CAMERA)
    assert plain.waste is not None
    assert watched.waste is not None
    assert watched.waste.digest() == plain.waste.digest()
    assert watched.digest() != plain.digest()


def test_presence_holds_the_same_residents_back() -> None:
    """Who is careless there is careless without; shares as the factors say."""
    trace = trace_of({"abnormal_share": 0.5}, supervision=SUPERVISION)
    watch, waste = trace.watch, trace.waste
    assert watch is not None
    assert waste is not None
    careless, present = waste.drop_habit == CARELESS, watch.present_habit == CARELESS
    assert not (present & ~careless).any()
    assert present.mean() == pytest.approx(0.1, abs=0.01)
    assert set(np.unique(watch.present_habit[careless])) == {LEAVES, CARELESS}
    assert ((waste.drop_habit == PILES) == (watch.present_habit == PILES)).all()
    assert not (watch.present_mixed & ~waste.drop_mixed).any()
    assert watch.present_mixed.mean() == pytest.approx(0.1, abs=0.01)
    assert (watch.present_abnormal > 0).mean() == pytest.approx(0.05, abs=0.01)
    same = watch.present_abnormal > 0
    assert (watch.drop_abnormal[same] == watch.present_abnormal[same]).all()


def test_abnormal_drop_offs_are_bulky_or_spoil() -> None:
    """By their shares."""
    abnormal = watch_of({"abnormal_share": 0.2, "bulky_share": 0.75}).drop_abnormal
    assert (abnormal == BULKY).mean() == pytest.approx(0.15, abs=0.015)
    assert (abnormal == SPOILS).mean() == pytest.approx(0.05, abs=0.01)


def test_a_camera_sees_its_share_with_its_confidence() -> None:
    """Confidences of what is there about 0.85, of what is not about 0.55; unseen is −1."""
    watch = watch_of(camera=CAMERA)
    seen = watch.landed_seen[watch.landed_seen >= 0]
    assert len(seen) / len(watch.landed_seen) == pytest.approx(0.8, abs=0.02)
    assert seen.mean() == pytest.approx(850, abs=15)
    assert seen.max() == 1_000
    assert (watch.abnormal_seen >= 0).mean() == pytest.approx(0.5, abs=0.02)
    assert len(watch.false_ms) == pytest.approx(200, abs=50)
    assert watch.false_seen.mean() == pytest.approx(550, abs=40)
    assert (np.diff(watch.false_ms) >= 0).all()
    assert ABSENT not in watch.false_subject
    assert ABSENT in watch_of(camera=CAMERA, supervision=SUPERVISION).false_subject


def test_another_bound_of_detections_meets_the_same_luck() -> None:
    """`report_from` is asked at run time; the trace does not know it."""
    one, other = (watch_of(camera=CAMERA | {"report_from": share}) for share in (0.1, 0.9))
    assert one.digest() == other.digest()


def test_shifts_are_missed_by_their_share() -> None:
    """Two a day; seen by the share of the camera; without supervision none is missed."""
    watch = watch_of(days=1_000, waste={"streams": [stream(kg_per_household_day=0.0)]},
                     supervision=SUPERVISION, camera=CAMERA)  # fmt: skip
    assert watch.shift_missed.shape == (1, 2_000)
    assert watch.shift_missed.mean() == pytest.approx(0.25, abs=0.03)
    assert (watch.shift_seen >= 0).mean() == pytest.approx(0.5, abs=0.04)
    assert not watch_of(camera=CAMERA).shift_missed.any()


def test_longer_runs_begin_with_the_same_days() -> None:
    """Drop-offs, shifts and what is seen of them."""
    parts: dict[str, Any] = {"supervision": SUPERVISION, "camera": CAMERA}
    short, long = watch_of(days=5, **parts), watch_of(days=10, **parts)
    count = len(short.drop_complies)
    assert np.array_equal(long.present_habit[:count], short.present_habit)
    assert np.array_equal(long.landed_seen[:count], short.landed_seen)
    assert np.array_equal(long.shift_missed[:, :10], short.shift_missed)
    early = long.false_ms[long.false_ms < 5 * DAY_MS]
    assert len(early) == len(short.false_ms)


def test_compliance_is_that_of_the_linkage() -> None:
    """By its share; without linkage nobody is asked."""
    linkage = {"by": "contact", "comply_share": 0.3}
    assert watch_of(linkage=linkage).drop_complies.mean() == pytest.approx(0.3, abs=0.02)
    assert not watch_of({"abnormal_share": 0.1}).drop_complies.any()
