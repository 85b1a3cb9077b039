"""Where the search starts: orders in proportion to the loads, on a ladder of levels.

Lives here: loads of classes, the ladder, the analytic warm start. Not here: the search up and down
the ladder (`twin.studies.sizing.search`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.schema import Scenario
from scenarios.schema.demand import OVERSIZE
from scenarios.schema.place import MAX_COMPARTMENTS_PER_BANK
from scenarios.schema.rules import Exponential, Fixed, Lognormal, Weibull
from twin.figures.counters import F64
from twin.oracles import survival
from twin.oracles.erlang import servers_for
from twin.oracles.time_varying import peak_occupancy
from twin.studies.sizing.asked.space import Design, Space

BIN_STEPS = 8
"""Levels between no bins and those that stand, where there are no lockers."""

MOST_BINS = 6
"""Times the bins that stand, at the top of the ladder."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Orders that grow together: `weights[class][size]`, the largest 1, times the level.

    Doors of a size at a bank = level × weight × the bank's part of the visits, rounded; modules are
    taken one after the other, those that cover most of what is missing for their price. Bins and
    desks are those that stand, times the level over `present_level`. Where several banks may stand
    in the place of one, there are at least `banks`, and as many as the modules take.
    """

    space: Space
    weights: F64
    present_level: int = BIN_STEPS
    banks: int = 1

    def design(self, level: int) -> Design:
        """The order of a level."""
        counts = [0] * len(self.space.variables)
        groups: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        for number, variable in enumerate(self.space.variables):
            if variable.splits:
                continue
            if not variable.banks:
                bins = math.floor(variable.present * level / self.present_level + 0.5)
                counts[number] = max(variable.low, bins)
                continue
            groups.setdefault((variable.site_class, variable.banks), []).append(number)
        for (site_class, banks), variables in groups.items():
            place = self.space.places[self.space.classes[site_class].sites[0]]
            shares = [bank.share for bank in place.banks]
            part = shares[banks[0]] / sum(shares) if sum(shares) > 0 else 1.0
            parts = [shares[b] for b in range(len(shares)) if self._is_decided(site_class, b)]
            part = max(part, shares[banks[0]] / max(sum(parts), 1e-12))
            need = np.floor(level * self.weights[site_class] * part + 0.5)
            self._cover(need, variables, counts)
        for number, variable in enumerate(self.space.variables):
            if variable.splits:
                counts[number] = self._fewest(number, counts)
        return tuple(counts)

    def _fewest(self, number: int, counts: list[int]) -> int:
        """The fewest banks in the place of one that hold the modules of a class."""
        most, variables = self.space.most_banks, self.space.variables
        tried: list[int] = [*range(self.banks, most + 1), *range(self.banks - 1, 0, -1)]
        for banks in tried:
            counts[number] = banks
            whole = (max(n, int(bool(v.splits))) for v, n in zip(variables, counts, strict=True))
            if self.space.fits(tuple(whole)):
                return banks
        return most

    def _is_decided(self, site_class: int, bank: int) -> bool:
        return any(
            each.site_class == site_class and bank in each.banks for each in self.space.variables
        )

    def _cover(self, need: F64, variables: list[int], counts: list[int]) -> None:
        """Add units until the doors needed are there, size by size."""
        items = [self.space.variables[v].item for v in variables]
        doors = np.array([item.classes for item in items], dtype=np.float64)
        prices = np.array([max(item.cost, 1e-9) for item in items])
        missing = need.copy()
        if all(doors[i].sum() == 1 for i in range(len(items))):
            for i, v in enumerate(variables):
                counts[v] += int(missing[int(np.argmax(doors[i]))])
            return
        while (missing > 0).any():
            covers = np.minimum(doors, np.maximum(missing, 0)).sum(axis=1)
            best = int(np.argmax(covers / prices))
            if covers[best] <= 0:
                return
            counts[variables[best]] += 1
            missing -= doors[best]

    @property
    def top(self) -> int:
        """The highest level: banks of at most MAX_COMPARTMENTS_PER_BANK compartments that fit."""
        widest = float(self.weights.sum(axis=1).max())
        if widest == 0:
            return MOST_BINS * self.present_level
        top = max(1, math.floor(MAX_COMPARTMENTS_PER_BANK / 4 / max(widest, 1e-9)))
        low = 0
        while top - low > 1 and not self.space.fits(self.design(top)):
            middle = (low + top) // 2
            low, top = (middle, top) if self.space.fits(self.design(middle)) else (low, middle)
        return top if self.space.fits(self.design(top)) else max(low, 1)


def lay_out_ladder(space: Space, loads: F64) -> Ladder:
    """Weights a + √a for a load a: a small bank needs more room for chance than a large one."""
    decided = sorted({v.site_class for v in space.variables if v.banks})
    weights = np.zeros_like(loads)
    if not decided:
        return Ladder(space, weights)
    weights[decided] = loads[decided] + np.sqrt(loads[decided])
    largest = float(weights.max())
    ladder = Ladder(space, weights / largest if largest > 0 else np.ones_like(weights))
    return replace(ladder, present_level=plain_level(ladder, loads))


def plain_level(ladder: Ladder, loads: F64) -> int:
    """A first guess from the mean loads alone; of bins alone, those that stand."""
    if not ladder.weights.any():
        return ladder.present_level
    largest = float(loads.max())
    return max(1, min(ladder.top, math.ceil(largest + math.sqrt(largest))))


def analytic_level(ladder: Ladder, loads: F64, loss_bound: float | None) -> int:
    """A first guess: Erlang B at the peak of M_t/G/∞, in the largest class.

    The daily mean misleads: what comes in the morning is still there at noon. The ratio of peak to
    mean load is that of the couriers' hours and the dwell law; the simulated loads stand for the
    mean.
    """
    if not ladder.weights.any():
        return ladder.present_level
    scenario = ladder.space.scenario
    number = int(np.argmax(loads.sum(axis=1)))
    place = ladder.space.places[ladder.space.classes[number].sites[0]]
    swing = _peak_over_mean(scenario, mean_parcels_per_day(scenario, place), place.dwell_factor)
    peak = float(loads[number].sum()) * swing
    if peak <= 0:
        return 1
    bounded = loss_bound is not None and 0 < loss_bound < 1
    doors = servers_for(peak, loss_bound) if bounded and loss_bound else math.ceil(peak)
    weight = float(ladder.weights[number].sum())
    return max(1, min(ladder.top, round(doors / max(weight, 1e-9))))


def _peak_over_mean(scenario: Scenario, per_day: float, dwell_factor: float) -> float:
    law = scenario.dwell.law
    fitting = 1.0 - scenario.parcels.size_mix.get(OVERSIZE, 0.0)
    weights = np.asarray(scenario.couriers.hour_weights)
    rate = max(per_day, 1e-9) * fitting / 24
    rates = rate * weights * len(weights) / weights.sum()
    mean_h = getattr(law, "mean_h", 24.0) * dwell_factor
    breaks: tuple[float, ...] = ()
    if isinstance(law, Weibull):
        integral = survival.weibull(law.shape, mean_h / math.gamma(1.0 + 1.0 / law.shape))
    elif isinstance(law, Lognormal):
        sigma = math.sqrt(math.log1p(law.cv**2))
        integral = survival.lognormal(mean_h * math.exp(-sigma * sigma / 2), sigma)
    elif isinstance(law, Fixed):
        integral, breaks = survival.fixed(mean_h), (mean_h,)
    elif isinstance(law, Exponential):
        integral = survival.exponential(mean_h)
    else:
        return 1.5
    return peak_occupancy(rates.tolist(), integral, breaks_h=breaks).occupancy / (rate * mean_h)
