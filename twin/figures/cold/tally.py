"""The folds from blocks of one site's log to what is told apart by temperature.

Lives here: counters of cold cells, and the counters of lockers once for each temperature. Every
record counts by itself, so blocks may be cut anywhere. Not here: sums over sites, formulas.
"""

from __future__ import annotations

import numpy as np

from scenarios.days import DAY_MS, HOUR_MS
from twin.eventlog.events import Kind
from twin.eventlog.record import (
    KIND,
    ORDINAL,
    TIME,
    VALUE,
    Records,
    air_mc_of,
    bank_of,
    temperature_of,
)
from twin.figures.cold.counters import COLD_COUNTERS, ColdCounter, ColdLayout
from twin.figures.counters import I64, TallyLayout
from twin.figures.tally import SiteTally

_C = ColdCounter


class ColdTally:
    """Folds one site's log into counters of cold cells; the warm-up counts nothing."""

    def __init__(self, layout: ColdLayout) -> None:
        self.layout = layout
        by_day = (COLD_COUNTERS, layout.temperatures, layout.measured_days)
        self.by_day: I64 = np.zeros(by_day, dtype=np.int64)
        self.by_bank: I64 = np.zeros((COLD_COUNTERS, layout.banks), dtype=np.int64)

    def add(self, records: Records) -> None:
        """Fold one block."""
        first, stop = np.searchsorted(
            records[:, TIME], (self.layout.warmup_ms, self.layout.horizon_ms)
        )
        records = records[first:stop]
        of = {
            kind: records[records[:, KIND] == kind]
            for kind in (Kind.CELL_READING, Kind.EXCURSION, Kind.TOO_WARM, Kind.WARM_PARCEL)
        }
        deposits = records[records[:, KIND] == Kind.DEPOSIT]
        reading, warm = of[Kind.CELL_READING], of[Kind.TOO_WARM]
        for counter, rows, values in (
            (_C.READINGS, reading, 1),
            (_C.CELL_MS, reading, HOUR_MS),
            (_C.AIR_MC, reading, air_mc_of(reading)),
            (_C.RAN_MS, reading, reading[:, ORDINAL]),
            (_C.ENERGY_MJ, reading, reading[:, VALUE]),
            (_C.EXCURSIONS, of[Kind.EXCURSION], 1),
            (_C.WARM_MS, warm, warm[:, VALUE]),
            (_C.EXCESS_MK_MIN, warm, warm[:, ORDINAL]),
            (_C.WARM_PARCELS, of[Kind.WARM_PARCEL], 1),
            (_C.DEPOSITS, deposits[temperature_of(deposits) > 0], 1),
        ):
            day = (rows[:, TIME] - self.layout.warmup_ms) // DAY_MS
            np.add.at(self.by_day[counter], (temperature_of(rows), day), values)
            np.add.at(self.by_bank[counter], bank_of(rows), values)


class TemperatureTally:
    """Counters of lockers for each temperature: of its parcels and of its compartments.

    Couriers and their time have none, they are counted as ambient.
    """

    def __init__(self, layout: TallyLayout) -> None:
        self._tallies = [SiteTally(layout) for _ in range(layout.temperatures)]

    def add(self, records: Records) -> None:
        """Fold one block."""
        temperature, ends = temperature_of(records), records[:, KIND] == Kind.END
        for number, tally in enumerate(self._tallies):
            tally.add(records[(temperature == number) | ends])

    def close(self) -> I64:
        """Counters `[counter, temperature]` of the whole log."""
        sums: I64 = self.close_by_day().sum(axis=(2, 3))
        return sums

    def close_by_day(self) -> I64:
        """Counters `[counter, temperature, size slot, measured day]`."""
        by_day: I64 = np.stack([tally.close().by_day for tally in self._tallies], axis=1)
        return by_day
