"""When couriers call, and how a day's parcels are dealt to their visits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.days import DAY_MS, HOUR_MS
from scenarios.trace import SiteTrace
from tests.drawn import WAVE, compiled, single
from tests.small import scenario


def _visiting(
    company: dict[str, Any] | None = None, per_day: float = 200.0, **couriers: Any
) -> Any:
    return scenario(
        parcels={"per_day": per_day, "size_mix": {"S": 0.7, "L": 0.3}},
        couriers={"companies": [{"id": "a", "share": 1.0, **(company or {})}], **couriers},
    )


def _per_visit(trace: SiteTrace) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.diff(trace.visit_first_parcel)


def test_poisson_counts_and_flat_hours() -> None:
    """Single parcels: Poisson days (mean and variance equal), times uniform over the day."""
    trace = compiled(single(200.0), days=400)
    counts = np.bincount(trace.visit_arrival_ms // DAY_MS, minlength=400)
    assert abs(counts.mean() - 200.0) < 3.29 * np.sqrt(200.0 / 400)
    assert abs(counts.var() - 200.0) < 3.29 * 200.0 * np.sqrt(2 / 400)
    clock = trace.visit_arrival_ms % DAY_MS
    assert abs(clock.mean() / DAY_MS - 0.5) < 3.29 * np.sqrt(1 / 12 / len(clock))
    hours = np.bincount(clock // HOUR_MS, minlength=24)
    expected = len(clock) / 24
    assert ((hours - expected) ** 2 / expected).sum() < 49.7  # chi-square, 23 degrees, 99.9 %


def test_hours_follow_the_weights() -> None:
    """Visits fall into hours by weight and nowhere else; within an hour they are uniform."""
    trace = compiled(_visiting({"parcels_per_visit": 1.0}, hour_weights=WAVE), days=200)
    clock = trace.visit_arrival_ms % DAY_MS
    hours = np.bincount(clock // HOUR_MS, minlength=24)
    expected = np.array(WAVE) / sum(WAVE) * len(clock)
    assert (hours[expected == 0] == 0).all()
    some = expected > 0
    assert ((hours - expected)[some] ** 2 / expected[some]).sum() < 31.3  # 11 degrees, 99.9 %
    within = (clock % HOUR_MS) / HOUR_MS
    assert abs(within.mean() - 0.5) < 3.29 * np.sqrt(1 / 12 / len(within))


def test_weekly_hours_and_companies_of_their_own() -> None:
    """Each company keeps its own hours on each weekday."""
    week = [0.0] * 168
    week[2 * 24 + 5] = 1.0  # Wednesday 5 h
    week[4 * 24 + 20] = 3.0  # Friday 20 h
    trace = compiled(
        scenario(
            parcels={"per_day": 100.0, "size_mix": {"S": 1.0}},
            couriers={
                "companies": [
                    {"id": "w", "share": 0.5, "hour_weights": week},
                    {"id": "a", "share": 0.5},
                ],
                "hour_weights": WAVE,
            },
        ),
        days=28,
    )
    own = trace.visit_company == 0
    day, hour = np.divmod(trace.visit_arrival_ms[own] // HOUR_MS, 24)
    assert set(zip((day % 7).tolist(), hour.tolist(), strict=True)) == {(2, 5), (4, 20)}
    others = trace.visit_arrival_ms[~own] // HOUR_MS % 24
    assert others.min() >= 7
    assert others.max() < 19


def test_parcels_per_visit() -> None:
    """A day of n parcels has ceil(n / parcels a visit) visits that differ by one parcel at most."""
    trace = compiled(_visiting(parcels_per_visit=7.5), days=60)
    day = trace.visit_arrival_ms // DAY_MS
    per_visit = _per_visit(trace)
    for d in range(60):
        own = per_visit[day == d]
        assert len(own) == np.ceil(own.sum() / 7.5)
        assert own.max() - own.min() <= 1


def test_one_parcel_a_visit() -> None:
    """With one parcel a visit every parcel has a time of its own, with a courier or without."""
    attended = compiled(_visiting({"parcels_per_visit": 1.0}))
    alone = compiled(single(200.0))
    assert (_per_visit(attended) == 1).all()
    assert attended.attended
    assert not alone.attended
    assert np.array_equal(attended.visit_arrival_ms, alone.visit_arrival_ms)
    assert np.array_equal(attended.parcel_size, alone.parcel_size)


@pytest.mark.parametrize("per_day", [0.7, 50.0])
def test_timetable(per_day: float) -> None:
    """Fixed calls share the day's parcels evenly; a call with nothing to bring is not made."""
    trace = compiled(_visiting({"timetable_h": [15.5, 9.0]}, per_day=per_day), days=60)
    day, clock = np.divmod(trace.visit_arrival_ms, DAY_MS)
    assert set(clock.tolist()) == {int(15.5 * HOUR_MS), 9 * HOUR_MS}
    per_visit = _per_visit(trace)
    assert per_visit.min() >= 1
    for d in np.unique(day):
        own = per_visit[day == d]
        assert own.max() - own.min() <= 1
        assert len(own) == min(2, own.sum())


def test_timetable_without_couriers() -> None:
    """Single parcels of a timetable all come at a call's time, as many at each as can be."""
    drawn = single(
        50.0,
        couriers={
            "mode": "single",
            "companies": [{"id": "a", "share": 1.0, "timetable_h": [9.0, 15.5]}],
        },
        parcels={"per_day": 50.0, "share_to_lockers": 0.5, "size_mix": {"S": 0.7, "L": 0.3}},
    )
    trace = compiled(drawn, days=40)
    day, clock = np.divmod(trace.visit_arrival_ms, DAY_MS)
    assert (_per_visit(trace) == 1).all()
    for d in range(40):
        first, second = (int(((day == d) & (clock == h)).sum()) for h in (32_400_000, 55_800_000))
        assert 0 <= first - second <= 1


def test_first_bank_by_share() -> None:
    """Visits call first at banks by their share, at none of share 0."""
    banks = [
        {"id": f"b{i}", "site": "c", "compartments": {"S": 1}, "share": share}
        for i, share in enumerate([3.0, 0.0, 1.0])
    ]
    trace = compiled(single(200.0, banks=banks), days=100)
    counts = np.bincount(trace.visit_bank, minlength=3)
    assert counts[1] == 0
    assert abs(counts[0] / counts.sum() - 0.75) < 3.29 * np.sqrt(0.75 * 0.25 / counts.sum())


def test_no_bank_with_a_share_is_refused() -> None:
    """Where no bank can be called at, the site is named."""
    banks = [{"id": "b", "site": "c", "compartments": {"S": 1}, "share": 0.0}]
    with pytest.raises(ValueError, match=r"sites\.c: share is 0"):
        compiled(single(banks=banks))


def test_companies_by_share() -> None:
    """Companies bring parcels by their share."""
    couriers = {
        "mode": "single",
        "companies": [{"id": "a", "share": 0.2}, {"id": "b", "share": 0.8}],
    }
    trace = compiled(single(300.0, couriers=couriers), days=100)
    share = (trace.visit_company == 0).mean()
    assert abs(share - 0.2) < 3.29 * np.sqrt(0.16 / trace.visits)
