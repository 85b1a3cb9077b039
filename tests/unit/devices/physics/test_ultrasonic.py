"""Tests of devices.physics.ultrasonic: echo, steps, noise."""

from __future__ import annotations

import pytest

from devices.physics.ultrasonic import (
    bridged_ml,
    drifted_um,
    echo_um,
    reported_permille,
    stray_um,
)


@pytest.mark.parametrize("number", range(51))
def test_without_noise_the_report_is_the_fill(number: int) -> None:
    """Fifty bags in a bin a metre deep: each is two centimetres, and twenty per mille."""
    distance_um = echo_um(number * 1_000, 50_000, 1_000, 100, 0, 3_000, 1_000)
    assert distance_um == (1_100 - 20 * number) * 1_000
    assert reported_permille(distance_um, 1_000, 100) == 20 * number


def test_noise_comes_in_steps_of_the_resolution() -> None:
    """Minus 1.5 deviations of 3 mm are 4.5 mm nearer: half a step of 1 cm is not reached."""
    args = (40_000, 50_000, 1_000, 100)
    assert echo_um(*args, -1_500, 3_000, 10_000) == 300_000
    assert echo_um(*args, -1_700, 3_000, 10_000) == 290_000
    assert echo_um(*args, -1_500, 3_000, 1) == 295_500


def test_a_heap_reaches_the_sensor_and_no_further() -> None:
    """Twice the bin's volume: the echo comes from the sensor itself, the report is 1100 ‰."""
    distance_um = echo_um(100_000, 50_000, 1_000, 100, 0, 0, 1_000)
    assert distance_um == 0
    assert reported_permille(distance_um, 1_000, 100) == 1_100


def test_an_echo_from_below_the_floor_is_empty() -> None:
    """Noise may put the floor deeper than it is; the report does not fall below 0."""
    assert reported_permille(1_103_000, 1_000, 100) == 0


def test_a_stray_echo_comes_from_somewhere_on_the_way() -> None:
    """Permille of the way from the sensor to the floor, down to a whole step."""
    assert stray_um(0, 900, 100, 1_000) == 0
    assert stray_um(1_000, 900, 100, 1_000) == 1_000_000
    assert stray_um(333, 900, 100, 10_000) == 330_000


def test_drift_grows_with_the_days_in_whole_steps() -> None:
    """Half a millimetre a day: a step of 1 mm after two days; nearer stops at the sensor."""
    day = 86_400_000
    assert [drifted_um(300_000, 500, n * day, 1_000) for n in (0, 1, 2, 5)] == [
        300_000, 300_000, 301_000, 302_000,
    ]  # fmt: skip
    assert drifted_um(2_000, -1_000, 9 * day, 1_000) == 0


def test_a_box_in_the_throat_stands_at_the_brim() -> None:
    """More than a full bin is seen as it is."""
    assert [bridged_ml(v, 50_000, 1) for v in (0, 10_000, 60_000)] == [50_000, 50_000, 60_000]
    assert bridged_ml(10_000, 50_000, 0) == 10_000
