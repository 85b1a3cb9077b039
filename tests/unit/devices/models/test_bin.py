"""Tests of devices.models.bin and devices.models.fill_sensor."""

from __future__ import annotations

from devices.models.bin import Bin
from devices.models.fill_sensor import FillSensor


def test_what_is_put_in_is_taken_out() -> None:
    """Mass is conserved; each bag says how much more stands above the brim."""
    model = Bin(0, 10_000, 500, 1_000)
    assert [model.put_in(mass) for mass in (3_000, 3_000, 500)] == [0, 2_000, 1_000]
    assert (model.mass_g, model.volume_ml, model.above_brim_ml) == (6_500, 13_000, 3_000)
    assert model.fill_permille == 1_300
    assert model.empty() == 6_500
    assert (model.mass_g, model.volume_ml, model.above_brim_ml) == (0, 0, 0)


def test_the_brim_in_mass() -> None:
    """10 L at half a kilogram a litre, pressed to twice that."""
    assert Bin(0, 10_000, 500, 2_000).brim_g == 10_000


def test_the_sensor_reads_the_bin_it_hangs_over() -> None:
    """80 %, with noise of two deviations of 5 mm 79 %."""
    model = Bin(0, 10_000, 1_000, 1_000)
    sensor = FillSensor(model, 1_000, 100, 5_000, 1_000)
    assert sensor.read(0) == 0
    model.put_in(8_000)
    assert sensor.read(0) == 800
    assert sensor.read(2_000) == 790
