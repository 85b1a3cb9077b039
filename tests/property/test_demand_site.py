"""Traces of scenarios drawn by chance: longer runs, larger shares, blocks, grids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.days import DAY_MS
from scenarios.demand import site as site_module
from scenarios.schema import Scenario
from scenarios.trace import PARCEL_ARRAYS, SiteTrace, find_fault
from tests.drawn import EVERYTHING, WAVE, compiled
from tests.small import scenario

weights = st.lists(st.sampled_from([0.0, 0.0, 1.0, 2.5]), min_size=24, max_size=24).filter(any)
weeks = st.lists(weights | st.just([0.0] * 24), min_size=7, max_size=7).map(
    lambda days: [hour for day in days for hour in day]
).filter(any)  # fmt: skip
companies = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "parcels_per_visit": st.sampled_from([1.0, 1.5, 6.0]),
            "hour_weights": weights | weeks,
        },
    )
    | st.fixed_dictionaries({"timetable_h": st.lists(st.floats(0, 23.9), min_size=1, max_size=4)}),
    min_size=1,
    max_size=3,
)
laws = st.sampled_from([
    {"kind": "exponential", "mean_h": 9.0},
    {"kind": "weibull", "mean_h": 20.0, "shape": 0.8},
    {"kind": "lognormal", "mean_h": 9.0, "cv": 1.0},
    {"kind": "fixed", "mean_h": 5.0},
    {"kind": "days", "probabilities": [0.5, 0.2, 0.3]},
    {"kind": "geometric_days", "probability": 0.5},
])  # fmt: skip


@st.composite
def scenarios(draw: st.DrawFn, share: float | None = None) -> Scenario:
    """A scenario of one site with up to three banks; `share` to lockers fixed or drawn."""
    mode = draw(st.sampled_from(["visits", "single"]))
    drawn = draw(companies)
    parts = {
        "couriers": {
            "mode": mode,
            "companies": [
                {"id": f"c{i}", "share": 1.0 / len(drawn), **company}
                for i, company in enumerate(drawn)
            ],
            "parcels_per_visit": draw(st.sampled_from([1.0, 4.0])),
            "hour_weights": draw(st.sampled_from([[1.0] * 24, WAVE])),
            "handling": draw(st.sampled_from([{}, {"law": "exponential", "mean_s": 20.0}])),
        },
        "parcels": {
            "per_day": draw(st.sampled_from([0.5, 8.0, 60.0])),
            "share_to_lockers": draw(st.sampled_from([0.0, 0.4, 1.0])) if share is None else share,
            "size_mix": {"S": 0.6, "L": 0.3, "oversize": 0.1},
            "day_spread_cv": draw(st.sampled_from([0.0, 0.6])),
        },
        "dwell": {"law": draw(laws), "evening": draw(st.sampled_from([None, {"share": 0.5}]))},
        "reminders": draw(st.sampled_from([None, EVERYTHING["reminders"]])),
        "overdue": draw(st.sampled_from([None, EVERYTHING["overdue"]])),
        "rejected": {"then": draw(st.sampled_from([[], ["home", "lobby"]]))},
        "banks": [
            {"id": f"b{i}", "site": "c", "compartments": {"S": 1}, "share": 1.0 + i}
            for i in range(draw(st.integers(1, 3)))
        ],
        "run": {"days": 5, "warmup_days": draw(st.integers(0, 2))},
    }
    return scenario(**parts)


def _parcel_rows(trace: SiteTrace) -> dict[str, Any]:
    """The arrays of one row a parcel."""
    names = PARCEL_ARRAYS[4:]
    return {name: getattr(trace, name) for name in names if len(getattr(trace, name)) > 1}


@given(scenarios(), st.integers(0, 99))
def test_every_trace_is_sound(drawn: Scenario, seed: int) -> None:
    """Whatever the scenario, an engine can trust the trace; calls bring at least one parcel."""
    trace = compiled(drawn, days=5, seed=seed)
    horizon_ms = (5 + drawn.run.warmup_days) * DAY_MS
    fault = find_fault(
        trace,
        banks=len(drawn.banks),
        sizes=2,
        companies=len(drawn.couriers.companies),
        reminders=2 if drawn.reminders else 0,
        lobby="lobby" in drawn.rejected.then,
        horizon_ms=horizon_ms,
    )
    assert fault is None
    assert (np.diff(trace.visit_first_parcel) > 0).all()


@given(scenarios(), st.integers(1, 4), st.integers(0, 99))
def test_longer_runs_begin_with_the_same_days(drawn: Scenario, days: int, seed: int) -> None:
    """The first days of a longer run are the shorter run, value for value."""
    short = compiled(drawn, days=days, seed=seed)
    long = compiled(drawn, days=days + 3, seed=seed)
    end = (days + drawn.run.warmup_days) * DAY_MS
    visits = int((long.visit_arrival_ms < end).sum())
    parcels = int(long.visit_first_parcel[visits])
    assert visits == short.visits
    assert parcels == short.parcels
    for name in ("visit_arrival_ms", "visit_company", "visit_bank"):
        assert np.array_equal(getattr(long, name)[:visits], getattr(short, name)), name
    assert np.array_equal(long.visit_first_parcel[: visits + 1], short.visit_first_parcel)
    rows = _parcel_rows(short)
    for name, array in _parcel_rows(long).items():
        if name in rows:
            assert np.array_equal(array[:parcels], rows[name]), name


def _each_alone(drawn: Scenario) -> list[tuple[int, ...]]:
    """Every parcel with its time, company, bank and latent values, in order."""
    trace = compiled(drawn, days=5)
    columns = [trace.visit_arrival_ms, trace.visit_company, trace.visit_bank]
    for array in _parcel_rows(trace).values():
        columns += list(array.reshape(len(array), -1).T)
    return [tuple(int(value) for value in row) for row in zip(*columns, strict=True)]


@given(st.data())
def test_traces_are_nested_in_the_share_to_lockers(data: st.DataObject) -> None:
    """A larger share adds parcels that come one by one at random, and changes none."""
    full = data.draw(scenarios(share=1.0)).model_dump(mode="json", exclude_none=True)
    full["couriers"]["mode"] = "single"
    for company in full["couriers"]["companies"]:
        company.pop("timetable_h", None)
    full["parcels"]["per_day"] = 60.0
    drawn: dict[float, list[tuple[int, ...]]] = {}
    for share in (0.3, 0.7, 1.0):
        full["parcels"]["share_to_lockers"] = share
        drawn[share] = _each_alone(Scenario.model_validate(full))
    assert set(drawn[0.3]) < set(drawn[0.7]) < set(drawn[1.0])


@given(scenarios(share=1.0), st.integers(0, 9))
def test_what_parcels_are_like_is_nested_too(drawn: Scenario, seed: int) -> None:
    """With couriers, a smaller share deals anew, but sizes and dwells are of the same parcels."""
    data = drawn.model_dump(mode="json", exclude_none=True)
    data["parcels"]["share_to_lockers"] = 0.5
    all_of = compiled(drawn, days=5, seed=seed)
    some = compiled(Scenario.model_validate(data), days=5, seed=seed)
    if len(some.dwell_ms) > 1:
        assert set(some.dwell_ms.tolist()) <= set(all_of.dwell_ms.tolist())
    assert some.parcels <= all_of.parcels


@settings(max_examples=30)
@given(scenarios(), st.integers(1, 200))
def test_blocks_do_not_show(drawn: Scenario, block: int) -> None:
    """The trace does not depend on the days that are drawn together."""
    whole = compiled(drawn, days=5).digest()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_module, "BLOCK_PARCELS", block)
        assert compiled(drawn, days=5).digest() == whole


@given(scenarios(), st.sampled_from([1_000, 60_000]))
def test_grids(drawn: Scenario, unit_ms: int) -> None:
    """On a coarser grid every time and duration is a multiple of the unit, near the fine one."""
    fine, coarse = compiled(drawn, days=5), compiled(drawn, days=5, unit_ms=unit_ms)
    assert fine.visits == coarse.visits
    shift = fine.visit_arrival_ms - coarse.visit_arrival_ms
    assert not shift.size or (shift.min() >= 0 and shift.max() < unit_ms)
    for name in ("visit_arrival_ms", "dwell_ms", "handling_ms", "lobby_ms", "clock_ms",
                 "answer_ms", "fee_lead_ms"):  # fmt: skip
        array = getattr(coarse, name)
        assert (array[array >= 0] % unit_ms == 0).all(), name
