"""Which cases are asked: what a committee turns over, as far as the scenario has it.

Lives here: the questions and their values. Not here: how a scenario is changed
(`twin.studies.whatif.changed`), how a case is sized.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scenarios.days import Days
from scenarios.schema import Scenario
from twin.studies.target import Target
from twin.studies.whatif import changed

BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
"""Of a promised share: 0.1 % to 5 %."""

PEAKS = (1.2, 1.4, 1.7, 2.0)
"""1.4 is what 1 to 11 November 2023 had (State Post Bureau)."""

FACTORS = (0.5, 0.75, 1.25, 1.5)
"""Of the mean dwell, and of the share to lockers."""

FREE_H = (12.0, 24.0, 48.0)
YEARS = 5
GROWTH = 0.1
"""A year, assumed where no site grows: parcels of China grew by a fifth in 2024, towns less."""

SWING = 0.2
"""Of the tornado: a fifth more, a fifth less."""

EVENING, MIX, SHARPER = 0.15, 0.1, 1.5
"""Of the tornado: share of evening pick-ups, of parcels that are large, power of the hours."""

Promise = tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A changed scenario; each of `promises` is sized.

    `question` is what it belongs to; of the tornado, `factor` is what was moved.
    """

    question: str
    value: float | None
    scenario: Scenario
    promises: tuple[Promise, ...]
    factor: str = ""


def lay_out_cases(scenario: Scenario, days: Days, targets: Promise) -> list[Case]:
    """All cases beside the base, question by question."""
    cases = [*_bounds(scenario, targets)]
    if scenario.has_lockers:
        cases += _lockers(scenario, days, targets)
    rate = growth_rate(scenario)
    cases += [
        Case("growth", float(year), changed.with_volume(scenario, (1 + rate) ** year), (targets,))
        for year in range(1, YEARS + 1)
    ]
    return [*cases, *_tornado(scenario, targets)]


def growth_rate(scenario: Scenario) -> float:
    """Growth of the parcels a year: that of the sites by households, GROWTH where none grows."""
    households = sum(site.households * (site.count or 1) for site in scenario.sites)
    grown = sum(s.growth_per_year * s.households * (s.count or 1) for s in scenario.sites)
    return grown / households if households and grown else GROWTH


def _bounds(scenario: Scenario, targets: Promise) -> Iterator[Case]:
    """The first promise at other bounds, where it is a share that must stay low."""
    first = targets[0]
    if not first.at_most or not 0 < first.bound < 1:
        return
    others = tuple(replace(first, bound=bound) for bound in BOUNDS)
    yield Case("target", None, scenario, tuple((each, *targets[1:]) for each in others))


def _lockers(scenario: Scenario, days: Days, targets: Promise) -> Iterator[Case]:
    in_peak = tuple(replace(each, label=changed.PEAK) for each in targets)
    for multiplier in PEAKS:
        yield Case("peak", multiplier, changed.with_peak(scenario, days, multiplier), (in_peak,))
    share = scenario.parcels.share_to_lockers
    most = 1.0 - scenario.parcels.share_beside_lockers
    for value in sorted({min(factor * share, most) for factor in FACTORS} - {share}):
        yield Case("share", value, changed.with_share(scenario, value), (targets,))
    mean_h = mean_dwell_h(scenario)
    for factor in FACTORS if mean_h is not None else ():
        assert mean_h is not None
        yield Case("dwell", factor * mean_h, changed.with_dwell(scenario, factor), (targets,))
    if scenario.overdue is not None:
        for free_h in (*(f for f in FREE_H if f != scenario.overdue.free_h), None):
            yield Case("overdue", free_h, changed.with_free_hours(scenario, free_h), (targets,))


def mean_dwell_h(scenario: Scenario) -> float | None:
    """Mean of the dwell law in hours; None of a law without one."""
    law = scenario.dwell.law
    return float(law.model_dump()["mean_h"]) if "mean_h" in type(law).model_fields else None


def _tornado(scenario: Scenario, targets: Promise) -> Iterator[Case]:
    def pair(factor: str, ends: Sequence[tuple[float, Scenario]]) -> Iterator[Case]:
        for value, other in ends:
            yield Case("tornado", value, other, (targets,), factor)

    low, high = 1 - SWING, 1 + SWING
    yield from pair("volume", [(f, changed.with_volume(scenario, f)) for f in (low, high)])
    if not scenario.has_lockers:
        return
    if mean_dwell_h(scenario) is not None:
        yield from pair("dwell", [(f, changed.with_dwell(scenario, f)) for f in (low, high)])
    if scenario.dwell.evening is not None:
        share = scenario.dwell.evening.share
        ends = max(0.0, share - EVENING), min(1.0, share + EVENING)
        yield from pair("evening", [(s, changed.with_evening(scenario, s)) for s in ends])
    if len(set(scenario.couriers.hour_weights)) > 1:
        powers = 1 / SHARPER, SHARPER
        yield from pair("hours", [(p, changed.with_hours(scenario, p)) for p in powers])
    if sum(scenario.parcels.size_mix.get(size.id, 0) > 0 for size in scenario.sizes) > 1:
        parts = -MIX, MIX
        yield from pair("mix", [(p, changed.with_larger_parcels(scenario, p)) for p in parts])
    if scenario.parcels.day_spread_cv > 0:
        yield from pair("spread", [(f, changed.with_day_spread(scenario, f)) for f in (0.5, 2.0)])
