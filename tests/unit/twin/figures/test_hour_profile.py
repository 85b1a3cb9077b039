"""Tests of twin.figures.hour_profile: weeks that do not divide the measured days."""

from __future__ import annotations

import numpy as np

from tests.unit.twin.figures.little_log import LittleLog
from twin.figures.hour_profile import HourProfile


def test_hours_of_a_second_week_are_averaged_with_the_first() -> None:
    """Ten days from a Friday on: Friday to Sunday are measured twice, the others once."""
    friday = 4
    log = LittleLog((2,))
    log.lay(0.5, 1).empty(1, 1).lay(7 * 24, 2)
    profile = HourProfile(log.layout(0, 10), friday)
    profile.add(log.end(10))
    by_week = profile.by_hour_of_week()[0]
    assert by_week[friday * 24] == (0.5 + 1) / 2
    assert by_week[friday * 24 + 1] == 0.5
    assert by_week[0] == 0


def test_a_parcel_that_lies_throughout_is_one_in_every_hour() -> None:
    """What was laid in during the warm-up is there in every measured hour."""
    log = LittleLog((1,), (1,)).lay(3, 1, bank=1)
    profile = HourProfile(log.layout(2, 15), 6)
    profile.add(log.end(17))
    assert np.array_equal(profile.by_hour_of_week(), [[0.0] * 168, [1.0] * 168])
