"""Tests of scenarios.expand: places of groups and regions, from the first or from anywhere."""

from __future__ import annotations

from itertools import pairwise

import pytest

from devices.earth import distance_m
from scenarios.expand import Places, count_sites, expand_sites, total_households
from scenarios.schema import Scenario
from tests.small import scenario
from tests.small_regions import region, regional

PLACE = {"households": 5, "latitude": 30.0, "longitude": 120.0}


def _mixed() -> Scenario:
    """A group of seven, a single site and two regions."""
    return regional(
        region("e", sites=9),
        region("a", sites=4),
        sites=[{"id": "g", "count": 7, **PLACE}, {"id": "b", **PLACE}],
        banks=[{"id": "k", "site": "g", "compartments": {"S": 2}}],
    )


def test_sites_of_groups_and_regions_stand_in_order_of_their_ids() -> None:
    """Regions take their place among other sites; `count_sites` counts what is expanded."""
    ids = [place.id for place in expand_sites(_mixed())]
    assert ids[:5] == ["a1", "a2", "a3", "a4", "b"]
    assert ids[5:] == [f"e{n}" for n in range(1, 10)] + [f"g{n}" for n in range(1, 8)]
    assert count_sites(_mixed()) == len(ids)


def test_any_span_is_that_part_of_all() -> None:
    """Wherever the list of sites is cut, the pieces are the whole."""
    places, whole = Places(_mixed()), list(expand_sites(_mixed()))
    for cuts in ((0, 1, 6, 21), (0, 4, 5, 13, 14, 21), (0, 20, 21)):
        pieces = [place for span in pairwise(cuts) for place in places.span(*span)]
        assert pieces == whole
    assert list(places.span(21, 40)) == []
    assert list(places.span(3, 3)) == []


def test_banks_of_a_region_are_its_modules() -> None:
    """A site's banks bear its id; each is one module with the region's terminals."""
    given = regional(region("r", sites=6, bank_mix={"l": 1.0}, terminals=2, dwell_factor=1.5))
    for place in expand_sites(given):
        assert place.region == "r"
        assert place.dwell_factor == 1.5
        for number, bank in enumerate(place.banks, 1):
            assert (bank.id, bank.compartments, bank.terminals) == (
                f"{place.id}-{number}",
                (4, 3),
                2,
            )


def test_sites_of_a_region_stand_apart_around_its_middle() -> None:
    """On a square grid: nearest neighbours have the distance that was asked for."""
    given = regional(region("r", sites=9, spacing_m=1_000))
    places = list(expand_sites(given))
    first, second = places[0], places[1]
    apart_m = distance_m(first.latitude, first.longitude, second.latitude, second.longitude)
    assert apart_m == pytest.approx(1_000, rel=1e-3)
    assert (places[4].latitude, places[4].longitude) == pytest.approx((30.0, 120.0))


def test_households_of_all_are_those_of_each() -> None:
    """`total_households` needs no expansion and finds the same."""
    given = _mixed()
    each = sum(place.households * place.demand_factor for place in expand_sites(given))
    assert total_households(given) == pytest.approx(each)


def test_a_scenario_needs_sites_or_regions() -> None:
    """Neither is an error that says what to give."""
    with pytest.raises(ValueError, match="sites: there are none; give at least one, or regions"):
        scenario(sites=[], banks=[])
