"""Evaluating designs: counters are kept by what they depend on, so that nothing runs twice.

Lives here: the memory of what was simulated, the processes that simulate, limits of targets for a
design. Not here: one simulation (`twin.studies.sizing.simulate`), which designs are tried.

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
from twin.studies.sizing.crew import Crew
from twin.studies.sizing.limits import Limits
from twin.studies.sizing.probe import Probe, normalised
from twin.studies.sizing.simulate import Study
from twin.studies.sizing.space import Design

SEARCH_FIRST = 1_000_000
"""The search runs replications from here on; the proof runs 0, 1, … as `courtyard run` does."""

SEARCH_EVENTS = 1_500_000
"""Parcels and drop-offs behind the estimate of one design in the search, at most."""

FIRST_LOOK = 8
MOST_REPLICATIONS = 1_024
"""Replications of the search: the first look, and what it ends with where they are short."""

EXCLUDED_AT = 0.001
"""One-sided error of an early exclusion, or acceptance, in the search: a design is not run on once
this is plain. What it gets wrong costs money, not the promise: the proof begins anew."""

Block = tuple[int, ...]
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
    known: dict[tuple[Block, Design], dict[int, I64]] = field(default_factory=dict)
    tried: dict[Design, Verdict] = field(default_factory=dict)
    saved_replications: int = 0
    most: int = field(init=False)
    _blocks: list[Block] = field(init=False)

    def __post_init__(self) -> None:
        space = self.study.space
        if self.study.is_coupled:
            self._blocks = [tuple(range(len(space.classes)))]
        else:
            self._blocks = [(number,) for number in range(len(space.classes))]
        self.most = MOST_REPLICATIONS

    def plan_replications(self, events_per_replication: float) -> None:
        """Set how many replications the search makes of a design at most."""
        wanted = round(SEARCH_EVENTS / max(events_per_replication, 1.0))
        self.most = min(max(wanted, FIRST_LOOK), MOST_REPLICATIONS)

    def judge(self, design: Design) -> Verdict:
        """The search's verdict: looks at 8, 16, … replications, as many as it takes."""
        if design in self.tried:
            return self.tried[design]
        n = min(FIRST_LOOK, self.most)
        while True:
            limits = self.limits(design, range(SEARCH_FIRST, SEARCH_FIRST + n), EXCLUDED_AT)
            verdict = self._verdict(limits)
            if n >= self.most or self._is_plain(limits):
                break
            n = min(2 * n, self.most)
        self.saved_replications += self.most - n
        self.tried[design] = verdict
        self.tell(len(self.tried), self.crew.simulated)
        return verdict

    def limits(
        self, design: Design, replications: Sequence[int], alpha: float
    ) -> tuple[Limits, ...]:
        """Limits of every target, each missed with `alpha`; of `site=*`, those of the worst."""
        columns = self._columns(design, replications)
        return tuple(self._of(probe, columns, alpha) for probe in self.study.probes)

    def _of(self, probe: Probe, columns: I64, alpha: float) -> Limits:
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

    def _verdict(self, limits: Sequence[Limits]) -> Verdict:
        probes = self.study.probes
        ratios = [
            float(normalised(each.estimate, probe.target))
            for each, probe in zip(limits, probes, strict=True)
        ]
        worst = max(range(len(probes)), key=lambda i: ratios[i])
        return Verdict(ratios[worst] <= 1.0, ratios[worst], probes[worst], tuple(limits))

    def _is_plain(self, limits: Sequence[Limits]) -> bool:
        """Whether a target is missed for sure, or all are met for sure."""
        both = list(zip(limits, self.study.probes, strict=True))
        if any(is_missed(each, probe) for each, probe in both):
            return True
        return all(is_met(each, probe) for each, probe in both)

    def _columns(self, design: Design, replications: Sequence[int]) -> I64:
        """Columns[replication, site, column] of all sites; what is not known is simulated."""
        space = self.study.space
        shape = (len(replications), len(space.places), self.study.width)
        columns = np.zeros(shape, dtype=np.int64)
        for block in self._blocks:
            part = design if self.study.is_coupled else space.part(design, block[0])
            known = self.known.setdefault((block, part), {})
            missing = [r for r in replications if r not in known]
            sites = [site for number in block for site in space.classes[number].sites]
            if missing:
                made = self.crew.run(design, sites, missing)
                known.update(zip(missing, made, strict=True))
            columns[:, sites] = np.array([known[r] for r in replications])
        return columns

    def loads(self, replications: Sequence[int]) -> F64:
        """Mean compartments occupied [class, size] at a site whose banks are never full."""
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
