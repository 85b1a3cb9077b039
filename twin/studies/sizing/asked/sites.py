"""Which candidate sites are opened: as few as leave enough households within a walk.

Lives here: the choice, and whose parcels go where. Not here: how much stands at a site.

The fewest sites that cover a share of the households is an integer programme (maximal covering with
a fixed share); of several such sets that with the most households covered. It is solved exactly by
HiGHS (Huangfu and Hall 2018). Fewer sites need fewer terminals and less upkeep, and pooled demand
needs fewer compartments for the same promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from scenarios.expand import SitePlace, distance_m
from scenarios.schema.buying.sizing import Candidates
from twin.studies.sizing.asked.items import BuyingError

F64 = npt.NDArray[np.float64]


def open_sites(
    places: Sequence[SitePlace], candidates: Candidates, entries: Sequence[bool]
) -> tuple[SitePlace, ...]:
    """Sites after the choice: opened ones serve those within the walk, others lose new banks.

    `entries[i]`: site i has a bank that may be bought. Households beyond the walk of every opened
    site are served nowhere. Raises BuyingError where not even all candidates cover the share.
    """
    households = np.array([place.households for place in places], dtype=np.float64)
    walks = candidates.detour_factor * np.array(
        [
            [distance_m(a.latitude, a.longitude, b.latitude, b.longitude) for b in places]
            for a in places
        ]
    )
    reach = (walks <= candidates.walk_m) & np.array(entries)[None, :]
    opened = _choose(households, reach, candidates.share)
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
