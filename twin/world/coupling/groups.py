"""Which sites run together: those between which parcels are redirected, those on one planned round.

Lives here: pairs of sites, and the groups they make. Not here: the plan of a group
(`twin.world.plan`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from devices.earth import distance_m
from scenarios.expand import SitePlace, count_sites
from scenarios.schema import Scenario
from scenarios.schema.waste.collection import DynamicRounds

MAX_COUPLED_SITES = 65_535
"""Sites of one group: 16 bits of the packed event key."""

MAX_PAIRED_SITES = 200_000
"""Sites of a scenario with `other_site`: each is held against those around it, in seconds."""


def couples_sites(scenario: Scenario) -> bool:
    """Whether redirects or planned rounds couple sites; where not, each is planned for itself."""
    return redirects(scenario) or bool(_planned_services(scenario))


def redirects(scenario: Scenario) -> bool:
    """Whether parcels are carried on to other sites."""
    return "other_site" in scenario.rejected.then


def check_pairs(scenario: Scenario) -> None:
    """Raise ValueError where redirects have more than MAX_PAIRED_SITES to choose from."""
    total = count_sites(scenario)
    if redirects(scenario) and total > MAX_PAIRED_SITES:
        raise ValueError(
            f"rejected.then: other_site takes the distances between {total:,} sites, "
            f"at most {MAX_PAIRED_SITES:,}"
        )


def _planned_services(scenario: Scenario) -> list[DynamicRounds]:
    return [each for each in scenario.collection if isinstance(each, DynamicRounds)]


def _pairs_of_rounds(scenario: Scenario, places: Sequence[SitePlace]) -> Iterator[tuple[int, int]]:
    """Sites that one planned round goes by: who is visited depends on all of them."""
    streams = [] if scenario.waste is None else [each.id for each in scenario.waste.streams]
    for service in _planned_services(scenario):
        own = [streams.index(stream) for stream in service.streams]
        served = (
            number
            for number, place in enumerate(places)
            if any(point.takes(stream) for point in place.points for stream in own)
        )
        yield from pairwise(served)


def coupled_groups(scenario: Scenario, places: list[SitePlace]) -> list[list[int]]:
    """Connected groups of coupled sites, by first member (union–find).

    Raises ValueError as soon as more than MAX_COUPLED_SITES hang together.
    """
    within_m = scenario.rejected.other_site_within_m
    pairs = _pairs_of_rounds(scenario, places)
    if redirects(scenario):
        pairs = chain(pairs, _near_pairs(places, within_m))
    parent = list(range(len(places)))
    size = [1] * len(places)

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in pairs:
        first, second = sorted((root(a), root(b)))
        if first == second:
            continue
        parent[second] = first
        size[first] += size[second]
        if size[first] > MAX_COUPLED_SITES:
            raise ValueError(
                f"rejected.other_site_within_m = {within_m}: couples more than "
                f"{MAX_COUPLED_SITES:,} sites"
                if redirects(scenario)
                else f"collection: planned rounds couple more than {MAX_COUPLED_SITES:,} sites"
            )
    groups: dict[int, list[int]] = {}
    for i in range(len(places)):
        groups.setdefault(root(i), []).append(i)
    return [groups[first] for first in sorted(groups)]


def _near_pairs(places: list[SitePlace], within_m: float) -> Iterator[tuple[int, int]]:
    cell_deg = max(math.degrees(within_m / 6_371_008.8), 1e-9)
    cells: dict[tuple[int, int], list[int]] = {}
    for i, place in enumerate(places):
        row = math.floor(place.latitude / cell_deg)
        squeeze = max(math.cos(math.radians(abs(place.latitude))), 1e-3)
        reach = math.ceil(1 / squeeze)
        column = math.floor(place.longitude / cell_deg)
        for near_row in (row - 1, row, row + 1):
            for near_column in range(column - reach - 1, column + reach + 2):
                for j in cells.get((near_row, near_column), ()):
                    other = places[j]
                    apart = distance_m(
                        place.latitude, place.longitude, other.latitude, other.longitude
                    )
                    if apart <= within_m:
                        yield j, i
        cells.setdefault((row, column), []).append(i)
