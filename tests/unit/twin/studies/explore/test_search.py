"""The search at one point: bracketing and bisection, per group of coupled sites."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.small_waste import point, waste_scenario
from tests.unit.twin.studies.small_runs import small_scenario
from twin.engines.reference.engine import run_group
from twin.studies.explore.search import Found, Search, SearchError, summary
from twin.studies.running.tasks import Unwatched
from twin.studies.target import Target


def with_doors(value: int, **changes: Any) -> Scenario:
    """Three sites apart with one bank of so many equal compartments each."""
    banks = [{"id": f"b{s}", "site": s, "compartments": {"S": 0, "L": value}} for s in "abc"]
    return small_scenario(**({"banks": banks, "rejected": {"then": ["lobby"]}} | changes))


def search(with_value: Any, target: Target, limit: int = 5_000) -> Search:
    """A search on the reference engine, one replication."""
    scenario = with_value(1)
    return Search(
        with_value, lay_out_days(scenario), target, seed=3, replications=1, engine=run_group,
        limit=limit,
    )  # fmt: skip


AT_MOST = Target("rejection_share", True, 0.05)


@pytest.mark.parametrize("guess", [0, 3, 60, 5_000])
def test_the_answer_does_not_depend_on_the_guess(guess: int) -> None:
    """From below, above or the limit: the smallest value that holds, site by site."""
    seeking = search(with_doors, AT_MOST)
    assert seeking.groups(guess) == [("a",), ("b",), ("c",)]
    found = [
        site for group in seeking.groups(guess) for site in seeking.seek(group, guess, Unwatched())
    ]
    reference = search(with_doors, AT_MOST)
    expected = [reference.seek((site,), 8, Unwatched())[0] for site in "abc"]
    assert [(f.site, f.value, f.figure) for f in found] == [
        (f.site, f.value, f.figure) for f in expected
    ]
    for each in found:
        assert each.figure is not None
        assert each.before is not None
        assert each.figure <= 0.05 < each.before


def test_nothing_is_needed_where_nothing_comes() -> None:
    """Without parcels the figure is undefined, the target holds, and 0 is enough."""

    def quiet(value: int) -> Scenario:
        return with_doors(value, parcels={"per_household_day": 0.0, "size_mix": {"L": 1.0}})

    (found,) = search(quiet, AT_MOST).seek(("a",), 16, Unwatched())
    assert (found.value, found.figure) == (0, None)


def test_coupled_sites_share_one_value() -> None:
    """Sites a and c carry parcels to each other: they are one group with one answer."""

    def coupled(value: int) -> Scenario:
        rejected = {"then": ["other_site", "lobby"], "other_site_within_m": 1000.0}
        return with_doors(value, rejected=rejected)

    seeking = search(coupled, AT_MOST)
    groups = seeking.groups(8)
    assert sorted(map(len, groups)) == [1, 2]
    pair = next(group for group in groups if len(group) == 2)
    found = seeking.seek(pair, 8, Unwatched())
    assert [each.site for each in found] == ["a", "c"]
    assert found[0].value == found[1].value


def test_out_of_reach_is_said() -> None:
    """Not even the limit meets the target: no value, and the figure there."""
    (found,) = search(with_doors, AT_MOST, limit=2).seek(("a",), 1, Unwatched())
    assert found.value is None
    assert found.figure is not None
    assert found.figure > 0.05


def test_a_value_that_leads_away_is_refused() -> None:
    """Occupancy falls as doors are added: a lower bound on it is not sought by adding."""
    target = Target("occupancy", False, 0.9)
    with pytest.raises(SearchError, match="--find: occupancy goes from"):
        search(with_doors, target).seek(("a",), 30, Unwatched())


def test_what_changes_demand_is_drawn_anew() -> None:
    """A sought value on which traces depend gets traces of its own each time."""

    def visits(value: int) -> Scenario:
        couriers = {
            "companies": [{"id": "jt", "share": 1.0}], "parcels_per_visit": float(max(value, 1))
        }  # fmt: skip
        return with_doors(12, couriers=couriers)

    seeking = search(visits, Target("terminal_wait_s", True, 1e9))
    (found,) = seeking.seek(("a",), 4, Unwatched())
    assert found.value == 0


def test_traces_are_forgotten() -> None:
    """After a group is done its traces are gone, and drawn again they give the same answer."""
    seeking = search(with_doors, AT_MOST)
    first = seeking.seek(("b",), 8, Unwatched())
    seeking.forget(("b",))
    assert seeking.seek(("b",), 8, Unwatched()) == first


def test_summary_over_sites() -> None:
    """Smallest, lower median and largest; none where a site has none."""
    found = {s: Found(s, v, 0.0, 0.1, 4.0) for s, v in zip("abcd", (5, 2, 9, 7), strict=True)}
    assert summary(found) == {"least": 2, "median": 5, "most": 9, "dwell_h": 4.0}
    found["e"] = Found("e", None, 0.5, None, None)
    none = {"least": None, "median": None, "most": None}
    assert summary(found) == {**none, "dwell_h": 4.0}
    assert summary({}) == {**none, "dwell_h": None}


def with_litres(value: int) -> Scenario:
    """One point with a bin of so many litres, and residents who pile."""
    bins = [{"id": "f", "stream": "food", "volume_l": max(value, 1), "heap_share": 50}]
    return waste_scenario(waste_points=[point(bins=bins)], waste={"pile_share": 1.0})


def test_a_figure_of_waste_is_sought_in_the_counters_of_waste() -> None:
    """The smallest bin that never overflows: what the fullest day brings, no dwell."""
    seeking = search(with_litres, Target("overflow_share", True, 0.0))
    (found,) = seeking.seek(("c",), 5, Unwatched())
    assert found.value is not None
    assert found.figure == 0.0
    assert found.before is not None
    assert found.before > 0.0
    assert found.dwell_h is None


def test_a_figure_of_waste_needs_waste() -> None:
    """Its counters are not those of lockers."""
    with pytest.raises(SearchError, match="overflow_share is a figure of waste"):
        search(with_doors, Target("overflow_share", True, 0.0)).seek(("a",), 5, Unwatched())
