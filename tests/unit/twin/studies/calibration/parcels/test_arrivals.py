"""Arrivals: known rates are found again, and what a log cannot carry is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from twin.studies.calibration.parcels.arrivals import fit_arrivals
from twin.studies.calibration.parcels.exposure import Exposure
from twin.studies.calibration.parcels.rates import DAILY, WEEKLY, dispersion, fit_rates

F64 = npt.NDArray[np.float64]
MONDAY = dt.date(2026, 3, 2)


def _exposure(counts: F64, open_h: F64 | None = None) -> Exposure:
    hours = np.ones(counts.shape) if open_h is None else open_h
    return Exposure(
        MONDAY, counts.astype(float), hours, np.ones(counts.shape), np.zeros(counts.shape[0]),
        0.0, 0, 0, (0,),
    )  # fmt: skip


def _drawn(days: int, seed: int = 1, growth: float = 0.0) -> Exposure:
    """Two banks 3 : 1, two sizes 2 : 1, twice as much from 8 to 12 h, growing."""
    rate = np.ones((2, 2, days, 24)) * 0.2
    rate[0] *= 3
    rate[:, 0] *= 2
    rate[..., 8:12] *= 2
    rate *= (1 + growth) ** (np.arange(days) / 365.25)[None, None, :, None]
    return _exposure(np.random.default_rng(seed).poisson(rate).astype(float))


def test_counts_over_hours_where_all_is_equal() -> None:
    """One bank and size, every hour alike: the rate is deposits over open hours."""
    counts = np.zeros((1, 1, 28, 24))
    counts[..., 9] = 3
    open_h = np.ones(counts.shape)
    open_h[:, :, 14:, 9] = 0.5
    fit = fit_rates(_exposure(counts, open_h), DAILY, growth=False)
    assert fit.rates()[0, 0, :, 9] == pytest.approx(28 * 3 / 21)
    assert fit.rates().sum() == pytest.approx(7 * 4)
    assert fit.relative_error(np.ones((1, 1, 7, 24))) == pytest.approx(1 / np.sqrt(84), rel=1e-3)


def test_what_was_drawn_is_found() -> None:
    """Level, banks, sizes, growth, hours: each inside its interval."""
    found = fit_arrivals(_drawn(400, growth=0.3), ("x", "y"), ("S", "L"))
    truth = {
        "parcels.per_day": 0.2 * 28 * 12, "sites.growth_per_year": 0.3, "banks.x": 0.2 * 28 * 9,
        "parcels.size_mix.S": 2 / 3, "couriers.hour_weights.9": 4.8,
        "couriers.hour_weights.20": 2.4, "parcels.weekday_factor.3": 1.0,
    }  # fmt: skip
    by_path = {each.path: each for each in found.estimates}
    for path, value in truth.items():
        assert by_path[path].low <= value <= by_path[path].high, path
    assert found.fit.profile == DAILY
    assert found.spread_cv == 0
    assert not found.refusals


def test_hours_of_the_week_where_they_differ() -> None:
    """Mornings on weekdays, evenings at weekends: 168 hours, by Akaike's criterion."""
    drawn = _drawn(140)
    exposure = replace(drawn, counts=drawn.counts[:1, :1], open_h=drawn.open_h[:1, :1],
                       seen_h=drawn.seen_h[:1, :1])  # fmt: skip
    weekend = exposure.weekday >= 5
    shifted = exposure.counts.copy()
    shifted[:, :, weekend] = np.roll(shifted[:, :, weekend], 8, axis=-1)
    found = fit_arrivals(replace(exposure, counts=shifted), ("x",), ("S",))
    assert found.fit.profile == WEEKLY
    assert found.hours[0, 9] > 1.5 * found.hours[0, 17]
    assert found.hours[6, 17] > 1.5 * found.hours[6, 9]


def test_spread_from_day_to_day() -> None:
    """Days drawn with a gamma factor of spread 0.4: it is found, and the intervals get wider."""
    generator = np.random.default_rng(4)
    factor = generator.gamma(1 / 0.16, 0.16, 200)
    counts = generator.poisson(np.ones((1, 1, 200, 24)) * factor[None, None, :, None] * 2)
    found = fit_arrivals(_exposure(counts.astype(float)), ("x",), ("S",))
    (spread,) = (each for each in found.estimates if each.path == "parcels.day_spread_cv")
    assert spread.low < 0.4 < spread.high
    level = next(each for each in found.estimates if each.path == "parcels.per_day")
    assert (level.high - level.low) / level.value > 3 * 1.96 / np.sqrt(200 * 48)


@pytest.mark.parametrize(
    ("days", "refused"),
    [(1, {"couriers.hour_weights", "sites.growth_per_year"}),
     (10, {"parcels.weekday_factor", "sites.growth_per_year"}), (100, {"sites.growth_per_year"})],
)  # fmt: skip
def test_short_logs_are_refused_what_they_cannot_carry(days: int, refused: set[str]) -> None:
    """A day has no profile, ten days no weekdays, a hundred no growth; each with its reason."""
    found = fit_arrivals(_drawn(days), ("x", "y"), ("S", "L"))
    assert {each.what for each in found.refusals} == refused
    assert all(str(days) in each.why or "parcels" in each.why for each in found.refusals)
    assert found.growth == 0
    assert found.weekday == pytest.approx(np.ones(7), abs=0.25)


def test_growth_of_too_few_parcels_is_refused() -> None:
    """An interval wider than the format's bounds is no growth."""
    counts = np.zeros((1, 1, 200, 24))
    counts[:, :, ::20, 9] = 1
    found = fit_arrivals(_exposure(counts), ("x",), ("S",))
    assert {"sites.growth_per_year", "couriers.hour_weights"} == {e.what for e in found.refusals}
    assert "the interval" in next(e.why for e in found.refusals if e.what.startswith("sites"))


def test_dispersion_of_poisson_counts_is_one() -> None:
    """Also where expected counts are far below one."""
    generator = np.random.default_rng(2)
    expected = np.full(20_000, 0.02)
    ratio, chance = dispersion(generator.poisson(expected).astype(float), expected, 1)
    assert ratio == pytest.approx(1, abs=0.15)
    assert chance > 0.01
    ratio, chance = dispersion(5 * generator.poisson(expected / 5).astype(float), expected, 1)
    assert ratio == pytest.approx(5, rel=0.2)
    assert chance < 0.01
