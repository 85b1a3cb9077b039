"""A locker bank: its compartments in the order of the pick rule, and what is free.

Lives here: the sans-IO model of a bank. `occupied`, `openings` and `free` are the integer views
that policies read; they change only together with the compartments. Not here: decisions, people.
"""

from __future__ import annotations

from collections.abc import Sequence

from devices.models.compartment import NOTHING, Compartment
from devices.transitions import FREE_JAM, JAM

LAID = 1
STUCK = 2
"""Bits of `occupied`: a parcel lies there; the door is jammed. Only 0 is free."""


class CompartmentTaken(Exception):
    """A parcel was to go into a compartment that the records say holds another."""

    def __init__(self, number: int, contents: int, parcel: int) -> None:
        super().__init__(f"compartment {number} holds parcel {contents}, not free for {parcel}")
        self.number = number
        self.contents = contents
        self.parcel = parcel


class Bank:
    """A bank built of `numbers[class_first[c] : class_first[c + 1]]` compartments of class c.

    A position is an index into `numbers`; policies choose positions, people see numbers.
    """

    __slots__ = ("class_first", "compartments", "free", "free_total", "occupied", "openings")

    def __init__(self, numbers: Sequence[int], class_first: Sequence[int]) -> None:
        self.class_first = list(class_first)
        classes = len(class_first) - 1
        self.compartments = [
            Compartment(numbers[position], size_class)
            for size_class in range(classes)
            for position in range(class_first[size_class], class_first[size_class + 1])
        ]
        self.occupied = [0] * len(numbers)
        self.openings = [0] * len(numbers)
        self.free = [class_first[c + 1] - class_first[c] for c in range(classes)]
        self.free_total = len(numbers)

    def position_of(self, number: int) -> int:
        """Position of the compartment with this number; raises KeyError where there is none."""
        for position, compartment in enumerate(self.compartments):
            if compartment.number == number:
                return position
        raise KeyError(number)

    def deposit(self, position: int, parcel: int) -> Compartment:
        """Open, lay the parcel in, close. Raises CompartmentTaken where one lies already."""
        compartment = self.compartments[position]
        if compartment.contents != NOTHING:
            raise CompartmentTaken(compartment.number, compartment.contents, parcel)
        compartment.open()
        compartment.put_in(parcel)
        compartment.close()
        self.occupied[position] = LAID
        self.openings[position] = compartment.openings
        self.free[compartment.size_class] -= 1
        self.free_total -= 1
        return compartment

    def empty(self, position: int) -> Compartment:
        """Open, take the parcel out, close."""
        compartment = self.compartments[position]
        compartment.open()
        compartment.take_out()
        compartment.close()
        self.occupied[position] = 0
        self.openings[position] = compartment.openings
        self.free[compartment.size_class] += 1
        self.free_total += 1
        return compartment

    def is_jammed(self, position: int) -> bool:
        """Whether the door is jammed."""
        return self.occupied[position] & STUCK != 0

    def jam(self, position: int) -> bool:
        """The door, shut, is jammed from now on; True where a free compartment is lost by it."""
        compartment = self.compartments[position]
        compartment.turn_door(JAM)
        was_free = self.occupied[position] == 0
        self.occupied[position] |= STUCK
        if was_free:
            self.free[compartment.size_class] -= 1
            self.free_total -= 1
        return was_free

    def free_jam(self, position: int) -> bool:
        """The door works again; True where the compartment is free by it."""
        compartment = self.compartments[position]
        compartment.turn_door(FREE_JAM)
        self.occupied[position] &= ~STUCK
        is_free = self.occupied[position] == 0
        if is_free:
            self.free[compartment.size_class] += 1
            self.free_total += 1
        return is_free
