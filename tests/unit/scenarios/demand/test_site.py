"""A site's trace as a whole: bounds, emptiness, independence, and what its demand depends on."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.days import lay_out_days
from scenarios.demand import SiteCompiler, compile_site
from scenarios.demand.site import MAX_EXPECTED_PARCELS, demand_key
from scenarios.streams import Purpose, Streams
from scenarios.trace import PARCEL_ARRAYS
from tests.drawn import EVERYTHING, compiled, place_of, single, whole_trace
from tests.small import scenario


def test_site_without_banks_is_empty() -> None:
    """Where nothing stands nobody calls."""
    trace = compiled(single(banks=[]))
    assert (trace.visits, trace.parcels) == (0, 0)
    assert trace.visit_first_parcel.tolist() == [0]


@pytest.mark.parametrize("share", [0.0, 1e-9])
def test_no_parcels_to_lockers(share: float) -> None:
    """Without consent there are no visits, and arrays keep their columns."""
    parts = EVERYTHING | {
        "parcels": {"per_day": 20.0, "share_to_lockers": share, "size_mix": {"S": 1.0}}
    }
    trace = compiled(scenario(**parts))
    assert (trace.visits, trace.parcels) == (0, 0)
    assert trace.visit_first_parcel.tolist() == [0]
    assert trace.answer_ms.shape == (0, 2)
    assert trace.handling_ms.ndim == 2


def test_too_many_parcels_are_refused_before_any_draw() -> None:
    """The bound on expected parcels is quoted with the value, and nothing is allocated."""
    with pytest.raises(ValueError, match=f"2,000,000,000 .* at most {MAX_EXPECTED_PARCELS:,}"):
        compiled(single(1e8), days=20)


def test_wild_day_factors_are_bounded() -> None:
    """A day factor that makes more parcels than a log has room for is refused."""
    parcels = {"per_day": 4.9e7, "size_mix": {"S": 1.0}, "day_spread_cv": 3.0}
    drawn = single(parcels=parcels, run={"days": 1, "warmup_days": 0})
    calendar = lay_out_days(drawn, 1)
    compiler = SiteCompiler(drawn, calendar)
    place = place_of(drawn)
    for seed in range(400):
        factor = Streams(seed, 0).generator(Purpose.DAY_FACTOR, "c").standard_gamma(1 / 9) * 9
        if factor > 23:
            with pytest.raises(ValueError, match="day_spread_cv = 3"):
                compiler.compile(place, Streams(seed, 0))
            return
    pytest.fail("no seed with a wild day")


def test_unit_must_divide_a_day() -> None:
    """A grid of 7 s has no midnight."""
    drawn = single()
    with pytest.raises(ValueError, match="time_unit_ms = 7000"):
        SiteCompiler(drawn, lay_out_days(drawn), 7_000)


def test_other_sites_and_banks_change_nothing() -> None:
    """A site's trace does not change when another site, or a bank elsewhere, is added."""
    site = {"households": 10, "latitude": 36.0, "longitude": 118.0}
    bank = {"compartments": {"S": 2, "L": 1}}
    parts = EVERYTHING | {
        "sites": [{"id": "c", **site}],
        "banks": [{"id": "b", "site": "c", **bank}],
    }
    alone = whole_trace(scenario(**parts))
    more = whole_trace(
        scenario(
            **parts
            | {
                "sites": [
                    {"id": "a", **site},
                    {"id": "c", **site},
                    {"id": "k", "count": 3, **site},
                ],
                "banks": [
                    {"id": "b", "site": "c", **bank},
                    {"id": "x", "site": "a", **bank, "count": 4},
                ],
            }
        )
    )
    digests = {each.site: each.digest() for each in more.sites}
    assert list(digests) == ["a", "c", "k1", "k2", "k3"]
    assert digests["c"] == alone.sites[0].digest()
    assert digests["a"] != digests["c"]


def test_order_of_compilation_does_not_matter() -> None:
    """Sites compiled backwards, alone or again give the same traces."""
    site = {"id": "k", "count": 3, "households": 10, "latitude": 36.0, "longitude": 118.0}
    drawn = single(sites=[site], banks=[{"id": "b", "site": "k", "compartments": {"S": 2}}])
    calendar = lay_out_days(drawn, 5)
    streams = Streams(1, 0)
    backwards = [
        compile_site(drawn, calendar, place_of(drawn, n), streams).digest() for n in (2, 1, 0, 2)
    ]
    forwards = [trace.digest() for trace in whole_trace(drawn).sites]
    assert backwards == [forwards[2], forwards[1], forwards[0], forwards[2]]


def test_replications_differ_and_repeat() -> None:
    """Replication r of seed s is itself, whichever were drawn before."""
    drawn = single()
    compiler = SiteCompiler(drawn, lay_out_days(drawn, 5))
    place = place_of(drawn)
    first = [compiler.compile(place, Streams(1, r)).digest() for r in (0, 1, 2)]
    again = [compiler.compile(place, Streams(1, r)).digest() for r in (2, 0)]
    assert len(set(first)) == 3
    assert again == [first[2], first[0]]


def test_demand_key_tells_steel_from_demand() -> None:
    """Compartments, policy and words leave the key and the trace alone; demand changes the key."""
    plain = scenario(**EVERYTHING)
    banks = [
        {"id": "b", "site": "c", "compartments": {"S": 9, "L": 9}, "share": 3.0, "age_years": 4},
        {"id": "d", "site": "c", "compartments": {"S": 2}, "share": 1.0, "terminals": 2},
    ]
    same = scenario(
        **EVERYTHING | {"banks": banks, "allocation": {"size_rule": "own"}, "title": "other"}
    )
    assert demand_key(same) == demand_key(plain)
    assert compiled(same).digest() == compiled(plain).digest()
    others = [
        {"banks": EVERYTHING["banks"][:1]},
        {"overdue": {"averse_share": 0.5}},
        {"start_date": "2026-03-03"},
        {"rejected": {"then": []}},
        {"dwell": {"law": {"kind": "fixed", "mean_h": 10.0}}},
    ]
    keys = {demand_key(scenario(**EVERYTHING | other)) for other in others}
    assert len(keys | {demand_key(plain)}) == len(others) + 1


def test_arrays_are_ready_for_an_engine() -> None:
    """Contiguous, writable, of the promised types: one compiled signature for all traces."""
    for trace in (compiled(scenario(**EVERYTHING)), compiled(single()), compiled(single(0.0))):
        for name in PARCEL_ARRAYS:
            array = getattr(trace, name)
            small = name in {"parcel_size", "parcel_temperature", "at_home"}
            assert array.dtype == (np.int8 if small else np.int64), name
            assert array.flags.c_contiguous, name
            assert array.flags.writeable, name


@pytest.mark.parametrize(("days", "says"), [(1, "in 1 day:"), (2, "in 2 days:")])
def test_days_are_counted_in_words(days: int, says: str) -> None:
    """One day, several days."""
    crowded = scenario(
        run={"days": days, "warmup_days": 0},
        parcels={"per_day": 1e8, "size_mix": {"S": 1.0}},
    )
    with pytest.raises(ValueError, match=says):
        compiled(crowded, days=days)
