"""Tests of scenarios.parts.counters: digest, ranges, cutting, files."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.demand.whole import compile_trace
from scenarios.parts.counters import TO_COUNTER, TO_HOME, CounterTrace
from scenarios.reading.errors import ScenarioError
from scenarios.tracefile import load_trace, save_trace
from tests.small import H, trace
from tests.small_counters import counter, counter_scenario, counter_trace

DAY = 24 * H


def part() -> CounterTrace:
    """Two calls, three parcels, two parcels of lockers."""
    lockers = trace([(9 * H, [0, 0])])
    made = counter_trace([(1, TO_COUNTER, 2), (30, TO_HOME, 1)], base=lockers).counter
    assert made is not None
    return made


def test_the_digest_covers_every_array() -> None:
    """One value changed anywhere is another digest, also of the site's trace."""
    before = part()
    for field in fields(before):
        changed = getattr(before, field.name).copy()
        changed.flat[0] += 1
        assert replace(before, **{field.name: changed}).digest() != before.digest(), field.name
    assert trace([]).digest() != replace(trace([]), counter=before).digest()


def test_cut_at_a_horizon() -> None:
    """Calls before it with their parcels; of the lockers' parcels as many as are left."""
    cut = part().until(DAY, 1)
    assert (cut.calls, cut.parcels) == (1, 2)
    assert cut.call_first_parcel.tolist() == [0, 2]
    assert len(cut.locker_service_ms) == 1
    assert cut.fault(counters=1, sizes=2, companies=1, horizon_ms=DAY) is None


FAULTS = {
    "call_ms": [(0, -1), (1, 2 * DAY), (0, 31 * H)],
    "call_company": [(0, 1)],
    "call_way": [(0, 3), (0, -1)],
    "call_counter": [(0, 1)],
    "call_first_parcel": [(0, 1), (1, 0), (2, 2)],
    "size": [(0, 2)],
    "temperature": [(0, 16)],
    "dwell_ms": [(0, 0)],
    "clock_ms": [(0, DAY)],
    "service_ms": [(0, -1)],
    "at_home": [(0, 2)],
    "lobby_ms": [(0, 0)],
    "locker_service_ms": [(0, -1)],
}


@pytest.mark.parametrize(
    ("name", "row", "value"), [(n, row, v) for n, wrong in FAULTS.items() for row, v in wrong]
)
def test_a_fault_is_named(name: str, row: int, value: int) -> None:
    """The array, the value and the bound."""
    changed = getattr(part(), name).copy()
    changed[row] = value
    found = replace(part(), **{name: changed}).fault(
        counters=1, sizes=2, companies=1, horizon_ms=2 * DAY
    )
    assert found is not None
    assert found[0] == name


def test_rows_must_fit() -> None:
    """A row too few anywhere; calls at a counter where there is none."""
    limits = {"sizes": 2, "companies": 1, "horizon_ms": 2 * DAY}
    assert part().fault(counters=1, **limits) is None
    for name in ("call_way", "dwell_ms", "service_ms"):
        short = replace(part(), **{name: getattr(part(), name)[1:]})
        found = short.fault(counters=1, **limits)
        assert found is not None
        assert found[0] == name
    assert part().fault(counters=0, **limits) == ("call_way", 0, "1 to 2")


def test_round_trip_in_a_file(tmp_path: Path) -> None:
    """Calls come back as they were; shelves and staff may differ, the counters may not."""
    path, given = tmp_path / "trace.npz", counter_scenario()
    drawn = compile_trace(given, "feed")
    save_trace(path, drawn, given)
    loaded = load_trace(path, given)
    assert loaded.digest() == drawn.digest()
    assert loaded.sites[0].direct_parcels > 0
    roomy = counter_scenario(counters=[counter(shelf_places=99, staff=3)])
    assert load_trace(path, roomy).digest() == drawn.digest()
    with pytest.raises(ScenarioError, match="counter"):
        load_trace(path, counter_scenario(counters=[counter(id="other")]))


def test_the_same_parcels_whichever_way_they_go() -> None:
    """Another share moves parcels between the ways and changes none of them."""
    one = compile_trace(counter_scenario(), "feed").sites[0].counter
    ways = {"share_to_counter": 0.0, "share_to_home": 0.0, "share_to_lobby": 1.0}
    parcels = {"per_household_day": 1.0, "size_mix": {"S": 0.7, "L": 0.3}, "share_to_lockers": 0.0}
    other = compile_trace(counter_scenario(parcels=parcels | ways), "feed").sites[0].counter
    assert one is not None
    assert other is not None
    assert sorted(one.lobby_ms.tolist()) == sorted(other.lobby_ms.tolist())
    assert np.bincount(one.size).tolist() == np.bincount(other.size).tolist()
