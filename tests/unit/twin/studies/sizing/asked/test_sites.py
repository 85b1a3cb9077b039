"""Candidate sites: the fewest that cover enough, exactly; whose parcels go where; the floor."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from scenarios.expand import EARTH_RADIUS_M, SitePlace, distance_m, expand_sites
from scenarios.schema import Scenario
from scenarios.schema.buying.sizing import Candidates
from tests.unit.twin.studies.sizing.settings import counts, flat_bank, sized
from twin.studies.sizing.asked.items import BuyingError
from twin.studies.sizing.asked.sites import open_sites

WALK = Candidates(walk_m=300.0, detour_factor=1.0, share=0.9)


def along(*at_m: float, households: int = 100) -> list[SitePlace]:
    """Sites on a meridian, so many metres from the first."""
    (place,) = expand_sites(flat_bank(5.0))
    return [
        replace(
            place,
            id=f"c{number}",
            households=households,
            latitude=place.latitude + math.degrees(metres / EARTH_RADIUS_M),
        )
        for number, metres in enumerate(at_m)
    ]


def test_the_middle_one_serves_its_neighbours() -> None:
    """Three in a row within the walk of the second: it alone is opened and has all households."""
    first, middle, last = open_sites(along(0, 250, 500), WALK, [True] * 3)
    assert (first.banks, last.banks) == ((), ())
    assert middle.banks
    assert [place.households for place in (first, middle, last)] == [0, 300, 0]


def test_no_choice_has_fewer_sites() -> None:
    """Against all subsets of eight sites at random places, for several shares."""
    generator = np.random.default_rng(3)
    places = along(*generator.uniform(0, 2500, 8))
    for share in (0.5, 0.8, 1.0):
        opened = [p for p in open_sites(places, replace_share(share), [True] * 8) if p.banks]
        fewest = next(
            size
            for size in range(1, 9)
            if any(
                _covered(places, each) >= share * 800
                for each in itertools.combinations(places, size)
            )
        )
        assert len(opened) == fewest


def replace_share(share: float) -> Candidates:
    """The walk of these tests for another share."""
    return WALK.model_copy(update={"share": share})


def _covered(places: list[SitePlace], chosen: tuple[SitePlace, ...]) -> int:
    return sum(
        place.households
        for place in places
        if any(
            distance_m(place.latitude, place.longitude, site.latitude, site.longitude)
            <= WALK.walk_m
            for site in chosen
        )
    )


def test_a_share_that_no_choice_reaches_is_said() -> None:
    """Two far apart, of which one may not be bought at: half is all there is."""
    with pytest.raises(BuyingError, match=r"50\.0% of the households"):
        open_sites(along(0, 5000), WALK, [True, False])


def _two_compounds(**candidates: float) -> Scenario:
    data = flat_bank(8.0, "run.days=14", "sites.c.count=2", "sites.c.spacing_m=200").model_dump(
        mode="json"
    )
    catalogue = [
        {
            "id": "five",
            "kind": "module",
            "price": 5000,
            "compartments": {"A": 5},
            "footprint_m2": 0.5,
        }
    ]
    sizing = {"candidates": {"walk_m": 400, "share": 1.0} | candidates}
    return Scenario.model_validate(data | {"catalogue": catalogue, "sizing": sizing})


def test_one_opened_site_is_sized_for_both() -> None:
    """All parcels come to one bank: one site in the order, with what their whole load needs."""
    document = sized(_two_compounds(), "rejection_share<=0.05")
    assert document["reached"]
    assert len({row["site"] for row in document["order"]}) == 1
    assert counts(document) == {"five": 3}


def test_a_floor_too_small_blocks_the_promise() -> None:
    """Two modules find room where three are needed: exit with what blocks it."""
    document = sized(_two_compounds(area_m2=1.0), "rejection_share<=0.05")
    assert not document["reached"]
    assert "sizing.candidates.area_m2=1" in document["blocked_by"]
    assert counts(document)["five"] <= 2
