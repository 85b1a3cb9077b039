"""What is known of the banks in a log: compartments by size, given or seen.

Lives here: taking them from a scenario, or from what lay in them at once. Not here: when they were
full (`exposure`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fleet.policy.allocation import OWN, RESERVE, UPGRADE
from scenarios.expand import expand_sites
from scenarios.logs.cleaning.parcels import STILL_INSIDE, ParcelLog
from scenarios.schema import Scenario
from scenarios.schema.place import Size

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """A site with the numbers of its banks in the log."""

    id: str
    name: str
    households: int
    latitude: float
    longitude: float
    banks: tuple[int, ...]


@dataclass(frozen=True)
class Steel:
    """Sizes ascending, sites, compartments of each bank by size, and the size rule.

    `given`: from a scenario; else nothing of it is known but what the log shows.
    """

    sizes: tuple[Size, ...]
    banks: tuple[str, ...]
    places: tuple[Place, ...]
    compartments: tuple[tuple[int, ...], ...]
    rule: int
    reserve: int
    given: bool


def steel_of(scenario: Scenario) -> Steel:
    """The sites with ambient banks of a scenario."""
    banks: list[str] = []
    places: list[Place] = []
    compartments: list[tuple[int, ...]] = []
    for place in expand_sites(scenario):
        numbers = []
        for bank in place.banks:
            numbers.append(len(banks))
            banks.append(bank.id)
            compartments.append(tuple(bank.compartments[: len(scenario.sizes)]))
        if numbers:
            places.append(
                Place(
                    id=place.id,
                    name=place.name or "",
                    households=place.households,
                    latitude=place.latitude,
                    longitude=place.longitude,
                    banks=tuple(numbers),
                )
            )
    word, _, reserve = scenario.allocation.size_rule.partition(":")
    rule = {"own": OWN, "upgrade": UPGRADE, "reserve": RESERVE}[word]
    return Steel(
        tuple(scenario.sizes), tuple(banks), tuple(places), tuple(compartments), rule,
        int(reserve or 0), given=True,
    )  # fmt: skip


DIMENSIONS_CM = {
    "XS": (38.0, 5.0, 64.0), "S": (38.0, 8.0, 64.0), "M": (38.0, 19.0, 64.0),
    "L": (38.0, 41.0, 64.0), "XL": (60.0, 41.0, 64.0), "XXL": (60.0, 60.0, 64.0),
}  # fmt: skip
"""Inner width, height, depth: S, M, L are InPost's compartments A, B, C; the others are assumed."""

HOUSEHOLDS = 1000
"""What stands in the scenario where the log says nothing: the volume is stated by site."""


def steel_seen(log: ParcelLog) -> Steel:
    """Banks as the log shows them: of each size as many compartments as were ever taken at once."""
    sizes = []
    for number, name in enumerate(log.sizes):
        width, height, depth = DIMENSIONS_CM.get(name.upper(), (38.0, 10.0 * (number + 1), 64.0))
        sizes.append(Size(id=name, width_cm=width, height_cm=height, depth_cm=depth))
    ascending = all(
        a.width_cm <= b.width_cm and a.height_cm <= b.height_cm for a, b in pairwise(sizes)
    )
    if not ascending:
        sizes = [
            Size(id=name, width_cm=38.0, height_cm=10.0 * (number + 1), depth_cm=64.0)
            for number, name in enumerate(log.sizes)
        ]
    compartments = tuple(
        tuple(
            most_at_once(log, (log.bank == bank) & (log.size == size))
            for size in range(len(log.sizes))
        )
        for bank in range(len(log.banks))
    )
    places = tuple(
        Place(f"s{number + 1}", name, HOUSEHOLDS, 0.0, 0.0, (number,))
        for number, name in enumerate(log.banks)
    )
    return Steel(tuple(sizes), log.banks, places, compartments, UPGRADE, 0, given=False)


def most_at_once(log: ParcelLog, chosen: npt.NDArray[np.bool_]) -> int:
    """The most parcels of these that lay in compartments at one time."""
    came = log.deposited_ms[chosen]
    went = log.ended_ms[chosen]
    times = np.concatenate([came, went[went != STILL_INSIDE]])
    change = np.concatenate([np.ones(len(came)), -np.ones(len(times) - len(came))])
    if not len(times):
        return 0
    order = np.lexsort((change, times))  # whoever goes at the same time goes first
    return int(np.cumsum(change[order]).max())
