"""How many parcels are expected: volume, shares, growth, calendar, days without a call."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.days import lay_out_days
from scenarios.demand.visits import lay_out_hours
from scenarios.demand.volumes import F64, draw_day_factors, expected_parcels, lay_out_volumes
from scenarios.schema import Scenario
from scenarios.streams import Purpose, Streams
from tests.drawn import place_of, single
from tests.small import scenario


def _expected(drawn: Scenario, days: int = 14, site: int = 0) -> F64:
    calendar = lay_out_days(drawn, days)
    volumes = lay_out_volumes(drawn, calendar, lay_out_hours(drawn, calendar, 1).calling)
    return expected_parcels(volumes, place_of(drawn, site), None)


def _site(identifier: str, **own: object) -> dict[str, object]:
    return {"id": identifier, "households": 10, "latitude": 36.0, "longitude": 118.0} | own


def test_per_household_volume() -> None:
    """10 households, 1.5 parcels each, demand factor 2, two companies: 30 a day, dealt by share."""
    drawn = scenario(
        sites=[_site("c", demand_factor=2.0)],
        parcels={"per_household_day": 1.5, "size_mix": {"S": 1.0}},
        couriers={"companies": [{"id": "a", "share": 0.25}, {"id": "b", "share": 0.75}]},
    )
    assert _expected(drawn) == pytest.approx(np.tile([7.5, 22.5], (14, 1)))


def test_area_volume_is_dealt_by_households() -> None:
    """`per_day` × `share_of_sites` goes to the sites by households × demand factor."""
    drawn = scenario(
        sites=[_site("c"), _site("d", households=30, demand_factor=2.0)],
        parcels={"per_day": 700.0, "share_of_sites": 0.5, "size_mix": {"S": 1.0}},
    )
    assert _expected(drawn, site=0)[:, 0] == pytest.approx(50.0)
    assert _expected(drawn, site=1)[:, 0] == pytest.approx(300.0)


def test_area_volume_without_households_is_refused() -> None:
    """Parcels of an area whose sites have no households have nowhere to go."""
    drawn = scenario(
        sites=[_site("c", households=0)], parcels={"per_day": 700.0, "size_mix": {"S": 1.0}}
    )
    with pytest.raises(ValueError, match=r"parcels\.per_day = 700\.0"):
        _expected(drawn)


def test_growth_counts_from_the_first_measured_day() -> None:
    """21 % a year make 1.1 after half a year, 1 at the start date, less in the warm-up."""
    drawn = scenario(
        sites=[_site("c", growth_per_year=0.21)],
        run={"days": 365, "warmup_days": 10},
        parcels={"per_household_day": 1.0, "size_mix": {"S": 1.0}},
    )
    by_day = _expected(drawn, 365)[:, 0] / 10.0
    assert by_day[10] == pytest.approx(1.0)
    assert by_day[10 + 183] == pytest.approx(1.21 ** (183 / 365.25))
    assert by_day[0] == pytest.approx(1.21 ** (-10 / 365.25))
    assert np.allclose(by_day[1:] / by_day[:-1], 1.21 ** (1 / 365.25))


def test_calendar_and_weekday_multiply() -> None:
    """A peak and the weekday's factor multiply the day's parcels."""
    drawn = single(
        100.0,
        calendar={
            "peaks": [{"id": "p", "first_day": "2026-03-03", "length_days": 2, "multiplier": 3.0}]
        },
        parcels={
            "per_day": 100.0,
            "size_mix": {"S": 1.0},
            "weekday_factor": [1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 0.0],
        },
    )
    assert _expected(drawn, 7)[:, 0] == pytest.approx([100, 300, 600, 100, 100, 100, 0])


def test_days_without_a_call_are_brought_later() -> None:
    """A company that rests on Sunday brings Sunday's parcels on Monday; nothing is lost."""
    week = [0.0 if hour >= 6 * 24 else 1.0 for hour in range(168)]
    drawn = scenario(
        parcels={"per_household_day": 1.0, "size_mix": {"S": 1.0}},
        couriers={
            "companies": [
                {"id": "a", "share": 0.5, "hour_weights": week},
                {"id": "t", "share": 0.5, "hour_weights": week, "timetable_h": [9.0]},
            ]
        },
    )
    by_day = _expected(drawn, 14)
    assert by_day[:, 0] == pytest.approx([5, 5, 5, 5, 5, 5, 0, 10, 5, 5, 5, 5, 5, 0])
    assert by_day[:, 1] == pytest.approx(5.0)
    assert _expected(drawn, 9) == pytest.approx(by_day[:9])


def test_day_factors_have_mean_one_and_their_spread() -> None:
    """Gamma factors: mean 1, coefficient of variation as asked, within 99.9 % bounds."""
    drawn = single(parcels={"per_day": 1.0, "size_mix": {"S": 1.0}, "day_spread_cv": 0.5})
    calendar = lay_out_days(drawn, 3660)
    volumes = lay_out_volumes(drawn, calendar, np.ones((3660, 1), dtype=np.bool_))
    factors = draw_day_factors(volumes, Streams(5, 0).generator(Purpose.DAY_FACTOR, "c"))
    assert abs(factors.mean() - 1.0) < 3.29 * 0.5 / np.sqrt(3660)
    assert factors.std() == pytest.approx(0.5, rel=0.1)
