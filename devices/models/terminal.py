"""The terminals of a bank: who is served, who waits, first come first served.

Lives here: the sans-IO queue. Not here: how long anybody takes.
"""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

Person = TypeVar("Person")


class Terminal(Generic[Person]):
    """`places` people are served at once; the others wait in the order in which they came."""

    __slots__ = ("busy", "places", "waiting")

    def __init__(self, places: int) -> None:
        self.places = places
        self.busy = 0
        self.waiting: deque[Person] = deque()

    def join(self, person: Person) -> bool:
        """Come to the bank; True when service begins at once."""
        if self.busy < self.places:
            self.busy += 1
            return True
        self.waiting.append(person)
        return False

    def leave(self) -> Person | None:
        """A person goes; the next one who waits is served in his place, None when nobody waits."""
        if self.waiting:
            return self.waiting.popleft()
        self.busy -= 1
        return None
