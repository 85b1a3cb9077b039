"""A display that shows people where there is room.

Lives here: what it shows, and which orders it obeys. Not here: who gives them.
"""

from __future__ import annotations

from devices.simulator.bodies.fences import Fences
from devices.simulator.bodies.hull import Answer
from devices.wire.steering import PointTo

ONLY = 1
"""Number of the one display of a device, for its fence."""


class Display:
    """Of one device. `toward`: the device of the site that it shows, "" none; `walk_m` to it."""

    def __init__(self) -> None:
        self.toward = ""
        self.walk_m: int | None = None
        self._fences = Fences()

    def obey(self, order: PointTo) -> Answer:
        """Show it, or show nothing any more; an older order than the last is refused."""
        if (refused := self._fences.refuses(ONLY, order.fence)) is not None:
            return refused
        self._fences.obeyed(ONLY, order.fence)
        self.toward, self.walk_m = order.toward or "", order.walk_m
        return Answer("done")

    def report(self) -> dict[str, str]:
        """For the reported state; nothing where it shows nothing."""
        return {"points_to": self.toward} if self.toward else {}
