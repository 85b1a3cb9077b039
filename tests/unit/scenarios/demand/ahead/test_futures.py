"""Futures of a site: as single runs would be, cut to their span, given what has come."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from scenarios.days import DAY_MS, HOUR_MS, lay_out_days
from scenarios.demand.ahead.futures import FutureCompiler, Span, cut_span
from scenarios.demand.site import compile_site
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from tests.drawn import place_of
from tests.small import scenario
from tests.small_waste import waste_scenario

FUTURES = 400
TODAY = dt.date(2026, 3, 4)


def _compile(drawn: Scenario, span: Span, come: int | None = None) -> list[SiteTrace]:
    days = lay_out_days(drawn, span.days, warmup_days=0, first_day=TODAY)
    compiler = FutureCompiler(drawn, days, span, FUTURES)
    return compiler.compile(place_of(drawn), Streams(1, 0), come)


def _busy(**parts: object) -> Scenario:
    return scenario(**{"parcels": {"per_household_day": 6.0, "size_mix": {"S": 0.7, "L": 0.3}}}
                    | parts)  # fmt: skip


def test_a_cut_is_the_run_between_two_times() -> None:
    """Visits of the span with their own parcels, in their order, and nothing of the others."""
    drawn = _busy()
    days = lay_out_days(drawn)
    whole = compile_site(drawn, days, place_of(drawn), Streams(1, 0))
    span = Span(10 * HOUR_MS, 40 * HOUR_MS)
    cut = cut_span(whole, 0, span)
    inside = (whole.visit_arrival_ms >= span.now_ms) & (whole.visit_arrival_ms < span.end_ms)
    assert np.array_equal(cut.visit_arrival_ms, whole.visit_arrival_ms[inside])
    first = int(whole.visit_first_parcel[np.flatnonzero(inside)[0]])
    assert np.array_equal(cut.parcel_size, whole.parcel_size[first : first + cut.parcels])
    assert cut.visit_first_parcel[0] == 0
    assert cut.visit_first_parcel[-1] == cut.parcels
    assert 0 < cut.parcels < whole.parcels


def test_futures_lie_within_their_span() -> None:
    """No visit and no drop-off is before now or at the end; times count from today's midnight."""
    span = Span(9 * HOUR_MS, 33 * HOUR_MS)
    visits = np.concatenate([each.visit_arrival_ms for each in _compile(_busy(), span)])
    assert span.now_ms <= visits.min() < span.now_ms + HOUR_MS
    assert span.end_ms - HOUR_MS < visits.max() < span.end_ms
    drops = [each.waste for each in _compile(waste_scenario(), span)]
    times = np.concatenate([waste.drop_ms for waste in drops if waste is not None])
    assert span.now_ms <= times.min()
    assert times.max() < span.end_ms
    assert np.median(times) == pytest.approx(21 * HOUR_MS, rel=0.05)


def test_tomorrow_is_a_day_like_its_weekday() -> None:
    """The second day of a span has its own weekday's volume: here no parcel on Thursdays."""
    factors = [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0]
    drawn = _busy(
        parcels={"per_household_day": 6.0, "size_mix": {"S": 1.0}, "weekday_factor": factors}
    )
    visits = np.concatenate([
        each.visit_arrival_ms for each in _compile(drawn, Span(0, 3 * DAY_MS))
    ])  # fmt: skip
    by_day = np.bincount(visits // DAY_MS, minlength=3)
    assert by_day[1] == 0
    assert min(by_day[0], by_day[2]) > 0


@pytest.mark.parametrize("come", [0, 30, 90])
def test_what_has_come_tells_of_what_will(come: int) -> None:
    """The factor of today is Gamma given what came, so the rest of the day is negative binomial."""
    drawn = scenario(
        parcels={"per_household_day": 24.0, "share_to_lockers": 0.25, "size_mix": {"S": 1.0},
                 "day_spread_cv": 0.5},
        couriers={
            "mode": "single", "companies": [{"id": "a", "share": 1.0}], "hour_weights": [1] * 24,
        },
        rejected={"then": ["home"]},
    )  # fmt: skip
    counts = [each.parcels for each in _compile(drawn, Span(12 * HOUR_MS, DAY_MS), come)]
    shape, expected = 0.5**-2 + come, 30.0
    share = (0.5**-2 + expected) / (0.5**-2 + 2 * expected)
    law = stats.nbinom(shape, share)
    assert np.mean(counts) == pytest.approx(law.mean(), abs=4 * law.std() / FUTURES**0.5)
    assert np.var(counts) == pytest.approx(law.var(), rel=0.35)


def test_parcels_put_off_to_the_next_call_are_brought() -> None:
    """A company that does not call on Tuesdays brings Tuesday's parcels on Wednesday, today."""
    hours = [1.0] * 24 + [0.0] * 24 + [1.0] * 120
    drawn = _busy(
        couriers={"companies": [{"id": "a", "share": 1.0, "hour_weights": hours}],
                  "parcels_per_visit": 1},
    )  # fmt: skip
    counts = [each.parcels for each in _compile(drawn, Span(0, DAY_MS))]
    assert np.mean(counts) == pytest.approx(120.0, rel=0.03)
