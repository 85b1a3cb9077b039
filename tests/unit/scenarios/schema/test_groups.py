"""Tests of scenarios.schema.groups: no id may stand twice once groups are expanded."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from pydantic import ValidationError

from tests.small import scenario
from tests.small_regions import region, regional
from tests.small_waste import point, waste_scenario


def _site(identifier: str, count: int | None = None) -> dict[str, Any]:
    return {
        "id": identifier,
        "count": count,
        "households": 1,
        "latitude": 30.0,
        "longitude": 120.0,
    }


def _bank(identifier: str, site: str, count: int | None = None) -> dict[str, Any]:
    return {"id": identifier, "site": site, "count": count, "compartments": {"S": 1}}


@pytest.mark.parametrize(
    ("sites", "says"),
    [
        ([("c1", None), ("c", 3)], "sites: the id 'c1' stands twice (c1 and member 1 of c)"),
        ([("c", 12), ("c12", None)], "the id 'c12' stands twice (c12 and member 12 of c)"),
        ([("c", 12), ("c1", 2)], "the id 'c11' stands twice (member 1 of c1 and member 11 of c)"),
        ([("c1", 1), ("c", 11)], "the id 'c11' stands twice (member 1 of c1 and member 11 of c)"),
        ([("c", 10**6), ("c10", 10**6)], "(member 1 of c10 and member 101 of c)"),
    ],
)
def test_sites_that_collide_are_refused(sites: list[tuple[str, int | None]], says: str) -> None:
    """A literal id or a second group among the members of a group, in any order of the file."""
    entries = [_site(*each) for each in sites]
    banks = [_bank("b", sites[0][0])]
    with pytest.raises(ValidationError, match=re.escape(says)):
        scenario(sites=entries, banks=banks)


@pytest.mark.parametrize(
    "sites",
    [
        [("c", 3), ("c4", None)],
        [("c", 3), ("c0", None)],
        [("c", 3), ("c01", None)],
        [("c", 10), ("c1", 2)],
        [("c", 99), ("c0", 9)],
        [("c", 3), ("c1x", None)],
    ],
)
def test_sites_beside_a_group_are_accepted(sites: list[tuple[str, int | None]]) -> None:
    """Numbers beyond the group, with a zero before them or with something after them."""
    entries = [_site(*each) for each in sites]
    assert len(scenario(sites=entries, banks=[_bank("b", sites[0][0])]).sites) == 2


def test_banks_that_collide_are_refused_across_sites() -> None:
    """A bank at a group of sites is a group too, and ids of banks hold over all sites."""
    sites = [_site("c", 3), _site("d")]
    with pytest.raises(ValidationError, match=r"banks: the id 'b2' stands twice"):
        scenario(sites=sites, banks=[_bank("b", "c"), _bank("b2", "d")])
    with pytest.raises(ValidationError, match=r"\(member 1 of b1 and member 11 of b\)"):
        scenario(sites=sites, banks=[_bank("b", "c", 4), _bank("b1", "d", 2)])
    assert scenario(sites=sites, banks=[_bank("b", "c"), _bank("b4", "d")]).banks


def test_waste_points_that_collide_are_refused() -> None:
    """As banks are."""
    with pytest.raises(ValidationError, match=r"waste_points: the id 'p3' stands twice"):
        waste_scenario(waste_points=[point(id="p", count=3), point(id="p3")])


def test_groups_are_not_expanded_for_it() -> None:
    """Two hundred groups of a million members each take no longer than their entries."""
    sites = [_site(f"c{i}x", 1_000_000) for i in range(200)]
    began = time.perf_counter()
    assert len(scenario(sites=sites, banks=[_bank("b", "c0x")]).sites) == 200
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"sites": [_site("r12")]}, "sites: the id 'r12' stands twice (r12 and member 12 of r)"),
        ({"sites": [_site("r")]}, "sites: the id 'r' stands twice"),
        (
            {"sites": [_site("c")], "banks": [_bank("r3-1", "c")]},
            "banks.r3-1: the id is one of a bank of the region r",
        ),
        ({"modules": []}, "regions.r.bank_mix.s: no such module"),
        (
            {
                "modules": [
                    {"id": name, "compartments": {"S": 3_000, "L": 3_000}} for name in ("s", "l")
                ]
            },
            "regions.r.bank_mix.s: 6000 doors, at most 5000",
        ),
    ],
)
def test_regions_that_do_not_fit_the_rest_are_refused(parts: dict[str, Any], says: str) -> None:
    """Ids of their sites and banks are nobody else's, and their banks are modules."""
    with pytest.raises(ValidationError, match=re.escape(says)):
        regional(region("r"), **parts)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"banks_per_site": [0.5, 0.4]}, "banks_per_site sums to 0.9: must sum to 1"),
        ({"bank_mix": {"s": 0.7, "l": 0.7}}, "bank_mix sums to 1.4: must sum to 1"),
        ({"sites": 0}, "greater than or equal to 1"),
        ({"households_per_bank": 0.0}, "greater than 0"),
    ],
)
def test_shares_of_a_region_sum_to_one(change: dict[str, Any], says: str) -> None:
    """Shares, counts and means out of their bounds are refused with the bound."""
    with pytest.raises(ValidationError, match=re.escape(says)):
        regional(region("r", **change))
