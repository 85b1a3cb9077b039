"""Evaluating designs: counters are kept by what they depend on, so that nothing runs twice.

Lives here: the memory of what was simulated, the processes that simulate, limits of targets for a
design. Not here: one simulation (`twin.studies.sizing.simulated.simulate`), the choice of designs.

Where no redirect couples sites, what happens at a class of sites depends on what is built there
alone: a design that changes one class runs that class. Replications use the same traces for all
designs (common random numbers).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from twin.figures.counters import F64, I64
from twin.studies.sizing.asked.limits import Limits
from twin.studies.sizing.asked.probe import Probe, normalised
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.simulated.crew import Crew
from twin.studies.sizing.simulated.simulate import Study

SEARCH_FIRST = 1_000_000
"""The search runs replications from here on; the proof runs 0, 1, … as `courtyard run` does."""

SEARCH_EVENTS = 1_500_000
"""Parcels and drop-offs behind the estimate of one design in the search, at most."""

FIRST_LOOK = 8
WANTED_REPLICATIONS = 64
MOST_REPLICATIONS = 1_024
"""Replications of the search: the first look; where they are long, some sites of each class stand
for all so that there are as many as wanted; what it ends with where they are short."""

REFINED = 4
"""Before a design is proposed for the proof, its estimate rests on so many times more."""

CELL_DAY = 100
"""Parcels that take as long as a day of a cold cell: some 290 steps of its thermostat."""

EXCLUDED_AT = 0.001
"""One-sided error of an early exclusion, or acceptance, in the search: a design is not run on once
this is plain. What it gets wrong costs money, not the promise: the proof begins anew."""

Block = tuple[int, ...]
Key = tuple[tuple[int, ...], Design]
"""Sites, and what is built at them."""

Kept = dict[Key, dict[int, tuple[I64, int]]]
"""By replication: columns[site, column], and the parcels and drop-offs simulated for them."""

Tell = Callable[[int, int], None]
"""Told the designs tried and the parcels and drop-offs simulated."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the search thinks of a design: its worst target, value over bound."""

    met: bool
    ratio: float
    worst: Probe
    limits: tuple[Limits, ...]


@dataclass
class Evaluator:
    """Designs of a study and what is known of them."""

    study: Study
    crew: Crew
    tell: Tell = lambda designs, events: None
    kept: Kept = field(default_factory=dict)
    events: int = 0
    tried: dict[Design, Verdict] = field(default_factory=dict)
    saved_replications: int = 0
    most: int = MOST_REPLICATIONS
    budget: int = SEARCH_EVENTS
    effort: float = 1.0
    _blocks: list[Block] = field(init=False)
    _sample: list[tuple[int, ...]] = field(init=False)
    _used: set[tuple[Key, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        space = self.study.space
        if self.study.is_coupled:
            self._blocks = [tuple(range(len(space.classes)))]
        else:
            self._blocks = [(number,) for number in range(len(space.classes))]
        self._sample = [each.sites for each in space.classes]

    def plan_replications(self, events_per_replication: float) -> float:
        """Set how many replications the search makes of a design at most, and at which sites.

        What it returns is the work of a replication in parcels: cold cells take as much as many.
        A promise for each day of the whole needs every site: days of few sites differ more. Where
        trucks make tours, alike sites are served at other hours: more of them stand for all.
        """
        study, events = self.study, max(events_per_replication, 1.0)
        cells = sum(sum(bank.cold) for place in study.space.places for bank in place.banks)
        days = study.space.days.warmup_days + study.space.days.measured_days
        self.effort = 1.0 + cells * days * CELL_DAY / events
        whole = events = events * self.effort
        whole_days = any(p.target.of_days and p.site is None for p in study.probes)
        if not study.is_coupled and not whole_days:
            named = {probe.site for probe in study.probes}
            tours = bool(study.space.scenario.waste_points)
            wanted = FIRST_LOOK if tours else WANTED_REPLICATIONS
            share = min(1.0, self.budget / wanted / events)
            for number, each in enumerate(study.space.classes):
                taken = math.ceil(share * len(each.sites))
                spread = {each.sites[i * len(each.sites) // taken] for i in range(taken)}
                spread |= {s for s in each.sites if study.space.places[s].id in named}
                self._sample[number] = tuple(sorted(spread))
            sites = sum(len(each.sites) for each in study.space.classes)
            events *= sum(len(sample) for sample in self._sample) / sites
        wanted = round(self.budget / events)
        self.most = min(max(wanted, FIRST_LOOK), MOST_REPLICATIONS)
        return whole

    def judge(self, design: Design) -> Verdict:
        """The search's verdict: looks at 8, 16, … replications, as many as it takes."""
        if design in self.tried:
            return self.tried[design]
        n = min(FIRST_LOOK, self.most)
        while True:
            limits = self.limits(
                design, range(SEARCH_FIRST, SEARCH_FIRST + n), EXCLUDED_AT, sampled=True
            )
            verdict = self._verdict(limits)
            if n >= self.most or self._is_plain(limits):
                break
            n = min(2 * n, self.most)
        self.saved_replications += self.most - n
        self.tried[design] = verdict
        self.tell(len(self.tried), self.events)
        return verdict

    def refined(self, design: Design) -> tuple[Limits, ...]:
        """Limits from REFINED times as many replications of the search."""
        return self.limits(
            design, range(SEARCH_FIRST, SEARCH_FIRST + REFINED * self.most), EXCLUDED_AT,
            sampled=True,
        )  # fmt: skip

    def limits(
        self, design: Design, replications: Sequence[int], alpha: float, *, sampled: bool = False
    ) -> tuple[Limits, ...]:
        """Limits of every target, each missed with `alpha`; of `site=*`, those of the worst.

        `sampled`: from some sites that stand for all, as the search does.
        """
        columns = self._columns(design, replications, sampled)
        return tuple(self._of(probe, columns, alpha) for probe in self.study.probes)

    def _of(self, probe: Probe, columns: F64, alpha: float) -> Limits:
        space = self.study.space
        if probe.site is None:
            return probe.limits(columns, alpha)
        if probe.site != "*":
            ids = [place.id for place in space.places]
            site = ids.index(probe.site)
            return probe.limits(columns[:, site : site + 1], alpha)
        banks = [bool(space.places[each.sites[0]].banks) for each in space.classes]
        points = [bool(space.places[each.sites[0]].points) for each in space.classes]
        each_class = [
            probe.limits(columns[:, list(each.sites)], alpha)
            for each, has_banks, has_points in zip(space.classes, banks, points, strict=True)
            if has_banks or has_points
        ]
        return max(each_class, key=lambda limits: normalised(limits.estimate, probe.target))

    def ratio_of(self, limits: Sequence[Limits]) -> float:
        """Value over bound of the worst target."""
        return max(self._ratios(limits))

    def _ratios(self, limits: Sequence[Limits]) -> list[float]:
        return [
            float(normalised(each.estimate, probe.target))
            for each, probe in zip(limits, self.study.probes, strict=True)
        ]

    def _verdict(self, limits: Sequence[Limits]) -> Verdict:
        probes, ratios = self.study.probes, self._ratios(limits)
        worst = max(range(len(probes)), key=lambda i: ratios[i])
        return Verdict(ratios[worst] <= 1.0, ratios[worst], probes[worst], tuple(limits))

    def _is_plain(self, limits: Sequence[Limits]) -> bool:
        """Whether a target is missed for sure, or all are met for sure."""
        both = list(zip(limits, self.study.probes, strict=True))
        if any(is_missed(each, probe) for each, probe in both):
            return True
        return all(is_met(each, probe) for each, probe in both)

    def _columns(self, design: Design, replications: Sequence[int], sampled: bool) -> F64:
        """Columns[replication, site, column] of all sites; what is not kept is simulated.

        Of a sample, the sites that were not simulated have 0 and the others weigh as many.
        """
        space = self.study.space
        shape = (len(replications), len(space.places), self.study.width)
        columns = np.zeros(shape)
        for block in self._blocks:
            chosen = self._sample if sampled else [each.sites for each in space.classes]
            sites = tuple(site for number in block for site in chosen[number])
            part = design if self.study.is_coupled else space.part(design, block[0])
            key = (sites, part)
            kept = self.kept.setdefault(key, {})
            missing = [r for r in replications if r not in kept]
            if missing:
                made, events = self.crew.run(design, sites, missing)
                kept.update(zip(missing, zip(made, events.tolist(), strict=True), strict=True))
            for r in replications:
                if (key, r) not in self._used:
                    self._used.add((key, r))
                    self.events += kept[r][1]
            everywhere = sum(len(space.classes[number].sites) for number in block)
            columns[:, list(sites)] = np.array([kept[r][0] for r in replications])
            columns[:, list(sites)] *= everywhere / max(len(sites), 1)
        return columns

    def loads(self, replications: Sequence[int]) -> F64:
        """Mean compartments occupied at a site whose banks are never full.

        By class of sites and class of compartments.
        """
        space = self.study.space
        everywhere = [site for each in space.classes for site in each.sites]
        by_site = self.crew.loads(everywhere, replications)
        row = {site: i for i, site in enumerate(everywhere)}
        return np.array(
            [by_site[[row[site] for site in each.sites]].mean(axis=0) for each in space.classes]
        )


def is_met(limits: Limits, probe: Probe) -> bool:
    """Whether the limit on the side of the bound keeps it, and can be trusted."""
    target = probe.target
    inside = limits.upper <= target.bound if target.at_most else limits.lower >= target.bound
    return inside and limits.settled


def is_missed(limits: Limits, probe: Probe) -> bool:
    """Whether the other limit is beyond the bound."""
    target = probe.target
    if math.isinf(limits.lower) or math.isinf(limits.upper):
        return False
    return limits.lower > target.bound if target.at_most else limits.upper < target.bound
