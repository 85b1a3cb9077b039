"""Whole runs conserve waste: every bag is in a bin, on a truck or on the floor, and only once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from scenarios.days import lay_out_days
from scenarios.demand import SiteCompiler
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from tests.small_waste import DEPOT, fixed, point, stream, threshold, waste_scenario
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import ENTITY, KIND, ORDINAL, TIME, VALUE, Records, volume_ml_of
from twin.world.plan import Plan, plan_groups

SITES = [{"id": "c", "households": 60, **DEPOT}]
BINS = [
    {"id": "f", "stream": "food", "volume_l": 20, "count": 2},
    {"id": "g", "stream": "glass", "volume_l": 12, "always_open": True, "heap_share": 0.1},
]
HABITS = {
    "streams": [
        stream(bag={"law": "lognormal", "mean_kg": 0.8}, compaction=1.2),
        stream("glass", kg_per_household_day=0.3, density_kg_l=0.4, mixed_share=0.3),
    ],
    "off_hours_share": 0.3,
    "pile_share": 0.4,
    "careless_share": 0.1,
}
WINDOWS = [{"from_hour": 6, "to_hour": 9}, {"from_hour": 17, "to_hour": 21}]
SENSOR = {"report_every_min": 180, "noise_mm": 30}

SETTINGS: dict[str, dict[str, Any]] = {
    "fixed": {"collection": [fixed(streams=["food", "glass"], hours=[6, 18])]},
    "by fill": {
        "collection": [threshold(streams=["food"]), threshold(id="g", streams=["glass"], level=0.6)]
    },
    "worn": {
        "collection": [threshold(streams=["food", "glass"])],
        "worn": {
            "dead_band": 0.05,
            "battery_mah": 3.0,
            "least_charge": 0.1,
            "replace_days": 1.0,
            "outlier_share": 0.05,
            "bridge_share": 0.05,
            "dropout_share": 0.3,
            "backfill_reports": 6,
        },
    },
    "watched": {
        "collection": [fixed(streams=["food", "glass"], hours=[18])],
        "waste": {"abnormal_share": 0.2, "bulky_share": 0.0},
        "watched": {
            "supervision": {"shifts": [{"from_hour": 6, "to_hour": 9}], "absence_share": 0.3},
            "camera": {"false_per_day": 2},
            "linkage": {"lock_at": 0.6, "walk_min": 30, "deodorise": True},
        },
    },
}


def given(name: str) -> Scenario:
    """A point that overflows, with everything that can happen to a bag."""
    parts = dict(SETTINGS[name])
    waste = HABITS | parts.pop("waste", {})
    watched = parts.pop("watched", {})
    sensor = SENSOR | parts.pop("worn", {})
    places = [point(count=2, bins=BINS, windows=WINDOWS, sensor=sensor, **watched)]
    return waste_scenario(sites=SITES, waste=waste, waste_points=places, **parts)


def runs(scenario: Scenario, days: int = 12) -> list[tuple[SiteTrace, Records]]:
    """Trace and log of each of the first sites."""
    laid_out = lay_out_days(scenario, days)
    compiler = SiteCompiler(scenario, laid_out)
    made = []
    for _, plan in zip(range(3), plan_groups(scenario, laid_out), strict=False):
        (place,) = plan.sites
        trace = compiler.compile(place, Streams(1, 0))
        made.append((trace, log_of(plan, trace)))
    return made


def log_of(plan: Plan, trace: SiteTrace) -> Records:
    """Log of a group of one site."""
    blocks: list[Records] = []
    run_group(plan, [trace], [None], lambda _, block: blocks.append(block.copy()))
    return np.concatenate(blocks)


def everything() -> dict[str, Scenario]:
    """Both ways of collection, and the library's large one."""
    return {name: given(name) for name in SETTINGS} | {
        "library": read_scenario("hangzhou", Scenario).scenario
    }


SCENARIOS = everything()


@pytest.mark.parametrize("name", SCENARIOS)
def test_mass_is_conserved(name: str) -> None:
    """Brought = taken out + in bins + on the floor + on the way to another point."""
    for trace, log in runs(SCENARIOS[name], 3 if name == "library" else 12):
        assert trace.waste is not None
        kind, value = log[:, KIND], log[:, VALUE]
        arrived = set(log[np.isin(kind, [Kind.DROP_OFF, Kind.LANDED]), ENTITY])
        walking = sorted(set(log[kind == Kind.POINTED, ENTITY]) - arrived)
        brought = int(trace.waste.drop_mass_g.sum() - trace.waste.drop_mass_g[walking].sum())
        landed = set(log[kind == Kind.LANDED, ENTITY]) - set(log[kind == Kind.CLEARING, ENTITY])
        on_floor = int(trace.waste.drop_mass_g[sorted(landed)].sum())
        taken = int(value[kind == Kind.EMPTYING].sum())
        assert taken + in_bins_g(trace, log) + on_floor == brought
        assert taken > 0


def in_bins_g(trace: SiteTrace, log: Records) -> int:
    """Mass put into each bin since its last emptying, from the records alone."""
    assert trace.waste is not None
    held: Counter[int] = Counter()
    for record in log:
        kind, place = int(record[KIND]), int(record[4])
        if kind in {Kind.DROP_OFF, Kind.CLEARING}:
            held[place] += int(trace.waste.drop_mass_g[record[ENTITY]])
        elif kind == Kind.EMPTYING:
            assert held.pop(place, 0) == record[VALUE]
    return sum(held.values())


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_bag_is_brought_once(name: str) -> None:
    """Into a bin, on the floor or carried on, at its time; what landed is cleared once, later."""
    for trace, log in runs(SCENARIOS[name], 2):
        assert trace.waste is not None
        brought = log[np.isin(log[:, KIND], [Kind.DROP_OFF, Kind.LANDED])]
        shown = log[log[:, KIND] == Kind.POINTED]
        first = np.concatenate([brought[~np.isin(brought[:, ENTITY], shown[:, ENTITY])], shown])
        first = first[np.argsort(first[:, ENTITY])]
        assert first[:, ENTITY].tolist() == list(range(trace.waste.drop_offs))
        assert np.array_equal(first[:, TIME], trace.waste.drop_ms)
        assert len(set(brought[:, ENTITY].tolist())) == len(brought)
        cleared = log[log[:, KIND] == Kind.CLEARING]
        assert len(set(cleared[:, ENTITY].tolist())) == len(cleared)
        assert set(cleared[:, ENTITY]) <= set(brought[brought[:, KIND] == Kind.LANDED, ENTITY])


@pytest.mark.parametrize("name", SCENARIOS)
def test_overflow_begins_once_and_ends_with_the_emptying(name: str) -> None:
    """Steps of the over-full bins never fall below none and never begin twice."""
    for _, log in runs(SCENARIOS[name], 3 if name == "library" else 12):
        over: set[int] = set()
        for record in log:
            kind, place = int(record[KIND]), int(record[4])
            if kind == Kind.OVERFLOW:
                assert (place not in over) == bool(record[ORDINAL])
                over.add(place)
            elif kind == Kind.EMPTYING:
                assert (place in over) == bool(record[ORDINAL] & 2)
                over.discard(place)


def test_lids_and_deodorisers_stop_as_often_as_they_start() -> None:
    """A lid is locked once until the emptying; the deodoriser runs while any lid is locked."""
    for _, log in runs(given("watched")):
        locked: Counter[int] = Counter()
        running: set[int] = set()
        for record in log[np.isin(log[:, KIND], [Kind.LOCK, Kind.UNLOCK])]:
            place = int(record[4])
            step = 1 if record[KIND] == Kind.LOCK else -1
            locked[place] += step
            assert locked[place] in {0, 1}
            if record[ORDINAL]:
                assert (place >> 32 in running) == (step < 0)
                running ^= {place >> 32}
            at_point = sum(n for other, n in locked.items() if other >> 32 == place >> 32)
            assert (at_point > 0) == (place >> 32 in running)
        assert locked


def test_what_comes_late_was_lost_before() -> None:
    """Each late report is one that was lost, at the time it says, with the same reading."""
    for _, log in runs(given("worn")):
        lost = {(int(r[ENTITY]), int(r[TIME]), int(r[VALUE])) for r in log if r[KIND] == Kind.LOST}
        late = [
            (int(r[ENTITY]), int(r[TIME] - r[ORDINAL]), int(r[VALUE]))
            for r in log
            if r[KIND] == Kind.BACKFILL
        ]
        assert late
        assert len(set(late)) == len(late)
        assert set(late) <= lost


def test_a_run_repeats_itself() -> None:
    """The same log to the byte; time never runs back."""
    for (_, one), (_, other) in zip(runs(given("by fill")), runs(given("by fill")), strict=True):
        assert np.array_equal(one, other)
        assert (np.diff(one[:, TIME]) >= 0).all()
        assert (volume_ml_of(one) >= 0).all()
