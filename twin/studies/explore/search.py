"""The search at one point of a grid: the smallest whole number that meets a target, per site.

Lives here: bracketing and bisection for every group of coupled sites apart, on one set of traces.
Not here: which points there are, in which process they run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scenarios.days import Days
from scenarios.demand.site import compile_site, demand_key
from scenarios.schema import Scenario
from scenarios.streams import Streams
from scenarios.trace import SiteTrace
from twin.figures.catalogue import FIGURES
from twin.figures.counters import I64
from twin.figures.network import NetworkCounters
from twin.figures.statistics import over_replications
from twin.figures.waste.catalogue import WASTE_CATALOGUE
from twin.studies.running.batch import Watch, run_batch
from twin.studies.running.setup import RunGroup, Setup
from twin.studies.target import Target
from twin.world.plan import Plan, plan_groups

WithValue = Callable[[int], Scenario]
"""The scenario of the point with the sought value set; raises ScenarioError beyond its bounds."""


@dataclass(frozen=True, slots=True)
class Found:
    """Smallest value at a site at which the target holds, and the figure there.

    `value` None: not even `limit` meets the target. `before` is the figure one below; `dwell_h` the
    mean dwell of collected parcels at the value.
    """

    site: str
    value: int | None
    figure: float | None
    before: float | None
    dwell_h: float | None


class SearchError(ValueError):
    """The sought value does not lead to the target."""

    clear = True


WORSE = 1e-3
"""A rise of the figure beyond what one more compartment can do by chance on one trace."""


class Search:
    """Seeks one point's values.

    The figure is the mean over `replications`, as a run's. It is assumed to fall
    (rise) with the value; the bisection keeps a value that fails below one that holds.
    """

    def __init__(
        self,
        with_value: WithValue,
        days: Days,
        target: Target,
        *,
        seed: int,
        replications: int,
        engine: RunGroup,
        limit: int,
    ) -> None:
        self._with_value = with_value
        self._days = days
        self._target = target
        self._of_waste = FIGURES[target.figure] in WASTE_CATALOGUE
        self._seed = seed
        self._replications = replications
        self._engine = engine
        self._limit = limit
        self._designs: dict[int, _Design] = {}
        self._traces: dict[tuple[str, int], SiteTrace] = {}

    def groups(self, guess: int) -> list[tuple[str, ...]]:
        """Groups of coupled sites, by id."""
        plans = self._design(guess).plans.values()
        return [tuple(place.id for place in plan.sites) for plan in plans]

    def seek(self, group: tuple[str, ...], guess: int, watch: Watch) -> list[Found]:
        """The smallest value for one group; sites of a group share it."""
        figures: dict[int, float | None] = {}
        dwells: dict[int, float | None] = {}

        def holds(value: int) -> bool:
            if value not in figures:
                figures[value], dwells[value] = self._figures(group, value, watch)
            return self._target.holds(figures[value])

        low, high = -1, max(0, min(guess, self._limit))
        step = max(8, guess // 8)
        while not holds(high):
            if high == self._limit:
                return [Found(site, None, figures[high], None, dwells[high]) for site in group]
            low, high = high, min(high + step, self._limit)
            step *= 2
            holds(high)
            self._refuse_worse(figures[low], figures[high])
        step = max(8, guess // 8)
        while low < 0 < high:
            below = max(0, high - step)
            step *= 2
            if not holds(below):
                low = below
            elif below == 0:
                high = 0
            else:
                high = below
        while high - low > 1:
            middle = (low + high) // 2
            if holds(middle):
                high = middle
            else:
                low = middle
        before = figures.get(high - 1)
        return [Found(site, high, figures[high], before, dwells[high]) for site in group]

    def _refuse_worse(self, before: float | None, after: float | None) -> None:
        """A figure that moves away from its bound as the value grows is not sought upward."""
        if before is None or after is None:
            return
        worse = after - before if self._target.at_most else before - after
        if worse > WORSE:
            raise SearchError(
                f"--find: {self._target.figure} goes from {before:.4g} to {after:.4g} as the value "
                "grows; seek a value that brings it to the target"
            )

    def _design(self, value: int) -> _Design:
        if value not in self._designs:
            scenario = self._with_value(value)
            plans = {plan.sites[0].id: plan for plan in plan_groups(scenario, self._days)}
            first = next(iter(self._designs.values()), None)
            same = first is None or demand_key(first.scenario) == demand_key(scenario)
            self._designs[value] = _Design(scenario, plans, same)
        return self._designs[value]

    def _figures(
        self, group: tuple[str, ...], value: int, watch: Watch
    ) -> tuple[float | None, float | None]:
        """The target's figure and the mean dwell of the group with this value."""
        design = self._design(value)
        plan = design.plans[group[0]]
        by_replication: list[I64] = []
        for replication in range(self._replications):
            setup = Setup(
                scenario=design.scenario,
                days=self._days,
                seed=self._seed,
                engine=self._engine,
                log="none",
                with_trace_digests=False,
                traces=self._traces_of(design, plan, replication),
            )
            outcome = run_batch(setup, replication, [plan], watch)
            by_replication.append(self._counters(outcome.network))
        counters = np.stack(by_replication, axis=1)
        figure = self._mean(self._target.figure, counters)
        return figure, None if self._of_waste else self._mean("dwell_h", counters)

    def _mean(self, name: str, counters: I64) -> float | None:
        """Mean of a figure over replications, `counters[counter, replication]`."""
        days = np.full(self._replications, self._days.measured_days)
        values = FIGURES[name].values(counters, days)
        return _defined(float(over_replications(values[:, None]).mean[0]))

    def _counters(self, network: NetworkCounters) -> I64:
        """The counters that the target's figure is made of."""
        if not self._of_waste:
            lockers: I64 = network.by_day.sum(axis=(1, 2))
            return lockers
        if network.waste is None:
            raise SearchError(
                f"--until: {self._target.figure} is a figure of waste, the scenario has none"
            )
        waste: I64 = network.waste.by_day.sum(axis=(1, 2))
        return waste

    def _traces_of(
        self, design: _Design, plan: Plan, replication: int
    ) -> dict[str, SiteTrace] | None:
        """Traces drawn once and kept, where the sought value leaves the demand alone."""
        if not design.same_demand:
            return None
        streams = Streams(self._seed, replication)
        for place in plan.sites:
            if (place.id, replication) not in self._traces:
                trace = compile_site(design.scenario, self._days, place, streams)
                self._traces[place.id, replication] = trace
        return {place.id: self._traces[place.id, replication] for place in plan.sites}

    def forget(self, group: tuple[str, ...]) -> None:
        """Drop the traces of a group that is done."""
        for site in group:
            for replication in range(self._replications):
                self._traces.pop((site, replication), None)


@dataclass(frozen=True, slots=True)
class _Design:
    """The point with one value: its scenario, its plans by first site."""

    scenario: Scenario
    plans: dict[str, Plan]
    same_demand: bool


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value


def summary(found: Mapping[str, Found]) -> dict[str, int | float | None]:
    """Over sites: smallest, middle (lower median), largest value; None where a site has none.

    `dwell_h` is the mean over sites.
    """
    dwells = [f.dwell_h for f in found.values() if f.dwell_h is not None]
    dwell_h = sum(dwells) / len(dwells) if dwells else None
    values = [f.value for f in found.values()]
    if not values or any(value is None for value in values):
        return {"least": None, "median": None, "most": None, "dwell_h": dwell_h}
    ordered = sorted(value for value in values if value is not None)
    return {
        "least": ordered[0],
        "median": ordered[(len(ordered) - 1) // 2],
        "most": ordered[-1],
        "dwell_h": dwell_h,
    }
