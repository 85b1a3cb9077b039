"""Tests of scenarios.places.regions: what is dealt to sites, and that it is dealt evenly."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from scenarios.places.regions import households_of, members, totals_of
from scenarios.schema.place import Region
from tests.small_regions import MODULES, region, regional


def _region(**changes: Any) -> Region:
    return Region.model_validate(region("r", **changes))


@pytest.mark.parametrize("sites", [100, 1_000, 9_000])
def test_shares_hold_to_within_a_few_members(sites: int) -> None:
    """Sites by their number of banks, and banks by their build, are as many as their shares say:
    the sequence is even, so what is left over stays small while the region grows.
    """
    given = _region(sites=sites, banks_per_site=[0.5, 0.3, 0.2], bank_mix={"s": 0.3, "l": 0.7})
    made = list(members(given))
    counts = Counter(len(member.modules) for member in made)
    for banks, share in enumerate(given.banks_per_site, 1):
        assert abs(counts[banks] - share * sites) <= 4
    builds = Counter(name for member in made for name in member.modules)
    assert abs(builds["s"] - 0.3 * builds.total()) <= 0.01 * builds.total() + 4


def test_one_more_site_changes_none_before_it() -> None:
    """A region of 50 sites begins as one of 49 does; sites may be asked for from anywhere."""
    law = {"banks_per_site": [0.4, 0.4, 0.2], "households_cv": 0.6}
    few, more = _region(sites=49, **law), _region(sites=50, **law)
    assert list(members(more))[:49] == list(members(few))
    assert list(members(more, 17, 31)) == list(members(more))[17:31]


def test_households_have_their_mean_and_spread() -> None:
    """Lognormal: mean 300 a bank and coefficient of variation 0.5, to a per cent over 20,000."""
    given = _region(sites=20_000, households_per_bank=300, households_cv=0.5, banks_per_site=[1.0])
    drawn = np.array([member.households for member in members(given)])
    assert drawn.mean() == pytest.approx(300, rel=0.01)
    assert drawn.std() / drawn.mean() == pytest.approx(0.5, rel=0.02)
    assert drawn.sum() == households_of(given)


def test_a_site_with_more_banks_has_as_many_more_households() -> None:
    """Without spread a site has the mean for each of its banks."""
    given = _region(sites=60, banks_per_site=[0.5, 0.5], households_per_bank=120, households_cv=0)
    assert all(member.households == 120 * len(member.modules) for member in members(given))


def test_number_of_banks_does_not_lean_on_households() -> None:
    """What is dealt along one axis says nothing of the others: correlation below 3 % of 5,000."""
    given = _region(sites=5_000, banks_per_site=[0.5, 0.5], households_cv=0.4)
    made = list(members(given))
    banks = [len(member.modules) for member in made]
    each = [member.households / len(member.modules) for member in made]
    assert abs(np.corrcoef(banks, each)[0, 1]) < 0.03


def test_totals_are_those_of_the_sites() -> None:
    """Banks, households and compartments of a region, added up site by site."""
    given = regional(region("r", sites=40, banks_per_site=[0.5, 0.5]))
    totals, made = totals_of(given, given.regions[0]), list(members(given.regions[0]))
    assert totals.banks == sum(len(member.modules) for member in made)
    assert totals.households == sum(member.households for member in made)
    built = {module["id"]: module["compartments"] for module in MODULES}
    for size in ("S", "L"):
        doors = sum(built[name].get(size, 0) for member in made for name in member.modules)
        assert totals.compartments[size] == doors


def test_a_share_of_nothing_is_dealt_to_nobody() -> None:
    """Modules and numbers of banks with share 0 do not occur."""
    given = _region(sites=2_000, banks_per_site=[0.0, 1.0, 0.0], bank_mix={"s": 0.0, "l": 1.0})
    assert {member.modules for member in members(given)} == {("l", "l")}
