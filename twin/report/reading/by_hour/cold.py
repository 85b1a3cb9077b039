"""What only the log can tell of cold cells: temperatures by the hour, and what is too warm.

Lives here: the fold of sites' logs. Not here: files, figures, plots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.days import HOUR_MS
from scenarios.parts.faults import COLD_UNIT, MAINS
from scenarios.schema.cold import TEMPERATURES
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    ENTITY,
    KIND,
    TIME,
    VALUE,
    Records,
    air_mc_of,
    bank_of,
    compartment_of,
    product_mc_of,
    temperature_of,
)
from twin.figures.counters import F64, TallyLayout
from twin.figures.hour_profile import DAY_HOURS
from twin.report.reading.by_hour.faults import Span, spans_of
from twin.report.reading.by_hour.steps import measured
from twin.report.reading.result import Result, SiteBuilt


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cold cell in one replication.

    - `air_c`, `product_c`: at the end of every measured hour, NaN where there is no reading
    - `warm_min`: minutes for which a parcel in it was too warm, over the measured days
    - `cuts`: hours in which it had no power or its cooling unit was broken
    """

    site: str
    bank: str
    compartment: int
    temperature: str
    air_c: F64
    product_c: F64
    warm_min: float
    cuts: list[Span]


@dataclass(frozen=True, slots=True)
class ColdHours:
    """Cold cells by the hour.

    - `worst`: of each temperature that has cells, the cell of the first replication in which
      parcels were too warm for longest (among those without, the one that came closest)
    - `warm`: [replication, hour since the first measured one] parcels too warm, mean over the hour
    """

    worst: list[CellLine]
    warm: F64


class ColdFold:
    """Folds the logs of all sites of all replications that are read."""

    def __init__(self, replications: int, result: Result) -> None:
        self._limits = result.setting.limits
        self._warm = np.zeros((replications, result.days.measured * DAY_HOURS))
        self._worst: dict[int, tuple[tuple[float, float], CellLine]] = {}

    def add(self, row: int, site: SiteBuilt, records: Records, layout: TallyLayout) -> None:
        """Fold the whole log of one site in one replication."""
        counted = measured(records, layout)
        warm = counted[counted[:, KIND] == Kind.TOO_WARM]
        hour = (warm[:, TIME] - layout.warmup_ms) // HOUR_MS
        self._warm[row] += np.bincount(
            hour, weights=warm[:, VALUE] / HOUR_MS, minlength=self._warm.shape[1]
        )
        if row == 0:
            self._add_cells(site, records, counted, layout)

    def _add_cells(
        self, site: SiteBuilt, records: Records, counted: Records, layout: TallyLayout
    ) -> None:
        """Keep the worst cell of each temperature."""
        cells = records[records[:, KIND] == Kind.CELL]
        readings = counted[counted[:, KIND] == Kind.CELL_READING]
        warm = counted[counted[:, KIND] == Kind.TOO_WARM]
        if not len(cells):
            return
        warm_ms = np.bincount(warm[:, ENTITY], weights=warm[:, VALUE], minlength=len(cells))
        highest = np.full(len(cells), -np.inf)
        np.maximum.at(highest, readings[:, ENTITY], product_mc_of(readings) / 1000)
        for number, cell in enumerate(temperature_of(cells)):
            limit = self._limits[TEMPERATURES[cell]].limit_c
            score = (float(warm_ms[number]), float(highest[number]) - limit)
            if cell not in self._worst or score > self._worst[cell][0]:
                own = readings[readings[:, ENTITY] == number]
                line = _line(site, cells[number : number + 1], own, score[0], records, layout)
                self._worst[cell] = score, line

    def close(self) -> ColdHours:
        """The lines."""
        return ColdHours([self._worst[cell][1] for cell in sorted(self._worst)], self._warm)


def _line(
    site: SiteBuilt,
    cell: Records,
    readings: Records,
    warm_ms: float,
    records: Records,
    layout: TallyLayout,
) -> CellLine:
    hours = layout.measured_days * DAY_HOURS
    at = (readings[:, TIME] - layout.warmup_ms) // HOUR_MS
    lines = np.full((2, hours), np.nan)
    lines[:, at] = air_mc_of(readings) / 1000, product_mc_of(readings) / 1000
    bank = int(bank_of(cell)[0])
    return CellLine(
        site=site.id,
        bank=site.banks[bank].id,
        compartment=int(compartment_of(cell)[0]),
        temperature=TEMPERATURES[int(temperature_of(cell)[0])],
        air_c=lines[0],
        product_c=lines[1],
        warm_min=warm_ms / 60_000,
        cuts=[
            *spans_of(records, MAINS, 0, layout),
            *spans_of(records, COLD_UNIT, bank, layout),
        ],
    )
