"""Regions become sites: how many banks each has, of which build, and for how many households.

Lives here: what is dealt to the members of a region by its shares. Not here: the places that come
of it (`scenarios.expand`), the fields (`scenarios.schema.place`).

Nothing is drawn. Member i of a region stands at the point (i + 1) · α mod 1 of a sequence that
fills the cube evenly (H. Weyl, "Über die Gleichverteilung von Zahlen mod. Eins", 1916), and reads
its share off there. So a region of any size has its shares to within a few members, the shares of
one thing do not lean on those of another, and one more member changes none of those before it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scenarios.schema import Scenario
from scenarios.schema.place import Region

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

_ROOT = 1.2207440846057596
"""The root of x⁴ = x + 1; its first three negative powers are far from all fractions at once (the
generalised golden ratio: M. Roberts, "The unreasonable effectiveness of quasirandom sequences",
2018)."""

_STEPS = tuple(np.uint64(int(2.0**64 / _ROOT**power)) for power in (1, 2, 3))
_BANKS, _BUILD, _HOUSEHOLDS = range(3)
_HALF = np.uint64(1 << 63)

MEMBERS_AT_ONCE = 4_096
"""Members dealt out in one go while all are walked through."""


@dataclass(frozen=True, slots=True)
class Member:
    """A site of a region: its number (from 0), households, and the module of each of its banks."""

    number: int
    households: int
    modules: tuple[str, ...]


def members(region: Region, first: int = 0, stop: int | None = None) -> Iterator[Member]:
    """Members number `first` … `stop` − 1 (default: to the last), one after the other."""
    stop = region.sites if stop is None else min(stop, region.sites)
    names = [name for name, share in region.bank_mix.items() if share > 0]
    limits = np.cumsum([region.bank_mix[name] for name in names])[:-1]
    most = len(region.banks_per_site)
    for start in range(first, stop, MEMBERS_AT_ONCE):
        numbers = np.arange(start, min(start + MEMBERS_AT_ONCE, stop))
        banks = _banks(region.banks_per_site, numbers)
        law = region.households_per_bank, region.households_cv
        households = _households(*law, numbers, banks)
        slots = most * numbers[:, None] + np.arange(most)
        builds = np.searchsorted(limits, _at(slots, _BUILD), side="right")
        for number, count, own, build in zip(
            numbers.tolist(), banks.tolist(), households.tolist(), builds.tolist(), strict=True
        ):
            yield Member(number, own, tuple(names[each] for each in build[:count]))


@dataclass(frozen=True, slots=True)
class Totals:
    """What the sites of a region have together; `compartments` by size id."""

    banks: int
    households: int
    compartments: dict[str, int]


def totals_of(scenario: Scenario, region: Region) -> Totals:
    """What a region comes to, by dealing it out."""
    banks = households = 0
    by_module: Counter[str] = Counter()
    for member in members(region):
        banks += len(member.modules)
        households += member.households
        by_module.update(member.modules)
    built = {module.id: module.compartments for module in scenario.modules}
    compartments = {
        size.id: sum(n * built[name].get(size.id, 0) for name, n in by_module.items())
        for size in scenario.sizes
    }
    return Totals(banks, households, compartments)


def households_of(region: Region) -> int:
    """Households of all its sites."""
    law = region.households_per_bank, region.households_cv
    return _all_households(region.sites, tuple(region.banks_per_site), *law)


@lru_cache(maxsize=1_000)
def _all_households(sites: int, shares: tuple[float, ...], mean: float, cv: float) -> int:
    """Kept, because every batch of a run weighs its sites against all."""
    numbers = np.arange(sites)
    return int(_households(mean, cv, numbers, _banks(shares, numbers)).sum())


def _banks(banks_per_site: Sequence[float], numbers: I64) -> I64:
    shares = {count: share for count, share in enumerate(banks_per_site, 1) if share > 0}
    limits = np.cumsum(list(shares.values()))[:-1]
    counts = np.array(list(shares), dtype=np.int64)
    banks: I64 = counts[np.searchsorted(limits, _at(numbers, _BANKS), side="right")]
    return banks


def _households(mean_per_bank: float, cv: float, numbers: I64, banks: I64) -> I64:
    """Lognormal of mean 1 and coefficient of variation `cv`, times the mean; whole, at least 1."""
    mean = mean_per_bank * banks
    if cv > 0:
        from scipy.special import ndtri

        variance = math.log1p(cv**2)
        normal = ndtri(_at(numbers, _HOUSEHOLDS))
        mean = mean * np.exp(math.sqrt(variance) * normal - variance / 2)
    whole: I64 = np.maximum(np.rint(mean), 1).astype(np.int64)
    return whole


def _at(numbers: I64, axis: int) -> F64:
    """The sequence along one axis: within (0, 1)."""
    place = (numbers.astype(np.uint64) + np.uint64(1)) * _STEPS[axis] + _HALF
    return ((place >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
