"""Tests of devices.physics.fill: volume from mass, the brim, compaction."""

from __future__ import annotations

import pytest

from devices.physics.fill import above_brim_ml, brim_mass_g, fill_permille, volume_ml


def test_200_households_fill_a_food_bin_in_a_day() -> None:
    """200 times 0.5 kg at 0.425 kg/L are 235 L of a bin of 240 L."""
    volume = volume_ml(200 * 500, 425, 240_000, 1_000)
    assert volume == 235_294
    assert fill_permille(volume, 240_000) == 980
    assert above_brim_ml(volume, 240_000) == 0


@pytest.mark.parametrize(
    ("mass_g", "volume"), [(9_000, 9_000), (10_000, 10_000), (14_000, 10_000), (16_500, 11_000)]
)
def test_waste_is_pressed_at_the_brim_only(mass_g: int, volume: int) -> None:
    """Loose below 10 L, pressed up to one and a half times the density, then above the brim."""
    assert volume_ml(mass_g, 1_000, 10_000, 1_500) == volume


def test_the_mass_at_the_brim_is_where_overflow_begins() -> None:
    """A gram more than the mass at the brim stands above it, in whole millilitres."""
    brim_g = brim_mass_g(240_000, 147, 1_300)
    assert above_brim_ml(volume_ml(brim_g, 147, 240_000, 1_300), 240_000) == 0
    assert above_brim_ml(volume_ml(brim_g + 1, 147, 240_000, 1_300), 240_000) > 0
