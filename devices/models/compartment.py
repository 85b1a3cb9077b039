"""A compartment: door, occupancy and contents, three separate states.

Lives here: the sans-IO model of one parcel's door. Not here: which compartment to use.
"""

from __future__ import annotations

from devices.transitions import (
    CLOSED,
    DOOR_STATES,
    DOOR_TABLE,
    EMPTY,
    OCCUPANCY_TABLE,
    OPEN,
    PUT_IN,
    REFUSED,
    RELEASE,
    SHUT,
    TAKE_OUT,
)

NOTHING = -1
"""Contents of a compartment for which the records name no parcel."""


class DoorRefused(Exception):
    """The door cannot do this now; `number`, `door` (state name) and `asked` say which."""

    def __init__(self, number: int, door: str, asked: str) -> None:
        super().__init__(f"compartment {number}: door is {door}, cannot {asked}")
        self.number = number
        self.door = door
        self.asked = asked


class Compartment:
    """One compartment. `openings` counts how often its door has opened."""

    __slots__ = ("contents", "door", "number", "occupancy", "openings", "size_class")

    def __init__(self, number: int, size_class: int) -> None:
        self.number = number
        self.size_class = size_class
        self.door = CLOSED
        self.occupancy = EMPTY
        self.contents = NOTHING
        self.openings = 0

    def open(self) -> None:
        """Release the lock; raises DoorRefused where the door is jammed."""
        state = DOOR_TABLE[self.door][RELEASE]
        if state == REFUSED:
            raise DoorRefused(self.number, DOOR_STATES[self.door], "open")
        self.door = state
        self.openings += 1

    def close(self) -> None:
        """Push the door shut; raises DoorRefused where it is jammed."""
        state = DOOR_TABLE[self.door][SHUT]
        if state == REFUSED:
            raise DoorRefused(self.number, DOOR_STATES[self.door], "close")
        self.door = state

    def turn_door(self, happening: int) -> None:
        """Something happens to the door (an input of `devices.transitions.DOOR_TABLE`)."""
        self.door = DOOR_TABLE[self.door][happening]

    def put_in(self, parcel: int) -> None:
        """Lay a parcel in through the open door."""
        self._reach_in("put a parcel in")
        self.occupancy = OCCUPANCY_TABLE[self.occupancy][PUT_IN]
        self.contents = parcel

    def take_out(self) -> int:
        """Take the parcel out through the open door; returns what the records said was inside."""
        self._reach_in("take a parcel out")
        self.occupancy = OCCUPANCY_TABLE[self.occupancy][TAKE_OUT]
        parcel, self.contents = self.contents, NOTHING
        return parcel

    def _reach_in(self, asked: str) -> None:
        if self.door != OPEN:
            raise DoorRefused(self.number, DOOR_STATES[self.door], asked)
