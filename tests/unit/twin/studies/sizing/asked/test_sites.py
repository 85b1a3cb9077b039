"""Candidate sites: the fewest that cover enough, exactly; whose parcels go where; the floor."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from devices.earth import EARTH_RADIUS_M, distance_m
from scenarios.expand import SitePlace, expand_sites
from scenarios.schema import Scenario
from scenarios.schema.buying.sizing import Candidates
from tests.unit.twin.studies.sizing.settings import counts, flat_bank, sized
from twin.oracles.erlang import servers_for
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
    ((first, middle, last),) = open_sites(along(0, 250, 500), WALK, [True] * 3)
    assert (first.banks, last.banks) == ((), ())
    assert middle.banks
    assert [place.households for place in (first, middle, last)] == [0, 300, 0]


def test_no_choice_has_fewer_sites() -> None:
    """Against all subsets of eight sites at random places, for several shares."""
    generator = np.random.default_rng(3)
    places = along(*generator.uniform(0, 2500, 8))
    for share in (0.5, 0.8, 1.0):
        (chosen,) = open_sites(places, replace_share(share), [True] * 8)
        opened = [place for place in chosen if place.banks]
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
    """One module finds room at each of the two where three are needed: what blocks it is said."""
    document = sized(_two_compounds(area_m2=0.5), "rejection_share<=0.05")
    assert not document["reached"]
    assert "sizing.candidates.area_m2=0.5" in document["blocked_by"]
    assert counts(document)["five"] <= 2


def opened_by(chosen: tuple[SitePlace, ...]) -> tuple[str, ...]:
    """Ids of the sites that are opened."""
    return tuple(place.id for place in chosen if place.banks)


def test_the_cheapest_sets_by_price_come_after_the_fewest() -> None:
    """Against all sets: sites whose price rises steeply with households are many and small."""
    places = along(0, 250, 500, 3000)

    def steep(_: SitePlace, households: int) -> float:
        return 1.0 + (households / 100) ** 3

    fewest, *others = open_sites(places, replace_share(1.0), [True] * 4, steep)
    assert opened_by(fewest) == ("c1", "c3")
    assert opened_by(others[0]) == ("c0", "c1", "c2", "c3")
    assert len(others) == 2


def test_many_candidates_are_walked_one_site_at_a_time() -> None:
    """Fourteen far apart in pairs: from one a pair to both, where one is dear for all of its."""
    places = along(*(km * 1000 + near for km in range(7) for near in (0, 200)))

    def dear(_: SitePlace, households: int) -> float:
        return 1.0 if households <= 100 else 10.0

    fewest, *others = open_sites(places, replace_share(1.0), [True] * 14, dear)
    assert len(opened_by(fewest)) == 7
    assert len(opened_by(others[0])) == 14


def test_a_floor_too_small_opens_more_sites() -> None:
    """Three modules a site hold 2 % of 4 Erlang, not of 12 or 8: all three sites, nine modules.

    The one in the middle alone could serve all, and would be the cheapest with more floor.
    """
    data = flat_bank(12.0, "run.days=14").model_dump(mode="json")
    data["sites"] = [
        {**data["sites"][0], "id": place.id, "households": 100, "latitude": place.latitude,
         "longitude": place.longitude}
        for place in along(0, 250, 500)
    ]  # fmt: skip
    data["banks"] = [{**data["banks"][0], "id": f"b-{s['id']}", "site": s["id"]}
                     for s in data["sites"]]  # fmt: skip
    module = {"id": "fours", "kind": "module", "price": 3000, "footprint_m2": 1,
              "compartments": {"A": 4}}  # fmt: skip
    candidates = {"walk_m": 300, "detour_factor": 1.0, "share": 1.0}
    asked = data | {"catalogue": [module, {"id": "screen", "kind": "terminal", "price": 2000}]}
    for area_m2, sites in ((3, ["c0", "c1", "c2"]), (6, ["c1"])):
        sizing = {"candidates": {**candidates, "area_m2": area_m2}}
        document = sized(
            Scenario.model_validate(asked | {"sizing": sizing}), "rejection_share<=0.02"
        )
        assert document["reached"]
        assert document["opened"] == sites
        each = servers_for(12.0 / len(sites), 0.02)
        assert counts(document)["fours"] == len(sites) * -(-each // 4)
