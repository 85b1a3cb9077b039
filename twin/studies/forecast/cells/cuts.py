"""When nothing cools, future by future: outages that are planned, what is down, what will break.

Lives here: the draws of one site's mains and cooling units, put together for a cell. Not here: the
laws (`scenarios.demand.ahead`), what happens in the cell (`warming`).

Mains and units are shared: where one future is without power, all cells of the site are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.days import Days
from scenarios.demand.ahead.failures import Down, draw_failures
from scenarios.demand.ahead.repairs import draw_repaired_ms
from scenarios.demand.breakdowns import NUMBER_BITS, BreakdownCompiler
from scenarios.expand import SitePlace
from scenarios.parts.faults import COLD_UNIT, MAINS
from scenarios.schema import Scenario
from scenarios.schema.faults import COMPONENTS, FaultKind
from scenarios.streams import Purpose, Streams
from twin.studies.forecast.folding import NEVER_MS
from twin.studies.forecast.simulate import BATCH
from twin.world.faults.plan import FaultPlanner

I64 = npt.NDArray[np.int64]

WORKS = -1
"""Since when it is down where it is not."""


@dataclass(frozen=True, slots=True)
class Course:
    """A component in every future: until when it is down that is so now, and when it is later."""

    since_ms: int
    until_ms: list[int]
    later: list[list[Down]]


class SiteCuts:
    """Mains and cooling units of a site. Times on the calendar of `days`, from `now_ms` to `end_ms`
    (both after its begin); `futures` a multiple of BATCH, each batch with streams of its own.
    """

    def __init__(
        self, scenario: Scenario, days: Days, place: SitePlace, now_ms: int, end_ms: int,
        seed: int, futures: int,
    ) -> None:  # fmt: skip
        self._place, self._now_ms, self._end_ms = place, now_ms, end_ms
        self._seed, self._futures = seed, futures
        self._laws: dict[str, FaultKind] = {kind.id: kind for kind in scenario.faults}
        rates = BreakdownCompiler(scenario, days, 1).components(place)
        self._per_ms = {(kind, number): per_ms for kind, number, per_ms in rates}
        plan = FaultPlanner(scenario, days).plan([place])
        outages = [plan.rules.outages[number] for number in plan.outages[0]]
        self.planned = [
            Down(each.from_ms, each.to_ms)
            for each in outages
            if each.kind == MAINS and each.from_ms < end_ms
        ]

    @property
    def is_planned_now(self) -> bool:
        """Whether the scenario has the mains off now: what is dark comes back by plan."""
        return any(each.from_ms <= self._now_ms < each.to_ms for each in self.planned)

    def mains(self, since_ms: int) -> Course:
        """The mains of the site, lost since `since_ms` or WORKS; outages that are planned apart."""
        return self._course(MAINS, 0, since_ms)

    def unit(self, bank: int, since_ms: int) -> Course:
        """The cooling unit of a bank, likewise."""
        return self._course(COLD_UNIT, bank, since_ms)

    def _course(self, kind: int, number: int, since_ms: int) -> Course:
        """Without a law of its faults it does not fail, and what is down stays so to the end."""
        law = self._laws.get(COMPONENTS[kind])
        none = NEVER_MS if since_ms != WORKS else self._now_ms
        if law is None:
            return Course(since_ms, [none] * self._futures, [[]] * self._futures)
        until: list[int] = []
        later: list[list[Down]] = []
        part = (kind << NUMBER_BITS) | number
        for batch in range(self._futures // BATCH):
            streams = Streams(self._seed, batch)
            works_ms = np.full(BATCH, self._now_ms)
            if since_ms != WORKS:
                # Part 0 is that of the doors.
                generator = streams.generator(
                    Purpose.HELD_REPAIR, self._place.id, part + (1 << NUMBER_BITS)
                )
                failed_ms = np.full(BATCH, min(since_ms, self._now_ms))
                works_ms = draw_repaired_ms(law.repair, failed_ms, self._now_ms, generator)
            until += works_ms.tolist()
            later += draw_failures(
                law.repair, self._per_ms[kind, number], works_ms, self._end_ms,
                streams.generator(Purpose.FAULT_OPERATING, self._place.id, part),
            )  # fmt: skip
        return Course(since_ms, until, later)


@dataclass(frozen=True, slots=True)
class Changes:
    """What befalls a cell, each course of things once: `future[f]` is its number in future f.

    Rows `first[k]` … `first[k + 1] − 1` of `at_ms` (ascending) and `step` are those of course k;
    `before` what has befallen it until now, in any future.
    """

    future: I64
    first: I64
    at_ms: I64
    step: I64
    before: tuple[tuple[int, int], ...]


def changes_of(
    planned: Sequence[Down], mains: Course, unit: Course, *, dark: bool, broken: bool, now_ms: int
) -> Changes:
    """Put together for a cell. `dark`: it is one of those that have no mains now; `broken`: its
    unit is the one that is down.
    """
    begun = [*planned]
    begun += [
        Down(each.since_ms, NEVER_MS) for each, is_so in ((mains, dark), (unit, broken)) if is_so
    ]
    numbers: dict[tuple[Down, ...], int] = {}
    future = []
    for number in range(len(mains.until_ms)):
        spans = [*planned, *mains.later[number], *unit.later[number]]
        if dark:
            spans.append(Down(mains.since_ms, mains.until_ms[number]))
        if broken:
            spans.append(Down(unit.since_ms, unit.until_ms[number]))
        future.append(numbers.setdefault(tuple(spans), len(numbers)))
    rows = [_steps(spans) for spans in numbers]
    columns = np.array([one for row in rows for one in row], dtype=np.int64).reshape(-1, 2)
    return Changes(
        future=np.array(future),
        first=np.cumsum([0, *map(len, rows)], dtype=np.int64),
        at_ms=np.ascontiguousarray(columns[:, 0]),
        step=np.ascontiguousarray(columns[:, 1]),
        before=tuple(each for each in _steps(begun) if each[0] <= now_ms),
    )


def _steps(spans: Sequence[Down]) -> list[tuple[int, int]]:
    return sorted(step for span in spans for step in ((span.from_ms, 1), (span.to_ms, -1)))
