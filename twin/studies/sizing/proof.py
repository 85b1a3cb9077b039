"""The proof: a design is shown to keep every target, on replications that chose nothing.

Lives here: the sequential test and how its error is divided. Not here: the search that proposes.

Candidate k = 0, 1, … gets α/2^(k+1) of the error α = 1 − confidence, and each of its LOOKS an equal
part. So the chance that any design is accepted that does not keep its targets is at most α, however
many candidates are tested and however often each is looked at (union bound); designs that the
search tried do not count, because the replications here are others. With several targets each must
be shown at the full level: a design that misses one is accepted only if that one errs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

from twin.studies.sizing.asked.limits import Limits
from twin.studies.sizing.asked.space import Design
from twin.studies.sizing.search import Unreachable
from twin.studies.sizing.simulated.evaluate import Evaluator, is_met, is_missed

LOOKS = 4
GROWTH = 2.0
"""Each look has twice the replications of the last."""

MIN_REPLICATIONS = 30
"""With fewer, the variance of replications is not known well enough."""

FEWEST_REPLICATIONS = 12
MANY_EVENTS = 500_000
"""Where a replication has so many parcels and drop-offs, of many sites, fewer do: a sum of many
independent things is nearly normal, and Student's quantile pays for the variance."""

MAX_PROOF_EVENTS = 30_000_000
"""Parcels and drop-offs behind one test at most."""

MAX_REPLICATIONS = 20_000

POWER = 0.9
MAX_CANDIDATES = 40

CLEAR = 0.9
"""A design so far inside its bound is shown to be with few replications."""

STEP = 0.004
"""The next candidate has so much more of one item, at least one unit."""


@dataclass(frozen=True, slots=True)
class Proven:
    """A design that passed; `limits` at the level of the test, by target."""

    design: Design
    limits: tuple[Limits, ...]
    replications: int
    tested: int


@dataclass
class Proof:
    """Tests candidates one after the other, from the search's choice upwards."""

    evaluator: Evaluator
    confidence: float
    events_per_replication: float
    _first: int = 0
    _worse: float = 1.0

    def prove(self, design: Design) -> Proven:
        """The first candidate that passes; raises Unreachable after MAX_CANDIDATES.

        Candidates whose test would take too long, by the search's estimates, are passed over
        without spending any of the error. A candidate that fails says how far the estimates are
        off; the next one's replications begin where its own ended, so it is not chosen by them.
        """
        tested, candidate = 0, design
        for _ in range(MAX_CANDIDATES):
            alpha = (1.0 - self.confidence) / 2 ** (tested + 1) / LOOKS
            needed = self._needed(candidate, alpha)
            if needed <= self._most:
                tested += 1
                limits, n, passed = self._test(candidate, alpha, needed)
                if passed:
                    return Proven(candidate, limits, n, tested)
                self._first += n
                self._learn(candidate, limits)
            candidate = self._next(candidate)
        tried = self.evaluator.tried
        best = min(tried, key=lambda each: tried[each].ratio)
        raise Unreachable(best, tried[best])

    @property
    def _fewest(self) -> int:
        many = self.events_per_replication >= MANY_EVENTS
        return FEWEST_REPLICATIONS if many else MIN_REPLICATIONS

    @property
    def _most(self) -> int:
        by_events = int(MAX_PROOF_EVENTS / max(self.events_per_replication, 1.0))
        return max(self._fewest, min(by_events, MAX_REPLICATIONS))

    def _learn(self, design: Design, limits: Sequence[Limits]) -> None:
        """How much worse a design is, at all sites and on other draws, than the search thought."""
        thought = self.evaluator.judge(design).ratio
        if thought > 0:
            self._worse = max(self._worse, self.evaluator.ratio_of(limits) / thought)

    def _needed(self, design: Design, alpha: float) -> float:
        """Replications with which the test passes with POWER, by the search's estimates.

        The gap to the bound is taken a standard error narrower: the search has picked a design
        whose estimate was lucky.
        """
        verdict = self.evaluator.judge(design)
        if any(
            is_missed(limits, probe)
            for limits, probe in zip(verdict.limits, self.evaluator.study.probes, strict=True)
        ):
            return math.inf
        by_verdict = self._replications_for(verdict.limits, alpha)
        if by_verdict <= self._fewest:
            return by_verdict
        return self._replications_for(self.evaluator.refined(design), alpha)

    def _replications_for(self, estimates: Sequence[Limits], alpha: float) -> float:
        reach = -special.ndtri(alpha) + special.ndtri(POWER)
        needed = float(self._fewest)
        for limits, probe in zip(estimates, self.evaluator.study.probes, strict=True):
            if limits.n == 0 or limits.spread == 0.0:
                continue
            at_most = probe.target.at_most
            likely = limits.estimate * (self._worse if at_most else 1 / self._worse)
            gap = abs(probe.target.bound - likely) - limits.spread / math.sqrt(limits.n)
            if gap <= 0 or not probe.target.holds(likely):
                return math.inf
            needed = max(needed, (reach * limits.spread / gap) ** 2)
        return needed

    def _test(
        self, design: Design, alpha: float, needed: float
    ) -> tuple[tuple[Limits, ...], int, bool]:
        """Look LOOKS times, until a target is missed for sure: the last look and whether it holds.

        The replications begin with the first that no candidate was tested on.
        """
        n = max(self._fewest, math.ceil(needed / GROWTH))
        probes = self.evaluator.study.probes
        for look in range(LOOKS):
            n = min(n, max(self._most, math.ceil(needed)))
            limits = self.evaluator.limits(design, range(self._first, self._first + n), alpha)
            both = list(zip(limits, probes, strict=True))
            if all(is_met(each, probe) for each, probe in both):
                return limits, n, True
            missed = any(is_missed(each, probe) for each, probe in both)
            beyond = not all(probe.target.holds(each.estimate) for each, probe in both)
            if missed or (look and beyond) or look == LOOKS - 1:
                break
            n = math.ceil(GROWTH * n)
        return limits, n, False

    def _next(self, design: Design) -> Design:
        """The design with more of one item: the cheapest that will do, else the best for its price.

        By the search's estimates; to do is to be clear of the bound by CLEAR.
        """
        evaluator, space = self.evaluator, self.evaluator.study.space
        now, price = evaluator.judge(design), space.cost(design)
        enough: list[tuple[float, Design]] = []
        better: list[tuple[float, Design]] = []
        for v, count in enumerate(design):
            more = max(1, round(STEP * count))
            other = tuple(c + more if i == v else c for i, c in enumerate(design))
            if not space.fits(other):
                continue
            cost = max(space.cost(other) - price, 1e-9)
            ratio = evaluator.judge(other).ratio
            if self._worse * ratio <= CLEAR < self._worse * now.ratio:
                enough.append((cost, other))
            better.append(((ratio - now.ratio) / cost, other))
        if not enough and not better:
            raise Unreachable(design, now)
        return min(enough)[1] if enough else min(better)[1]
