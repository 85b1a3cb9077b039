"""Counters of cold cells: the sums that their figures are made of.

Lives here: the list of counters and their layout. All are int64 and additive over temperatures,
days, banks and sites. Not here: the fold (`twin.figures.cold.tally`), formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from twin.figures.counters import MeasuredSpan


class ColdCounter(IntEnum):
    """What is counted in the measured days, on the day it is written down. Times in ms.

    A reading stands for an hour of a cell (CELL_MS); AIR_MC sums the air's temperature over
    READINGS. EXCESS_MK_MIN is in thousandths of a degree-minute, ENERGY_MJ in thousandths of a
    joule. DEPOSITS are those into cold cells.
    """

    READINGS = 0
    CELL_MS = 1
    AIR_MC = 2
    RAN_MS = 3
    ENERGY_MJ = 4
    EXCURSIONS = 5
    WARM_MS = 6
    EXCESS_MK_MIN = 7
    WARM_PARCELS = 8
    DEPOSITS = 9


COLD_COUNTERS = len(ColdCounter)


@dataclass(frozen=True, slots=True)
class ColdLayout(MeasuredSpan):
    """Axes of one site's counters: temperatures, banks and the days counted."""

    temperatures: int
    banks: int
    warmup_days: int
    measured_days: int
