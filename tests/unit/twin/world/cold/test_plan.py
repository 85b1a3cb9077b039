"""Tests of twin.world.cold.plan: cells of a group as integers, and the weather by hour."""

from __future__ import annotations

from typing import Any

import pytest

from devices.physics import cold_cell as at
from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.equality.cold.settings import CHILLED, FROZEN, MIX, cold_bank
from tests.small import scenario
from twin.world.cold.plan import ColdPlan
from twin.world.plan import Plan, plan_groups

MICRO = 1_000_000


def _given(**parts: Any) -> Scenario:
    cold: dict[str, Any] = {
        "sizes": [
            {"id": size, "width_cm": 38, "height_cm": height, "depth_cm": 64}
            for size, height in (("S", 8), ("M", 19), ("L", 41))
        ],
        "banks": [cold_bank("b", age_years=5), cold_bank("d", cold={"chilled": {"L": 2}})],
        "parcels": {"per_household_day": 1.0, "size_mix": {"S": 1.0}, "temperature_mix": MIX},
        "cold": {"chilled": CHILLED, "frozen": FROZEN},
        "weather": {"mean_c": 25, "daily_swing_c": 10, "hottest_hour": 14.5},
    }
    return scenario(**(cold | parts))


def _plan(given: Scenario) -> tuple[Plan, ColdPlan]:
    (plan,) = plan_groups(given, lay_out_days(given))
    assert plan.cold is not None
    return plan, plan.cold


def test_cells_follow_the_compartments_of_their_bank() -> None:
    """Numbers go on after the ambient ones: chilled by size, then frozen; cells count by site."""
    plan, cold = _plan(_given())
    assert (plan.classes, plan.sizes) == (9, 3)
    assert len(cold.cells) == 8 + 3 + 2
    assert cold.bank == (0,) * 11 + (1,) * 2
    assert cold.first_cell == (0, 13)
    numbers = [place & 0xFFFFFFFF for place in cold.place]
    assert numbers == [*range(19, 30), 19, 20]
    of_bank = [position for position, cell in enumerate(cold.cell_at) if cell >= 0]
    assert [cold.cell_at[position] for position in of_bank] == list(range(13))
    kinds = [
        (attributes >> 16 & 0xF, (attributes >> 8 & 0xFF) - 1) for attributes in cold.attributes
    ]
    assert kinds == [(1, 0)] * 4 + [(1, 1)] * 3 + [(1, 2)] + [(2, 1)] * 3 + [(1, 2)] * 2


def test_a_row_says_what_a_cell_is() -> None:
    """Thresholds about the set point, and walls that age with the bank."""
    _, cold = _plan(_given())
    row = cold.cells[8]
    assert (row[at.LOWER], row[at.UPPER]) == (-19 * MICRO, -17 * MICRO)
    assert (row[at.LIMIT], row[at.START]) == (-15 * MICRO, -17 * MICRO)
    assert row[at.WALL] == 600_000
    assert cold.cells[12][at.WALL] == 400_000
    assert cold.setpoint_uc[8] == row[at.AIR_UC] == -18 * MICRO


def test_ambient_follows_the_day_and_its_spells() -> None:
    """Hottest in the hottest hour, swing apart from the coolest; spells add up on their days."""
    waves = [
        {"id": "a", "first_day": "2026-03-03", "length_days": 1, "plus_k": 6},
        {"id": "b", "first_day": "2026-02-01", "length_days": 31, "plus_k": 3},
    ]
    weather = {"mean_c": 25, "daily_swing_c": 10, "hottest_hour": 14, "waves": waves}
    _, cold = _plan(_given(weather=weather))
    hourly = [value / MICRO for value in cold.ambient_uc]
    assert len(hourly) == 3 * 24 + 1
    assert hourly[14] == pytest.approx(33.0)
    assert hourly[2] == pytest.approx(23.0)
    assert hourly[38] == pytest.approx(39.0)
    assert hourly[62] == pytest.approx(30.0)


def test_without_cells_there_is_no_plan_of_them() -> None:
    """An ambient scenario has classes by size alone; parcels that ask for cells make a plan."""
    plain = scenario()
    (plan,) = plan_groups(plain, lay_out_days(plain))
    assert (plan.cold, plan.classes, plan.sizes) == (None, 2, 2)
    asked, cold = _plan(scenario(parcels=_given().model_dump()["parcels"]))
    assert (asked.classes, asked.sizes, len(cold.cells)) == (6, 2, 0)
    assert set(cold.ambient_uc) == {0}
