"""One compartment: three separate states."""

from __future__ import annotations

import pytest

from devices.models.compartment import NOTHING, Compartment, DoorRefused
from devices.transitions import CLOSED, DOOR_TABLE, EMPTY, JAM, OCCUPIED, OPEN


def test_a_deposit_moves_three_states_apart() -> None:
    """Door, occupancy and contents change one after the other, never together."""
    compartment = Compartment(7, 0)
    compartment.open()
    assert (compartment.door, compartment.occupancy, compartment.contents) == (OPEN, EMPTY, NOTHING)
    compartment.put_in(42)
    assert (compartment.door, compartment.occupancy, compartment.contents) == (OPEN, OCCUPIED, 42)
    compartment.close()
    assert (compartment.door, compartment.occupancy, compartment.contents) == (CLOSED, OCCUPIED, 42)


def test_nobody_reaches_through_a_closed_door() -> None:
    """The refusal names compartment, door and what was asked."""
    with pytest.raises(DoorRefused, match=r"compartment 7: door is closed, cannot put a parcel in"):
        Compartment(7, 0).put_in(1)


def test_a_jammed_door_refuses_to_open_and_does_not_count_as_opened() -> None:
    """Wear counts openings only."""
    compartment = Compartment(3, 0)
    compartment.door = DOOR_TABLE[compartment.door][JAM]
    with pytest.raises(DoorRefused):
        compartment.open()
    with pytest.raises(DoorRefused):
        compartment.close()
    assert compartment.openings == 0


def test_taking_out_returns_what_the_records_said() -> None:
    """And leaves nothing behind."""
    compartment = Compartment(1, 0)
    compartment.open()
    compartment.put_in(5)
    assert compartment.take_out() == 5
    assert (compartment.occupancy, compartment.contents) == (EMPTY, NOTHING)
