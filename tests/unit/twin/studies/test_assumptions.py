"""Tests of twin.studies.assumptions: every value with the source that speaks for it."""

from __future__ import annotations

import pytest

from tests.unit.twin.studies.small_runs import small_scenario
from twin.studies import assumptions as module
from twin.studies.assumptions import list_assumptions, source_of


def test_the_longest_fitting_path_speaks() -> None:
    """A value's own path before that of what holds it; whole words only; else assumed."""
    sources = {"sites": "map", "sites.a": "survey", "sites.a.households": "commission"}
    assert source_of(sources, "sites.a.households") == "commission"
    assert source_of(sources, "sites.a.latitude") == "survey"
    assert source_of(sources, "sites.ab.households") == "map"
    assert source_of(sources, "dwell.law.mean_h") == "assumed"


def test_every_value_is_listed() -> None:
    """Given and default values by id path; nothing unset, no titles, no lists in pieces."""
    scenario = small_scenario(sources={"banks.bb": "drawing"})
    listed, left_out = list_assumptions(scenario)
    by_path = {row["path"]: row for row in listed}
    assert left_out == 0
    assert by_path["banks.bb.compartments.S"] == {
        "path": "banks.bb.compartments.S",
        "value": 3,
        "source": "drawing",
    }
    assert by_path["couriers.companies.jt.share"]["value"] == 0.5
    assert by_path["couriers.hour_weights"]["value"] == [1.0] * 24
    assert by_path["rejected.max_legs"]["source"] == "assumed"
    assert not {"title", "overdue", "sites.a.id"} & set(by_path)


def test_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list has an end, and says how much is behind it."""
    everything, _ = list_assumptions(small_scenario())
    monkeypatch.setattr(module, "MAX_ASSUMPTIONS", 10)
    listed, left_out = list_assumptions(small_scenario())
    assert listed == everything[:10]
    assert left_out == len(everything) - 10
