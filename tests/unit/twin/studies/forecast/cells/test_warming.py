"""The course of a cell: ending early changes no answer, and is refused where it might."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from devices.physics import cold_cell as at
from scenarios.days import HOUR_MS, lay_out_days
from scenarios.schema.cold import ColdKind
from tests.small import scenario
from twin.studies.forecast.cells.warming import compiled, first_warm, stays_good
from twin.studies.forecast.folding import NEVER_MS
from twin.world.cold.plan import ColdPlanner

FUTURES = 200
NOW_MS = 10 * HOUR_MS
UNTIL_MS = 34 * HOUR_MS
HOTTEST_UC = 40_000_000

CHILLED = {"setpoint_c": 3.0, "limit_c": 8.0, "product_start_c": 4.0}
FROZEN = {"setpoint_c": -18.0, "limit_c": -12.0, "product_start_c": -18.0, "cooling_w": 45.0}


def _row(age_years: float = 8.0, **kind: Any) -> list[int]:
    """A cell with a product, both at the set point, cooled, at nine o'clock."""
    planner = ColdPlanner(scenario(), lay_out_days(scenario(), 1, first_day=dt.date(2026, 7, 1)))
    row = list(planner.row(ColdKind.model_validate(kind), age_years))
    row[at.FILLED], row[at.LAST], row[at.SINCE] = 1, NOW_MS - HOUR_MS, NOW_MS - 2 * HOUR_MS
    return row


def _cuts(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """None, one or two cuts of up to five hours in each future."""
    generator = np.random.default_rng(seed)
    rows: list[list[tuple[int, int]]] = []
    for _ in range(FUTURES):
        begins = generator.integers(NOW_MS - HOUR_MS, UNTIL_MS, generator.integers(0, 3))
        lasts = generator.integers(1, 5 * HOUR_MS, len(begins))
        ends = (begins + lasts).tolist()
        rows.append(sorted([(b, 1) for b in begins.tolist()] + [(e, -1) for e in ends]))
    columns = np.array([one for row in rows for one in row], dtype=np.int64)
    first = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return first, columns[:, 0].copy(), columns[:, 1].copy()


def _ambient_uc() -> np.ndarray:
    """24 to 40 °C, the hottest at four in the afternoon."""
    hours = np.arange(36)
    return np.rint(32e6 + 8e6 * np.cos(2 * np.pi * (hours - 16) / 24)).astype(np.int64)


def _found(row: list[int], cuts: tuple[np.ndarray, ...], safe: int) -> np.ndarray:
    found = np.zeros(FUTURES, dtype=np.int64)
    table = np.zeros(at.CELL_WIDTH, dtype=np.int64)
    compiled()(
        np.array(row, dtype=np.int64), _ambient_uc(), *cuts, NOW_MS, UNTIL_MS, safe, table, found
    )
    return found


@pytest.mark.parametrize("kind", [CHILLED, FROZEN, CHILLED | {"limit_c": 5.0, "cooling_w": 60.0}])
def test_ending_early_changes_no_answer(kind: dict[str, float]) -> None:
    """Some futures get too warm, some do not, and each does when it does."""
    row, cuts = _row(**kind), _cuts(3)
    assert stays_good(row, HOTTEST_UC)
    whole = _found(row, cuts, safe=0)
    assert 0.1 < (whole < NEVER_MS).mean() < 0.9
    assert np.array_equal(_found(row, cuts, safe=1), whole)


def test_a_unit_too_weak_for_the_heat_is_no_reason_to_end() -> None:
    """It would be wrong there: a product that is good now gets too warm in the afternoon."""
    row = _row(**CHILLED | {"cooling_w": 15.0, "limit_c": 6.0})
    assert not stays_good(row, HOTTEST_UC)
    none = (np.zeros(FUTURES + 1, dtype=np.int64), *(np.zeros(0, dtype=np.int64),) * 2)
    assert (_found(row, none, safe=0) < NEVER_MS).all()
    assert (_found(row, none, safe=1) == NEVER_MS).all()


def test_a_rest_that_lets_the_air_pass_the_limit_is_no_reason_either() -> None:
    """Two hours of rest, a light cell: the bound knows."""
    assert not stays_good(_row(**CHILLED | {"min_rest_min": 120.0}), HOTTEST_UC)


def test_uncompiled_is_the_same() -> None:
    """Ten futures, to the millisecond."""
    row, (first, change_ms, change) = _row(**CHILLED), _cuts(4)
    found = [0] * 10
    first_warm(
        row, _ambient_uc().tolist(), first[:11].tolist(), change_ms.tolist(), change.tolist(),
        NOW_MS, UNTIL_MS, 1, [0] * at.CELL_WIDTH, found,
    )  # fmt: skip
    assert found == _found(row, (first, change_ms, change), safe=1)[:10].tolist()
