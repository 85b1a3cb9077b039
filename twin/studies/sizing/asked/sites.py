"""Which candidate sites are opened: enough households within a walk, at the least price.

Lives here: the sets of sites that are looked at, and whose parcels go where. Not here: how much
stands at a site, what a site is expected to cost (`twin.studies.sizing.asked.layout`).

The fewest sites that cover a share of the households is an integer programme (maximal covering with
a fixed share); of several such sets that with the most households covered. It is solved exactly by
HiGHS (Huangfu and Hall 2018). Fewer sites need fewer terminals and less upkeep, and pooled demand
needs fewer compartments for the same promise; but a site has only so much floor and wall, and
modules are whole. So beside the fewest, the sets that promise to cost least are sized too: of up to
MOST_ENUMERATED candidates all sets are priced by estimate, of more those that one site more, fewer
or another lead to.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from devices.earth import distance_m
from scenarios.expand import SitePlace
from scenarios.schema.buying.sizing import Candidates
from twin.studies.sizing.asked.items import BuyingError

F64 = npt.NDArray[np.float64]

MOST_ENUMERATED = 10
"""Candidates of which all sets are priced: a thousand of them."""

MOST_SETS = 3
"""Sets that are sized: the fewest sites, and the cheapest others by estimate."""

CostOf = Callable[[SitePlace, int], float]
"""What a site is expected to cost that serves so many households."""


def open_sites(
    places: Sequence[SitePlace],
    candidates: Candidates,
    entries: Sequence[bool],
    cost_of: CostOf | None = None,
) -> list[tuple[SitePlace, ...]]:
    """Sites after each choice that is looked at, the fewest first; without `cost_of` that alone.

    Opened ones serve those within the walk, others lose new banks. `entries[i]`: site i has a bank
    that may be bought. Households beyond the walk of every opened site are served nowhere. Raises
    BuyingError where not even all candidates cover the share.
    """
    households = np.array([place.households for place in places], dtype=np.float64)
    walks = candidates.detour_factor * np.array(
        [
            [distance_m(a.latitude, a.longitude, b.latitude, b.longitude) for b in places]
            for a in places
        ]
    )
    reach = (walks <= candidates.walk_m) & np.array(entries)[None, :]
    fewest = tuple(_choose(households, reach, candidates.share))
    chosen = [fewest]
    if cost_of is not None:
        ground = _Ground(tuple(places), np.where(reach, walks, np.inf), candidates.share, cost_of)
        known = [number for number in range(len(places)) if reach[:, number].any()]
        sets = _all_sets(known) if len(known) <= MOST_ENUMERATED else _walked(ground, fewest, known)
        priced = sorted((ground.cost(each), len(each), each) for each in sets)
        chosen += [each for cost, _, each in priced if each != fewest and np.isfinite(cost)]
    return [_opened(places, walks, reach, each) for each in chosen[:MOST_SETS]]


@dataclass(frozen=True)
class _Ground:
    """Who can walk where: `walks[home, site]`, infinite beyond the walk."""

    places: tuple[SitePlace, ...]
    walks: F64
    share: float
    cost_of: CostOf

    def cost(self, opened: tuple[int, ...]) -> float:
        """What a set is expected to cost; infinite where it covers too few, or a site nobody."""
        if not opened:
            return float("inf")
        own = self.walks[:, list(opened)]
        nearest, near = own.argmin(axis=1), np.isfinite(own.min(axis=1))
        households = np.array([place.households for place in self.places])
        if households[near].sum() < self.share * households.sum() - 1e-6:
            return float("inf")
        served = np.bincount(nearest[near], weights=households[near], minlength=len(opened))
        if (served == 0).any():
            return float("inf")
        return sum(
            self.cost_of(self.places[site], int(count))
            for site, count in zip(opened, served, strict=True)
        )


def _all_sets(known: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for count in range(1, len(known) + 1):
        yield from itertools.combinations(known, count)


def _walked(ground: _Ground, start: tuple[int, ...], known: Sequence[int]) -> list[tuple[int, ...]]:
    """The sets on the way from the fewest to where no site more, fewer or another is cheaper."""
    here, met = start, [start]
    while True:
        others = [site for site in known if site not in here]
        near = [tuple(s for s in here if s != gone) for gone in here]
        near += [tuple(sorted((*here, more))) for more in others]
        near += [
            tuple(sorted((*(s for s in here if s != gone), more)))
            for gone in here
            for more in others
        ]
        best = min(near, key=lambda each: (ground.cost(each), each))
        if ground.cost(best) >= ground.cost(here):
            return met
        here = best
        met.append(here)


def _opened(
    places: Sequence[SitePlace], walks: F64, reach: npt.NDArray[np.bool_], opened: Sequence[int]
) -> tuple[SitePlace, ...]:
    """Sites once those are opened."""
    served = np.zeros(len(places), dtype=np.int64)
    for home, place in enumerate(places):
        near = [site for site in opened if reach[home, site]]
        if near:
            served[min(near, key=lambda site: (walks[home, site], site))] += place.households
    return tuple(
        replace(
            place,
            households=int(served[site]),
            banks=place.banks
            if site in opened
            else tuple(bank for bank in place.banks if bank.state != "new"),
        )
        for site, place in enumerate(places)
    )


def _choose(households: F64, reach: npt.NDArray[np.bool_], share: float) -> list[int]:
    """Numbers of the opened sites. Variables: site opened (binary), households of a site served."""
    count, total = len(households), float(households.sum())
    covered = float(households[reach.any(axis=1)].sum())
    if covered < share * total - 1e-9:
        raise BuyingError(
            f"sizing.candidates: all sites together have {covered / max(total, 1):.1%} of the "
            f"households within the walk, share = {share}"
        )
    # A household fewer costs less than a site: sites first, households as the tie-break.
    cost = np.concatenate([np.ones(count), -households / (2 * max(total, 1.0))])
    served = sparse.hstack([-sparse.csr_array(reach.astype(np.float64)), sparse.eye_array(count)])
    enough = np.concatenate([np.zeros(count), households])[None, :]
    found = milp(
        cost,
        integrality=np.concatenate([np.ones(count), np.zeros(count)]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(served, -np.inf, 0),
            LinearConstraint(enough, share * total - 1e-6, np.inf),
        ],
    )
    if found.x is None:
        raise BuyingError(f"sizing.candidates: no choice of sites was found: {found.message}")
    return [site for site in range(count) if found.x[site] > 0.5]
