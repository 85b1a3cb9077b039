"""Tests of devices.physics.cold_cell: one cell through doors, thermostat, limit and power cuts."""

from __future__ import annotations

import itertools
import math

import pytest

from devices.physics import cold_cell as at
from devices.physics.cold_cell import (
    FELL,
    ROSE,
    STEADY,
    advance,
    next_ms,
    put_in,
    runs_on,
    settle,
    take_out,
)

MICRO = 1_000_000
MINUTE = 60_000
HOUR = 3_600_000


def cell(**changed: int) -> list[int]:
    """A cell at its set point of 4 °C in 30 °C, thresholds 3 and 5 °C, limit 8 °C, empty."""
    row = [0] * at.CELL_WIDTH
    given = {
        "AIR_UC": 4 * MICRO, "PRODUCT_UC": 4 * MICRO, "AMBIENT": 30 * MICRO, "SINCE": -HOUR,
        "DUE": -1, "PARCEL": -1, "LOWER": 3 * MICRO, "UPPER": 5 * MICRO, "MIN_RUN": 2 * MINUTE,
        "MIN_REST": 3 * MINUTE, "COOLING": 40_000, "POWER": 20_000, "AIR_MJ": 6_000_000,
        "PRODUCT_MJ": 7_000_000, "COUPLING": MICRO, "WALL": 400_000, "DOOR": 3 * MICRO,
        "DOOR_MS": 20_000, "LIMIT": 8 * MICRO, "START": 4 * MICRO,
    }  # fmt: skip
    for name, value in (given | changed).items():
        row[getattr(at, name)] = value
    return row


def run(row: list[int], until_ms: int) -> list[tuple[int, int]]:
    """Let a cell go on to `until_ms`, hour by hour; what the limit found, and when."""
    found = []
    now = row[at.LAST]
    while now < until_ms:
        now = next_ms(row, 0, now, min((now // HOUR + 1) * HOUR, until_ms))
        advance(row, 0, now)
        said = settle(row, 0, now)
        if said != STEADY:
            found.append((now, said))
    return found


def test_thermostat_cycles_between_its_thresholds() -> None:
    """The air of an empty cell goes up and down as Newton has it; the share of time is exact."""
    row = cell(MIN_RUN=0, MIN_REST=0)
    run(row, 200 * HOUR)
    warm_h = 15_000 * math.log((30 - 3) / (30 - 5)) / 3_600
    cold_h = 15_000 * math.log((5 - (30 - 100)) / (3 - (30 - 100))) / 3_600
    share = cold_h / (warm_h + cold_h)
    assert row[at.RAN] / (200 * HOUR) == pytest.approx(share, abs=2e-3)


def test_energy_balances_over_a_run_of_whole_cycles() -> None:
    """Heat taken out = heat through the wall, over cycles that begin and end at one temperature."""
    row = cell(MIN_RUN=0, MIN_REST=0, AIR_UC=5 * MICRO, FILLED=1)
    through_wall_j, now = 0.0, 0
    settle(row, 0, 0)
    while now < 300 * HOUR or row[at.RUNNING] == 0:
        due_ms = next_ms(row, 0, now, now + MINUTE)
        before_uc = row[at.AIR_UC]
        advance(row, 0, due_ms)
        mean_c = (before_uc + row[at.AIR_UC]) / 2 / MICRO
        through_wall_j += 0.4 * (30 - mean_c) * (due_ms - now) / 1_000
        now = due_ms
        settle(row, 0, now)
    assert row[at.RAN] * 40 / 1_000 == pytest.approx(through_wall_j, rel=2e-3)


@pytest.mark.parametrize(
    ("running", "off", "air_c", "since_min", "runs"),
    [
        (1, 0, 3, 2, 0), (1, 0, 3, 1, 1), (1, 0, 4, 9, 1), (1, 1, 9, 9, 0),
        (0, 0, 5, 3, 1), (0, 0, 5, 2, 0), (0, 0, 4, 9, 0), (0, 2, 9, 9, 0),
    ],
)  # fmt: skip
def test_compressor(running: int, off: int, air_c: int, since_min: int, runs: int) -> None:
    """Below the lower threshold it stops, above the upper it starts, each in its time."""
    answer = runs_on(running, off, air_c, 3, 5, since_min * MINUTE, 2 * MINUTE, 3 * MINUTE)
    assert answer == runs


def test_minimum_times_are_kept() -> None:
    """However fast the air is: no two starts are nearer than the least run and rest together."""
    row = cell(AIR_MJ=100_000, MIN_RUN=10 * MINUTE, MIN_REST=7 * MINUTE)
    switched = []
    now = 0
    while now < 24 * HOUR:
        before = row[at.RUNNING]
        now = next_ms(row, 0, now, now + HOUR)
        advance(row, 0, now)
        settle(row, 0, now)
        if row[at.RUNNING] != before:
            switched.append((now, row[at.RUNNING]))
    gaps = [(b - a, on) for (a, on), (b, _) in itertools.pairwise(switched)]
    assert len(gaps) > 20
    assert all(gap >= (10 if on else 7) * MINUTE for gap, on in gaps)


def test_a_power_cut_warms_the_product_and_its_end_cools_it() -> None:
    """Two hours without power: above the limit once, below it once, minutes and degrees counted."""
    row = cell(FILLED=1, PRODUCT_MJ=2_000_000)
    row[at.OFF] = 1
    settle(row, 0, 0)
    cut = run(row, 2 * HOUR)
    assert [said for _, said in cut] == [ROSE]
    row[at.OFF] = 0
    settle(row, 0, 2 * HOUR)
    back = run(row, 12 * HOUR)
    assert [said for _, said in back] == [FELL]
    assert row[at.WARM] == back[0][0] - cut[0][0]
    assert 0 < row[at.EXCESS] < 10 * MICRO * row[at.WARM]


def test_an_opened_door_lets_warmth_in_until_it_is_shut() -> None:
    """The air rises while the door stands open, faster than before and after."""
    row = cell(OFF=1)
    put_in(row, 0, 0, 7)
    assert next_ms(row, 0, 0, HOUR) == 20_000
    advance(row, 0, 20_000)
    open_uc = row[at.AIR_UC] - 4 * MICRO
    advance(row, 0, 40_000)
    assert 0 < row[at.AIR_UC] - 4 * MICRO - open_uc < open_uc / 4


def test_parcels_come_and_go() -> None:
    """A parcel brings its temperature; without one the product is as warm as the air."""
    row = cell(START=9 * MICRO)
    put_in(row, 0, 0, 3)
    assert (row[at.PARCEL], row[at.PRODUCT_UC]) == (3, 9 * MICRO)
    assert settle(row, 0, 0) == ROSE
    take_out(row, 0, 0)
    assert (row[at.PARCEL], row[at.ABOVE], row[at.PRODUCT_UC]) == (-1, 0, 4 * MICRO)
    assert settle(row, 0, 0) == STEADY


def test_a_display_case_opened_every_five_minutes() -> None:
    """Open 60 s of every 5 min, set to 0.6 °C: the product comes to 6.6 °C in a cabinet like it.

    A study of a display case measured that much; wall, door and cooling here are chosen like its.
    """
    row = cell(
        LOWER=100_000, UPPER=1_100_000, AIR_UC=600_000, PRODUCT_UC=600_000, AMBIENT=25 * MICRO,
        FILLED=1, DOOR=30 * MICRO, DOOR_MS=MINUTE, COOLING=120_000, MIN_RUN=0, MIN_REST=0,
    )  # fmt: skip
    for opening in range(12 * 12):
        row[at.OPEN_UNTIL] = opening * 5 * MINUTE + MINUTE
        run(row, (opening + 1) * 5 * MINUTE)
    assert row[at.PRODUCT_UC] / MICRO == pytest.approx(6.6, abs=1.0)
