"""Tests of devices.physics.reporting: charge, dead band."""

from __future__ import annotations

import pytest

from devices.physics.reporting import charge_left_uah, is_to_send

H = 3_600_000


def test_reports_and_time_take_charge() -> None:
    """10 reports of 100 µAh and two days of 500 µAh out of 5,000; it goes below zero."""
    assert charge_left_uah(5_000, 24 * H, 72 * H, 10, 100, 500) == 3_000
    assert charge_left_uah(1_000, 0, 24 * H, 10, 100, 500) == -500


@pytest.mark.parametrize(
    ("reading", "last", "silent", "sent"),
    [(0, -1, 0, 1), (549, 500, 0, 0), (550, 500, 0, 1), (450, 500, 0, 1), (500, 500, 3, 1)],
)
def test_a_reading_is_sent_when_it_changed_or_was_silent_for_long(
    reading: int, last: int, silent: int, sent: int
) -> None:
    """The first one always; at the bound of the dead band too; after three silent ones too."""
    assert is_to_send(reading, last, silent, 50, 3) == sent


def test_without_a_dead_band_every_reading_is_sent() -> None:
    """Also one that is the same."""
    assert is_to_send(500, 500, 0, 0, 24) == 1
