"""Devices that break: what they say before and after, and that the manager finds them."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.engines.choice import choose
from twin.studies.rehearsal.broken.cells import cells, leaking_cells
from twin.studies.rehearsal.broken.doors import lying_doors
from twin.studies.rehearsal.broken.figures import over_seeds, rules_for, told
from twin.studies.rehearsal.broken.listening import DAY_MS, YEAR_MS, Found
from twin.studies.rehearsal.broken.readings import BinReadings
from twin.studies.rehearsal.broken.sensors import blind_sensors, said

HOUR_MS = 3_600_000


def _scenario(name: str) -> Scenario:
    return read_scenario(name, Scenario, ()).scenario


def test_a_blind_sensor_says_what_it_said_last() -> None:
    """Before its moment as it was; then the last level, trembling by a few permille."""
    hours = np.arange(200, dtype=np.int64) * HOUR_MS
    level = np.arange(200, dtype=np.int64) * 5
    course = BinReadings(hours, level)
    times, levels = said(course, 100 * HOUR_MS, np.random.Generator(np.random.Philox(1)))
    assert times == hours.tolist()
    assert levels[:100] == level[:100].tolist()
    after = np.array(levels[100:])
    assert abs(after.mean() - 495) < 2
    assert 2 < after.std() < 6


def test_a_blind_sensor_is_found() -> None:
    """A bin of 50 bags that are emptied by the truck it calls: within four days."""
    scenario = _scenario("sensors@rough")
    found = blind_sensors(scenario, 1, 45, choose("auto", scenario)[1])
    assert (found.broken, found.idle, found.false) == (1, 0, 0)
    assert found.after_ms[0] < 4 * DAY_MS


def test_a_wall_that_leaks_makes_the_compressor_run() -> None:
    """Half as much heat again: about half as long again, in every cell; the weather is the same."""
    scenario = _scenario("heatwave")
    engine = choose("auto", scenario)[1]
    courses = list(cells(scenario, 1, 4, engine, 500))
    assert len(courses) == 60
    for course in courses:
        ratio = course.leaking_ms.sum() / course.sound_ms.sum()
        assert 1.3 < ratio < 1.6
        assert len(course.ambient_mc) >= len(course.sound_ms) == 7 * 24


def test_a_wall_as_it_is_built_changes_nothing() -> None:
    """The two runs are the same where nothing leaks: what is compared is the wall alone."""
    scenario = _scenario("heatwave")
    engine = choose("auto", scenario)[1]
    for course in cells(scenario, 1, 1, engine, 0):
        assert course.leaking_ms.tolist() == course.sound_ms.tolist()


def test_cells_that_leak_are_found_before_anything_is_warm() -> None:
    """All 60 within four days, and in a heat wave none is accused before."""
    scenario = _scenario("heatwave")
    found = leaking_cells(scenario, 1, 30, choose("auto", scenario)[1], 500)
    assert (found.broken, found.false, len(found.after_ms)) == (60, 0, 60)
    assert max(found.after_ms) < 4 * DAY_MS


def test_doors_that_lie_are_found_at_the_fourth_use() -> None:
    """Of one bank in two weeks; a use that a good contact missed may make it one fewer."""
    scenario = _scenario("single")
    found = lying_doors(scenario, 1, 10, choose("auto", scenario)[1])
    assert found.broken > 5
    assert found.false == 0
    assert len(found.uses) == found.broken
    assert set(found.uses) <= {3, 4, 5}


def test_only_what_a_scenario_has_can_break() -> None:
    """Sensors, cells, doors."""
    engine = choose("auto", _scenario("single"))[1]
    names = ("sensors", "heatwave", "single")
    kinds = [set(rules_for(_scenario(name), engine, 500)) for name in names]
    assert kinds == [{"blind"}, {"leaking", "contact"}, {"contact"}]


def test_figures_of_many_seeds() -> None:
    """By hand: two false alarms in ten years are at most 0.63 a year; 19 of 20 found."""
    one = Found(good_ms=5 * YEAR_MS, false=1, broken=10, after_ms=[DAY_MS] * 10)
    two = Found(good_ms=5 * YEAR_MS, false=1, broken=10, after_ms=[3 * DAY_MS] * 9)
    *_, totals = over_seeds({"blind": lambda seed, days: (one, two)[seed]}, range(2), 60)
    figures = told(totals["blind"])
    assert figures["false_per_year"]["mean"] == pytest.approx(0.2)
    assert figures["false_per_year"]["high"] == pytest.approx(0.6296, abs=1e-3)
    assert figures["found_share"]["mean"] == pytest.approx(0.95)
    assert figures["found_share"]["low"] == pytest.approx(0.7639, abs=1e-3)
    assert (figures["days_50"], figures["days_95"]) == (1, 3)


def test_a_share_that_was_not_found_has_no_time() -> None:
    """Half of the broken found: there is no time until 19 in 20 are."""
    figures = told(Found(good_ms=YEAR_MS, broken=10, after_ms=[DAY_MS] * 5))
    assert (figures["days_50"], figures["days_95"]) == (1, None)
    assert told(Found())["found_share"]["mean"] is None
