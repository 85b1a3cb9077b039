"""Counters as they stand: parcels on shelves, on the floor and in the fridge; desks; who waits.

Lives here: the state of one counter. Not here: what happens at it (`twin.world.counter.events`).
"""

from __future__ import annotations

from collections import deque

from scenarios.counters import CounterPlace
from twin.world.counter.parcels import Kept

ON_FLOOR, UNCHILLED, IN_FRIDGE, ELSEWHERE_BEFORE = 1, 2, 4, 8
"""Flags of HAND_IN, COUNTER_COLLECTION, COUNTER_TAKE_BACK and FLOOR, as ordinals sum them."""


class DeskState:
    """One counter."""

    __slots__ = ("busy", "in_fridge", "place", "queue", "standing")

    def __init__(self, place: CounterPlace) -> None:
        self.place = place
        self.standing = 0
        self.in_fridge = 0
        self.busy = 0
        self.queue: deque[Kept] = deque()

    def take_in(self, parcel: Kept) -> int:
        """A parcel is put down; returns the flags of what became of it."""
        if parcel.temperature > 0 and self.in_fridge < self.place.fridge_places:
            self.in_fridge += 1
            parcel.in_fridge = True
            return IN_FRIDGE
        self.standing += 1
        flags = ON_FLOOR if self.standing > self.place.shelf_places else 0
        return flags | (UNCHILLED if parcel.temperature > 0 else 0)

    def give_out(self, parcel: Kept) -> int:
        """A parcel is taken away; one from the floor moves up. Returns flags."""
        if parcel.in_fridge:
            self.in_fridge -= 1
            return IN_FRIDGE
        self.standing -= 1
        return ON_FLOOR if self.standing >= self.place.shelf_places else 0
