"""Which orders to a door, a lid or a display are obeyed, by their fences.

Lives here: the rule of docs/wire.md: no fence twice, none that is lower. Not here: doors.
"""

from __future__ import annotations

from devices.simulator.bodies.hull import Answer


class Fences(dict[int, int]):
    """The highest fence that each door of one device has obeyed, by its number."""

    def refuses(self, compartment: int, fence: int | None) -> Answer | None:
        """The answer to an order that opens nothing; None: it is to be obeyed."""
        highest = self.get(compartment, 0)
        if fence is None or fence > highest:
            return None
        if fence < highest:
            return Answer("refused", f"fence {fence} is below {highest}")
        return Answer("done", "before")

    def obeyed(self, compartment: int, fence: int | None) -> None:
        """The door opened under it."""
        if fence is not None:
            self[compartment] = fence
