"""Tests of twin.world.plan: which sites run together, and how many may."""

from __future__ import annotations

import time
from typing import Any

import pytest

from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.small import scenario
from tests.small_regions import regional
from twin.world.coupling.groups import MAX_COUPLED_SITES, MAX_PAIRED_SITES
from twin.world.plan import SitePlanner, plan_groups


def _many(count: int, within_m: float, **site: Any) -> Scenario:
    place = {"id": "c", "households": 1, "latitude": 30.0, "longitude": 120.0}
    return scenario(
        sites=[place | {"count": count, "spacing_m": 800} | site],
        rejected={"then": ["other_site"], "other_site_within_m": within_m},
    )


def _groups(given: Scenario) -> list[int]:
    return [len(plan.sites) for plan in plan_groups(given, lay_out_days(given))]


def test_sites_within_reach_form_a_group() -> None:
    """Nine on a grid, all together or each alone; of five, one that was moved away."""
    assert _groups(_many(9, 900)) == [9]
    assert _groups(_many(9, 700)) == [1] * 9
    apart = {"c3": {"latitude": 30.5}}
    assert _groups(_many(5, 900, members=apart)) == [4, 1]


@pytest.mark.parametrize("count", [MAX_PAIRED_SITES + 1, 1_000_000])
def test_too_many_sites_are_refused_before_any_is_paired(count: int) -> None:
    """A million sites, of which each might couple with the others: bound and value, at once."""
    began = time.perf_counter()
    with pytest.raises(ValueError, match=rf"^rejected\.then: .* {count:,} sites, at most 200,000"):
        _groups(_many(count, 2000))
    assert time.perf_counter() - began < 1


def test_more_sites_than_a_group_holds_are_refused() -> None:
    """As soon as so many hang together, without pairing the rest."""
    with pytest.raises(ValueError, match=r"^rejected\.other_site_within_m = 900\.0: .* 65,535 "):
        _groups(_many(MAX_COUPLED_SITES + 10, 900))


def test_sites_with_the_same_banks_share_their_numbers() -> None:
    """A plan of a site is what it is without any other; like ones share their numbers."""
    given = regional()
    days = lay_out_days(given)
    made = list(SitePlanner(given, days).span(0, None))
    alone = [SitePlanner(given, days).plan(plan.sites[0]) for plan in made]
    assert made == alone == list(plan_groups(given, days))
    assert len({id(plan.position_number) for plan in made}) < len(made)
    assert list(SitePlanner(given, days).span(5, 9)) == made[5:9]
