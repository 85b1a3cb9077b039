"""Rules on the course of a bin that is written by hand: what is true, false, noticed, late."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.engines.choice import choose
from twin.studies.rehearsal.bins import BinCourse, courses
from twin.studies.rehearsal.judging import (
    Counts,
    default_rule,
    figures,
    judge,
    manager_alarms,
    threshold_alarms,
)

HOUR_MS = 3_600_000


def _course(reports: list[int], true: list[int], emptied: list[tuple[int, int]]) -> BinCourse:
    """A report an hour, what was true at each, and emptyings as (hour, level before)."""
    hours = np.arange(len(reports), dtype=np.int64) * HOUR_MS
    true_level = np.array(true, dtype=np.int64)
    return BinCourse(
        "s", "b", hours, true_level,
        np.array([hour * HOUR_MS + 1 for hour, _ in emptied], dtype=np.int64),
        np.array([level for _, level in emptied], dtype=np.int64),
        hours, np.array(reports, dtype=np.int64), true_level,
    )  # fmt: skip


STRAY = _course(
    [100, 950, 300, 500, 700, 850, 900, 20, 40],
    [100, 200, 300, 500, 700, 820, 900, 20, 40],
    [(6, 900)],
)
"""A stray echo in the second hour; truly full from the sixth, emptied after the seventh."""


def _counted(alarms: list[tuple[int, bool]]) -> Counts:
    counts = Counts()
    judge(STRAY, alarms, 800, counts)
    return counts


def test_a_stray_echo_is_a_false_alarm_of_the_threshold_alone() -> None:
    """Both notice the full bin at the same report."""
    bare = _counted(threshold_alarms(STRAY, 800))
    ours = _counted(manager_alarms(STRAY, default_rule()))
    assert (bare.alarms, bare.false, bare.reached, bare.noticed) == (2, 1, 1, 1)
    assert (ours.alarms, ours.false, ours.reached, ours.noticed) == (1, 0, 1, 1)
    assert (bare.delay_ms, ours.delay_ms) == ([0], [0])


def test_a_bin_without_an_alarm_is_missed() -> None:
    """And one whose alarm went down before it was full, too."""
    assert _counted([]).noticed == 0
    assert _counted([(HOUR_MS, True), (2 * HOUR_MS, False)]).noticed == 0
    late = _counted([(6 * HOUR_MS, True)])
    assert (late.noticed, late.delay_ms) == (1, [HOUR_MS])


def test_figures_are_means_with_intervals() -> None:
    """Two seeds: precision of 1 and 0.5; the ratio is of all seeds together."""
    ours = [Counts(2, 0, 2, 2, [60_000]), Counts(2, 1, 2, 2, [120_000])]
    bare = [Counts(4, 2, 2, 2, [0]), Counts(4, 2, 2, 1, [0])]
    found = figures(list(zip(ours, bare, strict=True)))
    assert found["false_ratio"] == 0.25
    assert found["manager"]["precision"]["mean"] == 0.75
    # Student with one degree of freedom: 12.706 × s/√2, s = 0.5/√2.
    assert found["manager"]["precision"]["high"] == pytest.approx(0.75 + 12.7062 * 0.25, rel=1e-5)
    assert found["recall_change"]["mean"] == 0.25


def test_a_course_is_that_of_the_log() -> None:
    """Readings without noise are what is true; every emptying finds what the last bag left."""
    scenario = read_scenario("sensors", Scenario, ()).scenario
    (course,) = courses(scenario, 3, 30, choose("reference", scenario)[1])
    assert len(course.report_ms) > 700
    assert np.abs(course.report_level - course.true_level).max() <= 20
    for emptied_ms, level in zip(course.emptied_ms, course.emptied_level, strict=True):
        assert level == course.change_level[course.change_ms <= emptied_ms][-1]
