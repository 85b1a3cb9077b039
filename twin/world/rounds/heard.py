"""What is known of the bins of a group: last reports, and how fast each fills.

Lives here: what a report and an emptying change of it. Not here: the arithmetic (the desk is
asked), what truly lies in a bin (`twin.world.waste.bins`).
"""

from __future__ import annotations

from twin.world.desk import GOES_ON, RISES, CollectionDesk

UNKNOWN = -1


class Heard:
    """Bins are numbered through the group; `rate_per_day` in per mille, −1 while none is known.

    An emptying is known at once: the driver says so.
    """

    def __init__(self, bins: int, desk: CollectionDesk) -> None:
        self._desk = desk
        self.fill_permille = [UNKNOWN] * bins
        self.known_ms = [UNKNOWN] * bins
        self.from_permille = [UNKNOWN] * bins
        self.from_ms = [UNKNOWN] * bins
        self.rate_per_day = [UNKNOWN] * bins

    def hear(self, now: int, number: int, fill: int) -> None:
        """A sensor reports; a rate is taken from one report to another some hours later."""
        self.fill_permille[number], self.known_ms[number] = fill, now
        if self.from_ms[number] >= 0:
            before, elapsed_ms = self.from_permille[number], now - self.from_ms[number]
            said = self._desk.trend_step(fill, before, elapsed_ms)
            if said == GOES_ON:
                return
            if said == RISES:
                self.rate_per_day[number] = self._desk.rate_after(
                    self.rate_per_day[number], max(fill - before, 0), elapsed_ms
                )
        self.from_permille[number], self.from_ms[number] = fill, now

    def empty(self, now: int, number: int) -> None:
        """A truck empties the bin."""
        self.fill_permille[number] = self.from_permille[number] = 0
        self.known_ms[number] = self.from_ms[number] = now
