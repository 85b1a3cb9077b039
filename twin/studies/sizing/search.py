"""The search: up and down the ladder, then exchanges, as long as the order gets cheaper.

Lives here: which designs are tried, in which order. Not here: what a design does
(`twin.studies.sizing.simulated.evaluate`), whether the answer holds (`twin.studies.sizing.proof`).

Exchanges of compartments of one size for others at a bank are the neighbourhood of Suárez, Deza and
Raviv (2026). What the search decides rests on estimates; the proof starts anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from twin.studies.sizing.asked.space import Design, Space
from twin.studies.sizing.simulated.evaluate import Evaluator, Verdict
from twin.studies.sizing.start import Ladder

MAX_TRIED = 600
"""Designs tried at most; the search then ends where it is, and says so."""

MAX_SEARCH_EVENTS = 100_000_000
"""Parcels and drop-offs simulated by the search at most: a minute or two on two processors."""

MAX_ENUMERATED = 400
"""Cheaper designs that are all tried where there are no more: the answer is then the cheapest."""

STRIDES = (0.08, 0.03, 0.0)
"""Shares of a variable by which it is first moved; at the end, single units."""

MOST_GIVEN = 3
"""Units of an item given for others in one exchange, in strides."""

SHAVINGS = 32
"""Parts of what stands of a temperature by which it is first taken down."""

MOST_CROSSED = 8
"""Variables up to which compartments are also exchanged between kinds of sites."""

CENT = 0.01
"""Costs that differ by less are the same: else two of them could be exchanged for ever."""

BETTER = 0.97
"""An exchange at the same price must bring the worst target this much nearer to its bound."""


class Unreachable(Exception):
    """No order keeps the targets: the best that was tried, and what it says."""

    def __init__(self, design: Design, verdict: Verdict) -> None:
        super().__init__()
        self.design = design
        self.verdict = verdict


@dataclass
class Search:
    """One search; `complete` is false where a limit ended it early."""

    evaluator: Evaluator
    ladder: Ladder
    complete: bool = True
    exhaustive: bool = False
    _failed: list[Design] = field(default_factory=list)

    @property
    def _space(self) -> Space:
        return self.ladder.space

    def climb(self, level: int) -> Design:
        """The lowest level that meets the targets; with more banks beside one another if none does.

        Raises Unreachable.
        """
        while True:
            try:
                return self._climb(level)
            except Unreachable:
                if self.ladder.banks >= self._space.most_banks:
                    raise
                self.ladder = replace(self.ladder, banks=self.ladder.banks + 1)

    def _climb(self, level: int) -> Design:
        """By doubling and halving from `level`."""
        judge, design = self.evaluator.judge, self.ladder.design
        low, high, top = 0, max(1, min(level, self.ladder.top)), self.ladder.top
        step = max(1, high // 16)
        if judge(design(high)).met:
            while high > low + 1 and judge(design(below := max(low, high - step))).met:
                high, step = below, 2 * step
                if high == 0:
                    return design(0)
            low = max(low, high - step)
        else:
            while not judge(design(high)).met:
                if high == top:
                    self._give_up()
                low, high, step = high, min(top, high + step), 2 * step
        while high - low > 1:
            middle = (low + high) // 2
            if judge(design(middle)).met:
                high = middle
            else:
                low = middle
        return design(high)

    def _give_up(self) -> None:
        tried = self.evaluator.tried
        best = min(tried, key=lambda each: (tried[each].ratio, self._space.cost(each)))
        raise Unreachable(best, tried[best])

    def exchange(self, design: Design) -> Design:
        """Go to cheaper designs that meet the targets, and at the same price to better ones.

        Where few designs are cheaper than the end of that, all of them are tried.
        """
        design = self._shaved(design)
        for stride in STRIDES:
            moved = True
            while moved:
                moved = False
                for other in self._moves(design, stride):
                    if self._is_spent():
                        return design
                    if self._is_better(other, design):
                        design, moved = other, True
                        break
        return self._sweep(design)

    def _shaved(self, design: Design) -> Design:
        """As little of each temperature as will do: the ladder goes on for the scarcest."""
        sizes = len(self._space.scenario.sizes)
        kinds: dict[int, list[int]] = {}
        for number, variable in enumerate(self._space.variables):
            if any(variable.item.classes):
                first = next(i for i, doors in enumerate(variable.item.classes) if doors)
                kinds.setdefault(first // sizes, []).append(number)
        for numbers in kinds.values() if len(kinds) > 1 else ():
            low, high = 0, SHAVINGS
            while high - low > 1 and not self._is_spent():
                middle = (low + high) // 2
                less = {v: -(design[v] * (SHAVINGS - middle) // SHAVINGS) for v in numbers}
                if self.evaluator.judge(_moved(design, less)).met:
                    high = middle
                else:
                    low = middle
            less = {v: -(design[v] * (SHAVINGS - high) // SHAVINGS) for v in numbers}
            design = _moved(design, less)
        return design

    def _is_spent(self) -> bool:
        done = self.evaluator.events * self.evaluator.effort
        spent = len(self.evaluator.tried) >= MAX_TRIED or done >= MAX_SEARCH_EVENTS
        self.complete = self.complete and not spent
        return spent

    def _is_better(self, other: Design, design: Design) -> bool:
        if other in self.evaluator.tried and not self.evaluator.tried[other].met:
            return False
        if self._is_hopeless(other):
            return False
        verdict = self.evaluator.judge(other)
        if not verdict.met:
            self._failed.append(other)
            return False
        if self._space.cost(other) < self._space.cost(design) - CENT:
            return True
        return verdict.ratio < BETTER * self.evaluator.judge(design).ratio

    def _is_hopeless(self, design: Design) -> bool:
        """Whether a design with as much of everything has failed: more steel never hurts."""
        if any(not probe.target.at_most for probe in self.evaluator.study.probes):
            return False
        return any(
            all(a <= b for a, b in zip(design, failed, strict=True)) for failed in self._failed
        )

    def _moves(self, design: Design, stride: float) -> Iterator[Design]:
        """Neighbours at no higher price, the cheapest last: small steps meet targets more often."""
        space, found = self._space, set()
        prices = [space.units(v) * each.item.cost for v, each in enumerate(space.variables)]
        strides = [max(1, round(stride * count)) for count in design]
        for v, count in enumerate(design):
            given = min(strides[v], count - space.variables[v].low)
            if given > 0:
                found.add(_moved(design, {v: -given}))
        for v, w in itertools.permutations(range(len(design)), 2):
            if not self._is_tradable(v, w):
                continue
            for times in range(1, MOST_GIVEN + 1):
                given = times * strides[v]
                if given > design[v] - space.variables[v].low or prices[w] <= 0:
                    continue
                most = int(given * prices[v] / prices[w] + 1e-9)
                for taken in {most, most - 1, most // 2} - {0, -1}:
                    found.add(_moved(design, {v: -given, w: taken}))
        limit = space.cost(design) + 1e-6
        kept = [each for each in found if space.cost(each) <= limit and space.fits(each)]
        return iter(sorted(kept, key=lambda each: (-space.cost(each), each)))

    def _is_tradable(self, v: int, w: int) -> bool:
        """Whether units of one variable can stand for those of the other."""
        one, other = self._space.variables[v], self._space.variables[w]
        if one.template is None or other.template is None:
            few = len(self._space.variables) <= MOST_CROSSED
            if bool(one.counters) != bool(other.counters):
                return False
            same = one.site_class == other.site_class
            return one.template is other.template and (same or few)
        return (one.site_class, one.points, one.template.stream) == (
            other.site_class, other.points, other.template.stream,
        )  # fmt: skip

    def _sweep(self, design: Design) -> Design:
        """Where few designs are cheaper, try all of them, the dearest first."""
        while (cheaper := self._cheaper(design)) is not None:
            for other in cheaper:
                if self._is_spent():
                    return design
                if self._is_better(other, design):
                    design = other
                    break
            else:
                self.exhaustive = True
                return design
        return design

    def _cheaper(self, design: Design) -> list[Design] | None:
        """All cheaper designs that may do; None above MAX_ENUMERATED.

        Not among them: those with as little of everything as one that failed, and those with half
        the units of the smallest that did.
        """
        space = self._space
        prices = [space.units(v) * each.item.cost for v, each in enumerate(space.variables)]
        if len(prices) > 6 or min(prices, default=0.0) <= 0:
            return None
        budget = space.cost(design) - 1e-6
        tried = self.evaluator.tried
        least = min(sum(each) for each in tried if tried[each].met)
        found: list[Design] = []

        def fill(head: Design, left: float) -> bool:
            if len(head) == len(prices) - 1:
                most = int((left + 1e-9) / prices[-1])
                for count in range(most, -1, -1):
                    each = (*head, count)
                    if 2 * sum(each) < least or self._is_hopeless(each):
                        break
                    if space.cost(each) <= budget and space.fits(each):
                        found.append(each)
                return len(found) <= MAX_ENUMERATED
            price = prices[len(head)]
            counts = range(space.variables[len(head)].low, int((left + 1e-9) / price) + 1)
            if len(counts) > 10 * MAX_ENUMERATED:
                return False
            return all(fill((*head, count), left - count * price) for count in counts)

        if not fill((), budget):
            return None
        return sorted(found, key=lambda each: (-space.cost(each), each))


def _moved(design: Design, changes: dict[int, int]) -> Design:
    return tuple(count + changes.get(v, 0) for v, count in enumerate(design))
