"""From distance to fill level."""

from __future__ import annotations

import pytest

from devices.profiles.mounting import BEYOND_FLOOR_MM, Mounting, fill_permille
from devices.profiles.quantities import ReadingRefused

BIN = Mounting(depth_mm=1_000, clearance_mm=200)


@pytest.mark.parametrize(
    ("distance_mm", "permille"), [(1_200, 0), (700, 500), (200, 1_000), (100, 1_100), (0, 1_200)]
)
def test_fill_is_what_stands_above_the_floor(distance_mm: int, permille: int) -> None:
    """The floor is 0, the brim 1000; waste may be heaped above it."""
    assert fill_permille(BIN, distance_mm) == permille


def test_an_echo_behind_the_floor() -> None:
    """A little behind is noise, and empty; further is an open lid or a wrong mounting."""
    assert fill_permille(BIN, 1_200 + BEYOND_FLOOR_MM) == 0
    with pytest.raises(ReadingRefused, match="1301 is behind the floor, 1200 below the sensor"):
        fill_permille(BIN, 1_200 + BEYOND_FLOOR_MM + 1)


def test_a_beam_off_the_vertical_is_longer_than_what_it_measures() -> None:
    """At 60° a beam of 1,400 mm reaches 700 mm down: half full."""
    askew = Mounting(depth_mm=1_000, clearance_mm=200, angle_deg=60)
    assert fill_permille(askew, 1_400) == 500


def test_a_heap_has_an_end() -> None:
    """Nothing above what the wire contract takes."""
    assert fill_permille(Mounting(depth_mm=100, clearance_mm=5_000), 10) == 2_000
