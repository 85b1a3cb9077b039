"""Tests of scenarios.demand.drop_offs: amounts, hours, masses, habits, noise, and named streams."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from scenarios.days import DAY_MS, HOUR_MS, lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.demand.drop_offs import cut_to_windows, draw_mass_g
from scenarios.expand import expand_sites
from scenarios.parts.waste import WasteTrace
from scenarios.schema import Scenario
from scenarios.schema.waste.streams import BagLaw
from scenarios.streams import Streams
from tests.small_waste import DEPOT, fixed, point, stream, waste_scenario

MANY = [{"id": "c", "households": 1_000, **DEPOT}]
TWO = {"streams": [stream(), stream("glass")]}
BOTH = [fixed(streams=["food", "glass"])]
SENSOR = {"report_every_min": 60}


def drawn(given: Scenario, days: int = 10, unit_ms: int = 1) -> WasteTrace:
    """The waste part of the first site."""
    compiler = SiteCompiler(given, lay_out_days(given, days), unit_ms)
    waste = compiler.compile(next(expand_sites(given)), Streams(1, 0)).waste
    assert waste is not None
    return waste


def test_a_site_without_points_has_no_waste_part() -> None:
    """The trace of lockers is what it was."""
    given = waste_scenario(sites=[*MANY, {"id": "d", "households": 9, **DEPOT}])
    compiler = SiteCompiler(given, lay_out_days(given))
    _, second = expand_sites(given)
    assert compiler.compile(second, Streams(1, 0)).waste is None


def test_amount_is_bags_times_mass() -> None:
    """1,000 households bring a kilogram a day, in bags of half a kilogram; Sundays half of it."""
    waste = {
        "streams": [stream(bag={"law": "lognormal", "mean_kg": 0.5, "cv": 0.5})],
        "weekday_factor": [1, 1, 1, 1, 1, 1, 0.5],
        "kind_factor": {"new": 2.0, "old": 9.0},
    }
    made = drawn(waste_scenario(sites=MANY, waste=waste), days=70)
    by_day = np.bincount(made.drop_ms // DAY_MS, minlength=70).reshape(10, 7).mean(axis=0)
    assert by_day[:6] == pytest.approx(np.full(6, 4_000), rel=0.03)
    assert by_day[6] == pytest.approx(2_000, rel=0.04)
    assert made.drop_mass_g.mean() == pytest.approx(500, rel=0.01)


def test_arrays_are_ready_for_an_engine() -> None:
    """Ascending, of their types, within their ranges, on the grid."""
    given = waste_scenario(sites=MANY, waste=TWO, collection=BOTH, waste_points=[two_kinds()])
    made = drawn(given, unit_ms=60_000)
    assert made.fault(points=1, streams=2, bins=2, horizon_ms=10 * DAY_MS) is None
    assert not (made.drop_ms % 60_000).any()
    for field in fields(made):
        assert getattr(made, field.name).flags["C_CONTIGUOUS"], field.name


def two_kinds(**parts: Any) -> dict[str, Any]:
    """A point with a bin for food and one for glass."""
    bins = [{"id": name, "stream": name, "volume_l": 10} for name in ("food", "glass")]
    return point(bins=bins) | parts


def test_longer_runs_begin_with_the_same_days() -> None:
    """Also the noise of sensors."""
    given = waste_scenario(sites=MANY, waste_points=[point(sensor=SENSOR)])
    short, long = drawn(given, days=3), drawn(given, days=5)
    for field in fields(short)[:-1]:
        rows = getattr(long, field.name)[: short.drop_offs]
        assert np.array_equal(getattr(short, field.name), rows), field.name
    assert np.array_equal(short.noise_milli, long.noise_milli[:, : 3 * 144])


def test_one_stream_shifts_no_other() -> None:
    """Food is dropped off as before when glass is added."""
    alone = drawn(waste_scenario(sites=MANY))
    both = drawn(waste_scenario(sites=MANY, waste=TWO, collection=BOTH, waste_points=[two_kinds()]))
    food = both.drop_stream == 0
    assert np.array_equal(both.drop_ms[food], alone.drop_ms)
    assert np.array_equal(both.drop_mass_g[food], alone.drop_mass_g)


def test_another_interval_meets_the_same_noise() -> None:
    """Noise belongs to slots of ten minutes, not to reports; its deviation is the sensor's."""
    hourly = drawn(waste_scenario(waste_points=[point(sensor=SENSOR)]))
    daily = drawn(waste_scenario(waste_points=[point(sensor=SENSOR | {"report_every_min": 1440})]))
    assert np.array_equal(hourly.noise_milli, daily.noise_milli)
    assert hourly.noise_milli.std() == pytest.approx(1_000, rel=0.05)


def test_without_noise_none_is_drawn() -> None:
    """A sensor without noise, or no sensor."""
    quiet = point(sensor=SENSOR | {"noise_mm": 0})
    assert drawn(waste_scenario()).noise_milli.shape == (1, 1)
    assert drawn(waste_scenario(waste_points=[quiet])).noise_milli.shape == (1, 1)


def test_who_keeps_to_the_windows_comes_in_them() -> None:
    """A third does not; the others come within, at the hours' weights."""
    windows = [{"from_hour": 6.5, "to_hour": 9}, {"from_hour": 18, "to_hour": 20}]
    waste = {"off_hours_share": 1 / 3, "hour_weights": [1.0] * 12 + [3.0] * 12}
    made = drawn(waste_scenario(sites=MANY, waste=waste, waste_points=[point(windows=windows)]))
    hour = made.drop_ms % DAY_MS / HOUR_MS
    morning, evening = (hour >= 6.5) & (hour < 9), (hour >= 18) & (hour < 20)
    outside = 1 - (2.5 + 3 * 2) / 48
    assert 1 - (morning | evening).mean() == pytest.approx(outside / 3, abs=0.02)
    assert evening.mean() / morning.mean() == pytest.approx(6 / 2.5, rel=0.05)


def test_cutting_leaves_no_time_outside() -> None:
    """Every quantile lies in a window, also where the hours have no weight there."""
    windows = (6 * HOUR_MS, 18 * HOUR_MS), (9 * HOUR_MS, 20 * HOUR_MS)
    for weights in ([1.0] * 24, [1.0] + [0.0] * 23):
        cumulated, edges = cut_to_windows(weights, windows)
        at = np.interp(np.linspace(0.001, 0.999, 997), cumulated, edges) / HOUR_MS
        assert (((at >= 6) & (at <= 9)) | ((at >= 18) & (at <= 20))).all()
        assert ((at <= 9).mean()) == pytest.approx(0.6, abs=0.01)


def test_households_have_their_point() -> None:
    """Dealt evenly by index; where a point has not the stream, its households go to the next."""
    points = [two_kinds(), point(id="q")]
    made = drawn(waste_scenario(sites=MANY, waste=TWO, collection=BOTH, waste_points=points))
    food, glass = made.drop_stream == 0, made.drop_stream == 1
    assert np.array_equal(made.drop_point[food], made.drop_household[food] * 2 // 1_000)
    assert not made.drop_point[glass].any()
    assert made.drop_household.min() >= 0
    assert made.drop_household.max() == 999


@pytest.mark.parametrize("law", ["fixed", "normal", "exponential", "lognormal"])
def test_laws_of_the_mass_of_a_bag(law: str) -> None:
    """Mean and coefficient of variation; at least a gram."""
    cv = {"fixed": 0.0, "exponential": 1.0}.get(law, 0.25)
    bag = BagLaw.model_validate({"law": law, "mean_kg": 2, "cv": 0.25})
    masses = draw_mass_g(bag, 40_000, np.random.Generator(np.random.Philox(1)))
    assert masses.min() >= 1
    assert masses.mean() == pytest.approx(2_000, rel=0.02)
    assert masses.std() / masses.mean() == pytest.approx(cv, abs=0.02)


def test_habits_by_their_shares() -> None:
    """A fifth careless, half pile, the rest leaves the bag."""
    waste = {"careless_share": 0.2, "pile_share": 0.5}
    made = drawn(waste_scenario(sites=MANY, waste=waste))
    shares = np.bincount(made.drop_habit, minlength=3) / made.drop_offs
    assert shares == pytest.approx([0.3, 0.5, 0.2], abs=0.02)


def test_too_many_are_refused_before_anything_is_drawn() -> None:
    """Where, how many, and the bound."""
    sites = [{"id": "c", "households": 1_000_000, **DEPOT}]
    with pytest.raises(ValueError, match=r"sites.c: 100,000,000 drop-offs of food expected"):
        drawn(waste_scenario(sites=sites), days=100)
