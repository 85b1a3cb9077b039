"""Tests of devices.physics.heat: courses, their areas, and when they cross a temperature."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import expm

from devices.physics.heat import (
    AIR,
    PRODUCT,
    area_uk_ms,
    course,
    first_ms,
    is_past,
    temperature_uc,
    turning_ms,
)

MICRO = 1_000_000
HOUR_MS = 3_600_000

Cell = tuple[int, int, int, int, int, int, int, int]

CELLS: list[Cell] = [
    # air, product, ambient in µ°C, cooling in mW, wall, coupling in µW/K, air, product in mJ/K
    (4 * MICRO, 5 * MICRO, 30 * MICRO, 0, 400_000, 1_000_000, 6_000_000, 7_000_000),
    (5 * MICRO, 3 * MICRO, 36 * MICRO, 40_000, 3_400_000, 1_000_000, 6_000_000, 7_000_000),
    (-18 * MICRO, -10 * MICRO, 25 * MICRO, 45_000, 400_000, 30_000_000, 200_000, 9_000_000),
]

times = st.integers(1, 24 * HOUR_MS)


def _matrix_uc(cell: Cell, after_ms: int) -> np.ndarray:
    """Both nodes after a time, by the matrix exponential: another way than the module's."""
    air, product, ambient, cooling, wall, coupling, air_mj, product_mj = cell
    rates = np.array(
        [
            [-(wall + coupling) / air_mj, coupling / air_mj],
            [coupling / product_mj, -coupling / product_mj],
        ]
    )
    settled = ambient - cooling * 1e9 / wall
    start = np.array([air, product]) - settled
    return settled + expm(rates * 1e-6 * after_ms) @ start


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("after_ms", [0, 1, 90_000, HOUR_MS, 40 * HOUR_MS])
def test_course_is_the_solution_of_the_two_equations(cell: Cell, after_ms: int) -> None:
    """Air and product agree with the matrix exponential to a millionth of a degree."""
    exact = _matrix_uc(cell, after_ms)
    for node in (AIR, PRODUCT):
        assert temperature_uc(*course(node, *cell), after_ms) == pytest.approx(exact[node], abs=2)


def test_newton() -> None:
    """An empty cell at 4 °C in 30 °C with a time constant of 6 h reaches 8 °C after 1.0023 h."""
    air_mj = 6 * 3_600 * 1_000
    alone = course(AIR, 4 * MICRO, 0, 30 * MICRO, 0, MICRO, MICRO, air_mj, 0)
    crossed_ms = first_ms(*alone, 8 * MICRO, 1, 12 * HOUR_MS)
    assert crossed_ms / HOUR_MS == pytest.approx(6 * np.log(26 / 22), abs=1e-6)
    assert crossed_ms / HOUR_MS == pytest.approx(1.0023, abs=5e-5)


def _quadrature(own: tuple[float, float, float, float, float], after_ms: int) -> float:
    settled, slow, fast, slow_rate, fast_rate = own

    def value(t: float) -> float:
        return settled + slow * math.exp(-slow_rate * t) + fast * math.exp(-fast_rate * t)

    area: float = quad(value, 0, after_ms, epsabs=0, epsrel=1e-11)[0]
    return area


@pytest.mark.parametrize("cell", CELLS)
def test_area_is_the_integral(cell: Cell) -> None:
    """The integral of a course by quadrature, to one part in a thousand million."""
    for node in (AIR, PRODUCT):
        own = course(node, *cell)
        for after_ms in (3, 50_000, HOUR_MS):
            exact = _quadrature(own, after_ms)
            assert area_uk_ms(*own, after_ms) == pytest.approx(exact, rel=1e-9, abs=2)


@given(
    settled=st.floats(-4e7, 4e7),
    slow=st.floats(-4e7, 4e7),
    fast=st.floats(-4e7, 4e7),
    slow_rate=st.floats(1e-9, 1e-6),
    ratio=st.floats(1.001, 1e4),
    target_uc=st.integers(-40 * MICRO, 40 * MICRO),
    rising=st.integers(0, 1),
    within_ms=st.integers(1, HOUR_MS),
    looks=st.lists(st.floats(0, 1), max_size=20),
)
def test_first_crossing_is_a_crossing_and_the_first(
    settled: float,
    slow: float,
    fast: float,
    slow_rate: float,
    ratio: float,
    target_uc: int,
    rising: int,
    within_ms: int,
    looks: list[float],
) -> None:
    """At the time found the course is past the target, before it (wherever one looks) it is not."""
    own = (settled, slow, fast, slow_rate, slow_rate * ratio)
    if is_past(temperature_uc(*own, 0), target_uc, rising):
        return
    crossed_ms = first_ms(*own, target_uc, rising, within_ms)
    last_ms = within_ms if crossed_ms < 0 else crossed_ms - 1
    for look in looks:
        assert not is_past(temperature_uc(*own, round(look * last_ms)), target_uc, rising)
    assert not is_past(temperature_uc(*own, last_ms), target_uc, rising)
    if crossed_ms >= 0:
        assert 1 <= crossed_ms <= within_ms
        assert is_past(temperature_uc(*own, crossed_ms), target_uc, rising)


def test_a_turn_is_found() -> None:
    """Air that is cooled by its product and then warms: the coldest moment, and none for Newton."""
    own = course(AIR, 8 * MICRO, 0, 30 * MICRO, 0, 400_000, 5_000_000, 1_000_000, 9_000_000)
    turn_ms = turning_ms(*own[1:], HOUR_MS)
    coldest = temperature_uc(*own, turn_ms)
    assert 0 < turn_ms < HOUR_MS
    assert coldest <= temperature_uc(*own, turn_ms - 60_000)
    assert coldest <= temperature_uc(*own, turn_ms + 60_000)
    alone = course(AIR, 8 * MICRO, 0, 30 * MICRO, 0, 400_000, 5_000_000, 1_000_000, 0)
    assert turning_ms(*alone[1:], HOUR_MS) == 0


@given(first_ms_=times, second_ms=times)
def test_courses_join(first_ms_: int, second_ms: int) -> None:
    """Going on from a rounded state is going on: two steps end where one does, to rounding."""
    cell = CELLS[0]
    air = temperature_uc(*course(AIR, *cell), first_ms_)
    midway: Cell = (air, temperature_uc(*course(PRODUCT, *cell), first_ms_), *cell[2:])
    for node in (AIR, PRODUCT):
        whole = temperature_uc(*course(node, *cell), first_ms_ + second_ms)
        joined = temperature_uc(*course(node, *midway), second_ms)
        assert joined == pytest.approx(whole, abs=2)
