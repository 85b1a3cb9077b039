"""Geometry of banks."""

from __future__ import annotations

from devices.specs import COLUMN_CM, compartment_order, door_centres_cm


def test_doors_are_stacked_until_the_column_is_full() -> None:
    """Two doors of 120 cm do not fit one column: both stand on the floor."""
    assert door_centres_cm([2], [120.0]) == [60.0, 60.0]


def test_small_doors_share_a_column_from_the_floor_up() -> None:
    """Centres rise by the door height."""
    assert door_centres_cm([2, 1], [10.0, 30.0]) == [5.0, 15.0, 35.0]
    assert COLUMN_CM >= 35.0


def test_numbers_run_through_the_classes() -> None:
    """By number: 1 … in class order."""
    assert compartment_order([2, 3], [8.0, 19.0], by_reach=False) == [1, 2, 3, 4, 5]


def test_reach_prefers_the_door_nearest_elbow_height() -> None:
    """Ten doors of 20 cm: centres 10 … 190 cm, 110 cm comes first, then 90 before 130."""
    assert compartment_order([10], [20.0], by_reach=True)[:3] == [6, 5, 7]
