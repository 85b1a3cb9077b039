"""The fault part of a site's trace: operating times and repair work of every component.

Lives here: the draws, a named stream for each purpose and component. Not here: when staff come
(`scenarios.behaviour.repair`), scheduled outages, which are no chance.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from scenarios.days import HOUR_MS, Days
from scenarios.demand.dwell import lognormal_parameters, on_grid_ms
from scenarios.expand import BankPlace, SitePlace
from scenarios.parts.faults import (
    COLD_UNIT,
    DOOR,
    DOOR_BITS,
    MAX_FAULT_MS,
    MAX_FAULTS,
    SENSOR,
    TERMINAL,
    FaultTrace,
)
from scenarios.schema import Scenario
from scenarios.schema.faults import COMPONENTS, Work
from scenarios.streams import Purpose, Streams

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

NUMBER_BITS = 32
"""A component's part of its streams: kind × 2³² + number."""

_LEAST = 8
_RESERVE = 1.2


class BreakdownCompiler:
    """Draws the faults of the sites of one scenario over one run of days."""

    def __init__(self, scenario: Scenario, days: Days, time_unit_ms: int) -> None:
        self._faults = {COMPONENTS.index(kind.id): kind for kind in scenario.faults}
        self._has_faults = scenario.has_faults
        self._horizon_ms = days.horizon_ms
        self._unit_ms = time_unit_ms

    def compile(self, place: SitePlace, streams: Streams, return_ms: I64) -> FaultTrace | None:
        """Draw the faults of `place`; None where the scenario has none.

        Another bank or kind of fault shifts no draw of the others, another rate scales operating
        times; longer runs begin with the same faults. Raises ValueError, before anything is drawn,
        where a site is to expect more than MAX_FAULTS.
        """
        if not self._has_faults:
            return None
        components = list(self.components(place))
        expected = sum(rate * self._horizon_ms for _, _, rate in components)
        if expected > MAX_FAULTS:
            raise ValueError(
                f"sites.{place.id}: {expected:,.0f} faults expected: at most {MAX_FAULTS:,}"
            )
        parts = [self._draw(*component, place, streams) for component in components]
        lengths = [len(operating_ms) for operating_ms, _, _ in parts]
        none = np.empty(0, dtype=np.int64)
        columns = [np.concatenate([none, *(part[k] for part in parts)]) for k in range(3)]
        return FaultTrace(
            kind=np.array([kind for kind, _, _ in components], dtype=np.int64),
            number=np.array([number for _, number, _ in components], dtype=np.int64),
            first=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            operating_ms=columns[0],
            work_ms=columns[1],
            door=columns[2],
            return_ms=return_ms,
        )

    def components(self, place: SitePlace) -> Iterator[tuple[int, int, float]]:
        """Kind, number and failures per ms of all that may fail at a site."""
        for kind in sorted(self._faults):
            fault = self._faults[kind]
            per_ms = 1 / (fault.mtbf_h * HOUR_MS)
            if kind in {TERMINAL, DOOR, COLD_UNIT}:
                for number, bank in enumerate(place.banks):
                    units = _units(kind, bank)
                    if units:
                        aged = 1 + fault.ageing_per_year * bank.age_years
                        yield kind, number, units * aged * per_ms
            elif kind == SENSOR:
                numbers = (point for point in place.points for _ in point.bins)
                for number, point in enumerate(numbers):
                    if point.sensor is not None:
                        yield kind, number, per_ms
            elif place.banks:
                yield kind, 0, per_ms

    def _draw(
        self, kind: int, number: int, per_ms: float, place: SitePlace, streams: Streams
    ) -> tuple[I64, I64, I64]:
        """Operating times past the horizon, and for each the work and the door."""
        part = (kind << NUMBER_BITS) | number
        generator = streams.generator(Purpose.FAULT_OPERATING, place.id, part)
        operating_ms = np.empty(0, dtype=np.int64)
        while operating_ms.sum() < self._horizon_ms:
            left = (self._horizon_ms - operating_ms.sum()) * per_ms
            drawn = generator.standard_exponential(int(left * _RESERVE) + _LEAST) / per_ms
            operating_ms = np.concatenate(
                [operating_ms, on_grid_ms(drawn, self._unit_ms, self._unit_ms, MAX_FAULT_MS)]
            )
        stop = int(np.searchsorted(np.cumsum(operating_ms), self._horizon_ms)) + 1
        work = self._faults[kind].repair.work
        work_ms = draw_work_ms(work, stop, streams.generator(Purpose.FAULT_WORK, place.id, part))
        door = np.zeros(stop, dtype=np.int64)
        if kind == DOOR:
            doors = streams.generator(Purpose.FAULT_DOOR, place.id, part)
            door = doors.integers(0, 1 << DOOR_BITS, stop, dtype=np.int64)
        return operating_ms[:stop], on_grid_ms(work_ms, self._unit_ms, 0, MAX_FAULT_MS), door


def _units(kind: int, bank: BankPlace) -> int:
    """How many components of a kind a bank has: its doors, those of cold cells too."""
    if kind == DOOR:
        return sum(bank.classes)
    return int(any(bank.cold)) if kind == COLD_UNIT else 1


def draw_work_ms(work: Work, count: int, generator: np.random.Generator) -> F64:
    """So many times of work (or of what lasts so long) in ms, not rounded."""
    mean_ms = work.mean_h * HOUR_MS
    if work.law == "fixed" or mean_ms == 0:
        return np.full(count, mean_ms)
    if work.law == "exponential":
        return generator.standard_exponential(count) * mean_ms
    location, sigma = lognormal_parameters(mean_ms, work.cv)
    return np.exp(location + sigma * generator.standard_normal(count))
