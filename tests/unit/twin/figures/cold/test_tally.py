"""Tests of twin.figures.cold.tally: counters of cold cells against a plain walk over the log."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.days import DAY_MS
from tests.equality.both import cases, logs
from tests.equality.settings import setting
from twin.engines.reference.engine import run_group
from twin.eventlog.events import Kind
from twin.eventlog.record import KIND, Records
from twin.figures.cold.counters import ColdCounter, ColdLayout
from twin.figures.cold.tally import ColdTally, TemperatureTally
from twin.figures.counters import Counter, TallyLayout
from twin.figures.tally import SiteTally

HOUR = 3_600_000
WARMUP, MEASURED = 1, 4
AXES = {"warmup_days": WARMUP, "measured_days": MEASURED}


@pytest.fixture(scope="module")
def log() -> Records:
    """Five days of two banks with chilled and frozen cells that get too warm."""
    (case,) = cases(setting("cold: brought warm, cooled weakly"), unit_ms=60_000)
    return logs(run_group, case)[0]


def _walk(log: Records) -> np.ndarray:
    """Counters [counter, temperature, day], record by record in plain Python."""
    counters = np.zeros((len(ColdCounter), 3, MEASURED), dtype=np.int64)
    for time_ms, kind, _, ordinal, _, attributes, free, value in log.tolist():
        if not WARMUP * DAY_MS <= time_ms < (WARMUP + MEASURED) * DAY_MS:
            continue
        at = (attributes >> 16 & 0xF, time_ms // DAY_MS - WARMUP)
        if kind == Kind.CELL_READING:
            counters[ColdCounter.READINGS][at] += 1
            counters[ColdCounter.CELL_MS][at] += HOUR
            counters[ColdCounter.AIR_MC][at] += (free & 0xFFFFFFFF) - 273_150
            counters[ColdCounter.RAN_MS][at] += ordinal
            counters[ColdCounter.ENERGY_MJ][at] += value
        elif kind == Kind.EXCURSION:
            counters[ColdCounter.EXCURSIONS][at] += 1
        elif kind == Kind.TOO_WARM:
            counters[ColdCounter.WARM_MS][at] += value
            counters[ColdCounter.EXCESS_MK_MIN][at] += ordinal
        elif kind == Kind.WARM_PARCEL:
            counters[ColdCounter.WARM_PARCELS][at] += 1
        elif kind == Kind.DEPOSIT and at[0] > 0:
            counters[ColdCounter.DEPOSITS][at] += 1
    return counters


@pytest.mark.parametrize("block", [1, 7, 1_000, 10**6])
def test_fold_is_the_walk_however_the_log_is_cut(log: Records, block: int) -> None:
    """Every counter, by temperature and day; by bank the same sums."""
    tally = ColdTally(ColdLayout(3, 1, **AXES))
    for first in range(0, len(log), block):
        tally.add(log[first : first + block])
    walked = _walk(log)
    assert walked.any(axis=(1, 2)).all()
    assert np.array_equal(tally.by_day, walked)
    assert np.array_equal(tally.by_bank[:, 0], walked.sum(axis=(1, 2)))


def test_cells_are_read_every_hour(log: Records) -> None:
    """Readings and cell hours are those of all cells over all measured hours, to the hour."""
    tally = ColdTally(ColdLayout(3, 1, **AXES))
    tally.add(log)
    cells = int((log[:, KIND] == Kind.CELL).sum())
    hours = tally.by_day[ColdCounter.CELL_MS].sum(axis=0) // HOUR
    assert hours.tolist() == [24 * cells] * MEASURED


def test_temperatures_add_up_to_the_whole(log: Records) -> None:
    """Parcels and compartments by temperature: their sums are those of the whole log."""
    layout = TallyLayout(banks=1, classes=3, companies=3, temperatures=3, **AXES)
    apart, whole = TemperatureTally(layout), SiteTally(layout)
    for first in range(0, len(log), 100):
        apart.add(log[first : first + 100])
        whole.add(log[first : first + 100])
    by_temperature, counters = apart.close(), whole.close().by_day.sum(axis=(1, 2))
    for counter in (
        Counter.FIRST_ATTEMPTS, Counter.REJECTIONS, Counter.DEPOSITS, Counter.COLLECTIONS,
        Counter.DWELL_MS, Counter.OCCUPIED_MS, Counter.CAPACITY_MS, Counter.CLASS_FULL_MS,
        Counter.CLASS_MS,
    ):  # fmt: skip
        assert by_temperature[counter].sum() == counters[counter], counter
    assert (by_temperature[Counter.DEPOSITS] > 0).all()
